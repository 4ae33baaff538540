"""Who is told of what happens to a clarification: the people of the state, or the reviewer who asked."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from authorities.jobs.labels import label_task
from authorities.jobs.queue import run_daily
from authorities.models import User
from authorities.models.roles import FILLS_IN, REVIEWS
from authorities.notices.kinds import NoticeKind, register_notice
from authorities.notices.notifying import notify
from reporting.models import Clarification, ClarificationEvent
from reporting.submissions.duties import find_people_of_state, find_reviewers_of, holds_role_for

SOON = timedelta(days=3)

ASKED = register_notice(
    NoticeKind(
        "clarification_asked",
        _("A question about an answer"),
        _("%(record)s, question %(number)s: the secretariat asks about your answer. Reply until %(due)s."),
    )
)
ANSWERED = register_notice(
    NoticeKind(
        "clarification_answered",
        _("An answer to your question"),
        _("%(record)s, question %(number)s: the country has answered what you asked."),
    )
)
CLOSED = register_notice(
    NoticeKind(
        "clarification_closed",
        _("A question about an answer was closed"),
        _("%(record)s, question %(number)s: the secretariat has closed its question."),
    )
)
HANDED_OVER = register_notice(
    NoticeKind(
        "clarification_handed_over",
        _("A question to a country was handed over to you"),
        _("%(record)s, question %(number)s: you look after what was asked there."),
    )
)
DUE_SOON = register_notice(
    NoticeKind(
        "clarification_due_soon",
        _("A question about an answer waits for you"),
        _("%(record)s, question %(number)s: the secretariat waits for your reply until %(due)s."),
    )
)
OVERDUE = register_notice(
    NoticeKind(
        "clarification_overdue",
        _("A question about an answer is overdue"),
        _("%(record)s, question %(number)s: the reply was due on %(due)s."),
    )
)
# {move: (kind, True if the people of the state are told, False if its owner is)}
TOLD_OF_MOVE = {
    "ask": (ASKED, True),
    "ask_again": (ASKED, True),
    "reopen": (ASKED, True),
    "postpone": (ASKED, True),
    "close": (CLOSED, True),
    "reply": (ANSWERED, False),
    "change_answer": (ANSWERED, False),
    "hand_over": (HANDED_OVER, False),
}


def find_authors(clarification: Clarification) -> list[User]:
    """Return the active people who fill in the report that is asked about."""
    return list(find_people_of_state(clarification.submission, FILLS_IN))


def find_owners(clarification: Clarification) -> list[User]:
    """Return who looks after it; once they no longer review its country, all who do."""
    report = clarification.submission
    if clarification.owner.is_active and holds_role_for(clarification.owner, REVIEWS, report):
        return [clarification.owner]
    return list(find_reviewers_of(report))


def notify_about(clarification: Clarification, kind: NoticeKind, people: Iterable[User]) -> None:
    report = clarification.submission
    question = report.round.instrument.questions.get(clarification.question) or {}
    notify(
        people,
        kind,
        about=clarification,
        facts={
            "record": report,
            "number": question.get("number", clarification.question),
            "due": clarification.due,
        },
        path=reverse("clarification", args=[report.round_id, report.member_state_id, clarification.pk]),
    )


def notify_of_event(event: ClarificationEvent) -> None:
    """Tell those whom a move concerns, except whoever made it."""
    kind, is_for_country = TOLD_OF_MOVE[event.move]
    clarification = event.clarification
    people = find_authors(clarification) if is_for_country else find_owners(clarification)
    notify_about(clarification, kind, [person for person in people if person.pk != event.by_id])


def remind_on(day: date) -> None:
    """Remind of what must be answered soon, and tell both sides of what is overdue; once of each last day."""
    waiting = Clarification.objects.open()
    near = waiting.filter(due__range=(day, day + SOON)).exclude(reminded_of=F("due"))
    late = waiting.filter(due__lt=day).exclude(chased_about=F("due"))
    for pk in near.values_list("pk", flat=True):
        remind(pk, DUE_SOON, "reminded_of")
    for pk in late.values_list("pk", flat=True):
        remind(pk, OVERDUE, "chased_about")


@transaction.atomic
def remind(pk: int, kind: NoticeKind, column: str) -> None:
    """Tell the country, and of what is overdue the reviewer too, unless it was told of this day before."""
    found = Clarification.objects.select_for_update().get(pk=pk)
    if not found.is_open or getattr(found, column) == found.due:
        return
    setattr(found, column, found.due)
    found.save(update_fields=[column])
    people = find_authors(found)
    notify_about(found, kind, [*people, *find_owners(found)] if kind is OVERDUE else people)


@task()
def remind_of_clarifications() -> None:
    remind_on(timezone.localdate())


label_task(remind_of_clarifications, _("Reminders of questions that wait for a reply"))
run_daily(remind_of_clarifications)
