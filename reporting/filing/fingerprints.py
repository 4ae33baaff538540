"""Whether two answers say the same, however a browser, a language or a spreadsheet has put them."""

from decimal import Decimal, InvalidOperation
from typing import Any

from reporting.instruments.question_types import Question, QuestionType, type_of
from reporting.models.hashes import content_sha256
from reporting.submissions.cell_reasons import find_reason
from reporting.submissions.files import list_files
from reporting.submissions.plain_answers import is_answered


def answer_fingerprint(question: Question, answer: dict) -> str:
    """Return one hash for all answers that say the same; a page carries that of what it was built from."""
    value, detail = canonical_value(question, answer["value"]), answer["reason_detail"].strip()
    return content_sha256({"value": value, "reason": answer["reason"], "reason_detail": detail})


def row_fingerprint(columns: list[Question], row: dict) -> str:
    """Return one hash for all rows that say the same; an empty text for an empty row."""
    cells = canonical_row(columns, row)
    return content_sha256(cells) if cells else ""


def canonical_value(question: Question, value: Any) -> Any:
    """Return the value without what only its writing differs in; None for no answer."""
    if not is_answered(value):
        return None
    if find_reason(value):
        return value
    kind = type_of(question)
    if kind is QuestionType.GROUP:
        return [cells for row in value if (cells := canonical_row(question["columns"], row))]
    if kind is QuestionType.TABLE:
        rows = {name: canonical_row(question["columns"], row or {}) for name, row in value.items()}
        return {name: cells for name, cells in rows.items() if cells}
    if kind is QuestionType.FILE:
        return list_files(value)
    if kind is QuestionType.RANK:
        return list(value)
    if kind.is_list:
        return sorted(value)
    return CANONICAL.get(kind, str.strip)(value) if isinstance(value, str) else value


def canonical_row(columns: list[Question], row: dict) -> dict:
    """Return the cells that are answered."""
    typed = [column for column in columns if not type_of(column).is_computed]
    cells = {column["code"]: canonical_value(column, row.get(column["code"])) for column in typed}
    return {code: cell for code, cell in cells.items() if cell is not None}


def canonical_text(text: str) -> str:
    """Return the text with the line ends of the server; browsers send others."""
    return "\n".join(text.splitlines()).strip()


def canonical_decimal(text: str) -> str:
    try:
        return format(Decimal(text).normalize(), "f")
    except InvalidOperation:
        return text


def canonical_url(text: str) -> str:
    """Return the address with the scheme that its field adds."""
    return text if "://" in text else f"https://{text}"


CANONICAL = {
    QuestionType.TEXT: canonical_text,
    QuestionType.LONG_TEXT: canonical_text,
    QuestionType.DECIMAL: canonical_decimal,
    QuestionType.URL: canonical_url,
}
