"""Which questions and cells an instrument asks, and what is computed from the answers.

A hidden answer counts as not given, and so does an option that the other answers rule out. What the browser
does while one types is the twin of this: config/static/js/rules/form.js.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from reporting.instruments.question_types import Question, QuestionType, type_of
from reporting.instruments.rules.arithmetic import truncate
from reporting.instruments.rules.dependencies import order_by_dependency
from reporting.instruments.rules.logic import evaluate
from reporting.submissions.cell_reasons import blank_reasons, find_reason


def is_relevant(question: Question, values: dict[str, Any], today: date, position: int | None = None) -> bool:
    """Return True if the rule of a question or column asks for it, given the values it may depend on."""
    rule = question.get("relevant")
    return rule is None or evaluate(rule, values, today=today, position=position) is True


def is_required(question: Question, values: dict[str, Any], today: date, position: int | None = None) -> bool:
    rule = question.get("required_if")
    if rule is None:
        return question["required"]
    return evaluate(rule, values, today=today, position=position) is True


def default_value(question: Question, today: date) -> Any:
    """Return the answer that stands until somebody gives one; None if there is none."""
    if "default_rule" in question:
        return evaluate(question["default_rule"], {}, today=today)
    return question.get("default")


def settle_value(question: Question, value: Any, values: dict[str, Any], today: date) -> Any:
    """Return the value that counts, given the values of the questions that the rules of this one ask."""
    if type_of(question).is_computed:
        return evaluate(question.get("calculation"), values, today=today)
    if type_of(question).has_rows:
        return settle_rows(question, value, values, today)
    return keep_offered(question, value, values, today, None)


def settle_rows(question: Question, value: Any, values: dict[str, Any], today: date) -> Any:
    """Return the rows without the cells that they are not asked, and with those that are computed."""
    if not value:
        return value
    columns = ordered_columns(question)
    values = {**values, question["code"]: value}
    if question["type"] == QuestionType.GROUP:
        rows = value[: row_limit(question, values, today)]
        return [settle_row(columns, row, values, today, number) for number, row in enumerate(rows, start=1)]
    return {
        key: settle_row(columns, row or {}, values, today, number)
        for number, (key, row) in enumerate(value.items(), start=1)
    }


def row_limit(question: Question, values: dict[str, Any], today: date) -> int | None:
    """Return how many rows the other answers ask for; None if they do not say."""
    rule = question.get("repeat_count")
    if rule is None:
        return None
    count = truncate(evaluate(rule, values, today=today))
    return max(count, 0) if isinstance(count, int) else 0


def ordered_columns(question: Question) -> list[Question]:
    """Return the columns so that each comes after those that its rules ask."""
    columns = {column["code"]: column for column in question["columns"]}
    return [columns[code] for code in order_by_dependency(columns)]


def settle_row(
    columns: Iterable[Question], row: dict[str, Any], values: dict[str, Any], today: date, number: int
) -> dict[str, Any]:
    settled = dict(row)
    beside = {**values, **dict.fromkeys(column["code"] for column in columns)}
    for column in columns:
        code = column["code"]
        if not is_relevant(column, beside, today, number):
            settled.pop(code, None)
        elif type_of(column).is_computed:
            beside[code] = evaluate(column.get("calculation"), beside, today=today, position=number)
            settled[code] = beside[code]
        elif not find_reason(row.get(code)):
            beside[code] = keep_offered(column, row.get(code), beside, today, number)
            if code in settled:
                settled[code] = beside[code]
    return settled


def keep_offered(
    question: Question, value: Any, values: dict[str, Any], today: date, position: int | None
) -> Any:
    """Return the options chosen that the other answers do not rule out."""
    if value is None or question.get("choice_filter") is None:
        return value
    offered = {option["value"] for option in offered_options(question, values, today, position)}
    if isinstance(value, list):
        return [item for item in value if item in offered] or None
    return value if value in offered else None


def offered_options(
    question: Question, values: dict[str, Any], today: date, position: int | None = None
) -> list[dict[str, Any]]:
    """Return the options that the filter of a question offers with these answers."""
    rule = question.get("choice_filter")
    if rule is None:
        return question.get("options", [])
    return [
        option
        for option in question["options"]
        if evaluate(rule, values, today=today, choice=option_cells(option), position=position) is True
    ]


def option_cells(option: dict[str, Any]) -> dict[str, Any]:
    return {**option.get("cells", {}), "name": option["value"]}


def relevant_columns(
    question: Question, row: dict[str, Any], values: dict[str, Any], today: date, number: int
) -> Iterator[Question]:
    """Yield the columns that one row of a table or group is asked, in order; the row is settled."""
    beside = {
        **values,
        **dict.fromkeys(column["code"] for column in question["columns"]),
        **blank_reasons(row),
    }
    for column in question["columns"]:
        if is_relevant(column, beside, today, number):
            yield column
