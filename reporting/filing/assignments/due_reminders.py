"""The reminders that go by themselves: three days before the last day of an assignment, and one after it."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django_tasks import task

from authorities.jobs.labels import label_task
from authorities.jobs.queue import run_daily
from reporting.filing.assignments.assignment_notices import ASSIGNMENT_REMINDER, tell_assignee
from reporting.filing.assignments.reach import explain_closed_report
from reporting.models import Assignment
from reporting.models.assignments import ANSWERING

# {column that says when it went: days after the last day}
DAYS = {"reminded_before": -3, "reminded_after": 1}
# A reminder that no worker has sent on its day is still sent so much later.
MADE_UP_WITHIN = timedelta(days=2)


def find_reminder_day(assignment: Assignment, column: str) -> date:
    return assignment.due + timedelta(days=DAYS[column])


def find_due_column(assignment: Assignment, today: date) -> str:
    """Return the column of the reminder that goes on a day of the country; empty if none does."""
    for column in DAYS:
        day = find_reminder_day(assignment, column)
        if getattr(assignment, column) is None and day <= today <= day + MADE_UP_WITHIN:
            return column
    return ""


def plan_reminder_days(assignment: Assignment, today: date) -> list[date]:
    """Return the days on which reminders will go, as things stand now."""
    if assignment.state not in ANSWERING:
        return []
    days = [find_reminder_day(assignment, column) for column in DAYS if getattr(assignment, column) is None]
    return [max(day, today) for day in days if day + MADE_UP_WITHIN >= today]


@transaction.atomic
def remind_if_due(pk: int) -> bool:
    """Send the reminder that is due, with the record that it went: never one without the other."""
    found = Assignment.objects.select_for_update(of=("self",)).for_pages().answering().filter(pk=pk).first()
    if found is None or explain_closed_report(found.submission):
        return False
    column = find_due_column(found, found.submission.member_state.local_day())
    if not column:
        return False
    setattr(found, column, timezone.now())
    found.save(update_fields=[column])
    tell_assignee(found, ASSIGNMENT_REMINDER)
    return True


@task()
def send_assignment_reminders() -> None:
    """Send the reminders of today; days are those of each country."""
    near = timezone.localdate()
    window = (near - timedelta(days=5), near + timedelta(days=5))
    for pk in Assignment.objects.answering().filter(due__range=window).values_list("pk", flat=True):
        remind_if_due(pk)


label_task(send_assignment_reminders, gettext_lazy("Reminders to people who were asked to answer questions"))
run_daily(send_assignment_reminders)
