"""The notice to who is mentioned in a comment. What was written is not in it: that stays on the page."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from authorities.models import User
from authorities.notices.kinds import NoticeKind, register_notice
from authorities.notices.notifying import notify
from reporting.models import Comment

MENTIONED = register_notice(
    NoticeKind(
        "comment_mention",
        _("You are mentioned in a comment"),
        _("%(who)s mentions you in a comment on question %(question)s."),
        is_duty=False,
    )
)


def notify_mentioned(comment: Comment, people: Iterable[User]) -> None:
    """Tell people that a comment is for them, with the way to it."""
    thread = comment.thread
    submission = thread.submission
    asked = submission.round.instrument.questions[thread.question]
    address = reverse(
        "answer_comments", args=[submission.round_id, submission.member_state_id, thread.question]
    )
    notify(
        people,
        MENTIONED,
        about=thread,
        facts={"who": str(comment.by), "question": asked["number"], "record": submission},
        path=f"{address}#comment-{comment.pk}",
    )
