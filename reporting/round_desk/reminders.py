"""What the reminders of a round would do: which goes to whom on which days, shown before they run."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from reporting.models import Reminder, Round
from reporting.round_desk.letters import recipients_on, reminder_day, write_reminder
from reporting.round_desk.stages import StateInRound


@dataclass(frozen=True)
class Plan:
    """One reminder: its days, who would get it as things stand now, and what the first of them reads."""

    reminder: Reminder
    days: list[date]  # several where states have more time
    today: list[StateInRound]
    missing: int  # states that would get it if none reported until then
    subject: str
    text: str
    sent: int


def plan_reminders(round_: Round, states: list[StateInRound]) -> list[Plan]:
    reminders = round_.reminders.by_day().prefetch_related("sent")
    return [plan_reminder(reminder, states) for reminder in reminders]


def plan_reminder(reminder: Reminder, states: list[StateInRound]) -> Plan:
    reachable = [state for state in states if state.is_missing and state.mailboxes]
    subject, text = write_reminder(reminder, reachable[0]) if reachable else ("", "")
    return Plan(
        reminder,
        sorted({day for state in reachable if (day := reminder_day(reminder, state))}),
        [] if reminder.is_stopped else recipients_on(reminder, timezone.localdate(), reachable),
        len(reachable),
        subject,
        text,
        len(reminder.sent.all()),
    )
