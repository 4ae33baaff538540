"""The numbers, years and rows of tables, as checks read them: by how a table is built, not by its codes."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from authorities.languages.direction import isolate
from reporting.checks.catalogue import CheckedReport, Place
from reporting.instruments.question_types import Question, QuestionType, type_of
from reporting.submissions.plain_answers import is_answered, read_number


@dataclass(frozen=True)
class FilledRow:
    """One row of a table or group that holds something; `key` is its code, or its number in a group."""

    question: Question
    key: str
    label: str
    cells: dict[str, Any]

    def place(self, column: Question) -> Place:
        return Place(self.question["code"], self.key, column["code"])

    def number(self, column: Question) -> Decimal | None:
        return read_number(self.cells.get(column["code"]))


def rows_of(report: CheckedReport, question: Question) -> Iterator[FilledRow]:
    """Yield the rows of a table or group that hold something, with their names."""
    yield from rows_in(question, report.value_of(question))


def rows_in(question: Question, value: Any) -> Iterator[FilledRow]:
    if question["type"] == QuestionType.TABLE and isinstance(value, dict):
        for row in question["rows"]:
            cells = value.get(row["value"]) or {}
            if is_answered(cells):
                yield FilledRow(question, row["value"], str(row["label"]), cells)
    elif question["type"] == QuestionType.GROUP and isinstance(value, list):
        for number, cells in enumerate(value, start=1):
            if is_answered(cells):
                label = _("row %(number)d") % {"number": number}
                yield FilledRow(question, str(number), label, cells)


def tables(report: CheckedReport) -> Iterator[Question]:
    """Yield the relevant tables and groups that hold something."""
    for question in report.questions:
        if type_of(question).has_rows and is_answered(report.value_of(question)):
            yield question


def question_name(question: Question) -> str:
    """Return how sentences call a question: by its number, or its text where it has none."""
    return str(question["number"] or question["text"])


def row_words(row: FilledRow) -> dict[str, object]:
    """Return the words that stand for a row in a sentence."""
    return {"question": question_name(row.question), "row": isolate(row.label)}
