"""Reports received by days since a round opened: one round beside earlier ones, and region by region."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from authorities.models import Region
from reporting.comparisons.compared_rounds import ComparedRound
from reporting.compliance.figures import WORLD
from reporting.compliance.states_on_record import StateOnRecord

# The table has a row for about so many days.
MOST_STEPS = 14
# After the last event a line goes on for so many days, and no longer.
DAYS_AFTER = 30


@dataclass(frozen=True)
class Arrival:
    """A report that counts: the days since the opening on which it came, and the country."""

    offset: int
    state: StateOnRecord


@dataclass(frozen=True)
class PaceLine:
    """How the reports of one round came in, of the countries of one group."""

    compared: ComparedRound
    arrivals: tuple[Arrival, ...]

    @property
    def number(self) -> int:
        return self.compared.number

    @cached_property
    def offsets(self) -> list[int]:
        return [arrival.offset for arrival in self.arrivals]

    @property
    def total(self) -> int | None:
        """All reports on record that count; None where none is held."""
        return len(self.arrivals) if self.compared.is_held else None

    @property
    def is_least(self) -> bool:
        """True where only receipts are recorded, so that more may have come."""
        return self.compared.is_held and not self.compared.answers_held

    @property
    def last_offset(self) -> int:
        """The last day of the line: the day asked about, or the last on which a report could count."""
        end = self.compared.offset_of(self.compared.last_day) or 0
        return max([end, *self.offsets[-1:]])

    @property
    def last_event(self) -> int:
        """The last day on which something happened or was due: the last report, the deadline, the closing."""
        dates = (self.compared.due_offset, self.compared.closing_offset)
        return max([*self.offsets[-1:], *(offset for offset in dates if offset is not None), 0])

    def number_by(self, offset: int) -> int | None:
        """Return the reports received by a day since the opening; None where that is not known.

        After the round is over its number stays; before the day has come in an open round there is none.
        """
        if not self.compared.is_held or self.compared.opening is None:
            return None
        if offset > self.last_offset and not self.compared.is_closed:
            return None
        return bisect_right(self.offsets, offset)

    def arrivals_by(self, offset: int) -> tuple[Arrival, ...]:
        """Return the reports behind `number_by`."""
        return self.arrivals[: self.number_by(offset) or 0]


@dataclass(frozen=True)
class PaceGroup:
    """The world, or a region, with a line for each round; the round asked about comes first."""

    code: str
    lines: tuple[PaceLine, ...]
    states: int

    @property
    def is_world(self) -> bool:
        return self.code == WORLD

    @property
    def drawn(self) -> list[PaceLine]:
        """The lines that can be drawn: never one of a round of which nothing is held."""
        return [line for line in self.lines if line.compared.is_held and line.compared.opening]

    @property
    def current(self) -> PaceLine:
        return self.lines[0]


@dataclass(frozen=True)
class PaceTable:
    """The lines of all groups, and the days since opening at which they are compared."""

    rounds: tuple[ComparedRound, ...]
    world: PaceGroup
    regions: tuple[PaceGroup, ...]

    @property
    def groups(self) -> tuple[PaceGroup, ...]:
        return (self.world, *self.regions)

    @property
    def current(self) -> ComparedRound:
        return self.rounds[0]

    @property
    def silent_rounds(self) -> list[ComparedRound]:
        return [compared for compared in self.rounds if not compared.is_held]

    @property
    def current_offset(self) -> int | None:
        """The day since the opening for which the rounds are compared; None where it is not known."""
        compared = self.current
        offset = compared.offset_of(compared.last_day)
        return offset if offset is not None and offset >= 0 and compared.is_held else None

    @cached_property
    def longest(self) -> int:
        """The last day that is drawn: a little after the last event, and never before today's day."""
        last = max([line.last_event for line in self.world.drawn], default=0)
        line = max([line.last_offset for line in self.world.drawn], default=0)
        return max(min(last + DAYS_AFTER, max(line, last)), self.current_offset or 0)

    @cached_property
    def steps(self) -> list[int]:
        """The days at which a table compares: at regular steps, the day asked about, and the last day."""
        widths = (10, 15, 30, 60, 90, 180, 365, 730)
        width = next((width for width in widths if self.longest / width <= MOST_STEPS), widths[-1])
        days = {*range(width, self.longest + 1, width), self.longest}
        return sorted(days if self.current_offset is None else days | {self.current_offset})

    def find_group(self, code: str | None) -> PaceGroup | None:
        """Return the group of that code, the world for no code; None for an unknown code."""
        return next((group for group in self.groups if group.code == (code or WORLD)), None)


def trace_round(compared: ComparedRound, states: Iterable[StateOnRecord]) -> PaceLine:
    """Return the line of a round for a group of states: what came before the opening came on day 0."""
    days = compared.days_counted
    arrivals = (
        Arrival(max(compared.offset_of(days[state.iso3]) or 0, 0), state)
        for state in states
        if state.iso3 in days
    )
    return PaceLine(
        compared, tuple(sorted(arrivals, key=lambda arrival: (arrival.offset, arrival.state.iso3)))
    )


def compare_pace(rounds: Sequence[ComparedRound], states: Sequence[StateOnRecord]) -> PaceTable:
    """Return the reports by days since opening; the first of `rounds` is the one asked about."""

    def group(code: str, members: Sequence[StateOnRecord]) -> PaceGroup:
        return PaceGroup(code, tuple(trace_round(compared, members) for compared in rounds), len(members))

    codes = [*Region.values, *sorted({state.region for state in states} - set(Region.values))]
    by_region = {code: [state for state in states if state.region == code] for code in codes}
    regions = tuple(group(code, members) for code, members in by_region.items() if members)
    return PaceTable(tuple(rounds), group(WORLD, states), regions)
