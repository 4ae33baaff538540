"""What the secretariat asks about single answers of a report that was sent, and what the country replies."""

from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from authorities.models import RegionMembership, User
from authorities.transitions import Event
from reporting.models.assignments import Assignment
from reporting.models.submissions import Submission, Version


class ClarificationState(models.TextChoices):
    OPEN = "open", _("Waiting for the country")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed")


class ClarificationOutcome(models.TextChoices):
    EXPLAINED = "explained", _("Explained")
    CHANGED = "changed", _("The answer was changed")
    UNRESOLVED = "unresolved", _("Not resolved")
    WITHDRAWN = "withdrawn", _("Withdrawn by the secretariat")


TONES: dict[str, str] = {
    ClarificationState.OPEN: "warn",
    ClarificationState.ANSWERED: "ok",
    ClarificationState.CLOSED: "none",
}


class ClarificationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The people of the state, who was given the question, the secretariat if it sees the report.

        Never the public.
        """
        given = Assignment.objects.held_by(user).filter(
            submission=OuterRef("submission"), questions__question=OuterRef("question")
        )
        return self.filter(Q(submission__in=Submission.objects.visible_to(user)) | Exists(given))

    def open(self):
        """Those that wait for the country."""
        return self.filter(state=ClarificationState.OPEN)

    def unclosed(self):
        return self.exclude(state=ClarificationState.CLOSED)

    def overdue_on(self, day):
        return self.open().filter(due__lt=day)

    def of_region(self, region, day):
        """Those of the states that are in the region on a day."""
        states = RegionMembership.objects.in_force_on(day).filter(region=region)
        return self.filter(submission__member_state__in=states.values("member_state"))

    def for_lists(self):
        """With what a list shows of each, the open ones first; `words` is what was asked at first.

        The content of versions and the definition of instruments are left where they are.
        """
        asked = ClarificationEvent.objects.filter(clarification=OuterRef("pk")).order_by("at", "pk")
        rank = Case(
            *(When(state=state, then=place) for place, state in enumerate(ClarificationState)),
            output_field=models.IntegerField(),
        )
        related = ("submission__member_state", "owner", "version")
        shown = self.select_related(*related).defer("version__content")
        return shown.annotate(words=Subquery(asked.values("note")[:1]), rank=rank).order_by(
            "rank", "due", "pk"
        )


class Clarification(models.Model):
    """One question about one answer of a version, or about one row of it. Never public.

    The workflow alone writes its state. `row` is the name of a row of a table, or the place of a row of a
    group, from 1; blank for the whole answer.
    """

    submission = models.ForeignKey(
        Submission, models.PROTECT, related_name="clarifications", verbose_name=_("report")
    )
    version = models.ForeignKey(
        Version, models.PROTECT, related_name="clarifications", verbose_name=_("version asked about")
    )
    question = models.CharField(_("question"), max_length=60)
    row = models.CharField(_("row"), max_length=250, blank=True)
    owner = models.ForeignKey(
        User, models.PROTECT, related_name="clarifications_owned", verbose_name=_("looked after by")
    )
    due = models.DateField(_("answer until"))
    state = models.CharField(_("state"), max_length=10, choices=ClarificationState.choices, editable=False)
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=ClarificationOutcome.choices, blank=True, editable=False
    )
    # The last day of which the country was reminded as it came near, and as it had passed.
    reminded_of = models.DateField(null=True, blank=True, editable=False)
    chased_about = models.DateField(null=True, blank=True, editable=False)

    objects = ClarificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("clarification")
        verbose_name_plural = _("clarifications")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ClarificationState.values), name="clarification_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=ClarificationState.CLOSED, outcome__in=ClarificationOutcome.values)
                | (~Q(state=ClarificationState.CLOSED) & Q(outcome="")),
                name="clarification_outcome_if_closed",
            ),
        ]
        indexes = [
            models.Index(fields=["submission", "state"], name="clarification_of_report"),
            models.Index(fields=["state", "due"], name="clarification_due"),
        ]

    def __str__(self):
        return f"{self.submission_id} {self.question} {self.state}"

    @property
    def tone(self):
        return TONES[self.state]

    @property
    def is_open(self):
        return self.state == ClarificationState.OPEN

    @property
    def is_closed(self):
        return self.state == ClarificationState.CLOSED

    def is_overdue_on(self, day):
        return self.is_open and self.due < day


class ClarificationEvent(Event):
    """A message or a move of a clarification; its note is what was written."""

    from_state = models.CharField(_("from"), max_length=30, choices=ClarificationState.choices)
    to_state = models.CharField(_("to"), max_length=30, choices=ClarificationState.choices)

    clarification = models.ForeignKey(Clarification, models.CASCADE, related_name="events")
    # The version in which the country changed the answer.
    version = models.ForeignKey(Version, models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=10, choices=ClarificationOutcome.choices, blank=True)
    due = models.DateField(_("answer until"), null=True, blank=True)
    given_to = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(Event.Meta):
        abstract = False
        verbose_name = _("message of a clarification")
        verbose_name_plural = _("messages of clarifications")
        constraints = [
            models.CheckConstraint(
                condition=Q(move="close", outcome__in=ClarificationOutcome.values)
                | (~Q(move="close") & Q(outcome="")),
                name="clarificationevent_outcome_if_closed",
            ),
        ]

    def __str__(self):
        return f"{self.clarification_id} {self.move} {self.at:%Y-%m-%d}"


def with_open_clarifications(reports):
    """Annotate `open_clarifications`, the number of those that wait for the country."""
    return reports.annotate(open_clarifications=count_open_clarifications())


def count_open_clarifications():
    """Return the subquery that counts, of a report, the clarifications that wait for the country."""
    waiting = Clarification.objects.open().filter(submission=OuterRef("pk")).order_by()
    counted = waiting.values("submission").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)
