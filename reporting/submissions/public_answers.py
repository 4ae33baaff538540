"""What of an answer everybody may read."""

from typing import Any

from reporting.instruments.question_types import Question, QuestionType


def remove_private_columns(question: Question, answer: dict[str, Any]) -> dict[str, Any]:
    """Return the answer without the columns of its table that are not public."""
    value = answer["value"]
    hidden = {column["code"] for column in question.get("columns", []) if not column.get("public", True)}
    if not (value and hidden):
        return answer
    if question["type"] == QuestionType.GROUP:
        return {**answer, "value": [drop_columns(row, hidden) for row in value]}
    return {**answer, "value": {name: drop_columns(row or {}, hidden) for name, row in value.items()}}


def drop_columns(row: dict[str, Any], columns: set[str]) -> dict[str, Any]:
    return {code: cell for code, cell in row.items() if code not in columns}
