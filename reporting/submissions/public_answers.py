"""What of an answer everybody may read; nothing else decides it."""

from collections.abc import Mapping
from typing import Any

from reporting.instruments.question_types import Question, QuestionType
from reporting.models import Instrument
from reporting.models.answers import Reason

# Reasons of which the public reads the reason alone: what was typed beside it is what they withhold.
WITHHOLDING = (Reason.CONFIDENTIAL, Reason.NOT_AUTHORISED)


def public_questions(instrument: Instrument) -> dict[str, Question]:
    """Return {code: question} of those whose answers everybody may read, in order."""
    return {code: question for code, question in instrument.questions.items() if question["public"]}


def keep_public_answers(
    instrument: Instrument, answers: Mapping[str, dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    """Return the answers to public questions, without their parts that are not public."""
    asked = public_questions(instrument)
    return {code: keep_public_parts(asked[code], answers[code]) for code in asked if code in answers}


def keep_public_parts(question: Question, answer: dict[str, Any]) -> dict[str, Any]:
    """Return the answer to a public question without the columns and the words that are not public."""
    if answer["reason"] in WITHHOLDING:
        return {**answer, "reason_detail": ""}
    value = answer["value"]
    hidden = {column["code"] for column in question.get("columns", []) if not column.get("public", True)}
    if not (value and hidden):
        return answer
    if question["type"] == QuestionType.GROUP:
        return {**answer, "value": [drop_columns(row, hidden) for row in value]}
    return {**answer, "value": {name: drop_columns(row or {}, hidden) for name, row in value.items()}}


def drop_columns(row: dict[str, Any], columns: set[str]) -> dict[str, Any]:
    return {code: cell for code, cell in row.items() if code not in columns}
