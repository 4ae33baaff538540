"""What is missing or wrong in answers, in sentences; their twin is config/static/js/rules/mistakes.js."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from authorities.languages.direction import isolate
from reporting.instruments.question_types import Question, QuestionType, type_of
from reporting.instruments.rules.logic import evaluate
from reporting.models import Reason
from reporting.submissions.cell_reasons import blank_reasons, find_reason
from reporting.submissions.number_writing import write_decimal
from reporting.submissions.plain_answers import is_answered
from reporting.submissions.relevance import is_required, relevant_columns


def answer_problems(question: Question, answer: dict, values: dict[str, Any], today: date) -> Iterator[str]:
    """Yield a sentence for everything that is missing or wrong in the answer to one relevant question."""
    if answer["reason"]:
        if answer["reason"] == Reason.HELD_ELSEWHERE and not answer["reason_detail"]:
            yield _("Question %(question)s: say which body holds the information.") % question_words(question)
    elif not is_answered(answer["value"]):
        if is_required(question, values, today):
            yield explain_missing(question)
    else:
        yield from impossible_answers(question, answer["value"], values, today)
        yield from ROW_PROBLEMS.get(question["type"], no_problems)(question, answer["value"], values, today)


def impossible_answers(question: Question, value: Any, values: dict[str, Any], today: date) -> Iterator[str]:
    """Yield a sentence for every rule that a value breaks as a whole, whatever its rows hold."""
    if breaks_constraint(question, value, values, today):
        yield explain_constraint(question)
    if not is_in_range(question, value):
        yield explain_range(question)
    ticked = value if question["type"] == QuestionType.MULTIPLE else []
    alone = [o for o in question.get("options", []) if o.get("exclusive") and o["value"] in ticked]
    if alone and len(ticked) > 1:
        yield explain_lone_option(question, alone[0])


def question_words(question: Question) -> dict[str, str]:
    return {"question": question["number"] or question["text"]}


def explain_missing(question: Question) -> str:
    usual = _("Question %(question)s has no answer yet. Answer it, or give a reason.")
    return question.get("required_message") or usual % question_words(question)


def explain_constraint(question: Question) -> str:
    usual = _("Question %(question)s: this answer is not possible.") % question_words(question)
    return question["constraint_message"] or usual


def explain_lone_option(question: Question, option: dict[str, Any]) -> str:
    return _("Question %(question)s: “%(option)s” cannot be chosen together with others.") % {
        **question_words(question),
        "option": isolate(option["label"]),
    }


def breaks_constraint(
    question: Question, value: Any, values: dict[str, Any], today: date, position: int | None = None
) -> bool:
    rule = question.get("constraint")
    if rule is None:
        return False
    return evaluate(rule, values, this=value, today=today, position=position) is not True


def is_in_range(question: Question, value: Any) -> bool:
    """Return True unless a number lies outside the range of its question, or between its steps."""
    start, end, step = question.get("range") or (None, None, None)
    if start is None:
        return True
    is_step = evaluate(["=", ["mod", ["-", ["this"], start], step], 0], {}, this=value)
    return is_step and evaluate(["and", [">=", ["this"], start], ["<=", ["this"], end]], {}, this=value)


def explain_range(question: Question) -> str:
    start, end, step = (write_decimal(Decimal(str(number))) for number in question["range"])
    if step == "1":
        sentence = _("Question %(question)s: write a number from %(start)s to %(end)s.")
    else:
        sentence = _("Question %(question)s: write a number from %(start)s to %(end)s, in steps of %(step)s.")
    return sentence % {**question_words(question), "start": start, "end": end, "step": step}


def no_problems(question: Question, value: Any, values: dict[str, Any], today: date) -> Iterator[str]:
    """Yield nothing: the value of this type of question has no rows."""
    yield from ()


def table_problems(question: Question, table: dict, values: dict[str, Any], today: date) -> Iterator[str]:
    for number, row in enumerate(question["rows"], start=1):
        cells = table.get(row["value"]) or {}
        yield from cell_problems(question, cells, row["label"], values, today, number)


def group_problems(
    question: Question, rows: list[dict], values: dict[str, Any], today: date
) -> Iterator[str]:
    if sum(map(is_answered, rows)) < (question["min_rows"] or 0):
        yield ngettext(
            "Question %(question)s needs at least %(count)d row.",
            "Question %(question)s needs at least %(count)d rows.",
            question["min_rows"],
        ) % {"question": question["number"], "count": question["min_rows"]}
    for number, row in enumerate(rows, start=1):
        name = _("row %(number)d") % {"number": number}
        yield from cell_problems(question, row, name, values, today, number)


def cell_problems(
    question: Question, row: dict, row_name: str, values: dict[str, Any], today: date, number: int
) -> Iterator[str]:
    """Yield what is missing or impossible in one row of a table or group; an empty row has no problems."""
    computed = {column["code"] for column in question["columns"] if type_of(column).is_computed}
    if not is_answered({code: cell for code, cell in row.items() if code not in computed}):
        return
    beside = {
        **values,
        **dict.fromkeys(column["code"] for column in question["columns"]),
        **blank_reasons(row),
    }
    for column in relevant_columns(question, row, values, today, number):
        if sentence := find_cell_problem(column, row.get(column["code"]), beside, today, number):
            place = {"row": isolate(row_name), "column": isolate(column["label"])}
            yield sentence % {"question": question["number"], **place}


def find_cell_problem(column: Question, cell: Any, values: dict[str, Any], today: date, number: int) -> str:
    """Return the sentence about what is missing or impossible in a cell, its place left open, else ""."""
    if find_reason(cell):
        return ""
    if is_answered(cell):
        if breaks_constraint(column, cell, values, today, number) or not is_in_range(column, cell):
            return cell_sentence(column.get("constraint_message") or _("this is not possible"))
    elif is_required(column, values, today, number):
        message = column.get("required_message")
        usual = _("Question %(question)s, %(row)s: “%(column)s” is missing.")
        return cell_sentence(message) if message else usual
    return ""


def cell_sentence(message: str) -> str:
    """Return what is said of a cell, its place left open."""
    sentence = _("Question %(question)s, %(row)s, “%(column)s”: %(message)s")
    return sentence.replace("%(message)s", message.replace("%", "%%"))


ROW_PROBLEMS: dict[str, Callable[..., Iterator[str]]] = {
    QuestionType.TABLE: table_problems,
    QuestionType.GROUP: group_problems,
}
