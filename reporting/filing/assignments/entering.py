"""Coming in by the link of a mail: once, and only for an address without an account that opens more."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks import task

from authorities.jobs.labels import label_task
from authorities.models import Notice, User
from reporting.filing.assignments.assignment_notices import FRESH_LINK, tell_assignee
from reporting.filing.assignments.assignment_workflow import (
    assignment_workflow,
    explain_wrong_state,
    require_working_entry_link,
)
from reporting.filing.assignments.entry_links import find_account, signs_in_as_usual
from reporting.models import Assignment

MOST_FRESH_LINKS = 3  # an hour, of one assignment


def explain_dead_entry(assignment: Assignment | None, number: int) -> list[str]:
    """Return why a link does not let anybody in; nothing if it does."""
    if assignment is None:
        return [_("The link was not copied completely. Open it from the e-mail again.")]
    row = assignment_workflow.by_name["enter"]
    if assignment.state not in row.sources:
        return [explain_wrong_state(assignment, row), _("You need do nothing more.")]
    return list(require_working_entry_link(assignment, number=number))


@transaction.atomic
def enter_by_link(assignment: Assignment, number: int, *, name: str) -> User:
    """Return the account of the person, opened without a password if there is none; note that they came.

    Whoever comes first by a link has it: the second is told that it was used. Raise ValidationError if so.
    """
    locked = Assignment.objects.select_for_update(of=("self",)).for_pages().get(pk=assignment.pk)
    account = find_account(locked) or User.objects.create_user(locked.email, None, name=name)
    if signs_in_as_usual(account) or not account.is_active:
        raise ValidationError(_("There is an account with this address by now. Sign in with it."))
    if name and not account.name:
        account.name = name
        account.save(update_fields=["name"])
    assignment_workflow.move(locked, "enter", by=account, number=number)
    return account


@task(queue_name="mail")
def send_fresh_link(pk: int) -> None:
    """Send a new link to the address of an assignment, if there is one and it was not asked for too often."""
    with transaction.atomic():
        found = Assignment.objects.select_for_update(of=("self",)).for_pages().filter(pk=pk).first()
        if found is None or not found.is_held:
            return
        since = timezone.now() - timedelta(hours=1)
        sent = Notice.objects.about(found).filter(kind=FRESH_LINK.key, created_at__gt=since)
        if sent.count() < MOST_FRESH_LINKS:
            tell_assignee(found, FRESH_LINK)


label_task(send_fresh_link, gettext_lazy("Mail with a new link to assigned questions"))
