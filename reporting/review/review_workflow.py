"""Who reads a report: the one table of taking it, handing it over and giving it back."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from authorities.models import User
from authorities.models.roles import LEADS_THE_SECRETARIAT, REVIEWS
from authorities.transitions import Transition, Workflow
from reporting.models import Review, ReviewEvent, ReviewState, State, Submission
from reporting.review.reviewer_notices import announce_reviewer
from reporting.submissions.duties import find_reviewers_of, holds_role_for

HOLDER = ("holder",)  # who has it in hand
FREE, TAKEN = ReviewState.FREE, ReviewState.TAKEN
IN_REVIEW = (State.SUBMITTED, State.RETURNED, State.ACCEPTED)


def may_move_review(user: User, roles: Collection[str], review: Review) -> bool:
    """Return True for reviewers of the report's state; of its holder only while they still review it."""
    is_holder = review.holder_id == user.pk and holds_role_for(user, REVIEWS, review.submission)
    return ("holder" in roles and is_holder) or holds_role_for(user, roles, review.submission)


def reviewers_of(submission: Submission) -> QuerySet[User]:
    """Return the people who may review a report today: of the world, and of its region."""
    return find_reviewers_of(submission).order_by("name", "pk")


def require_report_in_review(review: Review, **details: Any) -> Iterator[str | Promise]:
    if review.submission.state not in IN_REVIEW:
        yield _("There is nothing to read now: the report is “%(state)s”.") % {
            "state": review.submission.get_state_display()
        }


def require_nobody_reads(review: Review, **details: Any) -> Iterator[str | Promise]:
    """Yield who has the report already, unless they can no longer review it."""
    yield from require_report_in_review(review)
    if review.holder and holds_role_for(review.holder, REVIEWS, review.submission):
        yield _("%(who)s has this report already. A report is handed over by whoever has it.") % {
            "who": review.holder
        }


def require_other_reviewer(
    review: Review, *, to: User | None = None, **details: Any
) -> Iterator[str | Promise]:
    """Yield why the report cannot be given to that person."""
    yield from require_report_in_review(review)
    if to is None or not reviewers_of(review.submission).filter(pk=to.pk).exists():
        yield _("Choose somebody who reviews reports of this region.")
    elif to.pk == review.holder_id:
        yield _("%(who)s has this report already.") % {"who": to}


def give_to_mover(review: Review, *, by: User, at: datetime, **details: Any) -> dict[str, User | None]:
    review.holder = by
    return {"holder": by}


def give_to_other(
    review: Review, *, by: User, at: datetime, to: User, **details: Any
) -> dict[str, User | None]:
    review.holder = to
    return {"holder": to}


def give_to_nobody(review: Review, *, by: User, at: datetime, **details: Any) -> dict[str, User | None]:
    review.holder = None
    return {"holder": None}


def review_transition(
    name: str, label: str | Promise, sources: Collection[str], target: str, by: tuple, **details: Any
) -> Transition:
    return Transition(name, label, frozenset(sources), target, by, **details)


review_workflow = Workflow(
    transitions=(
        review_transition("take", _("Take this report"), {FREE, TAKEN}, TAKEN, REVIEWS,
            requires=require_nobody_reads, then=give_to_mover),
        review_transition("hand_over", _("Hand over"), {TAKEN}, TAKEN, HOLDER,
            requires=require_other_reviewer, then=give_to_other, needs_note=True),
        review_transition("assign", _("Give it to a reviewer"), {FREE, TAKEN}, TAKEN, LEADS_THE_SECRETARIAT,
            requires=require_other_reviewer, then=give_to_other),
        review_transition("give_back", _("Give it back"), {TAKEN}, FREE, (*HOLDER, *LEADS_THE_SECRETARIAT),
            then=give_to_nobody),
    ),
    event_model=lambda: ReviewEvent,
    record_name="review",
    may=may_move_review,
    columns=("holder",),
    announce=announce_reviewer,
)  # fmt: skip


def find_review(submission: Submission) -> Review:
    """Return the review of a report; unsaved while nobody has taken it yet."""
    found = Review.objects.select_related("holder").filter(submission=submission).first()
    review = found or Review(submission=submission)
    review.submission = submission
    return review


def reviews_report(user: User, submission: Submission) -> bool:
    return holds_role_for(user, REVIEWS, submission)


def offered_review_moves(user: User, review: Review) -> list[Transition]:
    """Return the moves that this person can make now, without taking what somebody else has."""
    if review.submission.state not in IN_REVIEW:
        return []
    rows = review_workflow.available_transitions(user, review)
    return [row for row in rows if row.name != "take" or not any(require_nobody_reads(review))]


def move_review(
    submission: Submission, name: str, *, by: User, note: str = "", **details: Any
) -> ReviewEvent:
    """Make a move of the review of a report; raise ValidationError with every reason why not."""
    review, _created = Review.objects.get_or_create(submission=submission)
    return review_workflow.move(review, name, by=by, note=note, **details)


def describe_reviewer(event: ReviewEvent, user: User) -> str:
    """Return who has a report after a move, as whoever made it is told."""
    if event.holder is None:
        return gettext("Nobody has this report in hand now.")
    if event.holder == user:
        return gettext("You have this report in hand now.")
    return gettext("%(who)s has this report in hand now, and is told.") % {"who": event.holder}
