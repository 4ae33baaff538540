"""The page of one indicator in one round: who answered what, by group and over the rounds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise

from reporting.compliance.first_reports import find_first_reports
from reporting.compliance.query import SummaryQuery
from reporting.compliance.reports_on_record import load_reports
from reporting.compliance.state_filters import COUNTRY_POSITION
from reporting.compliance.states_on_record import StateOnRecord, load_states
from reporting.compliance.summary import select_states, takes_reports
from reporting.indicators.answer_kinds import FAMILY_LABELS
from reporting.indicators.asked_indicators import AskedIndicator, attach_instruments
from reporting.indicators.group_tallies import Division, GroupTally, divisions_on
from reporting.indicators.series import Series, SeriesPoint, build_series, choose_rounds
from reporting.indicators.tallies import AnswerTally, Reports
from reporting.models import Article, Indicator, Round


@dataclass(frozen=True)
class IndicatorPage:
    """How the countries of a question answered one indicator in the round asked about."""

    query: SummaryQuery
    indicator: Indicator
    series: Series
    states: Sequence[StateOnRecord]

    @cached_property
    def point(self) -> SeriesPoint:
        """The round asked about in the series."""
        return next(p for p in self.series.points if p.round.number == self.query.round.number)

    @property
    def asked_indicator(self) -> AskedIndicator | None:
        """The public question; None if the instrument of the round has none, as far as it is held here."""
        return self.point.asked

    @property
    def tally(self) -> AnswerTally | None:
        return self.point.tally

    @property
    def counted_tally(self) -> AnswerTally:
        """The tally of an indicator that is asked; raise LookupError of one that is not."""
        if self.tally is None:
            raise LookupError(self.indicator.pk)
        return self.tally

    @cached_property
    def answer_labels(self) -> dict[str, str | Promise]:
        """What a list of countries may be asked for: one answer, one kind of silence, or several together."""
        families = {str(key): label for key, label in FAMILY_LABELS.items()}
        return families | {key: kind.label for key, kind in self.counted_tally.kinds.items()}

    @cached_property
    def is_held(self) -> bool:
        """True if reports of the round are held here, or can come today; else nothing is known, not zero."""
        return self.point.is_held or takes_reports(self.query)

    @property
    def earlier_wording(self) -> SeriesPoint | None:
        """The nearest earlier round that asked it by another instrument, of those that are compared."""
        number, instrument = self.query.round.number, self.query.round.instrument_id
        earlier = [p for p in self.series.points if p.asked and p.round.number < number]
        return next((p for p in reversed(earlier) if p.round.instrument_id != instrument), None)

    @cached_property
    def divisions(self) -> list[tuple[Division, list[GroupTally]]]:
        """Each way to divide the countries, with its groups."""
        if self.tally is None:
            return []
        return [(d, d.split(self.tally)) for d in divisions_on(self.query.as_of, self.states)]

    @cached_property
    def groups(self) -> dict[str, GroupTally]:
        return {group.key: group for _division, groups in self.divisions for group in groups}

    @cached_property
    def articles(self) -> list[Article]:
        """The articles of the Code that the indicator rests on."""
        numbers = [number.strip() for number in self.indicator.article.split(";") if number.strip()]
        if not numbers:
            return []
        instrument = self.query.round.instrument
        version = instrument.code_version if instrument else "2010"
        found = Article.objects.by_number(numbers, version)
        return [found[number] for number in numbers if number in found]


def select_asked_states(query: SummaryQuery, reports: Reports) -> list[StateOnRecord]:
    """Return the states that a question is about."""
    first = find_first_reports(query, reports) if query.filters.first_time else None
    return select_states(load_states(query.clocks, query.filters), query, reports, first)


def build_indicator_page(
    query: SummaryQuery, indicator: Indicator, rounds: Iterable[Round], panel: Iterable[int] = ()
) -> IndicatorPage:
    """Return the page. `rounds` are all there are; `panel` names those to compare instead of the newest."""
    rounds, panel = list(rounds), set(panel)
    compared = (
        [r for r in rounds if r.number in {*panel, query.round.number}]
        if panel
        else choose_rounds(rounds, query.round, query.as_of)
    )
    attach_instruments(compared)
    keys = {indicator.pk, COUNTRY_POSITION} if query.filters.role else {indicator.pk}
    reports = load_reports(compared, query.clocks, basis=query.basis, indicators=keys)
    states = select_asked_states(query, reports)
    return IndicatorPage(query, indicator, build_series(indicator.pk, compared, states, reports), states)
