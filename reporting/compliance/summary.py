"""The compliance summary: the figures for a day, a round and a group of states.

Asked again later for the same day, it gives the same figures: only what was sent, published, designated or
begun before the end of that day (UTC) is looked at.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from authorities.languages import active_un_language
from authorities.models import (
    Authority,
    IncomeClassification,
    IncomeGroup,
    MemberState,
    Region,
    RegionMembership,
)
from recruiters.models.registers import states_keeping_a_register
from reporting.compliance.figures import WORLD, Group, Standing
from reporting.models import IndicatorValue, Round, Submission, Version

RECRUITER_RECORD = "recruiter_record"


@dataclass(frozen=True)
class Scope:
    """Whose figures: the world's, or those of a region, an income group or a Safeguards list edition."""

    kind: str = ""
    value: str = ""

    KINDS = ("region", "income", "safeguards")

    @property
    def parameters(self):
        return {self.kind: self.value} if self.kind else {}

    def among(self, states, income_year):
        """Narrows Member States that carry the region of the day as `region_then`."""
        if self.kind == "region":
            return states.filter(region_then=self.value)
        if self.kind == "income":
            return states.filter(
                income_classifications__fiscal_year=income_year,
                income_classifications__income_group=self.value,
            )
        if self.kind == "safeguards":
            return states.filter(safeguards_listings__edition=self.value)
        return states

    def label(self, income_year=None):
        if self.kind == "region":
            return str(Region(self.value).label)
        if self.kind == "safeguards":
            return _("Safeguards list %(year)s") % {"year": self.value}
        if self.kind == "income" and income_year:
            words = {"group": IncomeGroup(self.value).label, "year": income_year}
            return _("%(group)s (World Bank fiscal year %(year)s)") % words
        return str(IncomeGroup(self.value).label) if self.kind else _("All Member States")


EVERYONE = Scope()


@dataclass(frozen=True)
class Summary:
    """The standings of all Member States in scope, grouped."""

    as_of: date
    round: Round
    scope: Scope
    income_year: int | None
    standings: tuple[Standing, ...]

    @cached_property
    def world(self):
        return Group(WORLD, self.standings)

    @cached_property
    def regions(self):
        """All six regions, empty ones too; states of no known region apart, so that the sum is the world."""
        codes = [*Region.values, *{s.region for s in self.standings} - set(Region.values)]
        return [Group(code, tuple(s for s in self.standings if s.region == code)) for code in codes]

    @property
    def demo(self):
        return self.round.illustrative or any(standing.illustrative for standing in self.standings)

    @property
    def closed(self):
        """Whether the round had closed by the end of the day."""
        return bool(self.round.closed_from and self.round.closed_from <= self.as_of)

    @property
    def scope_label(self):
        return self.scope.label(self.income_year)


def summary(as_of, round, scope=EVERYONE):  # noqa: A002 - the Code's own word
    income_year = income_year_on(as_of) if scope.kind == "income" else None
    states = scope.among(states_on(as_of), income_year)
    return Summary(as_of, round, scope, income_year, standings(states, as_of, round))


def end_of(day):
    """The moment a day ends, everywhere in this system: midnight UTC."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=UTC)


def states_on(day):
    """Member States of that day with their region of that day, as `region_then`."""
    region = RegionMembership.objects.in_force_on(day).filter(member_state=OuterRef("pk"))
    return MemberState.objects.members_on(day).annotate(region_then=Subquery(region.values("region")[:1]))


def income_year_on(day):
    """The World Bank's fiscal year of that day, else the last known before it, else the first known."""
    years = IncomeClassification.objects.values_list("fiscal_year", flat=True).distinct()
    known, current = sorted(years), day.year + (day.month >= 7)
    return max((year for year in known if year <= current), default=min(known, default=None))


def standings(states, as_of, round):  # noqa: A002
    authorities, reports, registers = authorities_on(as_of), reports_by(as_of, round), registers_on(as_of)
    columns = ("iso3", f"name_{active_un_language()}", "region_then", "tile_column", "tile_row")
    return tuple(
        Standing(
            iso3=iso3,
            name=name,
            region=region or "",
            tile=None if None in tile else tuple(tile),
            **joined(authorities.get(iso3, {}), reports.get(iso3, {}), registers.get(iso3, {})),
        )
        for iso3, name, region, *tile in states.order_by("iso3").values_list(*columns)
    )


def joined(authority, report, register):
    """What is known of a state from all sides; one illustrative side makes the whole illustrative."""
    sides = (authority, report, register)
    return authority | report | register | {"illustrative": any(side.get("illustrative") for side in sides)}


def registers_on(day):
    """What a standing says of registers kept here, by state."""
    return {
        iso3: {"register_held": True, "illustrative": illustrative}
        for iso3, illustrative in states_keeping_a_register(day).items()
    }


def authorities_on(day):
    """What a standing says of the authority, by state."""
    columns = ("institution", "institution_type", "illustrative")
    rows = Authority.objects.in_force_on(day).values_list("member_state", *columns)
    return {iso3: dict(zip(columns, values, strict=True)) for iso3, *values in rows}


def reports_by(day, round):  # noqa: A002
    """What a standing says of the report of that round, by state: one narrow row each, no documents."""
    end = end_of(day)
    sent = Version.objects.sent_before(end).filter(submission=OuterRef("pk")).order_by("submitted_at")
    public = Version.objects.published_before(end).filter(submission=OuterRef("pk")).order_by("-number")
    said = IndicatorValue.objects.filter(version=OuterRef("public_version"), indicator=RECRUITER_RECORD)
    rows = (
        Submission.objects.filter(round=round)
        .annotate(
            first_sent=Subquery(sent.values("submitted_at")[:1]),
            public_version=Subquery(public.values("pk")[:1]),
        )
        .annotate(said=Subquery(said.values("value")[:1]))
        .values_list("member_state", "illustrative", "started_at", "first_sent", "public_version", "said")
    )
    return {iso3: report(round, end, *values) for iso3, *values in rows}


def report(round, end, illustrative, started_at, first_sent, public_version, said):  # noqa: A002
    """A report that came after the closure is kept outside the figures, with what it answers."""
    if first_sent is None:
        begun = started_at < end
        return {"in_progress": begun, "illustrative": illustrative and begun}
    sent_on = first_sent.astimezone(UTC).date()
    if round.closed_from and sent_on >= round.closed_from:
        return {"after_closure": True, "illustrative": illustrative}
    return {
        "reported_on": sent_on,
        "late": bool(round.due_day and sent_on > round.due_day),
        "published": public_version is not None,
        "recruiter_record": said or "",
        "illustrative": illustrative,
    }
