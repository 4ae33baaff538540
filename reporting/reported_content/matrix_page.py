"""Who has agreements with whom: a matrix of the countries that occur, and the same pairs as a list."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from reporting.reported_content.agreement_pairs import (
    STANDINGS,
    CountryPair,
    PairStanding,
    choose_columns,
)
from reporting.reported_content.agreements_page import AgreementsPage
from reporting.reported_content.answers_page import CountedFigure


@dataclass(frozen=True)
class PairLine:
    """A pair of countries as the list shows it, from the side of the first one."""

    pair: CountryPair
    name: str
    other: str
    names_it: list[str]
    # Of the two those whose answers are not counted: they could not name it.
    without_report: list[str]

    @property
    def label(self) -> str | Promise:
        return STANDINGS[self.pair.standing]


class MatrixPage(AgreementsPage):
    """The agreements page by pairs of countries."""

    part = "agreements/matrix"
    title = gettext_lazy("Who has agreements with whom")
    columns = ("iso3", "partner", "standing", "named_by_iso3", "named_by_partner", "agreements", "titles")

    @cached_property
    def lines_of_pairs(self) -> list[PairLine]:
        """The pairs in the order of the names of the first, then of the second country."""
        name, counted = self.counted.name, self.counted
        place = {iso3: n for n, iso3 in enumerate(counted.sort({i for p in self.pairs for i in p.codes}))}
        lines = []
        for pair in self.pairs:
            first, second = sorted(pair.codes, key=lambda iso3: place[iso3])
            lines.append(
                (
                    (place[first], place[second]),
                    PairLine(
                        pair,
                        name(first),
                        name(second),
                        [name(iso3) for iso3 in (first, second) if iso3 in pair.tellers],
                        [name(iso3) for iso3 in (first, second) if iso3 not in counted.every_report],
                    ),
                )
            )
        return [line for _place, line in sorted(lines, key=lambda entry: entry[0])]

    @cached_property
    def column_codes(self) -> list[str]:
        return choose_columns(self.pairs)

    @cached_property
    def row_codes(self) -> list[str]:
        """The countries that have a square: those that are no column, and columns with one another."""
        columns = {*self.column_codes}
        rows = {iso3 for pair in self.pairs for iso3 in pair.codes if ({*pair.codes} - {iso3}) & columns}
        return self.counted.sort(rows)

    @cached_property
    def pair_of(self) -> dict[tuple[str, str], CountryPair]:
        """Return the pair of a row and a column, whichever of the two comes first."""
        ways = ((pair, pair.codes) for pair in self.pairs)
        return {way: pair for pair, (a, b) in ways for way in ((a, b), (b, a))}

    @cached_property
    def by_standing(self) -> list[tuple[PairStanding, str | Promise, int]]:
        """Return (standing, label, number of pairs), without those that no pair has."""
        numbers = [(s, label, sum(p.standing == s for p in self.pairs)) for s, label in STANDINGS.items()]
        return [(standing, label, number) for standing, label, number in numbers if number]

    def count_countries(self) -> Iterable[CountedFigure]:
        yield from super().count_countries()
        named = {iso3 for pair in self.pairs for iso3 in pair.codes}
        yield CountedFigure("named", self.named_label, tuple(self.counted.sort(named)))

    named_label = gettext_lazy("Countries that are a party to at least one of them")

    @property
    def rows(self) -> Iterable[dict[str, Any]]:
        for pair in self.pairs:
            yield {
                "iso3": pair.first,
                "partner": pair.second,
                "standing": str(pair.standing),
                "named_by_iso3": pair.first in pair.tellers,
                "named_by_partner": pair.second in pair.tellers,
                "agreements": len(pair.agreements),
                "titles": "; ".join(filter(None, (str(a.main_row.title) for a in pair.agreements))),
            }
