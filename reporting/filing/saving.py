"""Saving the answers this person has changed, never over what somebody else has changed meanwhile."""

from dataclasses import dataclass
from typing import Any, cast

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from authorities.models import MemberState, User
from reporting.filing.forms import QuestionForm, find_uploads
from reporting.models import Answer, Attachment, Round, Submission
from reporting.models.answers import Origin
from reporting.submissions.questionnaire import NOTHING, working_answers


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

    An answer that somebody else has changed since the page was built is left alone; its form gets an error
    that explains it.
    """
    locked = Submission.objects.select_for_update().get(pk=submission.pk)
    if not locked.editable:
        return SaveResult(
            [],
            _("This report is “%(state)s” and can no longer be changed.")
            % {"state": locked.get_state_display()},
        )
    stored, changed = working_answers(locked), []
    for form in forms:
        if not form.is_valid():
            continue
        code, typed = form.question["code"], form.typed_answer()
        current = stored.get(code, NOTHING)
        base, now = form.cleaned_data["base"], form.fingerprint(current)
        if not find_uploads(typed["value"]) and form.fingerprint(typed) in (base, now):
            continue
        if base != now:
            row = locked.answers.filter(question=code).select_related("by").first()
            add_conflict_error(form, row, current)
            continue
        write_answer(locked, code, typed, by)
        changed.append(code)
    return SaveResult(changed)


def add_conflict_error(form: QuestionForm, row: Answer | None, current: dict) -> None:
    """Say in the form who has changed the answer; the next save of this page overwrites it knowingly."""
    form.add_error(
        None,
        _(
            "%(who)s changed this answer in the meantime. Your answer is below and not saved yet: "
            "save again to replace theirs."
        )
        % {"who": row.by if row else _("Somebody")},
    )
    data = cast(QueryDict, form.data).copy()
    data[form.add_prefix("base")] = form.fingerprint(current)
    form.data = data


def write_answer(submission: Submission, code: str, answer: dict, by: User) -> None:
    answer = {**answer, "value": store_uploads(submission, code, answer["value"], by)}
    Answer.objects.update_or_create(
        submission=submission,
        question=code,
        defaults={**answer, "by": by, "at": timezone.now(), "origin": Origin.TYPED},
    )


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
