"""Saving answers: what this person changed, never over what somebody else has changed meanwhile."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reporting.filing.forms import uploads_in
from reporting.models import Answer, Attachment, Submission
from reporting.models.instruments import fingerprint
from reporting.submissions.questionnaire import NOTHING, working_answers


@dataclass(frozen=True)
class Saved:
    """What became of a page: the answers that were written, and why the whole page was refused, if so."""

    changed: list
    refused: str = ""


def start(round_, member_state):
    """The working copy of a state's report to a round, made if there is none."""
    submission, _created = Submission.objects.get_or_create(
        round=round_, member_state=member_state, defaults={"started_at": timezone.now()}
    )
    return submission


@transaction.atomic
def save_page(submission, forms, *, by):
    """Saves the valid answers of a page that this person has changed.

    An answer changed by somebody else since the page was made is left alone, and its form explains.
    """
    locked = Submission.objects.select_for_update().get(pk=submission.pk)
    if not locked.editable:
        return Saved(
            [],
            _("This report is “%(state)s” and can no longer be changed.")
            % {"state": locked.get_state_display()},
        )
    stored, changed = working_answers(locked), []
    for form in forms:
        if not form.is_valid():
            continue
        code, said = form.question["code"], form.said()
        now = stored.get(code, NOTHING)
        base = form.cleaned_data["base"]
        if not uploads_in(said["value"]) and fingerprint(said) in (base, fingerprint(now)):
            continue
        if base != fingerprint(now):
            explain_conflict(form, locked.answers.filter(question=code).select_related("by").first(), now)
            continue
        write(locked, code, said, by)
        changed.append(code)
    return Saved(changed)


def explain_conflict(form, row, now):
    """Says who was faster; the next save of this page overwrites knowingly."""
    form.add_error(
        None,
        _(
            "%(who)s changed this answer meanwhile. Yours is below and not saved yet: "
            "save again to put it in place of theirs."
        )
        % {"who": row.by if row else _("Somebody")},
    )
    form.theirs = now
    form.data = form.data.copy()
    form.data[form.add_prefix("base")] = fingerprint(now)


def write(submission, code, said, by):
    said = {**said, "value": with_stored_files(submission, code, said["value"], by)}
    Answer.objects.update_or_create(
        submission=submission,
        question=code,
        defaults={**said, "by": by, "at": timezone.now(), "origin": "typed"},
    )


def with_stored_files(submission, code, value, by):
    """The value with every new file stored and named by its attachment."""
    if isinstance(value, list):
        return [with_stored_files(submission, code, item, by) for item in value]
    if isinstance(value, dict):
        return {key: with_stored_files(submission, code, item, by) for key, item in value.items()}
    if not uploads_in(value):
        return value
    attachment = Attachment.objects.create(
        submission=submission, question=code, file=value, name=value.name[-200:], size=value.size, by=by
    )
    return {"id": str(attachment.pk), "name": attachment.name, "size": attachment.size}
