"""Answers as plain data: {question code: {"value", "reason", "reason_detail"}}, as a version stores them.

The form, the workflow and the public pages call the same functions with them. The values alone,
{question code: value}, are what the rules of an instrument are evaluated against.
"""

from decimal import Decimal, InvalidOperation
from typing import Any

from reporting.models import Answer, Submission

NOTHING: dict[str, Any] = {"value": None, "reason": "", "reason_detail": ""}


def working_answers(submission: Submission) -> dict[str, dict]:
    """Return the answers of the working copy as plain data."""
    return {row.question: plain_answer(row) for row in submission.answers.all()}


def plain_answer(answer: Answer) -> dict[str, Any]:
    """Return an answer as a version stores it, with its `language` if that is known."""
    plain = {"value": answer.value, "reason": answer.reason, "reason_detail": answer.reason_detail}
    return {**plain, "language": answer.language} if answer.language else plain


def answer_values(answers: dict[str, dict]) -> dict[str, Any]:
    return {code: answer["value"] for code, answer in answers.items()}


def is_answered(value: Any) -> bool:
    """Return True if a value holds anything: a table of empty cells does not, a zero does."""
    if isinstance(value, dict):
        return any(is_answered(cell) for cell in value.values())
    if isinstance(value, list):
        return any(is_answered(item) for item in value)
    return value not in (None, "")


def has_value_or_reason(answer: dict) -> bool:
    return bool(answer["reason"]) or is_answered(answer["value"])


def read_number(value: Any) -> Decimal | None:
    """Return a stored number, also of a decimal, which is stored as a text; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
