"""Writing comments, changing them while they are fresh, taking them back, settling their discussion."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from authorities.models import User
from reporting.filing.comments.mention_notices import notify_mentioned
from reporting.filing.comments.thread_workflow import thread_workflow
from reporting.models import Comment, CommentThread, CommentThreadEvent, Submission

# Comments and moves of one person, so that nobody fills the desks of the others.
MOST_AN_HOUR = 60
AN_HOUR = timedelta(hours=1)
# The same words again within this time are the same click.
SAME_CLICK = timedelta(minutes=1)


@transaction.atomic
def add_comment(
    submission: Submission, question: str, text: str, mentioned: Iterable[User], *, by: User
) -> Comment:
    """Add a comment to the discussion of a question, which it opens, and tell who is mentioned.

    Raises ValidationError if this person has written too much lately.
    """
    Submission.objects.select_for_update(of=("self",)).get(pk=submission.pk)
    now = timezone.now()
    thread = CommentThread.objects.of_report(submission).of_question(question).first()
    last = thread and thread.comments.order_by("-pk").first()
    if (
        last
        and (last.by_id, last.text, last.taken_back_at) == (by.pk, text, None)
        and now - last.at < SAME_CLICK
    ):
        return last
    refuse_too_many_comments(by, now)
    thread = open_thread(thread or CommentThread(submission=submission, question=question), by=by, at=now)
    comment = Comment.objects.create(thread=thread, text=text, by=by, at=now)
    mention_people(comment, mentioned)
    return comment


def open_thread(thread: CommentThread, *, by: User, at: datetime) -> CommentThread:
    """Open a discussion that is new or settled; return it."""
    if thread.pk is None:
        thread_workflow.start(thread, "open", by=by, at=at)
    elif not thread.is_open:
        thread_workflow.move(thread, "reopen", by=by, at=at)
    return thread


@transaction.atomic
def move_thread(thread: CommentThread, name: str, *, by: User) -> None:
    """Settle a discussion, or open it again. Raises ValidationError with the reason why not."""
    refuse_too_many_comments(by, timezone.now())
    thread_workflow.move(thread, name, by=by)


def refuse_too_many_comments(by: User, now: datetime) -> None:
    moves = CommentThreadEvent.objects.filter(by=by, at__gt=now - AN_HOUR).exclude(move="open")
    if Comment.objects.written_since(by, now - AN_HOUR).count() + moves.count() >= MOST_AN_HOUR:
        raise ValidationError(_("You have written very many comments. Try again in an hour."))


def mention_people(comment: Comment, people: Iterable[User]) -> None:
    """Note whom a comment is for, and tell those who were not told of it before."""
    before = set(comment.mentioned.all())
    new = [person for person in people if person not in before and person != comment.by]
    comment.mentioned.add(*new)
    notify_mentioned(comment, new)


@transaction.atomic
def edit_comment(comment: Comment, text: str, mentioned: Iterable[User]) -> None:
    """Change the words of a comment. Raises ValidationError if it is too late for that."""
    comment.refresh_from_db(from_queryset=Comment.objects.select_for_update(of=("self",)))
    now = timezone.now()
    if comment.taken_back_at or now > comment.changeable_until:
        raise ValidationError(
            _("A comment can be changed for ten minutes. Write another one, or take this one back.")
        )
    if text != comment.text:
        comment.text, comment.edited_at = text, now
        comment.save(update_fields=["text", "edited_at"])
    mention_people(comment, mentioned)


@transaction.atomic
def take_back_comment(comment: Comment) -> None:
    """Show a comment no longer; that there was one stays. A second click changes nothing."""
    comment.refresh_from_db(from_queryset=Comment.objects.select_for_update(of=("self",)))
    if comment.taken_back_at is None:
        comment.taken_back_at = timezone.now()
        comment.save(update_fields=["taken_back_at"])
