"""Between an accepted report and its publication: the consent of the country, and a planned hour."""

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from authorities.models import User
from authorities.transitions import Event
from reporting.models.submissions import SubmissionQuerySet, Version


class ConsentState(models.TextChoices):
    """Whether the country agrees that a version becomes public."""

    NOT_ASKED = "not_asked", _("Not asked yet")
    ASKED = "asked", _("Asked, no answer yet")
    GIVEN = "given", _("Given")
    OBJECTED = "objected", _("The country objects")


CONSENT_TONES: dict[str, str] = {
    ConsentState.NOT_ASKED: "none",
    ConsentState.ASKED: "warn",
    ConsentState.GIVEN: "ok",
    ConsentState.OBJECTED: "stop",
}


class Consent(models.Model):
    """The consent of those who certify for a country to the publication of one version."""

    version = models.OneToOneField(Version, models.PROTECT, related_name="consent", verbose_name=_("version"))
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=ConsentState.choices,
        default=ConsentState.NOT_ASKED,
        editable=False,
    )

    class Meta:
        verbose_name = _("consent to publication")
        verbose_name_plural = _("consents to publication")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ConsentState.values), name="consent_state_known"),
        ]

    def __str__(self):
        return str(self.version)

    @property
    def tone(self):
        """The colour class of the state; its label says it in words."""
        return CONSENT_TONES[self.state]

    @property
    def is_given(self):
        return self.state == ConsentState.GIVEN


class ConsentEvent(Event):
    """A move of a consent."""

    consent = models.ForeignKey(Consent, models.PROTECT, related_name="events")
    from_state = models.CharField(_("from"), max_length=30, choices=ConsentState.choices)
    to_state = models.CharField(_("to"), max_length=30, choices=ConsentState.choices)

    class Meta(Event.Meta):
        abstract = False


class PlanState(models.TextChoices):
    """What became of a planned publication."""

    PLANNED = "planned", _("Planned")
    CANCELLED = "cancelled", _("Cancelled")
    CARRIED_OUT = "carried_out", _("Published")
    STOPPED = "stopped", _("Not carried out")


class PublicationPlanQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=PlanState.PLANNED)

    def due_at(self, moment):
        """Return those whose hour has come, the earliest first."""
        return self.waiting().filter(at__lte=moment).order_by("at", "pk")


class PublicationPlan(models.Model):
    """A version that workers publish at an hour, for whoever planned it."""

    version = models.ForeignKey(
        Version, models.PROTECT, related_name="publication_plans", verbose_name=_("version")
    )
    at = models.DateTimeField(_("public from"))
    reason = models.TextField(_("why without the consent of the country"), max_length=5000, blank=True)
    # What whoever planned it knew of the consent: an objection that comes later stops the plan.
    consent_read = models.CharField(max_length=10, choices=ConsentState.choices)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("planned by"))
    state = models.CharField(_("state"), max_length=12, choices=PlanState.choices, editable=False)

    objects = PublicationPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("planned publication")
        verbose_name_plural = _("planned publications")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=PlanState.values), name="publicationplan_state_known"
            ),
            models.UniqueConstraint(
                fields=["version"],
                condition=Q(state=PlanState.PLANNED),
                name="publicationplan_one_waits",
                violation_error_message=_("Its publication is planned already. Change that plan."),
            ),
        ]

    def __str__(self):
        return str(self.version)

    @property
    def is_waiting(self):
        return self.state == PlanState.PLANNED

    @property
    def member_state(self):
        return self.version.submission.member_state


class PublicationPlanEvent(Event):
    """A move of a planned publication, with the hour it had then."""

    plan = models.ForeignKey(PublicationPlan, models.PROTECT, related_name="events")
    planned_for = models.DateTimeField(_("public from"))

    class Meta(Event.Meta):
        abstract = False

    @property
    def state_in_words(self):
        return PlanState(self.to_state).label


def with_publication_state(submissions: SubmissionQuerySet) -> SubmissionQuerySet:
    """Annotate `newest_number`, `consent_state` and `planned_for`; None where there is none."""
    newest = Version.objects.filter(submission=OuterRef("pk")).order_by("-number")
    plans = PublicationPlan.objects.waiting().filter(version__submission=OuterRef("pk"))
    return submissions.annotate(
        newest_number=Subquery(newest.values("number")[:1]),
        consent_state=Subquery(newest.values("consent__state")[:1]),
        planned_for=Subquery(plans.order_by("-version__number").values("at")[:1]),
    )
