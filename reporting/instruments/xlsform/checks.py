"""What is wrong with compiled rules: parts that always tell the same, circles, names and indicators twice."""

import re
from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

from django.utils.translation import gettext as _

from reporting.instruments.question_types import (
    ACKNOWLEDGED,
    EQUALITY,
    OPERATORS,
    QuestionType,
    Stored,
    type_of,
)
from reporting.instruments.rules.arithmetic import CLOCK, DAY, MOMENT, NUMBER, day_of
from reporting.instruments.rules.dependencies import asked_questions
from reporting.instruments.rules.scope import COMPARISONS, NUMBER_OPERATORS
from reporting.instruments.xlsform.entries import Entry

COUNTRY_CODE = re.compile(r"[A-Z]{3}")
KIND_OF_VALUE = {
    Stored.INTEGER: "number",
    Stored.DECIMAL: "number",
    Stored.DATE: "day",
    Stored.MOMENT: "day",
    Stored.CLOCK: "time",
    Stored.CODE: "option",
}
ASKS_OPTIONS = EQUALITY | {"selected"}
FIXED_OPTIONS = {QuestionType.YES_NO: ["yes", "no"], QuestionType.ACKNOWLEDGE: [ACKNOWLEDGED]}
NUMBERS = (Stored.INTEGER, Stored.DECIMAL, Stored.COMPUTED)
ALL_OPERATORS = frozenset().union(*OPERATORS.values())
Tree = Any  # a compiled expression, or a part of one: see rules/expressions.py


def find_pointless_parts(tree: Tree, this: Entry | None, answerable: Mapping[str, Entry]) -> Iterator[str]:
    """Yield a sentence on every part of a tree that has the same result whatever the answers are.

    `this` is the entry whose constraint the tree is; None for a rule of relevance.
    """
    if not isinstance(tree, list):
        return
    operator, *parts = tree
    if operator == "matches":
        parts = parts[:1]
    if operator == "this" and this is None:
        yield _("A dot means the answer itself, which a rule for showing the question cannot ask.")
    for position, part in enumerate(parts):
        yield from find_pointless_parts(part, this, answerable)
        entry = referenced_entry(part, this, answerable)
        if operator in COMPARISONS:
            other = parts[1 - position]
            yield from check_compared(part, entry, other, referenced_entry(other, this, answerable))
        if entry and operator in ALL_OPERATORS:
            yield from check_operand(operator, entry, parts[1 - position] if len(parts) == 2 else None)


def check_compared(part: Tree, entry: Entry | None, other: Tree, other_entry: Entry | None) -> Iterator[str]:
    """Yield a sentence if one side of a comparison can never be equal to the other, nor larger."""
    kind = kind_of_value(part, entry)
    if isinstance(other, list):
        if (kind, kind_of_value(other, other_entry)) == ("day", "number"):
            yield _("A day is compared with a number, which is never true.")
    elif not isinstance(part, list):
        yield _("This compares no answer: it is the same whatever the answers are.")
    else:
        yield from check_literal(kind, other, entry)


def check_literal(kind: str, literal: Tree, entry: Entry | None) -> Iterator[str]:
    """Yield a sentence if no value of this kind can be equal to a literal, nor larger."""
    if literal == "":
        return
    if kind == "number" and isinstance(literal, str) and not NUMBER.fullmatch(literal):
        yield _("A number is compared with “%s”, which is not a number.") % literal
    elif kind == "day" and not (is_iso_day(literal) or is_moment(literal)):
        yield _("A day is compared with “%s”; write a day that exists as 2020-12-31.") % literal
    elif kind == "time" and not is_clock(literal):
        yield _("A time is compared with “%s”; write it as 14:30.") % literal
    elif kind == "country" and not COUNTRY_CODE.fullmatch(str(literal)):
        yield _("A country is compared with “%s”; write its code of three letters, as PHL.") % literal
    elif kind == "option" and entry and not isinstance(literal, str):
        options = {option["value"] for option in entry.fields["options"]}
        if options and str(literal) not in options:
            yield _("“%(value)s” is not an option of “%(name)s”.") % {"value": literal, "name": entry.code}


def kind_of_value(part: Tree, entry: Entry | None) -> str:
    """Return number, day, country, option, or an empty text for any other kind of value."""
    if entry:
        kind = type_of(entry.fields)
        if kind.names_countries:
            return "country"
        return KIND_OF_VALUE.get(kind.stored, "")
    if isinstance(part, list) and part[0] in NUMBER_OPERATORS:
        return "number"
    return "day" if part == ["today"] else ""


def is_iso_day(literal: Tree) -> bool:
    is_day = isinstance(literal, str) and bool(DAY.fullmatch(literal)) and day_of(literal) == literal
    return is_day and not literal.startswith("0000")


def is_clock(literal: Tree) -> bool:
    return isinstance(literal, str) and bool(CLOCK.fullmatch(literal))


def is_moment(literal: Tree) -> bool:
    return isinstance(literal, str) and bool(MOMENT.fullmatch(literal)) and day_of(literal) is not None


# Whether a text may be the answer to a question of these kinds.
SHAPES = {Stored.DATE: is_iso_day, Stored.CLOCK: is_clock, Stored.MOMENT: is_moment}


def referenced_entry(part: Tree, this: Entry | None, answerable: Mapping[str, Entry]) -> Entry | None:
    """Return the entry that a part of a tree asks; None if it asks none, or one whose type is not known."""
    entry = this if part == ["this"] else None
    if isinstance(part, list) and part[0] == "answer":
        entry = answerable[part[1]]
    return entry if entry and entry.is_of_known_type else None


def check_operand(operator: str, entry: Entry, value: Tree) -> Iterator[str]:
    """Yield a sentence if the operator, or the other operand `value`, suits no answer to the entry."""
    kind, options = type_of(entry.fields), [option["value"] for option in entry.fields["options"]]
    if kind.is_list and operator in EQUALITY and value != "":
        yield _("“%s” may have several answers; write selected(${…}, 'option').") % entry.code
    elif not is_meaningful(operator, entry) and not (operator in EQUALITY and value == ""):
        yield _("“%(operator)s” cannot be asked of “%(name)s”, whose type is %(type)s.") % {
            "operator": operator,
            "name": entry.code,
            "type": kind,
        }
    if kind in FIXED_OPTIONS:
        options = FIXED_OPTIONS[kind]
    if kind.names_countries and operator == "selected" and not COUNTRY_CODE.fullmatch(str(value)):
        yield _("A country is compared with “%s”; write its code of three letters, as PHL.") % value
    if isinstance(value, str) and value and options and operator in ASKS_OPTIONS and value not in options:
        yield _("“%(value)s” is not an option of “%(name)s”; the options are %(options)s.") % {
            "value": value,
            "name": entry.code,
            "options": ", ".join(options),
        }


def is_meaningful(operator: str, entry: Entry) -> bool:
    """Return True if an operator may ask an entry: codes that are all numbers can be ordered and added."""
    kind = type_of(entry.fields)
    codes = [option["value"] for option in entry.fields["options"]]
    has_numbers = kind.stored is Stored.CODE and codes and all(NUMBER.fullmatch(code) for code in codes)
    return operator in kind.operators | (OPERATORS[Stored.INTEGER] if has_numbers else frozenset())


def check_names(entries: Iterable[Entry]) -> None:
    first = {}
    for entry in entries:
        before = first.setdefault(entry.code, entry)
        if before is not entry:
            entry.row.add_problem(
                "name",
                _("“%(name)s” is already the name of row %(row)s.")
                % {"name": entry.code, "row": before.row.number},
            )


def check_no_cell_hides_a_question(cells: Iterable[Entry], question_codes: set[str]) -> None:
    for cell in cells:
        if cell.code in question_codes:
            cell.row.add_problem(
                "name", _("“%s” is the name of a question; a rule could not tell them apart.") % cell.code
            )


def check_parts_of_sums(entries: Iterable[Entry]) -> None:
    """Report sums of what is no number, does not stand beside them, or is the sum itself."""
    entries = list(entries)
    numbers = {entry.code for entry in entries if type_of(entry.fields).stored in NUMBERS}
    for entry in entries:
        parts = entry.fields.get("sum_of", ())
        if parts and entry.code not in numbers:
            entry.row.add_problem("sum_of", _("Only a number can be the sum of others."))
        for part in parts:
            if part not in numbers or part == entry.code:
                sentence = _("“%s” is no other number beside this one that it could be the sum of.") % part
                entry.row.add_problem("sum_of", sentence)


def check_circles(entries: Iterable[Entry]) -> None:
    """Report every question that depends on its own answer, directly or through others."""
    rows = {entry.code: entry.row for entry in entries}
    asks = {entry.code: sorted(asked_questions(entry.fields) & set(rows)) for entry in entries}
    while circle := first_circle(asks):
        code = min(circle, key=lambda code: rows[code].number)
        way = " → ".join([*circle[circle.index(code) :], *circle[: circle.index(code)], code])
        rows[code].add_problem(
            "relevant" if rows[code]["relevant"] or not rows[code]["calculation"] else "calculation",
            _("Whether “%(name)s” is shown would depend on itself: %(way)s.") % {"name": code, "way": way},
        )
        asks[code] = []


def first_circle(asks: Mapping[str, Iterable[str]]) -> list[str]:
    """Return the codes of one circle of questions that ask each other; empty if there is none."""
    try:
        TopologicalSorter(asks).prepare()
    except CycleError as circle:
        return circle.args[1][:0:-1]
    return []


def check_indicators(questions: Iterable[Entry]) -> None:
    """Report indicators given twice: a figure would not know which question to ask."""
    first = {}
    for question in questions:
        own = [question.fields["indicator"], *(option["indicator"] for option in question.fields["options"])]
        for indicator in filter(None, own):
            row = first.setdefault(indicator, question.row.number)
            if own.count(indicator) > 1 or row != question.row.number:
                question.row.add_problem(
                    "indicator",
                    _("“%(indicator)s” is given twice (see row %(row)s).")
                    % {"indicator": indicator, "row": row},
                )
