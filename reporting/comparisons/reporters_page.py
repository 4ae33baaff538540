"""The page of who reported in which rounds, and the countries behind its numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from authorities.languages.collation import sort_by_name
from reporting.comparisons.compared_rounds import ComparedRound
from reporting.comparisons.counted_countries import CountedCountries, CountedCountry, link_number
from reporting.comparisons.pace_page import name_world_or_region
from reporting.comparisons.question import RoundsQuestion
from reporting.comparisons.records import load_compared
from reporting.comparisons.reporters import (
    DEFINITIONS_OF_PATTERNS,
    EVERY_TIME,
    ORDERS,
    Pattern,
    ReportCell,
    ReporterGroup,
    ReporterRow,
    ReporterTable,
    compare_reporters,
)
from reporting.compliance.exports import Row
from reporting.compliance.figures import WORLD
from reporting.compliance.query import QueryParser

EVERY_TIME_LABEL = _("Reported in every round held here")
# Where nothing is held of an earlier round, nobody knows whether a report is the first one of its country.
LABELS_IN_PART = {
    Pattern.FIRST: _("Reported, no earlier report held here"),
    Pattern.NEVER: _("No report held here"),
}
ORDER_LABELS = {
    "name": _("Name"),
    "pattern": _("Pattern"),
    "region": _("Region"),
    "times": _("Number of reports"),
}


def label_pattern(key: str, *, is_complete: bool) -> str | Promise:
    """Return the name of a number; `is_complete` if reports of all earlier rounds are held here."""
    if key == EVERY_TIME:
        return EVERY_TIME_LABEL
    pattern = Pattern(key)
    return pattern.label if is_complete else LABELS_IN_PART.get(pattern, pattern.label)


@dataclass(frozen=True)
class ReportersPage:
    """Everything that the page shows; its numbers are those of the files."""

    question: RoundsQuestion
    rounds: Sequence[ComparedRound]
    table: ReporterTable | None
    order: str

    @property
    def current(self) -> ComparedRound:
        return self.rounds[-1]

    @property
    def silent_rounds(self) -> list[ComparedRound]:
        return [compared for compared in self.rounds if not compared.is_held]

    @property
    def is_complete(self) -> bool:
        """True if reports of all rounds up to this one are held, so that “first” and “never” are known."""
        return all(compared.answers_held for compared in self.rounds)

    def label(self, key: str) -> str | Promise:
        return label_pattern(key, is_complete=self.is_complete)

    @property
    def is_demo(self) -> bool:
        return any(report.illustrative for compared in self.rounds for report in compared.reports.values())

    @property
    def keys(self) -> list[str]:
        """The numbers that are shown: all that are not zero for the world, and always the first three."""
        world = self.table.world.numbers if self.table else {}
        always = (Pattern.FIRST, Pattern.AGAIN, EVERY_TIME, Pattern.NEVER)
        return [key for key in DEFINITIONS_OF_PATTERNS if key in always or world.get(key)]

    @property
    def headings(self) -> list[tuple[str | Promise, str | Promise]]:
        return [(self.label(key), DEFINITIONS_OF_PATTERNS[key]) for key in self.keys]

    @property
    def headlines(self) -> list[tuple[str | Promise, str | Promise, SafeString]]:
        """Each number of the world with its name and what it means."""
        if self.table is None:
            return []
        world = self.table.world
        return [(self.label(key), DEFINITIONS_OF_PATTERNS[key], self.link(world, key)) for key in self.keys]

    @property
    def group_rows(self) -> list[tuple[str | Promise, int, list[SafeString]]]:
        groups = self.table.groups if self.table else ()
        return [
            (name_world_or_region(group.code), len(group.rows), [self.link(group, key) for key in self.keys])
            for group in groups
        ]

    def link(self, group: ReporterGroup, key: str) -> SafeString:
        of = {} if group.code == WORLD else {"of": group.code}
        parameters = {**self.question.parameters, "pattern": str(key), **of}
        return link_number(group.numbers[key], "compared_reporters_countries", parameters)

    @property
    def shown_rounds(self) -> list[ComparedRound]:
        """The rounds that are columns of the grid: those asked for, also if nothing of them is held."""
        numbers = {round_.number for round_ in self.question.rounds}
        return [compared for compared in self.rounds if compared.number in numbers]

    @property
    def grid_rows(self) -> list[tuple[ReporterRow, str | Promise, list[ReportCell | None]]]:
        """The rows of the grid with a cell for each round shown; None where nothing of a round is held."""
        rows = []
        for row in self.grid:
            cells = {cell.compared.number: cell for cell in row.cells}
            shown = [cells.get(compared.number) for compared in self.shown_rounds]
            rows.append((row, self.label(row.pattern), shown))
        return rows

    @property
    def grid(self) -> list[ReporterRow]:
        return self.table.sort_rows(self.order) if self.table else []

    @property
    def orders(self) -> list[tuple[str | Promise, str, bool]]:
        """The ways to sort the grid: name, address parameters, and whether it is sorted so."""
        return [
            (label, urlencode({**self.question.parameters, "order": key}), key == self.order)
            for key, label in ORDER_LABELS.items()
        ]

    @property
    def columns(self) -> list[str]:
        """The columns of the files: two for each round held here, the oldest first."""
        rounds = self.table.rounds if self.table else ()
        of_rounds = [f"round_{r.number}{suffix}" for r in rounds for suffix in ("", "_on")]
        return ["iso3", "name", "region", "pattern", "first_is_known", "every_time", "times", *of_rounds]

    @cached_property
    def rows(self) -> list[Row]:
        return [{**describe_reporter(row), "first_is_known": self.is_complete} for row in self.grid]


def describe_reporter(row: ReporterRow) -> Row:
    cells = {f"round_{cell.compared.number}": str(cell.mark) for cell in row.cells}
    days = {f"round_{cell.compared.number}_on": cell.day for cell in row.cells}
    return {
        "iso3": row.state.iso3,
        "name": row.state.name,
        "region": row.state.region,
        "pattern": str(row.pattern),
        "every_time": row.is_every_time,
        "times": row.times,
        **cells,
        **days,
    }


def build_reporters_page(parser: QueryParser, question: RoundsQuestion, order: str) -> ReportersPage:
    """Return the page: all rounds up to the one asked about decide who reported first, some are shown.

    It needs them all: of each country it says in how many rounds it reported, whether in every one, and its
    files have columns of each. They are one narrow query: of 5 full rounds it takes the database 7 ms, of 20
    rounds, as there will be in 45 years, 16 ms, and nothing else of the page grows with them.
    """
    until = [round_ for round_ in parser.rounds if round_.number <= question.asked.round.number]
    rounds, states = load_compared(question.asked, until, parser.rounds)
    in_order = sorted(rounds, key=lambda compared: compared.number)
    table = compare_reporters(in_order, sort_by_name(states))
    return ReportersPage(question, in_order, table, order if order in ORDERS else "name")


def list_reporters(page: ReportersPage, group: ReporterGroup, key: str) -> CountedCountries:
    """Return the countries behind a number of the page, with what is known of each round."""
    rows = group.rows_of(key)
    columns = tuple(c.round.texts["title"] for c in page.table.rounds) if page.table else ()
    countries = [
        CountedCountry(
            row.state.iso3, row.state.name, row.state.region, tuple(cell.mark.label for cell in row.cells)
        )
        for row in rows
    ]
    return CountedCountries(page.label(key), DEFINITIONS_OF_PATTERNS[key], columns, countries)
