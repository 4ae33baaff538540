"""Why a cell of a table has no figure: a blank is not a no in a cell either.

In place of a value the cell holds {"reason": one of Reason}. No value of a column that takes reasons is an
object, so that rules, which know no objects, take such a cell for a blank one.
"""

from collections import Counter
from typing import Any

from django.utils.translation import gettext_lazy as _

from reporting.instruments.question_types import Question, QuestionType, type_of
from reporting.models.answers import Reason

REASONS_IN_WORDS = dict(Reason.choices)
# The same in few words, for the narrow cells of a form.
SHORT_REASONS = {
    Reason.NOT_COLLECTED: _("Not collected"),
    Reason.NOT_COMPILED: _("Not compiled"),
    Reason.HELD_ELSEWHERE: _("Held by another body"),
    Reason.NOT_APPLICABLE: _("Does not apply"),
    Reason.CONFIDENTIAL: _("Confidential"),
    Reason.NOT_AUTHORISED: _("Not to be published"),
}


class ReasonInWords(str):
    """The words of a reason, where the words of a cell are expected."""

    is_reason = True


def takes_reasons(column: Question) -> bool:
    """Return True if a person may say why a cell of this column is empty."""
    kind = type_of(column)
    return not kind.is_computed and kind is not QuestionType.FILE and not column.get("read_only")


def give_reason(reason: str) -> dict[str, str]:
    """Return a cell that has this reason in place of a value."""
    return {"reason": reason}


def find_reason(cell: Any) -> str:
    """Return the reason that a cell holds; an empty text if it holds none."""
    if not isinstance(cell, dict) or cell.keys() != {"reason"}:
        return ""
    return cell["reason"] if cell["reason"] in REASONS_IN_WORDS else ""


def blank_reasons(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row as rules see it: a cell with a reason is blank."""
    return {code: None if find_reason(cell) else cell for code, cell in row.items()}


def render_reason(reason: str) -> ReasonInWords:
    return ReasonInWords(REASONS_IN_WORDS[reason])


def count_reasons(rows: list[dict[str, Any]]) -> Counter[str]:
    """Return how many cells of these rows have each reason."""
    return Counter(reason for row in rows for cell in row.values() if (reason := find_reason(cell)))


def list_rows(value: Any) -> list[dict[str, Any]]:
    """Return the rows of a table or group as they are stored, without names; none of any other value."""
    rows = list(value.values()) if isinstance(value, dict) else value
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
