"""The page of two rounds, or two days of a round, side by side, and the countries behind its numbers."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authorities.languages.cldr import format_day
from authorities.languages.direction import isolate
from reporting.comparisons.cautions import list_cautions
from reporting.comparisons.counted_countries import (
    CountedCountries,
    CountedCountry,
    link_number,
    list_by_name,
)
from reporting.comparisons.indicator_changes import find_breaks
from reporting.comparisons.question import SidesQuestion, suggest_comparisons
from reporting.comparisons.records import summarise_sides
from reporting.comparisons.side_by_side import (
    SIDES,
    FigureComparison,
    GroupComparison,
    ShareComparison,
    SideBySide,
)
from reporting.compliance.exports import Row
from reporting.compliance.figures import FIGURES, WORLD, ComplianceStatus
from reporting.compliance.query import QueryParser, SummaryQuery

COLUMNS = (
    "other_round", "other_as_of", "other_known_on", "region", "figure", *(
        "asked", "other", "difference", "came", "left", "same_countries", "same_asked", "same_other",
    ),
)  # fmt: skip
# What stands in a list of countries: of which side, and whether the other side does not count them.
LIST_TITLES: dict[str, str | Promise] = {
    "asked": gettext_lazy("counted on the side asked about"),
    "other": gettext_lazy("counted on the other side"),
    "came": gettext_lazy("counted on the side asked about, and not on the other"),
    "left": gettext_lazy("counted on the other side, and not on the side asked about"),
    "same_asked": gettext_lazy("counted on the side asked about, of those with a published report on both"),
    "same_other": gettext_lazy("counted on the other side, of those with a published report on both"),
    "same_countries": gettext_lazy("with a published report on both sides"),
}


@dataclass(frozen=True)
class FigureRow:
    """A row of the table: one figure of a group, with the links to its countries."""

    comparison: FigureComparison
    links: dict[str, SafeString]

    @property
    def name(self) -> str | Promise:
        return self.comparison.figure.name


@dataclass(frozen=True)
class SidesPage:
    """Everything that the page shows; its numbers are those of the files."""

    question: SidesQuestion
    sides: SideBySide
    breaks: frozenset[str]
    suggestions: list[tuple[str | Promise, str]]

    @property
    def is_demo(self) -> bool:
        return self.sides.is_demo

    @property
    def asked_title(self) -> str:
        return name_side(self.question.asked)

    @property
    def other_title(self) -> str:
        return name_side(self.question.other)

    @property
    def cautions(self) -> list[str]:
        return list_cautions(self.sides, self.question, self.breaks)

    @property
    def world_rows(self) -> list[FigureRow]:
        return [self.build_row(self.sides.world, comparison) for comparison in self.sides.world.figures]

    def build_row(self, group: GroupComparison, comparison: FigureComparison) -> FigureRow:
        links = {
            side: self.link(comparison.numbers[side], comparison.key, side, group.code) for side in SIDES
        }
        return FigureRow(comparison, links)

    def link(self, number: int | None, figure: str, side: str, code: str) -> SafeString:
        group = {} if code == WORLD else {"of": code}
        parameters = {**self.question.parameters, "figure": figure, "side": side, **group}
        return link_number(number, "side_by_side_countries", parameters)

    @property
    def same_countries(self) -> SafeString:
        """The number of countries with a published report on both sides, as a link to them."""
        return self.link(len(self.sides.same_countries), "published", "same_countries", WORLD)

    @property
    def region_rows(self) -> list[tuple[str | Promise, list[FigureRow]]]:
        """A row for each figure that is not zero everywhere, with a cell for each region."""
        rows = []
        for key, figure in FIGURES.items():
            pairs = [(group, group.find_figure(key)) for group in self.sides.regions]
            cells = [self.build_row(group, comparison) for group, comparison in pairs if comparison]
            if any(cell.comparison.asked_number or cell.comparison.other_number for cell in cells):
                rows.append((figure.name, cells))
        return rows

    @property
    def shares(self) -> list[ShareComparison]:
        return self.sides.world.shares

    @cached_property
    def rows(self) -> list[Row]:
        """The rows of the files: each figure of the world and of each region, on both sides."""
        return [
            {
                **self.question.other_columns,
                "region": group.code,
                "figure": comparison.key,
                **comparison.numbers,
                "difference": comparison.difference,
                "same_countries": len(comparison.published_on_both) if comparison.is_answer else None,
            }
            for group in self.sides.groups
            for comparison in group.figures
        ]


def name_side(query: SummaryQuery) -> str:
    """Return the round and the day of a side."""
    words = {"round": isolate(query.round.texts["title"]), "day": format_day(query.as_of)}
    return _("%(round)s on %(day)s") % words


def build_sides_page(parser: QueryParser, question: SidesQuestion) -> SidesPage:
    sides = SideBySide(*summarise_sides(question.asked, question.other))
    breaks = find_breaks(parser.rounds, question.asked.round, question.other.round)
    return SidesPage(question, sides, breaks, suggest_comparisons(parser, question))


def list_counted(page: SidesPage, group: GroupComparison, figure: str, side: str) -> CountedCountries | None:
    """Return the countries behind a number of the page; None if there is no such number."""
    comparison = group.find_figure(figure)
    if comparison is None or side not in LIST_TITLES:
        return None
    if side == "same_countries":
        both = comparison.published_on_both
        statuses = [status for status in group.asked.statuses if status.iso3 in both]
    else:
        statuses = comparison.countries[side]
        if comparison.numbers[side] is None:
            statuses = []
    return describe_counted(page, comparison, statuses, LIST_TITLES[side])


def describe_counted(
    page: SidesPage, comparison: FigureComparison, statuses: list[ComplianceStatus], words: str | Promise
) -> CountedCountries:
    tell_asked, tell_other = (
        tell_status({status.iso3: status for status in side.statuses})
        for side in (page.sides.asked, page.sides.other)
    )
    countries = [
        CountedCountry(
            status.iso3, status.name, status.region, (tell_other(status.iso3), tell_asked(status.iso3))
        )
        for status in statuses
    ]
    title = _("%(figure)s: %(which)s") % {"figure": comparison.figure.name, "which": words}
    columns = (page.other_title, page.asked_title)
    return CountedCountries(title, comparison.figure.definition, columns, list_by_name(countries))


def tell_status(statuses: dict[str, ComplianceStatus]) -> Callable[[str], str | Promise]:
    """Return a function that says of an ISO code how far the country had come on a side."""

    def tell(iso3: str) -> str | Promise:
        return statuses[iso3].stage.label if iso3 in statuses else _("Not counted on this side")

    return tell
