"""The numbers, years and rows of tables, as checks read them: by how a table is built, not by its codes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from authorities.languages.direction import isolate
from reporting.checks.catalogue import CheckedReport, Place
from reporting.instruments.question_types import Question, QuestionType, type_of
from reporting.submissions.number_writing import YEAR_WORD, compares_with_year
from reporting.submissions.plain_answers import is_answered, read_number

YEAR_CODE = re.compile(r"(?:.*_)?year(?:_(?!\d).*)?")
NUMBERS = (QuestionType.INTEGER, QuestionType.DECIMAL, QuestionType.CALCULATE)
# How a column or a row of a table is called that holds the sum of the others.
TOTAL = re.compile(r"(?:.*_)?(?:grand_?)?totals?(?:_.*)?|all|sum|overall")


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


def is_number(part: Question) -> bool:
    return type_of(part) in NUMBERS


def number_columns(question: Question) -> list[Question]:
    """Return the columns that count something: numbers, but no years and no ranks of a closed range."""
    return [column for column in question.get("columns", []) if is_number(column) and not is_year(column)]


def year_columns(question: Question) -> list[Question]:
    return [column for column in question.get("columns", []) if is_year(column)]


def is_year(part: Question) -> bool:
    """Return True if a number is itself a year, and not a number of people in one year or another.

    >>> parts = {"last_year": "Last of three", "c3": "Année", "y2": "One year earlier", "year_2": "2020"}
    >>> [code for code in parts if is_year({"type": "integer", "code": code, "label": parts[code]})]
    ['last_year', 'c3']
    """
    words = str(part.get("label") or part.get("text") or "").strip()
    is_called_so = YEAR_CODE.fullmatch(part["code"].lower()) or YEAR_WORD.fullmatch(words)
    return is_number(part) and (bool(is_called_so) or compares_with_year(part.get("constraint")))


def is_total(code: str) -> bool:
    """Return True if a column or row is called the total.

    >>> [code for code in ("total", "total_stock", "stock_total", "totally", "subtotal") if is_total(code)]
    ['total', 'total_stock', 'stock_total']
    """
    return TOTAL.fullmatch(code.lower()) is not None


def total_column(question: Question) -> Question | None:
    """Return the one number column that is called the total; None if there is none, or several."""
    totals = [column for column in number_columns(question) if is_total(column["code"])]
    return totals[0] if len(totals) == 1 else None


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
