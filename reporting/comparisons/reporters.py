"""Who has reported in which rounds: for the first time, every time, no longer, never."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from authorities.models import Region
from reporting.comparisons.compared_rounds import ComparedRound, ReportMark
from reporting.compliance.figures import WORLD
from reporting.compliance.states_on_record import StateOnRecord


class Pattern(TextChoices):
    """How a country stands in the rounds held here; exactly one holds of each country."""

    FIRST = "first_time", _("Reported for the first time")
    AGAIN = "again", _("Reported again")
    CLOSED = "after_closure", _("Sent it only after the round closed")
    STOPPED = "stopped", _("Reported before, not in this round")
    AWAITED = "awaited", _("Reported before, not yet in this round")
    NEVER = "never", _("Never reported")
    UNKNOWN = "unknown", _("Not known")


# Beside the patterns, a figure that is a part of those who reported again.
EVERY_TIME = "every_time"

DEFINITIONS_OF_PATTERNS: dict[str, str | Promise] = {
    Pattern.FIRST: _("Reported in this round, and no report to an earlier round held here is known."),
    Pattern.AGAIN: _("Reported in this round, and there is a report to an earlier round held here."),
    EVERY_TIME: _(
        "Of these: reported in each round held here, up to this one. At least two rounds are held."
    ),
    Pattern.CLOSED: _("The only report to this round came after it had closed, and is outside its figures."),
    Pattern.STOPPED: _(
        "There is a report to an earlier round held here, none to this one, and it is closed."
    ),
    Pattern.AWAITED: _("There is a report to an earlier round held here, none to this one yet; it is open."),
    Pattern.NEVER: _("There is no report to any round held here, up to this one."),
    Pattern.UNKNOWN: _("Only receipts of this round are recorded here: whether a report came is not known."),
}


@dataclass(frozen=True)
class ReportCell:
    """A cell of the grid: what is known of the report of a country to a round, and the day it came."""

    compared: ComparedRound
    mark: ReportMark
    day: date | None


@dataclass(frozen=True)
class ReporterRow:
    """A country in the rounds that are compared, the oldest round first."""

    state: StateOnRecord
    cells: tuple[ReportCell, ...]
    is_closed: bool

    @property
    def current(self) -> ReportMark:
        return self.cells[-1].mark

    @property
    def times(self) -> int:
        """In how many of the rounds the country has reported, as the figures count it."""
        return sum(cell.mark.counts for cell in self.cells)

    @property
    def reported_before(self) -> bool:
        return any(cell.mark.came for cell in self.cells[:-1])

    @property
    def is_every_time(self) -> bool:
        return len(self.cells) > 1 and all(cell.mark.counts for cell in self.cells)

    @cached_property
    def pattern(self) -> Pattern:
        if self.current.counts:
            return Pattern.AGAIN if self.reported_before else Pattern.FIRST
        if self.current is ReportMark.AFTER_CLOSURE:
            return Pattern.CLOSED
        if self.current is ReportMark.UNKNOWN:
            return Pattern.UNKNOWN
        if self.reported_before:
            return Pattern.STOPPED if self.is_closed else Pattern.AWAITED
        return Pattern.NEVER

    @property
    def order_of_pattern(self) -> tuple:
        """A key that puts like patterns together: by kind, then by each round, the newest first."""
        marks = list(ReportMark)
        return (
            list(Pattern).index(self.pattern),
            [marks.index(cell.mark) for cell in reversed(self.cells)],
        )


@dataclass(frozen=True)
class ReporterGroup:
    """The rows of the world or of a region, with the number for each pattern."""

    code: str
    rows: tuple[ReporterRow, ...]

    def rows_of(self, key: str) -> list[ReporterRow]:
        """Return the countries that a number counts: of a pattern, or those that reported every time."""
        if key == EVERY_TIME:
            return [row for row in self.rows if row.is_every_time]
        return [row for row in self.rows if row.pattern == key]

    @cached_property
    def numbers(self) -> dict[str, int]:
        return {key: len(self.rows_of(key)) for key in DEFINITIONS_OF_PATTERNS}


@dataclass(frozen=True)
class ReporterTable:
    """Who reported in which of the rounds held here, up to the round asked about, which comes last."""

    rounds: tuple[ComparedRound, ...]
    not_held: tuple[ComparedRound, ...]
    world: ReporterGroup
    regions: tuple[ReporterGroup, ...]

    @property
    def current(self) -> ComparedRound:
        return self.rounds[-1]

    @property
    def groups(self) -> tuple[ReporterGroup, ...]:
        return (*self.regions, self.world)

    def find_group(self, code: str | None) -> ReporterGroup | None:
        return next((group for group in self.groups if group.code == (code or WORLD)), None)

    def sort_rows(self, order: str) -> list[ReporterRow]:
        """Return the rows of the world in one of ORDERS; within it they stay in the order of names."""
        return sorted(self.world.rows, key=ORDERS.get(order, ORDERS["name"]))


# The orders of the grid; the rows come in the order of names, and a stable sort keeps it.
ORDERS: dict[str, Callable[[ReporterRow], Any]] = {
    "name": lambda row: 0,
    "pattern": lambda row: row.order_of_pattern,
    "region": lambda row: row.state.region,
    "times": lambda row: -row.times,
}


def build_reporter_row(state: StateOnRecord, rounds: Sequence[ComparedRound]) -> ReporterRow:
    cells = []
    for compared in rounds:
        mark = compared.mark_of(state.iso3)
        report = compared.reports.get(state.iso3)
        cells.append(ReportCell(compared, mark, report.sent_on if report and mark.came else None))
    return ReporterRow(state, tuple(cells), rounds[-1].is_closed)


def compare_reporters(
    rounds: Sequence[ComparedRound], states: Sequence[StateOnRecord]
) -> ReporterTable | None:
    """Return who reported when; the last of `rounds` is the one asked about, `states` come by name.

    Rounds of which nothing is held say nothing of a country; None if that is so of the round asked about.
    """
    held = tuple(compared for compared in rounds if compared.is_held)
    if not held or held[-1] is not rounds[-1]:
        return None
    rows = tuple(build_reporter_row(state, held) for state in states)
    codes = [*Region.values, *sorted({state.region for state in states} - set(Region.values))]
    by_region = {code: tuple(row for row in rows if row.state.region == code) for code in codes}
    regions = tuple(ReporterGroup(code, members) for code, members in by_region.items() if members)
    not_held = tuple(compared for compared in rounds if not compared.is_held)
    return ReporterTable(held, not_held, ReporterGroup(WORLD, rows), regions)
