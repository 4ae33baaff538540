"""Reminders of assignments: three days before the last day and one after it, each once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from authorities.models import MemberState, Notice
from reporting.filing.assignments import due_reminders
from reporting.filing.assignments.due_reminders import (
    find_due_column,
    plan_reminder_days,
    send_assignment_reminders,
)
from reporting.models import Assignment, AssignmentState, State, Submission
from tests.reporting.filing.assignments.parts import ask_part, move_part

DUE = date(2026, 5, 20)


def built(**fields):
    return Assignment(due=DUE, state=AssignmentState.BEGUN, **fields)


def days_after(count):
    return DUE + timedelta(days=count)


@pytest.mark.parametrize(
    ("days", "fields", "column"),
    [
        (-4, {}, ""),
        (-3, {}, "reminded_before"),
        (-1, {}, "reminded_before"),  # no worker ran on the day
        (0, {}, ""),
        (1, {}, "reminded_after"),
        (3, {}, "reminded_after"),
        (4, {}, ""),
        (-3, {"reminded_before": timezone.now()}, ""),
        (1, {"reminded_before": timezone.now()}, "reminded_after"),
        (1, {"reminded_after": timezone.now()}, ""),
    ],
)
def test_which_reminder_goes_on_a_day(days, fields, column):
    assert find_due_column(built(**fields), days_after(days)) == column


def test_what_is_planned_is_told_in_days():
    assert plan_reminder_days(built(), days_after(-9)) == [days_after(-3), days_after(1)]
    assert plan_reminder_days(built(reminded_before=timezone.now()), days_after(-2)) == [days_after(1)]
    assert plan_reminder_days(built(), days_after(9)) == []
    ready = Assignment(due=DUE, state=AssignmentState.READY)
    assert plan_reminder_days(ready, days_after(-9)) == []


@pytest.fixture
def part(draft, focal_point):
    return ask_part(draft, ["q1"], by=focal_point, due=draft.member_state.local_day() + timedelta(days=3))


def count_reminders():
    return Notice.objects.filter(kind="assignment_reminder").count()


def test_each_reminder_goes_once_and_anew_for_another_last_day(part, focal_point):
    for _run in range(2):
        send_assignment_reminders.func()
    assert count_reminders() == 1
    assert Assignment.objects.get().number == 2  # with a link that works
    later = part.due + timedelta(days=1)
    move_part(part, "reschedule", by=focal_point, due=later)
    assert Assignment.objects.get().reminded_before is None
    Assignment.objects.update(due=part.due - timedelta(days=4))
    send_assignment_reminders.func()

    assert count_reminders() == 2


@pytest.mark.parametrize(
    "state", [AssignmentState.READY, AssignmentState.DECLINED, AssignmentState.TAKEN_BACK]
)
def test_who_has_finished_is_not_reminded(part, state):
    Assignment.objects.update(state=state)
    send_assignment_reminders.func()

    assert not count_reminders()


def test_nobody_is_reminded_of_a_report_that_was_sent(part):
    Submission.objects.update(state=State.SUBMITTED)
    send_assignment_reminders.func()

    assert not count_reminders()


def test_days_are_those_of_the_country(part, monkeypatch):
    """At eight in the evening in Greenwich it is the next day in Manila: the reminder goes then."""
    evening = datetime(2026, 5, 16, 20, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: evening)
    Assignment.objects.update(due=date(2026, 5, 20))
    send_assignment_reminders.func()
    assert not count_reminders()  # in a country on UTC it is the 16th
    MemberState.objects.update(time_zone="Asia/Manila")
    assert due_reminders.remind_if_due(part.pk)
