"""Saving the answers this person has changed, never over what somebody else has changed meanwhile."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from authorities.models import MemberState, User
from authorities.models.roles import FILLS_IN, REVIEWS
from reporting.clarifications.return_scope import find_closed_questions
from reporting.filing.assignments.reach import find_reach
from reporting.filing.conflicts import MergedAnswer, StoredAnswer
from reporting.filing.fields.uploads import find_uploads
from reporting.filing.forms import QuestionForm
from reporting.filing.history.writing import NewAnswer, write_answers
from reporting.filing.unsaved_text import keep_typed_text, keep_unsaved_text
from reporting.instruments.question_types import Question, type_of
from reporting.models import Attachment, Round, State, Submission
from reporting.models.answer_changes import Way
from reporting.models.answers import Origin
from reporting.submissions.answer_languages import language_of_answer


@dataclass(frozen=True)
class SaveResult:
    """The codes of the questions whose answers were written, or why the whole page was refused."""

    changed: list[str]
    refusal: str = ""
    joined: list[str] = field(default_factory=list)  # those in which two answers were put together


def start_submission(round_: Round, member_state: MemberState) -> Submission:
    """Return the working copy of a Member State's report to a round, created if there is none."""
    submission, _created = Submission.objects.get_or_create(
        round=round_, member_state=member_state, defaults={"started_at": timezone.now()}
    )
    return submission


def explain_closed(submission: Submission) -> str:
    return _("This report is “%(state)s” and can no longer be changed.") % {
        "state": submission.get_state_display()
    }


def explain_why_not_saved(submission: Submission, codes: Iterable[str], by: User) -> str:
    """Return why a person cannot answer these questions of a locked report; an empty text if they can."""
    reach = find_reach(by, submission)
    if reach.is_limited:
        return str(reach.explain_lock(list(codes)))
    return "" if submission.editable else explain_closed(submission)


def lock_open_report(submission: Submission, codes: Iterable[str] = (), *, by: User) -> Submission:
    """Return the report, locked; raise ValidationError if this person cannot answer these questions of it."""
    locked = Submission.objects.select_for_update(of=("self",)).for_desk().get(pk=submission.pk)
    if refusal := explain_why_not_saved(locked, codes, by):
        raise ValidationError(refusal)
    return locked


@transaction.atomic
def save_page(
    submission: Submission, forms: list[QuestionForm], *, by: User, way: str = Way.TYPED
) -> SaveResult:
    """Save the valid answers of a page that this person has changed.

    An answer that somebody else has changed since the page was built is left alone; its form shows both.
    """
    locked = Submission.objects.select_for_update().get(pk=submission.pk)
    if refusal := explain_why_not_saved(locked, [form.question["code"] for form in forms], by):
        keep_typed_text(locked, forms, by)
        return SaveResult([], refusal)
    rows = {row.question: row for row in locked.answers.select_related("by")}
    forms, closed = split_closed(locked, forms)
    keep_typed_text(locked, closed, by)
    changes = [
        settle_form(locked, form, StoredAnswer(rows.get(form.question["code"]), by, blank=form.blank))
        for form in forms
    ]
    new = [change for change in changes if change]
    write_answers(locked, new, by=by, way=way)
    keep_unsaved_text(locked, forms, by)
    joined = [form.question["code"] for form in forms if form.joins]
    return SaveResult([change.question["code"] for change in new], joined=joined)


def split_closed(
    submission: Submission, forms: list[QuestionForm]
) -> tuple[list[QuestionForm], list[QuestionForm]]:
    """Return (the forms that can be saved, those with a change that a return has not opened)."""
    if submission.state != State.RETURNED:
        return forms, []
    touched = {form.question["code"]: form for form in forms if form.is_bound and form.is_touched}
    typed = {code: form.named_answer() for code, form in touched.items() if form.is_savable()}
    closed = find_closed_questions(submission, touched, typed)
    return (
        [form for form in forms if form.question["code"] not in closed],
        [form for form in forms if form.question["code"] in closed],
    )


def settle_form(submission: Submission, form: QuestionForm, stored: StoredAnswer) -> NewAnswer | None:
    """Return what shall be stored of one form; None if nothing, and then the form shows why."""
    settled = form.settlement(form.fingerprint(stored.answer))
    form.keeps_theirs, form.joins = settled == "theirs", settled == "join"
    merged = form.join(replace(stored, settles=settled in ("mine", "join")))
    if merged is None:
        return None
    is_changed = form.fingerprint(merged.answer) != form.fingerprint(stored.answer)
    new = prepare_answer(submission, form.question, merged, stored) if is_changed else None
    form.build_on(new.answer if new else stored.answer, merged)
    return new


def prepare_answer(
    submission: Submission, question: Question, merged: MergedAnswer, stored: StoredAnswer
) -> NewAnswer:
    """Store the new files of an answer. Return it as it is to be stored."""
    value = store_uploads(submission, question["code"], merged.answer["value"], stored.reader)
    return NewAnswer(
        question,
        {**merged.answer, "value": value},
        stored.row,
        origin=origin_of_typing(submission, stored.reader),
        language=language_of_answer(question, stored.answer, is_whole=not type_of(question).has_rows),
        row_names=merged.row_names,
        cell_authors=merged.name_authors(stored),
    )


def origin_of_typing(submission: Submission, by: User) -> str:
    """Return where an answer comes from that this person types: reviewers type what came on paper."""
    is_own = by.holds(*FILLS_IN, member_state=submission.member_state_id)
    return Origin.PAPER if by.holds(*REVIEWS) and not is_own else Origin.TYPED


def store_uploads(submission: Submission, code: str, value: Any, by: User) -> Any:
    """Store every new file in a value. Return the value with {"id", "name", "size"} in place of each."""
    if isinstance(value, list):
        return [store_uploads(submission, code, item, by) for item in value]
    if isinstance(value, dict):
        return {key: store_uploads(submission, code, item, by) for key, item in value.items()}
    if not find_uploads(value):
        return value
    attachment = Attachment.objects.create(
        submission=submission, question=code, file=value, name=value.name[-200:], size=value.size, by=by
    )
    return {"id": str(attachment.pk), "name": attachment.name, "size": attachment.size}
