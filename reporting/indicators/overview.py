"""All public indicators of a round beside each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from authorities.languages.collation import name_sort_key
from reporting.compliance.query import SummaryQuery
from reporting.compliance.reports_on_record import load_reports
from reporting.compliance.state_filters import COUNTRY_POSITION
from reporting.compliance.summary import takes_reports
from reporting.indicators.addresses import indicator_address
from reporting.indicators.answer_kinds import AnswerKind, Family
from reporting.indicators.asked_indicators import public_asked_indicators
from reporting.indicators.indicator_page import select_asked_states
from reporting.indicators.tallies import AnswerTally, answers_on_record
from reporting.models import Indicator

OTHER = "other"
DEFAULT_ORDER, NAME_ORDER, SHARE_ORDER = "question", "name", "share"


@dataclass(frozen=True)
class OverviewRow:
    """One indicator with the answers of all countries asked about."""

    query: SummaryQuery
    indicator: Indicator
    tally: AnswerTally
    place: int

    @property
    def url(self) -> str:
        return indicator_address(self.query, self.indicator.pk)

    @property
    def question_number(self) -> str:
        return self.tally.asked.question["number"]

    @property
    def yes_share(self) -> float | None:
        return self.tally.share_of_answered("yes") if self.tally.asked.asks_yes_or_no else None

    @property
    def other_kinds(self) -> list[AnswerKind]:
        """The answers that are neither yes nor no."""
        return [kind for kind in self.tally.answer_kinds if kind.key not in ("yes", "no")]

    def sort_value(self, column: str) -> float:
        """Return what the row is sorted by, largest first."""
        if column == SHARE_ORDER:
            return -1 if self.yes_share is None else self.yes_share
        if column == OTHER:
            return sum(self.tally.numbers[kind.key] for kind in self.other_kinds)
        return self.tally.number_of(column)


# What the overview can be sorted by, beside the order of the questionnaire and the name.
NUMBER_COLUMNS = (
    *("yes", "no", OTHER, str(Family.REASON), str(Family.UNANSWERED), str(Family.SKIPPED)),
    *(str(Family.ANSWER), SHARE_ORDER),
)


@dataclass(frozen=True)
class Ordering:
    """A column to sort by; a minus before its name turns it round."""

    column: str = DEFAULT_ORDER
    is_reversed: bool = False

    @classmethod
    def parse(cls, text: str) -> "Ordering":
        """Return the ordering that an address names, or that of the questionnaire."""
        column = text.removeprefix("-")
        if column not in (DEFAULT_ORDER, NAME_ORDER, *NUMBER_COLUMNS):
            return cls()
        return cls(column, text.startswith("-"))

    @property
    def parameter(self) -> str:
        return f"-{self.column}" if self.is_reversed else self.column

    def toggle(self, column: str) -> "Ordering":
        """Return what a click on the heading of a column asks for."""
        return Ordering(column, column == self.column and not self.is_reversed)

    def sort(self, rows: Sequence[OverviewRow]) -> list[OverviewRow]:
        """Return the rows: numbers largest first, names and questions from their beginning."""
        if self.column == DEFAULT_ORDER:
            return sorted(rows, key=lambda row: row.place, reverse=self.is_reversed)
        if self.column == NAME_ORDER:
            return sorted(
                rows,
                key=lambda row: name_sort_key(str(row.indicator.texts["name"])),
                reverse=self.is_reversed,
            )
        by_place = sorted(rows, key=lambda row: row.place)
        return sorted(by_place, key=lambda row: row.sort_value(self.column), reverse=not self.is_reversed)


@dataclass(frozen=True)
class IndicatorsOverview:
    """Every public indicator of the round asked about."""

    query: SummaryQuery
    ordering: Ordering
    unordered: Sequence[OverviewRow]
    number_of_states: int
    reports_are_held: bool

    @cached_property
    def rows(self) -> list[OverviewRow]:
        return self.ordering.sort(self.unordered)

    @property
    def reports(self) -> int:
        """The number of published reports: the same for each indicator."""
        return self.unordered[0].tally.reports if self.unordered else 0

    @cached_property
    def is_held(self) -> bool:
        """True if reports of the round are held here, or can come today; else nothing is known, not zero."""
        return self.reports_are_held or takes_reports(self.query)

    @property
    def has_other_answers(self) -> bool:
        return any(row.other_kinds for row in self.unordered)

    @property
    def illustrative(self) -> bool:
        return any(row.tally.illustrative for row in self.unordered)


def build_overview(query: SummaryQuery, ordering: Ordering) -> IndicatorsOverview:
    """Return the overview; only values of the round asked about are read, of public indicators alone."""
    asked = public_asked_indicators(query.round.instrument)
    keys = {*asked, COUNTRY_POSITION} if query.filters.role else set(asked)
    reports = load_reports([query.round], query.clocks, basis=query.basis, indicators=keys)
    states = select_asked_states(query, reports)
    indicators = Indicator.objects.in_bulk(asked)
    rows = [
        OverviewRow(
            query,
            indicators[key],
            AnswerTally(what, answers_on_record(query.round.number, what, states, reports)),
            place,
        )
        for place, (key, what) in enumerate(asked.items())
        if key in indicators
    ]
    held = any(report.is_held for report in reports.values())
    return IndicatorsOverview(query, ordering, rows, len(states), held)
