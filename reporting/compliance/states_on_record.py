"""The Member States of a day, as they are on record: their region, income group and Safeguards lists."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery

from authorities.languages import active_un_language
from authorities.models import (
    IncomeClassification,
    MemberState,
    RegionMembership,
    SafeguardsListing,
    WhoMembership,
)
from authorities.models.states import MemberStateQuerySet
from reporting.compliance.clocks import Clocks
from reporting.compliance.state_filters import ALL_STATES, StateFilters


@dataclass(frozen=True)
class StateOnRecord:
    """A Member State with what is on record of it for one day. Empty is what is not known."""

    iso3: str
    name: str
    region: str = ""
    income: str = ""
    # The fiscal year of the World Bank whose income groups are used for that day.
    income_year: int | None = None
    # The editions of the Safeguards list on which it stands, regardless of the day.
    safeguards: tuple[int, ...] = ()
    tile: tuple[int, int] | None = None

    def passes(self, filters: StateFilters) -> bool:
        """Return True if what is on record lets it through; filters of reports are not looked at."""
        return (
            filters.region in ("", self.region)
            and filters.income in ("", self.income)
            and (not filters.safeguards or int(filters.safeguards) in self.safeguards)
        )


def load_states(clocks: Clocks, filters: StateFilters = ALL_STATES) -> list[StateOnRecord]:
    """Return the Member States of the day that pass the filters, by ISO code. Four queries for any number.

    What was known by an earlier day takes one more, or two.
    """
    regions = load_regions(clocks)
    year, incomes = load_income_groups(clocks)
    editions = load_editions(clocks)
    states = [
        StateOnRecord(
            iso3=iso3,
            name=name,
            region=regions.get(iso3, ""),
            income=incomes.get(iso3, ""),
            income_year=year,
            safeguards=tuple(editions.get(iso3, ())),
            tile=None if column is None or row is None else (column, row),
        )
        for iso3, name, column, row in load_members(clocks)
    ]
    return [state for state in states if state.passes(filters)]


def load_members(clocks: Clocks) -> Iterable[tuple[str, str, int | None, int | None]]:
    """Return (ISO code, name in the active language, column and row on the map) of each Member State."""
    names = (f"name_{active_un_language()}", "tile_column", "tile_row")
    columns = ("member_state", *(f"member_state__{name}" for name in names))
    members = WhoMembership.objects.in_force_on(clocks.as_of).order_by("member_state")
    facts = clocks.known_facts
    if not (facts.changed_later(MemberState) or facts.changed_later(WhoMembership)):
        return members.values_list(*columns)
    rows = facts.values(members, ["member_state_id"], lambda membership: membership.holds_on(clocks.as_of))
    known = facts.values(MemberState.objects.all(), ["iso3", *names], lambda state: True)
    member_codes = {iso3 for (iso3,) in rows}
    return sorted(row for row in known if row[0] in member_codes)


def load_regions(clocks: Clocks) -> dict[str, str]:
    """Return {ISO code: region of the day}."""
    there = RegionMembership.objects.in_force_on(clocks.as_of).order_by()
    columns = ("member_state_id", "region")
    return dict(clocks.known_facts.values(there, columns, lambda region: region.holds_on(clocks.as_of)))


def load_income_groups(clocks: Clocks) -> tuple[int | None, dict[str, str]]:
    """Return the fiscal year that applies to the day, and {ISO code: income group} of it."""
    columns = ("fiscal_year", "member_state_id", "income_group")
    rows = clocks.known_facts.values(IncomeClassification.objects.order_by(), columns, lambda group: True)
    year = choose_income_year(clocks.as_of, {row[0] for row in rows})
    return year, {iso3: group for fiscal_year, iso3, group in rows if fiscal_year == year}


def choose_income_year(day: date, known: Iterable[int]) -> int | None:
    """Return the World Bank's fiscal year of that day; else the last known before it, else the first."""
    known, current = sorted(known), day.year + (day.month >= 7)
    return max((year for year in known if year <= current), default=min(known, default=None))


def load_editions(clocks: Clocks) -> dict[str, list[int]]:
    """Return {ISO code: editions of the Safeguards list on which the country stands}."""
    editions: dict[str, list[int]] = {}
    columns = ("edition", "member_state_id")
    rows = clocks.known_facts.values(SafeguardsListing.objects.order_by(), columns, lambda listing: True)
    for edition, iso3 in sorted(rows):
        editions.setdefault(iso3, []).append(edition)
    return editions


def states_on(day: date) -> MemberStateQuerySet:
    """Return the Member States of that day as a queryset, each with its region of that day: `region_then`."""
    region = RegionMembership.objects.in_force_on(day).filter(member_state=OuterRef("pk"))
    return MemberState.objects.members_on(day).annotate(region_then=Subquery(region.values("region")[:1]))
