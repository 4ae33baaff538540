"""What the columns and rows of a table or group hold: by how it is built, not by its number."""

import re

from reporting.instruments.question_types import Question, QuestionType, type_of
from reporting.submissions.number_writing import YEAR_WORD, compares_with_year

YEAR_CODE = re.compile(r"(?:.*_)?year(?:_(?!\d).*)?")
NUMBERS = (QuestionType.INTEGER, QuestionType.DECIMAL, QuestionType.CALCULATE)
# How a column or a row of a table is called that holds the sum of the others.
TOTAL = re.compile(r"(?:.*_)?(?:grand_?)?totals?(?:_.*)?|all|sum|overall")


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


def names_partners(question: Question) -> bool:
    """Return True for a table of agreements: rows that each name several countries."""
    columns = question.get("columns", [])
    return question["type"] == QuestionType.GROUP and any(
        column["type"] == QuestionType.COUNTRIES for column in columns
    )


def partner_columns(question: Question) -> list[str]:
    return [column["code"] for column in question["columns"] if column["type"] == QuestionType.COUNTRIES]
