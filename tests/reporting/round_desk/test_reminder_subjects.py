"""A manager plans reminders of assigned questions and clarifications, sees their days, and they go once."""

from datetime import timedelta

from django.core import mail
from django.utils import timezone

from authorities.models import Notice
from reporting.models import Clarification, Reminder
from reporting.models.clarifications import ClarificationState
from reporting.models.outreach import ReminderSubject
from reporting.round_desk.letters import send_reminders_of
from reporting.round_desk.reminder_subjects import WAITING_THINGS
from reporting.round_desk.reminders import plan_reminders
from tests.authorities.jobs.worker_process import work_off
from tests.factories import version_of
from tests.reporting.filing.assignments.parts import ask_part


def test_every_subject_but_reports_knows_what_waits():
    assert {*WAITING_THINGS, ReminderSubject.REPORT} == {*ReminderSubject}


def test_assigned_questions_and_clarifications_are_reminded_of_once(draft, focal_point, reviewer, manager):
    today = timezone.localdate()
    due = today + timedelta(days=20)
    ask_part(draft, ["q1"], by=focal_point, due=due)
    work_off()
    Clarification.objects.create(
        submission=draft, version=version_of(draft, by=focal_point), question="q1", owner=reviewer, due=due,
        state=ClarificationState.OPEN,
    )  # fmt: skip
    for subject in (ReminderSubject.ASSIGNMENT, ReminderSubject.CLARIFICATION):
        Reminder.objects.create(round=draft.round, subject=subject, days=-20, by=manager)
    mails, plans = len(mail.outbox), plan_reminders(draft.round, [])
    told = [send_reminders_of(draft.round, day) for day in (today - timedelta(days=1), today, today)]
    work_off()

    assert [(plan.days, plan.missing, len(plan.today)) for plan in plans] == [([today], 1, 1)] * 2
    assert told == [0, 2, 0]
    assert len(mail.outbox) == mails + 1  # the rest waits for the morning
    assert Notice.objects.filter(kind="clarification_due_soon", recipient=focal_point).count() == 1
