"""Who has agreements with whom, and whether both sides say so."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from reporting.reported_content.agreement_matching import Agreement


class PairStanding(StrEnum):
    """What two countries say of agreements with each other; the strongest first."""

    BOTH = "both"
    NOT_THE_SAME = "not_the_same"
    ONE = "one"
    OTHERS = "others"


STANDINGS = {
    PairStanding.BOTH: _("Both name the same agreement"),
    PairStanding.NOT_THE_SAME: _("Both name agreements, not the same one"),
    PairStanding.ONE: _("One of the two names it"),
    PairStanding.OTHERS: _("Only a third country names it"),
}


@dataclass(frozen=True)
class CountryPair:
    """Two countries, by code, with the agreements that name both."""

    first: str
    second: str
    agreements: tuple[Agreement, ...]

    @property
    def codes(self) -> tuple[str, str]:
        return self.first, self.second

    @property
    def tellers(self) -> frozenset[str]:
        """Those of the two whose own report names an agreement with the other."""
        return frozenset(iso3 for a in self.agreements for iso3 in a.tellers & {self.first, self.second})

    @property
    def standing(self) -> PairStanding:
        both = {self.first, self.second}
        if any(both <= agreement.tellers for agreement in self.agreements):
            return PairStanding.BOTH
        if self.tellers == both:
            return PairStanding.NOT_THE_SAME
        return PairStanding.ONE if self.tellers else PairStanding.OTHERS


def pair_countries(agreements: Iterable[Agreement]) -> list[CountryPair]:
    """Return every pair of countries that an agreement names together, by code."""
    found: dict[tuple[str, str], list[Agreement]] = defaultdict(list)
    for agreement in agreements:
        for pair in agreement.pairs:
            found[pair].append(agreement)
    return [CountryPair(*pair, tuple(found[pair])) for pair in sorted(found)]


def choose_columns(pairs: Iterable[CountryPair]) -> list[str]:
    """Return few countries of which one is in every pair: those with most partners, the most first.

    A matrix with these as columns, and all others as rows, shows each pair without a square for each two
    countries that have nothing with each other.
    """
    left = {(pair.first, pair.second) for pair in pairs}
    columns: list[str] = []
    while left:
        partners: dict[str, int] = defaultdict(int)
        for pair in left:
            for iso3 in pair:
                partners[iso3] += 1
        chosen = max(sorted(partners), key=lambda iso3: partners[iso3])
        columns.append(chosen)
        left = {pair for pair in left if chosen not in pair}
    return columns
