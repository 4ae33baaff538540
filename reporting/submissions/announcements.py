"""What people are told of a report's moves: those of its state, and reviewers who have to decide.

Each person is told in the language in which they last signed in, except whoever made the move. Notes are not
public, so a mail says where to read them.
"""

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from authorities.models import Membership, User
from authorities.models.roles import READS_OWN_STATE, REVIEWS
from authorities.notices.kinds import NoticeKind, register_notice
from authorities.notices.notifying import notify
from reporting.models import SubmissionEvent
from reporting.models.submissions import TAKE_BACK

# What a country has to act on goes out at once.
MOVE_KINDS = {
    move: register_notice(NoticeKind(f"report_{move}", label, sentence, urgent=urgent, is_duty=is_duty))
    for move, label, sentence, urgent, is_duty in (
        ("submit", gettext_lazy("Submitted"), gettext_lazy("The report was submitted."), False, False),
        (
            "withdraw",
            gettext_lazy("Withdrawn"),
            gettext_lazy("The report was withdrawn. It is a draft of the country again."),
            False,
            False,
        ),
        (
            "return",
            gettext_lazy("Returned for correction"),
            gettext_lazy(
                "The report was returned for correction. Read the note, then correct and submit it."
            ),
            True,
            True,
        ),
        ("accept", gettext_lazy("Accepted"), gettext_lazy("The report was accepted."), False, True),
        (
            "publish",
            gettext_lazy("Published"),
            gettext_lazy("The report is published: everybody can read it."),
            False,
            True,
        ),
        (
            TAKE_BACK,
            gettext_lazy("Taken back"),
            gettext_lazy("The published report was taken back. Read the note."),
            True,
            True,
        ),
        (
            "correct",
            gettext_lazy("Being corrected"),
            gettext_lazy("The published report is being corrected by its country."),
            False,
            False,
        ),
    )
}
ALSO_TO_REVIEWERS = ("submit", "withdraw", "correct")
# What is entered about the past is no news.
NEWS_FOR = timedelta(days=1)


def announce_move(event: SubmissionEvent) -> None:
    """Tell whom a move concerns, in its transaction."""
    if event.move not in MOVE_KINDS or timezone.now() - event.at >= NEWS_FOR:
        return
    submission = event.submission
    path = reverse("submission", args=[submission.round_id, submission.member_state_id])
    if event.move == "publish":
        path = submission.get_public_url()
    notify(find_recipients(event), MOVE_KINDS[event.move], about=submission, facts={}, path=path)


def find_recipients(event: SubmissionEvent) -> QuerySet[User]:
    """Return who is told: active people of the state, and reviewers of its region where they have to know.

    Who answered a part for another ministry learns that the report is public.
    """
    state = event.submission.member_state
    told = Q(role__in=READS_OWN_STATE, member_state=state)
    if event.move in ALSO_TO_REVIEWERS:
        told |= Q(role__in=REVIEWS, region__in=["", state.current_region or ""])
    held = Membership.objects.in_force_on(timezone.localdate()).filter(told)
    people = User.objects.filter(pk__in=held.values("user"))
    if event.move == "publish":
        people |= User.objects.filter(pk__in=event.submission.assignments.held().values("user"))
    return people.filter(deactivated_on=None).exclude(pk=event.by_id).order_by("pk")
