"""Which questions and which cells an instrument asks; a hidden one counts as not given."""

from collections.abc import Iterator
from datetime import date
from graphlib import TopologicalSorter
from typing import Any

from reporting.instruments.logic import evaluate, names_in
from reporting.instruments.question_types import Question, QuestionType, type_of


def is_relevant(question: Question, values: dict[str, Any], today: date) -> bool:
    """Return True if the rule of a question or column asks for it, given the values it may depend on."""
    rule = question.get("relevant")
    return rule is None or evaluate(rule, values, today=today) is True


def ordered_by_dependency(questions: dict[str, Question]) -> Iterator[Question]:
    """Yield questions or columns so that each comes after those that its rule of relevance asks."""
    rules = {
        code: names_in(question.get("relevant")) & questions.keys() for code, question in questions.items()
    }
    yield from (questions[code] for code in TopologicalSorter(rules).static_order())


def relevant_columns(
    question: Question, row: dict[str, Any], values: dict[str, Any], today: date
) -> list[Question]:
    """Return the columns that one row of a table or group is asked, in order.

    A cell that is not asked counts as not given for the rules of the cells beside it.
    """
    beside, asked = dict(values), set()
    for column in ordered_by_dependency({column["code"]: column for column in question["columns"]}):
        beside[column["code"]] = None
        if is_relevant(column, beside, today):
            asked.add(column["code"])
            beside[column["code"]] = row.get(column["code"])
    return [column for column in question["columns"] if column["code"] in asked]


def drop_hidden_cells(question: Question, value: Any, values: dict[str, Any], today: date) -> Any:
    """Return a value without the cells that its row is not asked; a value without rows as it is."""
    if not value or not type_of(question).has_rows:
        return value
    if question["type"] == QuestionType.GROUP:
        return [drop_from_row(question, row, values, today) for row in value]
    return {key: drop_from_row(question, row or {}, values, today) for key, row in value.items()}


def drop_from_row(
    question: Question, row: dict[str, Any], values: dict[str, Any], today: date
) -> dict[str, Any]:
    asked = {column["code"] for column in relevant_columns(question, row, values, today)}
    hidden = {column["code"] for column in question["columns"]} - asked
    return {code: cell for code, cell in row.items() if code not in hidden}
