"""The Member States of a day, as they are on record: their region, income group and Safeguards lists."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db.models import OuterRef, Subquery

from authorities.known_facts.compiled_queries import CompiledQuery
from authorities.known_facts.reading import KnownFacts
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
    """Return the Member States of the day that pass the filters, by ISO code.

    Three queries for any number of them, and for any number of days that share what has been read.
    """
    read_states(clocks.known_facts)
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


def load_members(clocks: Clocks) -> list[tuple[str, str, int | None, int | None]]:
    """Return (ISO code, name in the active language, column and row on the map) of each Member State."""
    facts = clocks.known_facts
    members = {iso3 for (iso3,) in facts.table_on(clocks.as_of, WhoMembership, "member_state_id")}
    return sorted(row for row in facts.table(MemberState, *state_columns()) if row[0] in members)


def state_columns() -> tuple[str, ...]:
    return ("iso3", f"name_{active_un_language()}", "tile_column", "tile_row")


def read_states(facts: KnownFacts) -> None:
    """Read the tables of states, memberships and regions by one query, where nobody has read them yet."""
    columns = state_columns()
    if facts.holds_table(MemberState, *columns):
        return
    dated = ("pk", "annulled_at", "member_state_id")
    membership = (*dated, "valid_from", "valid_to")
    region = (*dated, "region", "valid_from", "valid_to")
    names = [
        *columns,
        *(f"who_memberships__{name}" for name in membership),
        *(f"region_memberships__{name}" for name in region),
    ]
    states, memberships, regions = {}, {}, {}
    for row in states_query(tuple(names)).fetch():
        states[row[0]] = (row[0], *row[:4])
        memberships[row[4]] = row[4:9]
        regions[row[9]] = row[9:]
    facts.store_table(MemberState, columns, states.values())
    facts.store_table(WhoMembership, membership[2:], choose_standing(memberships))
    facts.store_table(RegionMembership, region[2:], choose_standing(regions))


@cache
def states_query(columns: tuple[str, ...]) -> CompiledQuery:
    return CompiledQuery(lambda: MemberState.objects.order_by().values_list(*columns))


def choose_standing(rows: dict[int | None, tuple]) -> list[tuple]:
    """Return the rows of records that are not annulled, without the column that says so."""
    return [(pk, *row[2:]) for pk, row in rows.items() if pk is not None and row[1] is None]


def load_regions(clocks: Clocks) -> dict[str, str]:
    """Return {ISO code: region of the day}."""
    facts = clocks.known_facts
    return dict(facts.table_on(clocks.as_of, RegionMembership, "member_state_id", "region"))


def load_income_groups(clocks: Clocks) -> tuple[int | None, dict[str, str]]:
    """Return the fiscal year that applies to the day, and {ISO code: income group} of it."""
    columns = ("fiscal_year", "member_state_id", "income_group")
    rows = clocks.known_facts.table(IncomeClassification, *columns)
    year = choose_income_year(clocks.as_of, {row[0] for row in rows})
    return year, {iso3: group for fiscal_year, iso3, group in rows if fiscal_year == year}


def choose_income_year(day: date, known: Iterable[int]) -> int | None:
    """Return the World Bank's fiscal year of that day; else the last known before it, else the first."""
    known, current = sorted(known), day.year + (day.month >= 7)
    return max((year for year in known if year <= current), default=min(known, default=None))


def list_listings(facts: KnownFacts) -> list[tuple[int, str]]:
    """Return (edition of the Safeguards list, ISO code) of each country on one of them."""
    return facts.table(SafeguardsListing, "edition", "member_state_id")


def load_editions(clocks: Clocks) -> dict[str, list[int]]:
    """Return {ISO code: editions of the Safeguards list on which the country stands}."""
    editions: dict[str, list[int]] = {}
    for edition, iso3 in sorted(list_listings(clocks.known_facts)):
        editions.setdefault(iso3, []).append(edition)
    return editions


def states_on(day: date) -> MemberStateQuerySet:
    """Return the Member States of that day as a queryset, each with its region of that day: `region_then`."""
    region = RegionMembership.objects.in_force_on(day).filter(member_state=OuterRef("pk")).order_by()
    return MemberState.objects.members_on(day).annotate(region_then=Subquery(region.values("region")[:1]))
