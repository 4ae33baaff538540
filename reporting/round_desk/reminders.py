"""What the reminders of a round would do: which goes to whom on which days, shown before they run."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from authorities.models import MemberState
from reporting.models import Reminder, Round
from reporting.models.outreach import ReminderSubject
from reporting.round_desk.letters import recipients_on, reminder_day, things_on, write_reminder
from reporting.round_desk.reminder_subjects import WAITING_THINGS
from reporting.round_desk.stages import StateInRound


@dataclass(frozen=True)
class Plan:
    """One reminder: its days, who would get it as things stand now, and what the first of them reads."""

    reminder: Reminder
    days: list[date]  # several where states have more time
    today: list[MemberState]
    missing: int  # states that would get it if none reported until then
    subject: str
    text: str
    sent: int


def plan_reminders(round_: Round, states: list[StateInRound]) -> list[Plan]:
    reminders = round_.reminders.by_day().prefetch_related("sent")
    return [plan_reminder(reminder, states) for reminder in reminders]


def plan_reminder(reminder: Reminder, states: list[StateInRound]) -> Plan:
    if reminder.subject != ReminderSubject.REPORT:
        return plan_of_things(reminder)
    reachable = [state for state in states if state.is_missing and state.mailboxes]
    subject, text = write_reminder(reminder, reachable[0]) if reachable else ("", "")
    return Plan(
        reminder,
        sorted({day for state in reachable if (day := reminder_day(reminder, state))}),
        [state.member_state for state in find_today(reminder, reachable)],
        len(reachable),
        subject,
        text,
        len(reminder.sent.all()),
    )


def find_today(reminder: Reminder, states: list[StateInRound]) -> list[StateInRound]:
    return [] if reminder.is_stopped else recipients_on(reminder, timezone.localdate(), states)


def plan_of_things(reminder: Reminder) -> Plan:
    """Return what a reminder of clarifications or of authorities would do as things stand now."""
    find = WAITING_THINGS.get(reminder.subject)
    things = list(find(reminder.round)) if find else []
    today = [] if reminder.is_stopped else things_on(reminder, timezone.localdate(), things)
    return Plan(
        reminder,
        sorted({thing.due + timedelta(days=reminder.days) for thing in things}),
        [thing.member_state for thing in today],
        len(things),
        "",
        "",
        len(reminder.sent.all()),
    )
