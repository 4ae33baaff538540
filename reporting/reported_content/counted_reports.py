"""The reports whose answers count for a question, with the countries that it asks about."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet

from authorities.languages.collation import name_sort_key
from authorities.reference_data.country_names import territory_names
from reporting.compliance.query import SummaryQuery
from reporting.compliance.reports_on_record import ReportOnRecord, load_reports
from reporting.compliance.state_filters import COUNTRY_POSITION
from reporting.compliance.states_on_record import StateOnRecord, load_states
from reporting.compliance.summary import RECRUITER_RECORD, select_states
from reporting.instruments.question_types import Question
from reporting.models import Instrument, ReportedItem, Topic
from reporting.submissions.instrument_cache import recall_instrument
from reporting.submissions.item_words import country_names

AGREEMENTS = "agreements"


@dataclass(frozen=True)
class CountedReports:
    """`every_report` holds the reports whose answers count by ISO code; `states` are those asked about.

    What one country says is held beside what others say, so those outside the filters are here too.
    """

    query: SummaryQuery
    states: list[StateOnRecord]
    every_report: dict[str, ReportOnRecord]
    names: dict[str, str]

    @cached_property
    def asked_states(self) -> frozenset[str]:
        return frozenset(state.iso3 for state in self.states)

    @cached_property
    def reports(self) -> dict[str, ReportOnRecord]:
        """The reports that count of the countries asked about, in the order of their names."""
        return {
            iso3: self.every_report[iso3] for iso3 in self.sort(self.asked_states & self.every_report.keys())
        }

    @cached_property
    def by_version(self) -> dict[int, ReportOnRecord]:
        return {report.version_id: report for report in self.every_report.values() if report.version_id}

    @cached_property
    def state_by_code(self) -> dict[str, StateOnRecord]:
        return {state.iso3: state for state in self.states}

    @cached_property
    def instrument(self) -> Instrument | None:
        """The questionnaire of the round; it is read once by a process, and nobody may change it."""
        stub = self.query.round.instrument
        return recall_instrument(stub) if stub else None

    @cached_property
    def questions(self) -> dict[str, Question]:
        """The questions of the round in the language of the reader; none if they are not held here."""
        return self.instrument.questions if self.instrument else {}

    @property
    def demo(self) -> bool:
        return any(report.illustrative for report in self.every_report.values())

    def name(self, iso3: str) -> str:
        return self.names.get(iso3) or territory_names().get(iso3, iso3)

    def sort(self, codes: Iterable[str]) -> list[str]:
        """Return codes of countries as the active language sorts their names."""
        return sorted(codes, key=lambda iso3: (name_sort_key(self.name(iso3)), iso3))

    def keep_readable(self, rows: QuerySet) -> QuerySet:
        """Return the items or numbers of the reports that count, if their answers may still be read.

        A report that was taken back stays in the figures of the days before, without what it says.
        """
        counted = rows.filter(version__in=self.by_version)
        return counted.still_public() if self.query.is_public else counted  # type: ignore[attr-defined]

    def load_items(self, *topics: Topic, words: Iterable[str] = ()) -> list[ReportedItem]:
        """Return the items of all reports that count, by country and as they stand there. One query."""
        items = self.keep_readable(ReportedItem.objects.about(*topics).matching(words))
        by_version = self.by_version
        return sorted(items, key=lambda i: (by_version[i.version_id].iso3, i.question, i.row))

    @cached_property
    def every_item(self) -> list[ReportedItem]:
        """The items on all topics, for a page on all of them."""
        return self.load_items(*Topic)

    def items_about(self, topic: Topic) -> list[ReportedItem]:
        """Return the items on a topic; no query if those on every topic have been loaded."""
        if "every_item" not in self.__dict__:
            return self.load_items(topic)
        return [item for item in self.every_item if item.topic == topic]


def load_counted_reports(query: SummaryQuery) -> CountedReports:
    """Return the reports that count for a question. Eight queries for any number of countries."""
    indicators = (AGREEMENTS, COUNTRY_POSITION, RECRUITER_RECORD)
    reports = load_reports([query.round], query.clocks, basis=query.basis, indicators=indicators)
    states = select_states(load_states(query.clocks), query, reports)
    counted = {iso3: report for (_round, iso3), report in reports.items() if report.counts_answers}
    return CountedReports(query, states, counted, country_names())
