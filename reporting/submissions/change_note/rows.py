"""What differs between the rows of two answers: of a table by their code, of a group by likeness."""

from collections.abc import Iterator, Mapping
from itertools import islice

from django.utils.translation import gettext as _

from authorities.languages.cldr import join_items
from authorities.languages.direction import isolate
from reporting.instruments.question_types import Question, QuestionType, type_of
from reporting.submissions.change_note.values import ChangeLine, QuestionPair, say_value
from reporting.submissions.plain_answers import is_answered

Row = dict
NAME_LENGTH = 60


def compare_tables(
    now: Question, then: Question, value: dict, earlier: dict, names: Mapping[str, str]
) -> Iterator[ChangeLine]:
    """Yield each cell that differs; a row or column that only one of the tables has counts as empty."""
    labels = {row["value"]: row["label"] for row in (*then["rows"], *now["rows"])}
    for code, label in labels.items():
        row, before = value.get(code) or {}, earlier.get(code) or {}
        yield from compare_cells(now, then, row, before, str(label), names)


def compare_groups(
    now: Question, then: Question, value: list[Row], earlier: list[Row], names: Mapping[str, str]
) -> Iterator[ChangeLine]:
    """Yield the cells that differ in rows that go on, then the rows that are new, and those taken out."""
    pairs, added, removed = pair_rows(now, then, value, earlier, names)
    for row, before in pairs:
        yield from compare_cells(now, then, row, before, name_row(now, row, names), names)
    for row in added:
        yield ChangeLine(_("New row"), describe_row(now, row, names), "")
    for row in removed:
        yield ChangeLine(_("Row taken out"), describe_row(then, row, names), "")


def pair_rows(
    now: Question, then: Question, value: list[Row], earlier: list[Row], names: Mapping[str, str]
) -> tuple[list[tuple[Row, Row]], list[Row], list[Row]]:
    """Return ([(row now, row then)], new rows, rows taken out), in the order of the rows.

    A row goes on where all its cells, or else its first answers, or else its first answer say the same.
    """
    rest, before = [row for row in value if is_answered(row)], [row for row in earlier if is_answered(row)]
    pairs: list[tuple[Row, Row]] = []
    for length in (len(now["columns"]), 2, 1):
        for row in list(rest):
            name = first_words(now, row, length, names)
            same = next((old for old in before if first_words(then, old, length, names) == name), None)
            if same is not None:
                pairs.append((row, same))
                rest.remove(row)
                before.remove(same)
    pairs.sort(key=lambda pair: next(place for place, row in enumerate(value) if row is pair[0]))
    return pairs, rest, before


def compare_cells(
    now: Question, then: Question, row: Row, before: Row, name: str, names: Mapping[str, str]
) -> Iterator[ChangeLine]:
    columns = {column["code"]: column for column in now["columns"]}
    earlier = {column["code"]: column for column in then["columns"]}
    for code in {**columns, **earlier}:
        column = columns.get(code) or earlier[code]
        if type_of(column).is_computed or not column["label"]:
            continue
        pair = QuestionPair(column, earlier.get(code, column), names)
        place = _("%(row)s, %(column)s") % {"row": isolate(name), "column": isolate(column["label"])}
        yield from pair.compare(row.get(code), before.get(code), place)


def first_words(question: Question, row: Row, length: int, names: Mapping[str, str]) -> list[str]:
    """Return the first answered cells of a row in words, without files."""
    told = (
        say_value(column, row.get(column["code"]), names)
        for column in question["columns"]
        if column["type"] != QuestionType.FILE and is_answered(row.get(column["code"]))
    )
    return list(islice(told, length))


def name_row(question: Question, row: Row, names: Mapping[str, str]) -> str:
    words = first_words(question, row, 1, names)
    text = words[0] if words else "…"
    return text if len(text) <= NAME_LENGTH else f"{text[:NAME_LENGTH]}…"


def describe_row(question: Question, row: Row, names: Mapping[str, str]) -> str:
    return join_items(map(isolate, first_words(question, row, len(question["columns"]), names))) or "…"
