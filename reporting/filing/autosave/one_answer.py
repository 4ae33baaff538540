"""Saving one answer while it is typed: the report is locked, but nothing else of it is read."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import Http404, QueryDict
from django.utils import timezone

from authorities.models import MemberState, User
from reporting.clarifications.return_scope import explain_closed_question
from reporting.filing.assignments.reach import find_reach
from reporting.filing.conflicts import StoredAnswer
from reporting.filing.fields.question_fields import Choices
from reporting.filing.forms import QuestionForm
from reporting.filing.history.writing import write_answers
from reporting.filing.last_report.bringing import settle_waiting_answers
from reporting.filing.rows.question_forms import question_form
from reporting.filing.saving import explain_why_not_saved, settle_form, split_closed
from reporting.filing.unsaved_text import keep_typed_text, keep_unsaved_text
from reporting.instruments.question_types import LARGEST_MAX_ROWS, Question, type_of
from reporting.models import Answer, Submission, UnsavedText
from reporting.models.answer_changes import Way
from reporting.submissions.instrument_cache import recall_instrument
from reporting.submissions.plain_answers import NOTHING, plain_answer
from reporting.submissions.relevance import default_value

# What an answer needs of its report; to read all of the round and the country costs as much as to save it.
LOCKED_FIELDS = ("state", "round__instrument__definition_sha256", "member_state__time_zone")


@dataclass(frozen=True)
class SavedAnswer:
    """What became of one answer: its form with errors or a conflict, or why the report takes none."""

    form: QuestionForm
    at: datetime
    today: date  # in the country
    refusal: str = ""
    is_to_confirm: bool = False  # it was put there, and this person has neither changed nor confirmed it


def lock_report(user: User, number: int, iso3: str, code: str) -> Submission:
    """Return a report that asks this person a question, locked, with `has_unsaved` for that question.

    Little else of it is read; the definition of its instrument is left where it is.
    """
    mine = UnsavedText.objects.filter(submission=OuterRef("pk"), question=code, by=user)
    reports = (
        Submission.objects.select_for_update(of=("self",))
        .select_related("round__instrument", "member_state")
        .only(*LOCKED_FIELDS)
        .annotate(has_unsaved=Exists(mine))
    )
    found = reports.find_for(number, iso3)
    if found is None or not find_reach(user, found).may_open(code):
        raise Http404
    return found


def find_question(submission: Submission, code: str) -> Question:
    """Return a question as it takes an answer alone: how many rows others ask for is not known here."""
    question = recall_instrument(submission.round.instrument).questions.get(code)
    if question is None:
        raise Http404
    asks_others = question.get("repeat_count") is not None
    return {**question, "min_rows": 0, "max_rows": LARGEST_MAX_ROWS} if asks_others else question


def countries_for(question: Question) -> Choices:
    """Return the countries, if the question or one of its columns asks for some."""
    if any(type_of(part).names_countries for part in (question, *question.get("columns", ()))):
        return [(state.iso3, state.name) for state in MemberState.objects.by_name()]
    return []


def build_form(question: Question, row: Answer | None, sent: QueryDict, blank: dict) -> QuestionForm:
    """Return the form of one question with what was sent, built on what is stored."""
    answers = {question["code"]: plain_answer(row) if row else blank}
    names = row.row_names if row else []
    form = question_form(question, answers, countries_for(question), names, data=sent, files={})
    form.blank = blank
    return form


@transaction.atomic
def save_one_answer(
    user: User, number: int, iso3: str, code: str, sent: QueryDict, *, way: str = Way.AUTOSAVED
) -> SavedAnswer:
    """Save the answer to one question as the page of its section would."""
    report = lock_report(user, number, iso3, code)
    question = find_question(report, code)
    row = report.answers.filter(question=code).select_related("by").first()
    now, today = timezone.now(), report.member_state.local_day()
    default = default_value(question, today)
    form = build_form(question, row, sent, NOTHING if default is None else {**NOTHING, "value": default})
    refusal = explain_why_not_saved(report, [code], user)
    if not refusal and split_closed(report, [form])[1]:
        refusal = explain_closed_question()
    if refusal:
        keep_typed_text(report, [form], user)
        return SavedAnswer(form, now, today, refusal)
    change = settle_form(report, form, StoredAnswer(row, user, blank=form.blank))
    if change:
        write_answers(report, [change], by=user, way=way)
    settle_waiting_answers(report, sent, [code], by=user)
    if form.has_errors or report.has_unsaved:  # type: ignore[attr-defined]
        keep_unsaved_text(report, [form], user)
    is_to_confirm = row is not None and change is None and row.needs_confirmation
    return SavedAnswer(form, now, today, is_to_confirm=is_to_confirm)
