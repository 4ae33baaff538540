"""The rules of an instrument, compiled and checked against each other once all its questions are known."""

from graphlib import CycleError, TopologicalSorter

from django.utils.translation import gettext as _

from reporting.instruments.logic import LogicError, compile_expression, names_in

WORDS = {"text", "longtext", "url", "email"}
CHOSEN = {"single", "yesno", "country"}
TICKED = {"multiple", "countries"}
NUMBERS = {"integer", "decimal"}
# What each operator can ask; of anything else it would always tell the same.
CAN_ASK = {
    "selected": CHOSEN | TICKED,
    "count": TICKED,
    "length": WORDS | CHOSEN | {"decimal", "date"},
    **dict.fromkeys(("=", "!="), WORDS | CHOSEN | NUMBERS | {"date"}),
    **dict.fromkeys(("<", "<=", ">", ">="), NUMBERS | {"date"}),
    **dict.fromkeys(("+", "-"), NUMBERS),
}
ALL_TYPES = WORDS | CHOSEN | TICKED | NUMBERS | {"date", "file"}


def check_rules(entries):
    """Puts the compiled rules into the entries, and reports what is wrong with them on their rows."""
    questions = [entry for entry in entries if entry.parent is None]
    tables = [entry for entry in questions if entry.fields["columns"]]
    cells = {id(table): [entry for entry in entries if entry.parent is table] for table in tables}
    asked = by_code(questions)
    compile_rules(questions, asked)
    for siblings in cells.values():
        check_no_cell_hides_a_question(siblings, by_code(questions, ALL_TYPES | {"table", "group"}))
        compile_rules(siblings, asked | by_code(siblings))
    for scope in (questions, *cells.values()):
        check_names(scope)
        check_circles(scope)
    check_indicators(questions)


def by_code(entries, types=ALL_TYPES):
    return {entry.code: entry for entry in entries if entry.fields["type"] in types}


def compile_rules(entries, askable):
    for entry in entries:
        for column in ("relevant", "constraint"):
            entry.fields[column] = compiled(entry, column, askable)


def compiled(entry, column, askable):
    if not entry.row[column]:
        return None
    try:
        tree = compile_expression(entry.row[column], askable)
    except LogicError as refusal:
        entry.row.wrong(column, str(refusal))
        return None
    for sentence in why_pointless(tree, entry if column == "constraint" else None, askable):
        entry.row.wrong(column, sentence)
    return tree


def why_pointless(tree, this, askable):
    """Sentences on the parts of a tree that no answer could ever make true, or false."""
    if not isinstance(tree, list):
        return
    operator, *parts = tree
    if operator == "this" and this is None:
        yield _("A dot means the answer itself, which a rule for showing the question cannot ask.")
    for position, part in enumerate(parts):
        yield from why_pointless(part, this, askable)
        asked = subject(part, this, askable)
        if asked and operator in CAN_ASK:
            yield from why_not_ask(operator, asked, parts[1 - position] if len(parts) == 2 else None)


def subject(part, this, askable):
    if part == ["this"]:
        return this
    return askable[part[1]] if isinstance(part, list) and part[0] == "answer" else None


def why_not_ask(operator, asked, value):
    kind, options = asked.fields["type"], [option["value"] for option in asked.fields["options"]]
    if kind in TICKED and operator in {"=", "!="}:
        yield _("“%s” may have several answers; write selected(${…}, 'option').") % asked.code
    elif kind not in CAN_ASK[operator]:
        yield _("“%(operator)s” cannot be asked of “%(name)s”, whose type is %(type)s.") % {
            "operator": operator,
            "name": asked.code,
            "type": kind,
        }
    options = ["yes", "no"] if kind == "yesno" else options
    if isinstance(value, str) and options and operator != "length" and value not in options:
        yield _("“%(value)s” is not an option of “%(name)s”; there are %(options)s.") % {
            "value": value,
            "name": asked.code,
            "options": ", ".join(options),
        }


def check_names(entries):
    first = {}
    for entry in entries:
        before = first.setdefault(entry.code, entry)
        if before is not entry:
            entry.row.wrong(
                "name",
                _("“%(name)s” is the name of row %(row)s already.")
                % {"name": entry.code, "row": before.row.number},
            )


def check_no_cell_hides_a_question(cells, questions):
    for cell in cells:
        if cell.code in questions:
            cell.row.wrong(
                "name", _("“%s” is the name of a question; a rule could not tell them apart.") % cell.code
            )


def check_circles(entries):
    """No question may be shown or hidden, by whatever way round, by its own answer."""
    rows = {entry.code: entry.row for entry in entries}
    asks = {entry.code: sorted(names_in(entry.fields["relevant"]) & set(rows)) for entry in entries}
    while circle := first_circle(asks):
        code = min(circle, key=lambda code: rows[code].number)
        way = " → ".join([*circle[circle.index(code) :], *circle[: circle.index(code)], code])
        rows[code].wrong(
            "relevant",
            _("Whether “%(name)s” is shown would depend on itself: %(way)s.") % {"name": code, "way": way},
        )
        asks[code] = []


def first_circle(asks):
    try:
        TopologicalSorter(asks).prepare()
    except CycleError as circle:
        return circle.args[1][:0:-1]
    return []


def check_indicators(questions):
    """An indicator has one source in an instrument, else a figure would not know which to ask."""
    first = {}
    for question in questions:
        own = [question.fields["indicator"], *(option["indicator"] for option in question.fields["options"])]
        for indicator in filter(None, own):
            row = first.setdefault(indicator, question.row.number)
            if own.count(indicator) > 1 or row != question.row.number:
                question.row.wrong(
                    "indicator",
                    _("“%(indicator)s” is given twice (see row %(row)s).")
                    % {"indicator": indicator, "row": row},
                )
