"""The warnings that an instrument brings with it: a rule in its column `warning`, as in `constraint`."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authorities.languages.direction import isolate
from reporting.checks.catalogue import CheckedReport, Place, Remark, Severity, check
from reporting.checks.rows import FilledRow, question_name, row_words, rows_of
from reporting.instruments.question_types import Question, type_of
from reporting.instruments.rules.logic import evaluate
from reporting.submissions.plain_answers import is_answered
from reporting.submissions.relevance import relevant_columns


@check(
    "own_warning",
    Severity.WARNS,
    title=gettext_lazy("What the questionnaire itself asks to look at again"),
    explanation=gettext_lazy(
        "The authors of a questionnaire can add rules to its questions that should hold, each with a "
        "sentence of their own."
    ),
    example=gettext_lazy("The parts should add up to the total."),
)
def check_own_warnings(report: CheckedReport) -> Iterator[Remark]:
    for question in report.questions:
        value = report.value_of(question)
        if breaks_warning(question, value, report.form.values, report.today):
            yield own_remark(
                _("Question %(question)s: %(message)s"), question, Place(question["code"]), value
            )
        for row in own_rows(report, question):
            beside = {**report.form.values, **dict.fromkeys(c["code"] for c in question["columns"])}
            beside |= row.cells
            number = row_number(row)
            for column in relevant_columns(question, row.cells, report.form.values, report.today, number):
                cell = row.cells.get(column["code"])
                if breaks_warning(column, cell, beside, report.today, number):
                    sentence = _("Question %(question)s, %(row)s, “%(column)s”: %(message)s")
                    sentence %= {
                        **row_words(row),
                        "column": isolate(column["label"]),
                        "message": explain_warning(column),
                    }
                    yield Remark(sentence, (row.place(column),), row.cells)


def own_rows(report: CheckedReport, question: Question) -> Iterator[FilledRow]:
    """Yield the filled rows of a table or group whose columns have warnings of their own."""
    has_warnings = any(column.get("warning") is not None for column in question.get("columns", []))
    if type_of(question).has_rows and has_warnings:
        yield from rows_of(report, question)


def row_number(row: FilledRow) -> int:
    """Return the place of a row among all rows of its table, or group, from 1."""
    codes = [one["value"] for one in row.question.get("rows", [])]
    return codes.index(row.key) + 1 if row.key in codes else int(row.key)


def breaks_warning(
    part: Question, value: Any, values: dict[str, Any], today: date, position: int | None = None
) -> bool:
    """Return True if an answer is given and the rule of its warning does not hold."""
    rule = part.get("warning")
    if rule is None or not is_answered(value):
        return False
    return evaluate(rule, values, this=value, today=today, position=position) is not True


def explain_warning(part: Question) -> str:
    return part.get("warning_message") or _("Please look at this again.")


def own_remark(sentence: str, question: Question, place: Place, value: Any) -> Remark:
    words = {"question": question_name(question), "message": explain_warning(question)}
    return Remark(sentence % words, (place,), value)
