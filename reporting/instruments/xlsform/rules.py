"""The rules of an instrument, compiled once all its questions are known.

A rule may ask the questions, the sums of the columns of tables, and in a table the cells of its own row.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from reporting.instruments.markup import referenced_names
from reporting.instruments.question_types import (
    ACKNOWLEDGED,
    Precision,
    QuestionType,
    Stored,
    shorten_date,
    type_of,
)
from reporting.instruments.rules.arithmetic import first_day_of
from reporting.instruments.rules.expressions import (
    LogicError,
    UnknownNameError,
    compile_expression,
    compile_value,
    join_conditions,
)
from reporting.instruments.rules.logic import names_in
from reporting.instruments.rules.scope import ANY, CONDITION, DAY, NUMBER, OPTIONS, Scope, kind_of
from reporting.instruments.xlsform.cells import SheetRow
from reporting.instruments.xlsform.checks import (
    SHAPES,
    check_circles,
    check_indicators,
    check_names,
    check_no_cell_hides_a_question,
    check_parts_of_sums,
    find_pointless_parts,
)
from reporting.instruments.xlsform.entries import Entry
from reporting.instruments.xlsform.fields import COUNT, read_rule_text
from reporting.instruments.xlsform.partial_dates import ask_first_days

Tree = Any  # a compiled expression, or a part of one: see rules/expressions.py
KINDS = {
    Stored.INTEGER: NUMBER,
    Stored.DECIMAL: NUMBER,
    Stored.DATE: DAY,
    Stored.MOMENT: DAY,
    Stored.CODES: OPTIONS,
    Stored.RANKED: OPTIONS,
}
TEXT_COLUMNS = (
    *("label", "hint", "guidance_hint", "constraint_message", "required_message", "warning_message"),
)


def check_rules(entries: list[Entry], refused: frozenset[str] = frozenset()) -> None:
    """Put the compiled rules into the entries, and report what is wrong with them on their rows.

    `refused` are the names of rows whose own problem is told: what asks them is wrong for no other reason.
    """
    questions = [entry for entry in entries if entry.parent is None and not entry.is_note]
    tables = [entry for entry in questions if type_of(entry.fields).has_rows]
    cells = {id(table): [e for e in entries if e.parent is table and not e.is_note] for table in tables}
    partial = frozenset(entry.code for entry in entries if "precision" in entry.fields)
    top = replace(RuleScope.of(questions, tables, cells), refused=refused, partial=partial)
    top.compile([entry for entry in entries if entry.parent is None])
    for table in tables:
        siblings = cells[id(table)]
        check_no_cell_hides_a_question(siblings, {entry.code for entry in questions})
        top.inside(siblings).compile([entry for entry in entries if entry.parent is table])
    for scope in (*cells.values(), questions):
        check_names(scope)
        check_parts_of_sums(scope)
        check_circles(scope)
    check_indicators(questions)
    prune_option_cells([entry for entry in entries if not entry.is_note])


@dataclass
class RuleScope:
    """What the rules of some entries may ask, by name, with the entries behind the names."""

    names: Scope
    entries: dict[str, Entry]
    groups: dict[int, Tree] = field(default_factory=dict)  # the rules of groups, by the id of their row
    refused: frozenset[str] = frozenset()  # names of rows that could not be read
    partial: frozenset[str] = frozenset()  # names of dates of which only the year or month may be known

    @classmethod
    def of(cls, questions: list[Entry], tables: list[Entry], cells: dict[int, list[Entry]]) -> "RuleScope":
        answerable = {entry.code: entry for entry in questions if not type_of(entry.fields).has_rows}
        columns: dict[str, tuple[str, str]] = {}
        for table in tables:
            columns |= {cell.code: (table.code, kind_of_entry(cell)) for cell in cells[id(table)]}
        rows = frozenset(table.code for table in tables)
        kinds = {code: kind_of_entry(entry) for code, entry in answerable.items()}
        return cls(Scope(kinds, columns, rows), answerable)

    def inside(self, siblings: list[Entry]) -> "RuleScope":
        """Return the scope of the cells of one table."""
        own = {entry.code: entry for entry in siblings}
        kinds = dict(self.names.answers) | {code: kind_of_entry(entry) for code, entry in own.items()}
        names = replace(self.names, answers=kinds)
        return replace(self, names=names, entries=self.entries | own, groups={})

    def compile(self, entries: list[Entry]) -> None:
        for entry in entries:
            if not entry.is_note:
                self.compile_calculation(entry)
        for entry in entries:
            entry.fields["relevant"] = self.combined_relevance(entry, entries)
            check_repeated_answers(entry, self)
            if not entry.is_note:
                self.compile_others(entry)

    def compile_calculation(self, entry: Entry) -> None:
        """Compile what computes the answer; the kind of its value is known to the rules after it."""
        if not type_of(entry.fields).is_computed or not entry.is_of_known_type:
            return
        tree = computed_value(entry)
        if entry.row["calculation"]:
            tree = self.compile_text(entry.row, "calculation", is_condition=False)
        elif tree is None:
            entry.row.add_problem("calculation", _("The calculation is missing."))
        if kind_of(tree, self.names) == CONDITION:
            tree = ["string", tree]
        entry.fields["calculation"] = tree
        kinds = {**self.names.answers, entry.code: kind_of(tree, self.names) if tree else ANY}
        self.names = replace(self.names, answers=kinds)

    def combined_relevance(self, entry: Entry, entries: list[Entry]) -> Tree:
        """Return the rule of an entry together with those of the groups around it."""
        rules = [self.group_rule(row, entries) for row in entry.around]
        combined = None
        for rule in (*rules, self.own_rule(entry)):
            if rule is not None:
                combined = rule if combined is None else join_conditions("and", combined, rule)
        return combined

    def own_rule(self, entry: Entry) -> Tree:
        # The heading of a group has its row: the rule is that of the group, compiled already.
        if entry.is_note and entry.row["type"].startswith("begin"):
            return None
        return self.compile_text(entry.row, "relevant")

    def group_rule(self, row: SheetRow, entries: list[Entry]) -> Tree:
        if id(row) not in self.groups:
            tree = self.compile_text(row, "relevant")
            asked = names_in(tree)
            inside = {e.code for e in entries if e.code in asked and any(r is row for r in e.around)}
            if inside:
                names = ", ".join(sorted(inside))
                row.add_problem("relevant", _("The group would depend on a question inside it: %s.") % names)
                tree = None
            self.groups[id(row)] = tree
        return self.groups[id(row)]

    def compile_text(
        self, row: SheetRow, column: str, this: Entry | None = None, *, is_condition: bool = True
    ) -> Tree:
        """Return the tree of the expression in a cell; None if there is none, or it has a problem."""
        text = read_rule_text(row, column)
        if not text:
            return None
        names = replace(self.names, this=kind_of_entry(this) if this else ANY)
        try:
            tree = (compile_expression if is_condition else compile_value)(text, names)
        except LogicError as refusal:
            if not (isinstance(refusal, UnknownNameError) and refusal.name in self.refused):
                row.add_problem(column, str(refusal))
            return None
        for sentence in dict.fromkeys(find_pointless_parts(tree, this, self.entries)):
            row.add_problem(column, sentence)
        is_partial = this is not None and "precision" in this.fields
        return ask_first_days(tree, self.partial, this_is_partial=is_partial)

    def compile_others(self, entry: Entry) -> None:
        """Compile the rules that judge an answer, offer options or count rows, and the default."""
        row, fields = entry.row, entry.fields
        fields["constraint"] = self.compile_text(row, "constraint", this=entry)
        warning = self.compile_text(row, "warning", this=entry)
        if warning is not None:
            fields["warning"] = warning
        required = self.compile_text(row, "required")
        if required is not None:
            fields["required_if"] = required
        if row["choice_filter"] and fields["options"]:
            columns = {name for option in fields["options"] for name in option.get("cells", {})}
            names = replace(self.names, choice=frozenset(columns | {"name"}))
            fields["choice_filter"] = replace_scope(self, names).compile_text(row, "choice_filter")
        if row["repeat_count"] and not COUNT.fullmatch(row["repeat_count"]):
            fields["repeat_count"] = self.compile_text(row, "repeat_count", is_condition=False)
        if row["default"] and not type_of(fields).is_computed:
            self.read_default(entry)

    def read_default(self, entry: Entry) -> None:
        """Put in the default: a value, or the rule of a calculation that asks no question."""
        text, fields = entry.row["default"], entry.fields
        if "(" in text and type_of(fields).stored is not Stored.TEXT:
            empty = replace_scope(self, Scope())
            fields["default_rule"] = empty.compile_text(entry.row, "default", is_condition=False)
            return
        fields["default"] = literal_default(entry, text)
        if fields["default"] is None:
            entry.row.add_problem("default", _("“%s” cannot be the answer to this question.") % text)


def replace_scope(scope: RuleScope, names: Scope) -> RuleScope:
    return replace(scope, names=names, entries=scope.entries if names.answers else {}, groups={})


def kind_of_entry(entry: Entry) -> str:
    return KINDS.get(type_of(entry.fields).stored, ANY)


def computed_value(entry: Entry) -> Tree:
    """Return the value of a type that computes itself without a calculation."""
    if entry.row["type"] == "today":
        return ["today"]
    return entry.row["default"] or (None if entry.row["type"] == QuestionType.CALCULATE.xlsform else "")


def literal_default(entry: Entry, text: str) -> Any:
    """Return a default as an answer of this type is stored; None if it cannot be one."""
    kind = type_of(entry.fields)
    if kind.is_list:
        values = text.split()
        return values if all(is_offered(entry, value) for value in values) else None
    if kind.stored is Stored.INTEGER:
        return int(text) if text.lstrip("-").isdecimal() and len(text) < 14 else None
    if kind.stored is Stored.DECIMAL:
        return text if text.lstrip("-").replace(".", "", 1).isdecimal() else None
    if kind.stored in SHAPES:
        return literal_instant(entry, text)
    if kind.stored is Stored.TEXT:
        return text
    return text if kind.stored is Stored.CODE and is_offered(entry, text) else None


def literal_instant(entry: Entry, text: str) -> str | None:
    """Return a day or time of a default, as exact as the question asks for it."""
    day = first_day_of(text) if "precision" in entry.fields else text
    if not SHAPES[type_of(entry.fields).stored](day):
        return None
    return text if entry.fields.get("precision") == Precision.ANY else shorten_date(entry.fields, day)


def is_offered(entry: Entry, value: str) -> bool:
    kind = type_of(entry.fields)
    if kind.names_countries:
        return len(value) == 3 and value.isupper()
    if kind is QuestionType.ACKNOWLEDGE:
        return value == ACKNOWLEDGED
    values = [option["value"] for option in entry.fields["options"]] or ["yes", "no"]
    return value in values


def check_repeated_answers(entry: Entry, scope: RuleScope) -> None:
    """Report answers that a text repeats, but that are not asked, or are asked in many rows."""
    for column in TEXT_COLUMNS:
        texts = {entry.row[column], *entry.row.texts.get(column, {}).values()}
        for name in dict.fromkeys(name for text in texts for name in referenced_names(text)):
            if name not in scope.names.answers and name not in scope.refused:
                sentence = _("There is no question “%s” whose answer could stand in this text.") % name
                entry.row.add_problem(column, sentence)


def prune_option_cells(entries: Iterable[Entry]) -> None:
    """Leave to the options of a question the cells that its filter asks; other columns change nothing."""
    for entry in entries:
        asked = choices_in(entry.fields.get("choice_filter"))
        entry.fields["options"] = [pruned_option(option, asked) for option in entry.fields["options"]]


def pruned_option(option: Mapping[str, Any], asked: set[str]) -> dict[str, Any]:
    kept = {name: text for name, text in option.get("cells", {}).items() if name in asked}
    plain = {key: value for key, value in option.items() if key != "cells"}
    return plain | ({"cells": kept} if kept else {})


def choices_in(tree: Tree) -> set[str]:
    """Return the columns of options that a filter asks."""
    if not isinstance(tree, list):
        return set()
    if tree[:1] == ["choice"]:
        return {tree[1]}
    return set().union(*(choices_in(part) for part in tree[1:]))
