"""Rounds of reporting, and the figures others have published about them."""

import calendar
import re
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from authorities.models import Annullable, AnnullableManager, AnnullableQuerySet, Region, TranslatedRecord
from reporting.models.instruments import Audience, Instrument


def first_day(partial):
    """The first day of a date known to the year, month or day; None when blank.

    >>> first_day("2013-07")
    datetime.date(2013, 7, 1)
    """
    if not partial:
        return None
    year, month, day = [int(part) for part in partial.split("-")] + [1] * (2 - partial.count("-"))
    return date(year, month, day)


def day_after(partial):
    """The first day that is surely later than a date known to the year, month or day; None when blank."""
    day = first_day(partial)
    if day is None or partial.count("-") == 2:
        return day and day + timedelta(days=1)
    last_month = day.month if "-" in partial else 12
    return date(day.year, last_month, calendar.monthrange(day.year, last_month)[1]) + timedelta(days=1)


def validate_partial_date(text):
    shape = re.fullmatch(r"\d{4}(-\d{2}){0,2}", text, re.ASCII)
    try:
        if shape and first_day(text) and day_after(text):
            return
    except (ValueError, OverflowError):
        pass  # the shape is right, the day does not exist
    raise ValidationError(
        _(
            "Write a date as 2013, 2013-07 or 2013-07-31, as precisely as it is known; “%(text)s” is "
            "not a date."
        ),
        params={"text": text},
    )


class PartialDateField(models.CharField):
    """An ISO date as precise as it is known: year, month or day. Compares as text in the order of time."""

    default_validators = [validate_partial_date]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{**kwargs, "max_length": 10})

    def formfield(self, **kwargs):
        field = super().formfield(**kwargs)
        field.validators.append(validate_partial_date)
        return field


class Timing(models.TextChoices):
    """When a report came, measured by the dates of its round."""

    IN_TIME = "in_time", _("In time")
    LATE = "late", _("Late")
    AFTER_CLOSURE = "after_closure", _("After the round closed")

    @property
    def tone(self):
        return "ok" if self is Timing.IN_TIME else "warn"


class RoundQuerySet(models.QuerySet):
    def opened_by(self, day):
        return self.exclude(opens="").filter(opens__lte=day.isoformat())

    def latest_on(self, day):
        """The round running on that day, or the first one."""
        return self.opened_by(day).order_by("-number").first() or self.order_by("number").first()

    def unopened_on(self, day):
        """The rounds that have not opened by that day, nor have any report."""
        return self.exclude(pk__in=self.opened_by(day).values("pk")).filter(submissions=None)

    def with_instrument(self):
        return self.select_related("instrument")

    def newest_first(self):
        return self.order_by("-number")


class Round(TranslatedRecord):
    """A numbered cycle of national reporting."""

    is_dated_fact = True

    translated_fields = ("title", "note", "cut_off_reason")

    number = models.PositiveSmallIntegerField(_("number"), primary_key=True)
    title = models.CharField(_("title"), max_length=100)
    opens = PartialDateField(_("opens"), blank=True)
    due = PartialDateField(_("due"), blank=True)
    closes = PartialDateField(
        _("closes"),
        blank=True,
        help_text=_("Reports received later are stored, but not counted in the figures."),
    )
    cut_off = models.DateField(
        _("cut-off"),
        null=True,
        blank=True,
        help_text=_(
            "Once the round is over, its figures are those of this day. Blank: those of its last day."
        ),
    )
    cut_off_reason = models.TextField(
        _("reason for the cut-off"),
        blank=True,
        help_text=_("Public. For example: the figures of this day went to the Health Assembly."),
    )
    instrument = models.ForeignKey(
        Instrument, models.PROTECT, null=True, blank=True, related_name="rounds", verbose_name=_("instrument")
    )
    source = models.TextField(_("source"), blank=True)
    note = models.TextField(_("note"), blank=True)
    illustrative = models.BooleanField(_("illustrative (demonstration data)"), default=False, editable=False)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(cut_off__isnull=True, cut_off_reason="")
                | Q(cut_off__isnull=False) & ~Q(cut_off_reason=""),
                name="round_cut_off_says_why",
            )
        ]

    def __str__(self):
        return self.texts["title"]

    def get_absolute_url(self):
        return reverse("round", args=[self.number])

    def clean(self):
        """Refuse dates that are not in order: a round opens, reports are due, then it closes."""
        super().clean()
        problems = {}
        try:
            opens, due_after, closed_from = first_day(self.opens), day_after(self.due), day_after(self.closes)
            last = first_day(self.due) or opens
        except ValueError:
            return  # each date says for itself that it is none
        if opens and due_after and due_after <= opens:
            problems["due"] = _("Reports cannot be due before the round opens.")
        if closed_from and last and closed_from <= last:
            problems["closes"] = _("The round cannot close before it has opened and reports are due.")
        problems |= self.explain_cut_off(opens)
        if problems:
            raise ValidationError(problems)

    def explain_cut_off(self, opens):
        """Return why the cut-off cannot be that day, or lacks its reason, as {field: sentence}."""
        if self.cut_off and opens and self.cut_off < opens:
            return {"cut_off": _("The figures of a round cannot be of a day before it opens.")}
        if self.cut_off and not self.cut_off_reason:
            return {"cut_off_reason": _("Say why the figures are those of this day.")}
        if self.cut_off_reason and not self.cut_off:
            return {"cut_off": _("Give the day to which this reason belongs.")}
        return {}

    def instrument_for(self, audience):
        """Return what the round asks an audience, or None."""
        if audience == Audience.NATIONAL:
            return self.instrument
        return next(
            (row.instrument for row in self.other_instruments.all() if row.audience == audience), None
        )

    @property
    def current_letters(self):
        """The letters that call for reports, the newest in each language."""
        return list(self.letters.current())

    @property
    def open_letters(self):
        """Those letters once the round has opened: until then they are for the secretariat alone."""
        return list(self.letters.current().visible_on(timezone.localdate()))

    @property
    def due_day(self):
        """The last day on which a report is in time, or None."""
        after = day_after(self.due)
        return after and after - timedelta(days=1)

    @property
    def closed_from(self):
        """The first day on which the round is closed, or None while unknown."""
        return day_after(self.closes)

    @property
    def closing_day(self):
        """The last day on which a report counts, or None while unknown."""
        return self.closed_from and self.closed_from - timedelta(days=1)

    def timing_of(self, day):
        """Return the timing of a report that came on that day; None if no due date is known."""
        if self.closed_from and self.closed_from <= day:
            return Timing.AFTER_CLOSURE
        if self.due_day is None:
            return None
        return Timing.IN_TIME if day <= self.due_day else Timing.LATE

    def takes_reports_on(self, day):
        """Open, not closed, with something to fill in, and no later round has opened."""
        if not self.is_open_on(day):
            return False
        return not Round.objects.opened_by(day).filter(number__gt=self.number).exists()

    def takes_reports_beside(self, others, day):
        """The same, where these are the other rounds."""
        return self.is_open_on(day) and not any(
            other.opens and other.opens <= day.isoformat() and other.number > self.number for other in others
        )

    def is_open_on(self, day):
        """Opened, not closed, with something to fill in."""
        opened = self.opens and first_day(self.opens) <= day
        closed = self.closed_from and self.closed_from <= day
        return bool(opened and self.instrument_id and not closed)

    def is_held_on(self, day):
        """True if reports are held here, or can come on that day; else who reported is not known."""
        return self.submissions.exists() or self.takes_reports_on(day)


class PublishedFigure(Annullable, TranslatedRecord):
    """A figure somebody published, with its source and date. Never added to what this system counts."""

    is_dated_fact = True

    translated_fields = ("basis",)

    WORLD = "WORLD"

    round = models.ForeignKey(
        Round, models.CASCADE, related_name="published_figures", verbose_name=_("round")
    )
    indicator = models.SlugField(_("indicator"))
    region = models.CharField(_("region"), max_length=5, choices=[(WORLD, _("World")), *Region.choices])
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=2)
    unit = models.CharField(_("unit"), max_length=30)
    as_of = PartialDateField(_("as of"))
    basis = models.CharField(_("basis"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=300)
    trust = models.CharField(
        _("reliability"), max_length=10, choices=[("sourced", _("sourced")), ("disputed", _("disputed"))]
    )

    objects = AnnullableManager.from_queryset(AnnullableQuerySet)()
    with_annulled = AnnullableQuerySet.as_manager()

    class Meta:
        verbose_name = _("published figure")
        verbose_name_plural = _("published figures")
        constraints = [
            *Annullable.Meta.constraints,
            models.UniqueConstraint(
                fields=["round", "indicator", "region", "as_of", "source"],
                condition=models.Q(annulled_at__isnull=True),
                name="publishedfigure_one_a_source",
            ),
        ]

    def __str__(self):
        return f"{self.indicator} {self.region} {self.as_of}: {self.value} {self.unit}"
