"""Reports that came on paper, which the secretariat types for a state: when, and by which way they came."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from authorities.files import private_path, private_storage, validate_document
from authorities.models import RegionMembership
from authorities.models.roles import READS_EVERY_REPORT
from authorities.transitions import Event
from reporting.models.receipts import PaperWay
from reporting.models.submissions import Submission


class PaperState(models.TextChoices):
    ENTERING = "entering", _("Being typed by the secretariat")
    WAITING = "waiting", _("Waits for the country to confirm")
    CONFIRMED = "confirmed", _("Confirmed by the country")
    RECORDED = "recorded", _("Recorded by the secretariat")


class PaperReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The people of the state, and the secretariat in its region, from the start."""
        seen = Q(submission__member_state__in=user.states)
        if user.holds(*READS_EVERY_REPORT):
            in_region = RegionMembership.objects.in_force_on(timezone.localdate()).filter(
                region__in=user.regions
            )
            region = Q(submission__member_state__in=in_region.values("member_state"))
            seen |= Q(pk__isnull=False) if user.sees_every_state else region
        return self.filter(seen)

    def find_for(self, round_, state):
        """Return that of a state to a round; None if there is none."""
        return self.filter(submission__round=round_, submission__member_state=state).first()


class PaperReport(models.Model):
    """The paper that a report was typed from. The workflow alone writes its state."""

    submission = models.OneToOneField(
        Submission, models.PROTECT, related_name="paper_report", verbose_name=_("report")
    )
    state = models.CharField(_("state"), max_length=10, choices=PaperState.choices, editable=False)
    received_on = models.DateField(_("day on which it came"))
    way = models.CharField(_("way"), max_length=10, choices=PaperWay.choices)
    scan = models.FileField(
        _("scan"), upload_to=private_path, storage=private_storage, validators=[validate_document]
    )
    scan_name = models.CharField(_("name of the scan"), max_length=200)

    objects = PaperReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper report")
        verbose_name_plural = _("paper reports")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=PaperState.values) & Q(way__in=PaperWay.values),
                name="paperreport_state_and_way_known",
            ),
        ]

    def __str__(self):
        return f"{self.submission_id} {self.state}"

    @property
    def is_settled(self):
        return self.state in (PaperState.CONFIRMED, PaperState.RECORDED)


class PaperReportEvent(Event):
    """A move of a paper report."""

    paper_report = models.ForeignKey(PaperReport, models.CASCADE, related_name="events")

    class Meta(Event.Meta):
        abstract = False
        verbose_name = _("event of a paper report")
        verbose_name_plural = _("events of paper reports")

    def __str__(self):
        return f"{self.paper_report_id} {self.move} {self.at:%Y-%m-%d}"
