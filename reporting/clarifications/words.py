"""What a clarification is about, in words: its question, its row, and how it was answered when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from authorities.languages.direction import isolate
from reporting.instruments.question_types import Question, QuestionType, type_of
from reporting.models import Clarification, Submission, Version
from reporting.submissions.questionnaire import FormState, evaluate_submission
from reporting.submissions.read_back import RenderedAnswer, country_names, render_answer
from reporting.submissions.versions import evaluate_version

MOST_ROWS = 200  # offered to ask about
LONGEST_ROW = 120


@dataclass(frozen=True)
class ShownAnswer:
    """An answer in words as it stood in a version, or as it stands in the working copy (no `version`)."""

    answer: RenderedAnswer
    version: Version | None
    at: datetime | None


def describe_table_row(question: Question | None, row: str) -> str:
    """Return how a row is known: by its label, or by its place."""
    if not row or question is None:
        return ""
    if type_of(question) is QuestionType.GROUP:
        return _("row %(number)s") % {"number": row}
    labels = {one["value"]: one["label"] for one in question.get("rows") or []}
    return labels.get(row, row)


def list_rows_to_ask_about(question: Question, answer: RenderedAnswer) -> list[tuple[str, str]]:
    """Return [(row, its words)] of an answer with rows; nothing of any other."""
    kind = type_of(question)
    if not kind.has_rows:
        return []
    if kind is QuestionType.TABLE:
        return [(row["value"], row["label"]) for row in question["rows"][:MOST_ROWS]]
    return [(label, summarise_cells(label, cells)) for label, cells in answer.rows[:MOST_ROWS]]


def summarise_cells(label: str, cells: list[str]) -> str:
    words = " · ".join([str(cell) for cell in cells if cell][:2])[:LONGEST_ROW]
    number = _("row %(number)s") % {"number": label}
    return f"{number}: {isolate(words)}" if words else number


def render_in_form(form: FormState, clarification: Clarification) -> RenderedAnswer | None:
    """Return the answer that is asked about in words; of a table with fixed rows, the one row alone."""
    question = form.instrument.questions.get(clarification.question)
    if question is None:
        return None
    answer = render_answer(form.fill_texts(question), form.answer_to(question), country_names())
    if clarification.row and type_of(question) is QuestionType.TABLE and answer.rows:
        label = describe_table_row(question, clarification.row)
        answer.rows = [row for row in answer.rows if row[0] == label]
    return answer


def trace_answer(clarification: Clarification, newest: Version, *, is_own: bool) -> list[ShownAnswer]:
    """Return the answer when it was asked about, in the newest version, and for the country as it stands now.

    What says the same as before is left out.
    """
    asked = clarification.version
    steps: list[tuple[FormState, Version | None]] = [(evaluate_version(asked), asked)]
    if newest.pk != asked.pk:
        steps.append((evaluate_version(newest), newest))
    if is_own and clarification.submission.editable:
        steps.append((evaluate_submission(clarification.submission), None))
    shown: list[ShownAnswer] = []
    before: Any = None
    for form, version in steps:
        stands = form.answers.get(clarification.question)
        rendered = render_in_form(form, clarification) if not shown or stands != before else None
        if rendered:
            shown.append(ShownAnswer(rendered, version, version.submitted_at if version else None))
        before = stands
    return shown


def section_with(submission: Submission, code: str) -> str:
    """Return the code of the section that asks a question; empty if it is asked no longer."""
    sections = submission.round.instrument.sections
    return next((s["code"] for s in sections if any(q["code"] == code for q in s["questions"])), "")
