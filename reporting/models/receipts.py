"""How reports came: those of which only that is known, and those that were typed from paper."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from authorities.models import Annullable, AnnullableManager, AnnullableQuerySet, MemberState
from reporting.models.rounds import PartialDateField, Round, Timing, day_after, first_day

RECORDED_ALREADY = _("The receipt of this report is recorded already.")


class ReceiptQuerySet(AnnullableQuerySet):
    def of_round(self, round_):
        return self.filter(round=round_)

    def with_state(self):
        return self.select_related("member_state", "round")


class ReportReceipt(Annullable):
    """A report that was received and is not held here: it counts, and its answers are unknown."""

    is_dated_fact = True

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
                violation_error_message=RECORDED_ALREADY,
            ),
            models.CheckConstraint(
                condition=~Q(received_on="") & ~Q(source=""), name="reportreceipt_says_when_and_whence"
            ),
        ]

    def __str__(self):
        return f"{self.member_state_id}, {self.round}"

    def clean(self):
        """Refuse a receipt of a report that is held here, or of a day on which none can have come."""
        super().clean()
        if not self.round_id:
            return
        if self.round.takes_reports_on(timezone.localdate()):
            raise ValidationError(_("This round accepts reports now: countries file them here."))
        problems = {"received_on": self.explain_day(), "member_state": self.explain_other_record()}
        if any(problems.values()):
            raise ValidationError({name: sentence for name, sentence in problems.items() if sentence})

    def explain_day(self):
        """Return why no report can have come on its day; None if one can, or if it is no date."""
        try:
            came, after = first_day(self.received_on), day_after(self.received_on)
        except ValueError:
            return None  # the date says for itself that it is none
        if came and came > timezone.localdate():
            return _("This day is in the future.")
        opens = first_day(self.round.opens)
        return _("The round had not opened by then.") if after and opens and after <= opens else None

    def explain_other_record(self):
        """Return why the report of the state needs no receipt; None if it does."""
        held = self.round.submissions.filter(member_state=self.member_state_id).exclude(versions=None)
        if held.exists():
            return _("The report itself is held here, so it needs no receipt.")
        same = ReportReceipt.objects.filter(round=self.round, member_state=self.member_state_id)
        return RECORDED_ALREADY if same.exclude(pk=self.pk).exists() else None

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


# What the content of a version holds of the paper that it was typed from.
CONTENT_KEY = "paper"


class PaperWay(models.TextChoices):
    LETTER = "letter", _("by letter")
    MAIL = "mail", _("by e-mail")
    MISSION = "mission", _("through the permanent mission")
    OFFICE = "office", _("through a WHO office")
    HAND = "hand", _("by hand")


@dataclass(frozen=True)
class PaperFact:
    """When the paper came and by which way, and whether the country has confirmed what was typed."""

    received_on: date
    way: str
    is_confirmed: bool

    @property
    def way_in_words(self):
        return PaperWay(self.way).label

    @classmethod
    def read_content(cls, content):
        """Return what the content of a version says; None if it was not typed from paper."""
        found = content.get(CONTENT_KEY)
        if found is None:
            return None
        return cls(date.fromisoformat(found["received_on"]), found["way"], found["confirmed"])
