"""What is on record of one country, as it was known: its region, income, lists, authorities, registers."""

from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Model

from authorities.models import (
    Authority,
    IncomeClassification,
    MemberState,
    RegionMembership,
    SafeguardsListing,
    WhoMembership,
)
from recruiters.models import Register
from reporting.compliance.clocks import Clocks
from reporting.compliance.states_on_record import choose_income_year
from reporting.countries.country_records import Records
from reporting.models import ReportReceipt


@dataclass(frozen=True)
class CountryFacts:
    """Made of the records of the country as they stand now. What begins after the day is left out."""

    state: MemberState
    clocks: Clocks
    records: Records

    def load(self, model: type[Model]) -> list[Any]:
        """Return the records of the country as they were known."""
        known = self.clocks.known_facts
        return known.restore(model, self.records[model], lambda one: one.member_state_id == self.state.pk)

    def load_begun(self, model: type[Model]) -> list[Any]:
        """Return those that had begun by the day, the newest first."""
        begun = [one for one in self.load(model) if self.has_begun(one)]
        return sorted(
            begun, key=lambda one: one.valid_from.toordinal() if one.valid_from else 0, reverse=True
        )

    def has_begun(self, interval: Any) -> bool:
        return interval.valid_from is None or interval.valid_from <= self.clocks.as_of

    def holding(self, intervals: list[Any]) -> Any | None:
        return next((one for one in intervals if one.holds_on(self.clocks.as_of)), None)

    @cached_property
    def memberships(self) -> list[WhoMembership]:
        return self.load_begun(WhoMembership)

    @cached_property
    def is_member(self) -> bool:
        return self.holding(self.memberships) is not None

    @cached_property
    def regions(self) -> list[RegionMembership]:
        return self.load_begun(RegionMembership)

    @cached_property
    def region(self) -> RegionMembership | None:
        return self.holding(self.regions)

    @cached_property
    def authorities(self) -> list[Authority]:
        """Newest first. Contact persons are not public and are not read."""
        return self.load_begun(Authority)

    @cached_property
    def authority(self) -> Authority | None:
        return self.holding(self.authorities)

    @cached_property
    def earlier_authorities(self) -> list[Authority]:
        return [one for one in self.authorities if one is not self.authority]

    @cached_property
    def income_classifications(self) -> list[IncomeClassification]:
        """Newest first."""
        return sorted(self.load(IncomeClassification), key=lambda one: -one.fiscal_year)

    @cached_property
    def income(self) -> IncomeClassification | None:
        """The classification of the fiscal year that applies to the day."""
        year = choose_income_year(self.clocks.as_of, {one.fiscal_year for one in self.income_classifications})
        return next((one for one in self.income_classifications if one.fiscal_year == year), None)

    @cached_property
    def safeguards_listings(self) -> list[SafeguardsListing]:
        return sorted(self.load(SafeguardsListing), key=lambda one: one.edition)

    @cached_property
    def receipts(self) -> list[ReportReceipt]:
        """As copies, for they are set beside the round as it was known."""
        return list(map(copy, self.load(ReportReceipt)))

    @cached_property
    def registers(self) -> list[Register]:
        """The registers held here that were in force on the day."""
        found = self.load_begun(Register)
        return sorted((one for one in found if one.holds_on(self.clocks.as_of)), key=lambda one: one.code)
