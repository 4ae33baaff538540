"""What the people of a state say to each other about their answers. Nobody outside the state reads it."""

from datetime import timedelta

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from authorities.models import User
from authorities.transitions import Event
from reporting.models.submissions import Submission

MOST_CHARACTERS = 4000
CHANGEABLE_FOR = timedelta(minutes=10)


class ThreadState(models.TextChoices):
    OPEN = "open", _("Not settled")
    SETTLED = "settled", _("Settled")


class CommentThreadQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The people of the state alone: never the secretariat."""
        return self.filter(submission__member_state__in=user.states)

    def open(self):
        return self.filter(state=ThreadState.OPEN)

    def of_report(self, submission):
        return self.filter(submission=submission)

    def of_question(self, code):
        return self.filter(question=code)

    def with_number_of_comments(self):
        """Annotate `number_of_comments`, without those that were taken back."""
        return self.annotate(number_of_comments=Count("comments", filter=Q(comments__taken_back_at=None)))


def count_open_threads():
    """Return the subquery that counts, of a report, the discussions that are not settled."""
    found = CommentThread.objects.open().of_report(OuterRef("pk")).order_by()
    return Coalesce(Subquery(found.values("submission").annotate(number=Count("pk")).values("number")), 0)


class CommentThread(models.Model):
    """The comments on one question of a report. Its state is written by the workflow alone."""

    submission = models.ForeignKey(
        Submission, models.PROTECT, related_name="comment_threads", verbose_name=_("report")
    )
    question = models.CharField(_("question"), max_length=60)
    state = models.CharField(_("state"), max_length=10, choices=ThreadState.choices, editable=False)

    objects = CommentThreadQuerySet.as_manager()

    class Meta:
        verbose_name = _("discussion of an answer")
        verbose_name_plural = _("discussions of answers")
        constraints = [
            models.UniqueConstraint(fields=["submission", "question"], name="commentthread_one_a_question"),
            models.CheckConstraint(
                condition=Q(state__in=ThreadState.values), name="commentthread_state_known"
            ),
        ]

    def __str__(self):
        return f"{self.submission_id} {self.question}"

    @property
    def is_open(self):
        return self.state == ThreadState.OPEN

    @property
    def tone(self):
        return "warn" if self.is_open else "ok"


class CommentThreadEvent(Event):
    thread = models.ForeignKey(CommentThread, models.PROTECT, related_name="events")


class CommentQuerySet(models.QuerySet):
    def in_order(self):
        """Each with its author and the people it was for, the oldest first."""
        return self.select_related("by").prefetch_related("mentioned").order_by("pk")

    def written_on(self, submission, question, user):
        """Return what a person wrote on one question of a report."""
        return self.filter(thread__submission=submission, thread__question=question, by=user)

    def written_since(self, user, moment):
        return self.filter(by=user, at__gt=moment)


class Comment(models.Model):
    """What one person said. It is never deleted: one that was taken back is kept, and not shown."""

    thread = models.ForeignKey(CommentThread, models.PROTECT, related_name="comments")
    text = models.TextField(_("comment"), max_length=MOST_CHARACTERS)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    edited_at = models.DateTimeField(_("edited"), null=True)
    taken_back_at = models.DateTimeField(_("taken back"), null=True)
    mentioned = models.ManyToManyField(User, related_name="+", verbose_name=_("people who were told"))

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment on an answer")
        verbose_name_plural = _("comments on answers")
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="comment_says_something"),
            models.CheckConstraint(
                condition=Q(edited_at=None) | Q(edited_at__gte=F("at")), name="comment_edited_after"
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at=None) | Q(taken_back_at__gte=F("at")),
                name="comment_taken_back_after",
            ),
        ]
        indexes = [models.Index(fields=["by", "at"], name="comment_by_person")]

    def __str__(self):
        return f"{self.thread_id} {self.at:%Y-%m-%d %H:%M}"

    @property
    def changeable_until(self):
        return self.at + CHANGEABLE_FOR
