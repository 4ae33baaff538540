"""Who of the secretariat has a report in hand, and how many findings a version was sent with."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from authorities.models import User
from authorities.transitions import Event
from reporting.models.submissions import Submission, Version


class ReviewState(models.TextChoices):
    """Whether somebody has taken a report. It locks nothing: others are told who has it."""

    FREE = "free", _("Nobody has it")
    TAKEN = "taken", _("Somebody has it")


class Review(models.Model):
    """Who has a report in hand. There is none before somebody first took it."""

    submission = models.OneToOneField(
        Submission, models.CASCADE, related_name="review", verbose_name=_("report")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=ReviewState.choices, default=ReviewState.FREE, editable=False
    )
    holder = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="reviews", verbose_name=_("reviewer")
    )

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [
            models.CheckConstraint(
                name="review_taken_by_somebody",
                condition=Q(state=ReviewState.TAKEN, holder__isnull=False)
                | Q(state=ReviewState.FREE, holder__isnull=True),
            ),
        ]

    def __str__(self):
        return f"{self.submission_id} {self.state}"


class ReviewEvent(Event):
    """A move of a review, and who has the report after it."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="events")
    holder = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("reviewer"))

    class Meta(Event.Meta):
        abstract = False
        verbose_name = _("move of a review")
        verbose_name_plural = _("moves of reviews")

    def __str__(self):
        return f"{self.review_id} {self.move} {self.at:%Y-%m-%d}"


class FindingsTally(models.Model):
    """How many findings a version holds, derived from its content, so that lists need not read it.

    A version without findings has none.
    """

    version = models.OneToOneField(
        Version, models.CASCADE, related_name="findings_tally", verbose_name=_("version")
    )
    blocking = models.PositiveSmallIntegerField(_("that block"))
    unexplained = models.PositiveSmallIntegerField(_("warnings without an explanation"))
    explained = models.PositiveSmallIntegerField(_("warnings explained"))

    class Meta:
        verbose_name = _("number of findings")
        verbose_name_plural = _("numbers of findings")

    def __str__(self):
        return f"{self.version_id}: {self.blocking}, {self.unexplained}, {self.explained}"
