"""Saving the answers this person has changed, never over what somebody else has changed meanwhile."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from authorities.models import MemberState, User
from reporting.filing.conflicts import Conflict
from reporting.filing.forms import QuestionForm, find_uploads
from reporting.models import Answer, Attachment, Round, Submission
from reporting.models.answers import Origin
from reporting.submissions.questionnaire import NOTHING, plain_answer
from reporting.submissions.read_back import render_answer


@dataclass(frozen=True)
class SaveResult:
    """The codes of the questions whose answers were written, or why the whole page was refused."""

    changed: list[str]
    refusal: str = ""


def start_submission(round_: Round, member_state: MemberState) -> Submission:
    """Return the working copy of a Member State's report to a round, created if there is none."""
    submission, _created = Submission.objects.get_or_create(
        round=round_, member_state=member_state, defaults={"started_at": timezone.now()}
    )
    return submission


@transaction.atomic
def save_page(submission: Submission, forms: list[QuestionForm], *, by: User) -> SaveResult:
    """Save the valid answers of a page that this person has changed.

    An answer that somebody else has changed since the page was built is left alone; its form shows both.
    """
    locked = Submission.objects.select_for_update().get(pk=submission.pk)
    if not locked.editable:
        return SaveResult(
            [],
            _("This report is “%(state)s” and can no longer be changed.")
            % {"state": locked.get_state_display()},
        )
    rows = {row.question: row for row in locked.answers.select_related("by")}
    changed = [
        form.question["code"]
        for form in forms
        if save_form(locked, form, rows.get(form.question["code"]), by)
    ]
    return SaveResult(changed)


def save_form(submission: Submission, form: QuestionForm, row: Answer | None, by: User) -> bool:
    """Save the answer of one form, or show in the form why it cannot be. Return True if it was written."""
    current = plain_answer(row) if row else NOTHING
    base, now = str(form["base"].value() or ""), form.fingerprint(current)
    settled = form.settlement(now)
    form.keeps_theirs = settled == "theirs"
    if form.keeps_theirs or not form.is_savable():
        return False
    typed = form.typed_answer()
    if not find_uploads(typed["value"]) and form.fingerprint(typed) in (base, now):
        return False
    if base != now and settled != "mine":
        merged = form.merge(current)
        if merged is None and not (row and row.by_id == by.pk):
            form.conflict = describe_conflict(form, row, current, typed)
            return False
        typed = merged or typed
    form.show_as_stored(write_answer(submission, form.question["code"], typed, by))
    return True


def describe_conflict(form: QuestionForm, row: Answer | None, current: dict, typed: dict) -> Conflict:
    names = {str(code): str(name) for code, name in form.countries}
    mine = {**typed, "value": name_uploads(typed["value"])}
    return Conflict(
        row,
        render_answer(form.question, current, names),
        render_answer(form.question, mine, names),
        form.fingerprint(current),
    )


def name_uploads(value: Any) -> Any:
    """Return a value with the name and size of each new file, as a stored one has them."""
    if isinstance(value, list):
        return [name_uploads(item) for item in value]
    if isinstance(value, dict):
        return {key: name_uploads(item) for key, item in value.items()}
    return {"id": "", "name": value.name, "size": value.size} if find_uploads(value) else value


def write_answer(submission: Submission, code: str, answer: dict, by: User) -> dict:
    """Store an answer with its new files, and return it as it is stored."""
    answer = {**answer, "value": store_uploads(submission, code, answer["value"], by)}
    Answer.objects.update_or_create(
        submission=submission,
        question=code,
        defaults={**answer, "by": by, "at": timezone.now(), "origin": Origin.TYPED},
    )
    return answer


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
