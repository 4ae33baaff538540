"""Member States and the facts about them that change with time: membership, region, income group, list."""

import zoneinfo
from functools import cache

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from authorities.languages import active_un_language
from authorities.languages.addresses import recall_address
from authorities.languages.collation import sort_by_name
from authorities.models.annulments import NOT_ANNULLED, Annullable, AnnullableManager, AnnullableQuerySet
from authorities.models.intervals import Interval, IntervalQuerySet, NoOverlap


class Region(models.TextChoices):
    AFR = "AFR", _("African Region")
    AMR = "AMR", _("Region of the Americas")
    SEAR = "SEAR", _("South-East Asia Region")
    EUR = "EUR", _("European Region")
    EMR = "EMR", _("Eastern Mediterranean Region")
    WPR = "WPR", _("Western Pacific Region")


class IncomeGroup(models.TextChoices):
    LOW = "L", _("Low income")
    LOWER_MIDDLE = "LM", _("Lower middle income")
    UPPER_MIDDLE = "UM", _("Upper middle income")
    HIGH = "H", _("High income")


class MemberStateQuerySet(models.QuerySet):
    def members_on(self, day):
        """Return the states whose membership of WHO is in force on that day."""
        return self.filter(pk__in=WhoMembership.objects.in_force_on(day).values("member_state"))

    def in_region(self, region, day):
        """Return the states of a WHO region on that day; of the world, if none is named."""
        if not region:
            return self
        there = RegionMembership.objects.in_force_on(day).filter(region=region)
        return self.filter(pk__in=there.values("member_state"))

    def by_name(self):
        """Return the states as a list, in the order that a reader of the active language expects."""
        return sort_by_name(self)


def validate_time_zone(name):
    """Raise ValidationError unless the IANA database of this machine has the time zone."""
    if name not in available_time_zones():
        raise ValidationError(_("“%(name)s” is not a time zone.") % {"name": name})


@cache
def available_time_zones():
    return frozenset(zoneinfo.available_timezones())


class MemberState(models.Model):
    """A country that is or was a Member State of WHO. Facts that change with time have their own tables."""

    is_dated_fact = True

    iso3 = models.CharField(_("ISO code"), max_length=3, primary_key=True)
    iso2 = models.CharField(_("ISO two-letter code"), max_length=2, unique=True)
    m49 = models.CharField(_("UN M49 code"), max_length=3, unique=True)
    name_en = models.CharField(_("name in English"), max_length=100)
    name_fr = models.CharField(_("name in French"), max_length=100)
    name_es = models.CharField(_("name in Spanish"), max_length=100)
    name_ar = models.CharField(_("name in Arabic"), max_length=100)
    name_ru = models.CharField(_("name in Russian"), max_length=100)
    name_zh = models.CharField(_("name in Chinese"), max_length=100)
    time_zone = models.CharField(
        _("time zone"),
        max_length=40,
        default="UTC",
        validators=[validate_time_zone],
        help_text=_("A name of the IANA time zone database, for example Asia/Manila."),
    )
    tile_column = models.PositiveSmallIntegerField(_("column on the tile map"), null=True, blank=True)
    tile_row = models.PositiveSmallIntegerField(_("row on the tile map"), null=True, blank=True)

    objects = MemberStateQuerySet.as_manager()

    class Meta:
        verbose_name = _("Member State")
        verbose_name_plural = _("Member States")
        ordering = ["name_en"]
        constraints = [
            models.UniqueConstraint(fields=["tile_column", "tile_row"], name="memberstate_tile_of_its_own")
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return recall_address("country", self.pk)

    @property
    def name(self):
        """The UN name in the active language."""
        return getattr(self, f"name_{active_un_language()}")

    def local_day(self, moment=None):
        """Return the date in the country now, or at a moment. A country has one time zone here."""
        return timezone.localdate(moment, zoneinfo.ZoneInfo(self.time_zone))

    @property
    def current_region(self):
        """The code of the region it lies in today."""
        membership = self.region_memberships.in_force_on(timezone.localdate()).first()
        return membership and membership.region


class Sourced(models.Model):
    """A fact, with its source and how certain it is."""

    confidence = models.CharField(_("confidence"), max_length=20, blank=True)
    source = models.TextField(_("source"), blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        abstract = True


class StateIntervalQuerySet(AnnullableQuerySet, IntervalQuerySet):
    """Facts of Member States that hold for a time and may have been entered by mistake."""


class StateInterval(Annullable, Interval, Sourced):
    is_dated_fact = True
    objects = AnnullableManager.from_queryset(StateIntervalQuerySet)()  # type: ignore[assignment]
    with_annulled = StateIntervalQuerySet.as_manager()

    class Meta(Interval.Meta):
        abstract = True
        constraints = [*Interval.Meta.constraints, *Annullable.Meta.constraints]


class WhoMembership(StateInterval):
    """Membership of WHO. A withdrawal that is announced is recorded and changes nothing until applied."""

    member_state = models.ForeignKey(
        MemberState, models.CASCADE, related_name="who_memberships", verbose_name=_("Member State")
    )
    announced_end = models.DateField(_("announced end"), null=True, blank=True)
    dispute = models.TextField(_("what is disputed"), blank=True)

    class Meta(StateInterval.Meta):
        abstract = False
        verbose_name = _("membership of WHO")
        verbose_name_plural = _("memberships of WHO")
        constraints = [
            *StateInterval.Meta.constraints,
            NoOverlap(key="member_state", name="whomembership_no_overlap", condition=NOT_ANNULLED),
        ]

    def __str__(self):
        return f"{self.member_state_id} {self.valid_from or ''}–{self.last_day or ''}"


class RegionMembership(StateInterval):
    member_state = models.ForeignKey(
        MemberState, models.CASCADE, related_name="region_memberships", verbose_name=_("Member State")
    )
    region = models.CharField(_("region"), max_length=4, choices=Region.choices)

    class Meta(StateInterval.Meta):
        abstract = False
        verbose_name = _("membership of a region")
        verbose_name_plural = _("memberships of regions")
        ordering = ["member_state", "valid_from"]
        constraints = [
            *StateInterval.Meta.constraints,
            NoOverlap(key="member_state", name="regionmembership_no_overlap", condition=NOT_ANNULLED),
        ]

    def __str__(self):
        return f"{self.member_state_id} {self.region}"


class IncomeClassification(Annullable, Sourced):
    """World Bank income group in one fiscal year (2027 runs from 1 July 2026 to 30 June 2027)."""

    is_dated_fact = True

    member_state = models.ForeignKey(
        MemberState, models.CASCADE, related_name="income_classifications", verbose_name=_("Member State")
    )
    fiscal_year = models.PositiveSmallIntegerField(_("World Bank fiscal year"))
    income_group = models.CharField(
        _("income group"),
        max_length=2,
        choices=IncomeGroup.choices,
        blank=True,
        help_text=_("Blank: not classified."),
    )

    objects = AnnullableManager.from_queryset(AnnullableQuerySet)()
    with_annulled = AnnullableQuerySet.as_manager()

    class Meta:
        verbose_name = _("income classification")
        verbose_name_plural = _("income classifications")
        constraints = [
            *Annullable.Meta.constraints,
            models.UniqueConstraint(
                fields=["member_state", "fiscal_year"],
                condition=models.Q(annulled_at__isnull=True),
                name="incomeclassification_one_a_year",
            ),
        ]

    def __str__(self):
        return f"{self.member_state_id} {self.fiscal_year} {self.income_group}"


class SafeguardsListing(Annullable, Sourced):
    """A state on one edition of the WHO health workforce support and safeguards list."""

    is_dated_fact = True

    member_state = models.ForeignKey(
        MemberState, models.CASCADE, related_name="safeguards_listings", verbose_name=_("Member State")
    )
    edition = models.PositiveSmallIntegerField(_("edition (year)"))

    objects = AnnullableManager.from_queryset(AnnullableQuerySet)()
    with_annulled = AnnullableQuerySet.as_manager()

    class Meta:
        verbose_name = _("Safeguards list entry")
        verbose_name_plural = _("Safeguards list entries")
        constraints = [
            *Annullable.Meta.constraints,
            models.UniqueConstraint(
                fields=["member_state", "edition"],
                condition=models.Q(annulled_at__isnull=True),
                name="safeguardslisting_once_an_edition",
            ),
        ]

    def __str__(self):
        return f"{self.member_state_id} {self.edition}"
