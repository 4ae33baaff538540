"""The states of a clarification: the one table of its moves, and what is written with each."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from authorities.models import User
from authorities.models.roles import CERTIFIES, FILLS_IN, REVIEWS
from authorities.transitions import Transition, Workflow
from reporting.clarifications.clarification_notices import notify_of_event
from reporting.models import Clarification, ClarificationEvent, State, Submission, Version
from reporting.models.clarifications import ClarificationOutcome, ClarificationState
from reporting.submissions.duties import holds_role_for

OPEN, ANSWERED, CLOSED = ClarificationState
MOST_UNCLOSED = 100  # of one report
MOST_MESSAGES = 200  # of one clarification
LONGEST_WAIT = timedelta(days=366)

Sentences = Iterator[str | Promise]


def may_move_clarification(user: User, roles: tuple[str, ...], clarification: Clarification) -> bool:
    return holds_role_for(user, roles, clarification.submission)


def require_askable_answer(clarification: Clarification, *, due: date, **details: Any) -> Sentences:
    """Yield why nothing can be asked about this answer now."""
    report = clarification.submission
    if report.state == State.DRAFT:
        yield _("The country has withdrawn this report. Wait until it is sent again.")
    if report.latest_version != clarification.version:
        yield _("A newer version was sent meanwhile. Read the answer there, then ask.")
    if report.clarifications.unclosed().count() >= MOST_UNCLOSED:
        yield _("%(count)d questions to this country are not closed yet. Close some of them first.") % {
            "count": MOST_UNCLOSED
        }
    yield from require_coming_day(clarification, due=due)


def require_coming_day(clarification: Clarification, *, due: date | None = None, **details: Any) -> Sentences:
    """Yield what is wrong with the day until which the country has time."""
    today = clarification.submission.member_state.local_day()
    if due is None or not today <= due <= today + LONGEST_WAIT:
        yield _("Choose a day from today until a year from now.")


def require_room_for_clarification(clarification: Clarification, **details: Any) -> Sentences:
    if clarification.events.count() >= MOST_MESSAGES:
        yield _("There are %(count)d messages here already. Close this and ask anew.") % {
            "count": MOST_MESSAGES
        }


def require_nothing_new(
    clarification: Clarification, *, seen: int | None = None, **details: Any
) -> Sentences:
    """Yield that somebody has written since the page was read; `seen` is the key of its newest message."""
    if seen is not None and clarification.events.filter(pk__gt=seen).exists():
        yield _("Somebody has written here meanwhile. Read it above, then decide.")


def require_time_and_room(clarification: Clarification, **details: Any) -> Sentences:
    yield from require_nothing_new(clarification, **details)
    yield from require_coming_day(clarification, **details)
    yield from require_room_for_clarification(clarification, **details)


def require_true_outcome(
    clarification: Clarification, *, outcome: str, note: str, **details: Any
) -> Sentences:
    """Yield why a clarification cannot be closed with this outcome."""
    yield from require_nothing_new(clarification, **details)
    moves = set(clarification.events.values_list("move", flat=True))
    if outcome == ClarificationOutcome.CHANGED and "change_answer" not in moves:
        yield _("No version with another answer was sent since you asked. Choose another outcome.")
    if outcome == ClarificationOutcome.EXPLAINED and "reply" not in moves:
        yield _("The country has not replied yet. Choose another outcome.")
    needs_note = outcome in (ClarificationOutcome.UNRESOLVED, ClarificationOutcome.WITHDRAWN)
    if needs_note and not note.strip():
        yield _("Say why, so that the others know what to do.")


def require_other_owner(clarification: Clarification, *, given_to: User, **details: Any) -> Sentences:
    if given_to.pk == clarification.owner_id:
        yield _("%(who)s looks after this already.") % {"who": given_to}
    elif not given_to.is_active or not may_move_clarification(given_to, REVIEWS, clarification):
        yield _("%(who)s does not review the reports of this country.") % {"who": given_to}


def set_due_day(clarification: Clarification, *, by: User, at: datetime, due: date, **details: Any) -> dict:
    clarification.due, clarification.outcome = due, ""
    return {"due": due}


def set_outcome(
    clarification: Clarification, *, by: User, at: datetime, outcome: str, **details: Any
) -> dict:
    clarification.outcome = outcome
    return {"outcome": outcome}


def set_owner(clarification: Clarification, *, by: User, at: datetime, given_to: User) -> dict:
    clarification.owner = given_to
    return {"given_to": given_to}


def link_changed_version(clarification: Clarification, *, by: User, at: datetime, version: Version) -> dict:
    return {"version": version}


def describe_wrong_clarification_state(clarification: Clarification, row: Transition) -> str | Promise:
    if clarification.is_closed:
        return _("This question was closed meanwhile (%(outcome)s), so nothing was added.") % {
            "outcome": clarification.get_outcome_display()
        }
    return _("This question is “%(state)s” now. Read what is new, then decide.") % {
        "state": clarification.get_state_display()
    }


clarification_workflow = Workflow(
    transitions=(
        Transition("ask", _("Ask"), frozenset({""}), OPEN, REVIEWS, needs_note=True,
            requires=require_askable_answer, then=set_due_day, offered=False),
        Transition("reply", _("Reply"), frozenset({OPEN, ANSWERED}), ANSWERED, FILLS_IN, needs_note=True,
            requires=require_room_for_clarification),
        Transition("change_answer", _("The answer was changed"), frozenset({OPEN, ANSWERED}), ANSWERED,
            CERTIFIES, then=link_changed_version, offered=False),
        Transition("ask_again", _("Ask again"), frozenset({OPEN, ANSWERED}), OPEN, REVIEWS, needs_note=True,
            requires=require_time_and_room, then=set_due_day),
        Transition("close", _("Close"), frozenset({OPEN, ANSWERED}), CLOSED, REVIEWS,
            requires=require_true_outcome, then=set_outcome),
        Transition("reopen", _("Open again"), frozenset({CLOSED}), OPEN, REVIEWS, needs_note=True,
            requires=require_time_and_room, then=set_due_day),
        Transition("postpone", _("Give more time"), frozenset({OPEN}), OPEN, REVIEWS,
            requires=require_time_and_room, then=set_due_day),
        Transition("hand_over", _("Hand over"), frozenset({OPEN, ANSWERED}), None, REVIEWS,
            requires=require_other_owner, then=set_owner),
    ),
    event_model=lambda: ClarificationEvent,
    record_name="clarification",
    may=may_move_clarification,
    columns=("outcome", "owner", "due"),
    wrong_state=describe_wrong_clarification_state,
    announce=notify_of_event,
)  # fmt: skip


@transaction.atomic
def ask_about(
    version: Version, question: str, words: str, *, by: User, due: date, row: str = ""
) -> Clarification:
    """Ask the country about one answer of a version. Raises ValidationError with every reason why not."""
    report = Submission.objects.select_for_update(of=("self",)).for_desk().get(pk=version.submission_id)
    asked = Clarification(submission=report, version=version, question=question, row=row, owner=by, due=due)
    event = clarification_workflow.start(asked, "ask", by=by, note=words, due=due)
    notify_of_event(event)
    return asked


def link_changed_answers(version: Version, *, by: User, at: datetime) -> None:
    """Note with what is asked about that a new version answers it otherwise; call it as that is sent."""
    waiting = Clarification.objects.unclosed().filter(submission=version.submission_id)
    for one in waiting.select_related("version", "submission__member_state").order_by("pk"):
        before, after = (sent.content["answers"].get(one.question) for sent in (one.version, version))
        if before != after and not is_linked(one, after):
            clarification_workflow.move(one, "change_answer", by=by, at=at, version=version)


def is_linked(clarification: Clarification, answer: Any) -> bool:
    """Return True if the newest version that is linked already answers like this."""
    linked = clarification.events.filter(version__isnull=False).select_related("version").last()
    return linked is not None and linked.version.content["answers"].get(clarification.question) == answer


def require_closed_clarifications(submission: Submission, **details: Any) -> Sentences:
    """Yield that a report with questions that are not closed cannot be accepted."""
    if count := submission.clarifications.unclosed().count():
        yield _(
            "Questions to the country are not closed: %(count)d. Close them first, each with its outcome."
        ) % {"count": count}


def has_replied_since(submission: Submission, moment: datetime) -> bool:
    """Return True if the country has replied to everything that waited for it, and did so since a moment."""
    replied = ClarificationEvent.objects.filter(
        clarification__submission=submission, move="reply", at__gt=moment
    )
    return replied.exists() and not submission.clarifications.open().exists()
