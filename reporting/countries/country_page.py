"""The page of a country: where it stands in each round, what it answered, what changed, what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

from authorities.languages.collation import sort_names
from authorities.models import MemberState
from authorities.reference_data.country_names import territory_names
from reporting.compliance.clocks import today_utc
from reporting.compliance.query import SummaryQuery
from reporting.compliance.reports_on_record import ReportOnRecord, load_reports
from reporting.countries.answer_grid import AnswerGrid
from reporting.countries.country_facts import CountryFacts
from reporting.countries.missing_facts import list_missing_facts
from reporting.countries.round_marks import load_round_marks
from reporting.countries.round_standing import RoundStanding, Standing
from reporting.indicators.asked_indicators import attach_instruments
from reporting.models import ReportedItem, Round, Topic
from reporting.reported_content.agreement_rows import AgreementRow

MOST_ROUNDS = 6


@dataclass(frozen=True)
class CountryPage:
    """Everything that is public of one country, for the two days of the question."""

    state: MemberState
    query: SummaryQuery
    every_round: Sequence[Round]

    @property
    def day(self) -> date:
        return self.query.as_of

    @property
    def is_today(self) -> bool:
        return self.day == today_utc() and self.query.known_on is None

    @property
    def dates(self) -> str:
        """The two days as the parameters of an address."""
        names = ("as_of", "known_on")
        return urlencode({name: value for name, value in self.query.parameters.items() if name in names})

    @cached_property
    def facts(self) -> CountryFacts:
        return CountryFacts(self.state, self.query.clocks)

    @cached_property
    def rounds(self) -> list[Round]:
        """The newest rounds that had opened by the day, in order."""
        known = (self.query.clocks.known_facts.as_known(one) for one in self.every_round)
        opened = [one for one in known if one and one.opens and one.opens <= self.day.isoformat()]
        rounds = sorted(opened, key=lambda one: one.number)[-MOST_ROUNDS:]
        attach_instruments(rounds)
        return rounds

    @cached_property
    def reports(self) -> dict[int, ReportOnRecord]:
        """The reports of this country by the number of their round."""
        found = load_reports(self.rounds, self.query.clocks, indicators=None, state=self.state.pk)
        return {number: report for (number, _iso3), report in found.items()}

    @cached_property
    def standings(self) -> list[RoundStanding]:
        """The rounds in order, with the report of this country where one was received."""
        held, taken_back = load_round_marks(self.state, self.query.clocks.end)
        newest = self.rounds[-1].number if self.rounds else None
        return [
            RoundStanding(
                iso3=self.state.pk,
                round=one,
                day=self.day,
                report=self.reports.get(one.number),
                is_held=one.number in held,
                is_newest=one.number == newest,
                withdrawn_on=None if self.is_published(one) else taken_back.get(one.number),
            )
            for one in self.rounds
        ]

    def is_published(self, one: Round) -> bool:
        report = self.reports.get(one.number)
        return bool(report and report.published)

    @property
    def has_unknown_rounds(self) -> bool:
        return any(one.standing is Standing.UNKNOWN for one in self.standings)

    @cached_property
    def grid(self) -> AnswerGrid:
        return AnswerGrid(self.standings)

    @cached_property
    def newest_answers(self) -> RoundStanding | None:
        """The newest round whose answers are public."""
        return next((one for one in reversed(self.standings) if one.shows_answers), None)

    @cached_property
    def agreements(self) -> list[AgreementRow]:
        """The agreements in the newest public report. One query."""
        newest = self.newest_answers
        if newest is None or newest.report is None or newest.round.instrument is None:
            return []
        questions = newest.round.instrument.questions
        items = ReportedItem.objects.about(Topic.AGREEMENT).filter(version=newest.report.version_id)
        rows = items.still_public().order_by("question", "row")
        return [
            AgreementRow(item, newest.report, questions[item.question])
            for item in rows
            if item.question in questions
        ]

    @property
    def agreement_lines(self) -> list[tuple[AgreementRow, list[str]]]:
        """Return each agreement with the names of its partners. One query if there are any."""
        partners = {code for row in self.agreements for code in row.partners}
        known = MemberState.objects.in_bulk(partners) if partners else {}
        names = territory_names() | {code: state.name for code, state in known.items()}
        return [
            (row, [*sort_names(names.get(code, code) for code in row.partners), *row.others])
            for row in self.agreements
        ]

    @cached_property
    def missing(self) -> list[str]:
        return list_missing_facts(self)

    @property
    def illustrative(self) -> bool:
        return any(report.illustrative for report in self.reports.values())
