"""What reminders can be about beside reports: assigned questions, clarifications, authorities."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from authorities.confirmations.workflow import confirmation_workflow
from authorities.models import AuthorityConfirmation, MemberState
from reporting.clarifications.clarification_notices import DUE_SOON, OVERDUE, find_authors, notify_about
from reporting.filing.assignments.assignment_notices import ASSIGNMENT_REMINDER, tell_assignee
from reporting.models import Assignment, Clarification, Reminder, Round, SentReminder
from reporting.models.outreach import ReminderSubject


@dataclass(frozen=True)
class WaitingThing:
    """Something of a state that waits until a day; `send` tells its people of it."""

    key: str
    member_state: MemberState
    due: date
    send: Callable[[Reminder], object]


def waiting_clarifications(round_: Round) -> Iterator[WaitingThing]:
    found = Clarification.objects.open().filter(submission__round=round_)
    for one in found.select_related("submission__member_state", "submission__round", "owner"):
        yield WaitingThing(
            str(one.pk), one.submission.member_state, one.due, lambda _reminder, one=one: remind_authors(one)
        )


def remind_authors(clarification: Clarification) -> None:
    kind = OVERDUE if clarification.is_overdue_on(timezone.localdate()) else DUE_SOON
    notify_about(clarification, kind, find_authors(clarification))


def waiting_confirmations(round_: Round) -> Iterator[WaitingThing]:
    """Yield the questions to authorities that are not answered: they belong to no round, and go with any."""
    found = AuthorityConfirmation.objects.unanswered().select_related("authority__member_state")
    for one in found:
        yield WaitingThing(
            str(one.pk),
            one.authority.member_state,
            timezone.localdate(one.expires_at),
            lambda reminder, one=one: confirmation_workflow.move(one, "ask_again", by=reminder.by),
        )


def waiting_assignments(round_: Round) -> Iterator[WaitingThing]:
    found = Assignment.objects.answering().for_pages().filter(submission__round=round_)
    for one in found:
        yield WaitingThing(
            str(one.pk),
            one.submission.member_state,
            one.due,
            lambda _reminder, one=one: tell_assignee(one, ASSIGNMENT_REMINDER),
        )


WAITING_THINGS: dict[str, Callable[[Round], Iterator[WaitingThing]]] = {
    ReminderSubject.ASSIGNMENT: waiting_assignments,
    ReminderSubject.CLARIFICATION: waiting_clarifications,
    ReminderSubject.CONFIRMATION: waiting_confirmations,
}


@transaction.atomic
def remind_of_thing(reminder: Reminder, thing: WaitingThing) -> bool:
    """Tell of one thing, with the record that it was told: never one without the other."""
    _sent, is_new = SentReminder.objects.get_or_create(
        reminder=reminder,
        member_state=thing.member_state,
        about=thing.key,
        defaults={"at": timezone.now()},
    )
    if is_new:
        thing.send(reminder)
    return is_new


def remind_of_things(reminder: Reminder, things: list[WaitingThing]) -> int:
    """Tell of each. Return how many could be told; one that refuses, as after many mails, stays as it is."""
    count = 0
    for thing in things:
        try:
            count += remind_of_thing(reminder, thing)
        except ValidationError:
            continue
    return count
