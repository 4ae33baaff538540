"""What people are told of a report's moves: those of its state, and reviewers who have to decide.

Each person is told in the language in which they last signed in, except whoever made the move. Notes are not
public, so a mail says where to read them.
"""

from datetime import timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from authorities.models import User
from authorities.models.roles import READS_OWN_STATE
from authorities.notices.kinds import NoticeKind, register_notice
from authorities.notices.notifying import notify
from reporting.models import SubmissionEvent
from reporting.models.submissions import TAKE_BACK
from reporting.submissions.duties import find_people_of_state, find_reviewers_of

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
    people = find_people_of_state(event.submission, READS_OWN_STATE)
    if event.move in ALSO_TO_REVIEWERS:
        people |= find_reviewers_of(event.submission)
    if event.move == "publish":
        answering = event.submission.assignments.held().values("user")
        people |= User.objects.filter(pk__in=answering, deactivated_on=None)
    return people.exclude(pk=event.by_id).order_by("pk")
