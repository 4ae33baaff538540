"""Joining two answers where that makes sense: texts one below the other, choices together."""

from typing import Any

from reporting.instruments.question_types import Question, QuestionType, Stored, type_of
from reporting.submissions.plain_answers import is_answered

# What stands between two texts; a field of one line has no lines.
BETWEEN_TEXTS = {QuestionType.LONG_TEXT: "\n\n", QuestionType.TEXT: "; "}


def may_join(question: Question, theirs: dict[str, Any], mine: dict[str, Any], longest: int | None) -> bool:
    """Return True if two answers can stand together in one; `longest` is how long a text may be."""
    kind = type_of(question)
    if not (is_answered(theirs["value"]) and is_answered(mine["value"])):
        return False
    if kind in BETWEEN_TEXTS:
        return longest is None or len(join_values(question, theirs["value"], mine["value"])) <= longest
    return kind.stored is Stored.CODES


def join_values(question: Question, theirs: Any, mine: Any) -> Any:
    """Return one value with all that two say; what one of them contains already is not repeated."""
    if isinstance(theirs, list):
        return [*theirs, *(code for code in mine if code not in theirs)]
    if mine in theirs:
        return theirs
    return mine if theirs in mine else f"{theirs}{BETWEEN_TEXTS[type_of(question)]}{mine}"
