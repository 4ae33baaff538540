"""Reports of which only the fact is known: that one was received, from whom, when, and who says so."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from authorities.models import Annullable, AnnullableManager, AnnullableQuerySet, MemberState
from reporting.models.rounds import PartialDateField, Round, Timing, day_after, first_day


class ReceiptQuerySet(AnnullableQuerySet):
    def with_state(self):
        return self.select_related("member_state", "round")


class ReportReceipt(Annullable):
    """A report that was received and is not held here: it counts, and its answers are unknown."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="receipts", verbose_name=_("round"))
    member_state = models.ForeignKey(
        MemberState, models.PROTECT, related_name="receipts", verbose_name=_("Member State")
    )
    received_on = PartialDateField(_("received on"))
    source = models.CharField(_("source"), max_length=300)

    objects = AnnullableManager.from_queryset(ReceiptQuerySet)()
    with_annulled = ReceiptQuerySet.as_manager()

    class Meta(Annullable.Meta):
        abstract = False
        verbose_name = _("report received, not held here")
        verbose_name_plural = _("reports received, not held here")
        constraints = [
            *Annullable.Meta.constraints,
            models.UniqueConstraint(
                fields=["round", "member_state"],
                condition=Q(annulled_at__isnull=True),
                name="reportreceipt_one_a_state",
                violation_error_message=_("The receipt of this report is recorded already."),
            ),
            models.CheckConstraint(
                condition=~Q(received_on="") & ~Q(source=""), name="reportreceipt_says_when_and_whence"
            ),
        ]

    def __str__(self):
        return f"{self.member_state_id}, {self.round}"

    @property
    def counts_from(self):
        """The day from which it counts: the last on which it may have come, at the latest the closing day."""
        last = day_after(self.received_on) - timedelta(days=1)
        closing = self.round.closing_day
        return closing if closing and first_day(self.received_on) <= closing < last else last

    @property
    def timing(self):
        """How it came by the dates of its round, as far as its own date tells; None where it does not."""
        timings = {self.round.timing_of(first_day(self.received_on)), self.round.timing_of(self.counts_from)}
        return timings.pop() if len(timings) == 1 else None

    @property
    def is_late(self):
        return self.timing == Timing.LATE
