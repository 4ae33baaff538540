"""The page of a country: where it stands in each round, what it answered, what changed, what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

from authorities.languages.collation import sort_names
from authorities.models import MemberState
from reporting.compliance.clocks import today_utc
from reporting.compliance.query import SummaryQuery
from reporting.compliance.reports_on_record import ReportOnRecord
from reporting.countries.answer_grid import AnswerGrid, build_grid
from reporting.countries.country_facts import CountryFacts
from reporting.countries.country_query import choose_round
from reporting.countries.country_records import (
    MOST_ROUNDS,
    Records,
    RoundsOnRecord,
    load_agreement_items,
    load_country_names,
    load_indicator_names,
    load_reports_of,
    load_rounds,
)
from reporting.countries.missing_facts import list_missing_facts
from reporting.countries.round_standing import RoundStanding, Standing
from reporting.indicators.questionnaires import Questionnaire, read_questionnaires
from reporting.models import Round
from reporting.reported_content.agreement_rows import AgreementRow


@dataclass(frozen=True)
class CountryPage:
    """Everything that is public of one country, for the two days of the question."""

    state: MemberState
    query: SummaryQuery
    records: Records

    @property
    def day(self) -> date:
        return self.query.as_of

    @property
    def is_today(self) -> bool:
        return self.day == today_utc() and self.query.known_on is None

    @cached_property
    def dates(self) -> str:
        """The two days as the parameters of an address."""
        names = ("as_of", "known_on")
        return urlencode({name: value for name, value in self.query.parameters.items() if name in names})

    @cached_property
    def facts(self) -> CountryFacts:
        return CountryFacts(self.state, self.query.clocks, self.records)

    @cached_property
    def rounds_on_record(self) -> RoundsOnRecord:
        return load_rounds(self.query.clocks)

    @cached_property
    def known_rounds(self) -> list[Round]:
        known = map(self.query.clocks.known_facts.as_known, self.rounds_on_record.rounds)
        return [one for one in known if one]

    @property
    def query_with_round(self) -> SummaryQuery:
        """The question with the round of the day, as files name it."""
        return replace(self.query, round=choose_round(self.known_rounds, self.day))

    @cached_property
    def rounds(self) -> list[Round]:
        """The newest rounds that had opened by the day, in order."""
        opened = [one for one in self.known_rounds if one.opens and one.opens <= self.day.isoformat()]
        return sorted(opened, key=lambda one: one.number)[-MOST_ROUNDS:]

    @cached_property
    def questionnaires(self) -> dict[int, Questionnaire]:
        """What each round asks, by the key of its instrument."""
        hashes = self.rounds_on_record.hashes
        used = {one.instrument_id: hashes[one.instrument_id] for one in self.rounds if one.instrument_id}
        read = read_questionnaires(used.values())
        return {key: read[sha256] for key, sha256 in used.items()}

    @cached_property
    def reports_on_record(self) -> tuple[dict[int, ReportOnRecord], dict[int, date]]:
        return load_reports_of(self.state.pk, self.rounds, self.query.clocks, self.facts.receipts)

    @property
    def reports(self) -> dict[int, ReportOnRecord]:
        """The reports of this country by the number of their round."""
        return self.reports_on_record[0]

    @cached_property
    def standings(self) -> list[RoundStanding]:
        """The rounds in order, with the report of this country where one was received."""
        held, taken_back = self.rounds_on_record.held, self.reports_on_record[1]
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
                questionnaire=self.questionnaires.get(one.instrument_id),
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
        return build_grid(self.standings, load_indicator_names(self.query.clocks.known_facts))

    @cached_property
    def newest_answers(self) -> RoundStanding | None:
        """The newest round whose answers are public."""
        return next((one for one in reversed(self.standings) if one.shows_answers), None)

    @cached_property
    def agreements(self) -> list[AgreementRow]:
        """The agreements in the newest public report. One query."""
        newest = self.newest_answers
        if newest is None or newest.questionnaire is None:
            return []
        if newest.report is None or newest.report.version_id is None:
            return []
        questions = newest.questionnaire.questions
        return [
            AgreementRow(item, newest.report, questions[item.question])
            for item in load_agreement_items(newest.report.version_id, self.query.clocks.known_facts)
            if item.question in questions
        ]

    @cached_property
    def agreement_lines(self) -> Sequence[tuple[AgreementRow, list[str]]]:
        """The agreements, each with the names of its partners. One query if there are any."""
        names = load_country_names(self.query.clocks.known_facts) if self.agreements else {}
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
