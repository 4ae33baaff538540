"""The forms of a section: for each question the form of its type."""

from typing import Any

from reporting.filing.fields.question_fields import Choices
from reporting.filing.forms import QuestionForm
from reporting.filing.rows.group_form import GroupForm
from reporting.filing.rows.rows_form import RowsForm
from reporting.filing.rows.table_form import TableForm
from reporting.instruments.question_types import Question, QuestionType
from reporting.submissions.plain_answers import NOTHING

FORM_FOR: dict[QuestionType, type[RowsForm]] = {
    QuestionType.GROUP: GroupForm,
    QuestionType.TABLE: TableForm,
}


def question_forms(
    section: dict,
    answers: dict[str, dict],
    countries: Choices,
    *,
    row_names: dict[str, list[str]] | None = None,
    data: Any = None,
    files: Any = None,
) -> list[QuestionForm]:
    """Return the forms of a section, in order; bound if `data` is given.

    `row_names` are the names of the rows of stored groups, by question.
    """
    names = row_names or {}
    return [
        question_form(question, answers, countries, names.get(question["code"], []), data=data, files=files)
        for question in section["questions"]
    ]


def question_form(
    question: Question,
    answers: dict[str, dict],
    countries: Choices,
    row_names: list[str],
    **sent: Any,
) -> QuestionForm:
    """Return the form of one question."""
    answer = answers.get(question["code"], NOTHING)
    if question["type"] in FORM_FOR:
        return FORM_FOR[question["type"]](question, answer, countries, row_names=row_names, **sent)
    return QuestionForm(question, answer, countries, **sent)
