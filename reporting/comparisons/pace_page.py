"""The page of reports by days since opening: sentences, tables and the links behind its numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from authorities.languages.direction import isolate
from authorities.models import MemberState, Region
from reporting.comparisons.compared_rounds import ComparedRound
from reporting.comparisons.counted_countries import (
    CountedCountries,
    CountedCountry,
    link_number,
    list_by_name,
)
from reporting.comparisons.pace import PaceGroup, PaceLine, PaceTable, compare_pace
from reporting.comparisons.published_series import PublishedNumber, load_published_numbers
from reporting.comparisons.question import RoundsQuestion
from reporting.comparisons.records import load_compared
from reporting.compliance.exports import Row
from reporting.compliance.figures import WORLD
from reporting.compliance.query import QueryParser

COLUMNS = (
    "series", "region", "compared_round", "opens", "opening_known_to", "due", "closes", "day_since_opening",
    "day", "reports", "at_least", "member_states", "source",
)  # fmt: skip


def name_world_or_region(code: str) -> str | Promise:
    """Return the name of the world or a region."""
    if code == WORLD:
        return _("World")
    return Region(code).label if code in Region.values else _("Region not known")


@dataclass(frozen=True)
class PacePage:
    """Everything that the page shows; its numbers are those of the files."""

    question: RoundsQuestion
    table: PaceTable
    published: Sequence[PublishedNumber]
    # Names of countries whose reports are left out: they are no Member States on the day asked about.
    left_out: Sequence[str] = ()

    @property
    def current(self) -> ComparedRound:
        return self.table.current

    @property
    def offset(self) -> int | None:
        return self.table.current_offset

    @property
    def is_demo(self) -> bool:
        return any(
            compared.round.illustrative or any(report.illustrative for report in compared.reports.values())
            for compared in self.table.rounds
        )

    @property
    def inexact(self) -> list[ComparedRound]:
        """The rounds whose opening is known to the month or the year only."""
        return [c for c in self.table.rounds if c.is_held and c.opening and not c.is_opening_exact]

    def link(self, line: PaceLine, offset: int, code: str) -> SafeString:
        """Return the number of a line by a day, as a link to its countries."""
        number = line.number_by(offset)
        return link_number(number, "comparisons_countries", self.parameters_of(line, offset, code))

    def parameters_of(self, line: PaceLine, offset: int, code: str) -> dict[str, object]:
        group = {} if code == WORLD else {"of": code}
        return {**self.question.parameters, "line": line.number, "day": offset, **group}

    @property
    def compared_now(self) -> list[tuple[PaceLine, SafeString]]:
        """Of each round the number by the day since its opening on which the round asked about stands."""
        if self.offset is None:
            return []
        return [(line, self.link(line, self.offset, WORLD)) for line in self.table.world.lines]

    @property
    def world_rows(self) -> list[tuple[int, list[SafeString]]]:
        """A row for each step of days, with the number of each round."""
        lines = self.table.world.lines
        return [(step, [self.link(line, step, WORLD) for line in lines]) for step in self.table.steps]

    @property
    def region_rows(self) -> list[tuple[PaceGroup, str | Promise, list[SafeString], list[PublishedNumber]]]:
        """A row for each region by the day of the round asked about, and what others have published."""
        if self.offset is None:
            return []
        return [
            (
                group,
                name_world_or_region(group.code),
                [self.link(line, self.offset, group.code) for line in group.lines],
                [number for number in self.published if number.region == group.code],
            )
            for group in self.table.regions
        ]

    @cached_property
    def rows(self) -> list[Row]:
        """The rows of the files: each number by each step of days, then what others have published."""
        counted = [
            self.describe_number(group, line, step)
            for group in self.table.groups
            for line in group.lines
            for step in self.table.steps
        ]
        return [*counted, *(self.describe_published(number) for number in self.published)]

    def describe_number(self, group: PaceGroup, line: PaceLine, step: int) -> Row:
        compared = line.compared
        return {
            "series": "counted",
            "region": group.code,
            **describe_round(compared),
            "day_since_opening": step,
            "day": compared.day_at(step) if compared.opening else None,
            "reports": line.number_by(step),
            "at_least": line.is_least,
            "member_states": group.states,
        }

    def describe_published(self, number: PublishedNumber) -> Row:
        compared = next(c for c in self.table.rounds if c.number == number.round_number)
        return {
            "series": "published",
            "region": number.region,
            **describe_round(compared),
            "day_since_opening": number.offset,
            "day": None if number.offset is None else compared.day_at(number.offset),
            "reports": number.number,
            "source": number.row.figure.source,
        }


def describe_round(compared: ComparedRound) -> Row:
    return {
        "compared_round": compared.number,
        "opens": compared.round.opens or None,
        "opening_known_to": str(compared.opening_precision),
        "due": compared.round.due or None,
        "closes": compared.round.closes or None,
    }


def build_pace_page(parser: QueryParser, question: RoundsQuestion) -> PacePage:
    rounds, states = load_compared(question.asked, question.rounds, parser.rounds)
    region = question.asked.filters.region
    published = (
        []
        if set(question.asked.filters.parameters) - {"region"}
        else load_published_numbers(rounds, parser.rounds, region, question.asked.as_of)
    )
    left_out = [] if question.asked.filters else name_left_out(rounds, {state.iso3 for state in states})
    return PacePage(question, compare_pace(rounds, states), published, left_out)


def name_left_out(rounds: Sequence[ComparedRound], members: set[str]) -> list[str]:
    """Return the names of those that reported and are no Member States on the day; no query if all are."""
    others = {iso3 for compared in rounds for iso3 in compared.days_counted} - members
    return [state.name for state in MemberState.objects.filter(pk__in=others).by_name()] if others else []


def list_arrivals(page: PacePage, line: PaceLine, group: PaceGroup, offset: int) -> CountedCountries:
    """Return the countries whose reports a line counts by a day since the opening."""
    words = {"round": isolate(line.compared.round.texts["title"]), "days": offset}
    due = line.compared.round.due_day
    countries = [
        CountedCountry(
            arrival.state.iso3,
            arrival.state.name,
            arrival.state.region,
            (
                line.compared.days_counted[arrival.state.iso3],
                arrival.offset,
                line.compared.mark_of(arrival.state.iso3).label,
            ),
        )
        for arrival in line.arrivals_by(offset)
    ]
    definition = _(
        "Reports of the countries asked about that count in the round, in the order of their names."
    )
    if due:
        definition = _("Reports that count in the round; those that came after the due date are late.")
    return CountedCountries(
        _("%(round)s: reports received within %(days)s days") % words,
        definition,
        (_("Received"), _("Day since opening"), _("Timing")),
        list_by_name(countries),
    )
