"""The compliance page and the home page: the table, the charts and the published figures they show."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from urllib.parse import urlencode

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from reporting.charts.canvas import format_length
from reporting.charts.chart import Chart
from reporting.compliance.counting_days import DayChoice, list_day_choices
from reporting.compliance.curve import ReportCurve, choose_earlier_rounds, list_by_day_reported
from reporting.compliance.figures import ComplianceStatus, GroupFigures
from reporting.compliance.groups import CountedStates, GroupsTable
from reporting.compliance.later_knowledge.learned_since import LearnedSince, find_learned_since
from reporting.compliance.pictures import address_countries, chart_curve, chart_map, chart_regions
from reporting.compliance.published_figures import (
    PublishedFigureRow,
    group_by_subject,
    recall_published_figures,
)
from reporting.compliance.query import QueryParser, SummaryQuery
from reporting.compliance.reports_on_record import recall_reports
from reporting.compliance.summary import Summary, summarise
from reporting.models import PublishedFigure

OTHER_RECORD_ANSWERS = {
    "recruiter_record_no": _("say they keep none"),
    "recruiter_record_reason": _("give a reason for not saying"),
    "recruiter_record_unanswered": _("left the question blank"),
    "recruiter_record_not_asked": _("were not asked"),
}


def bar_length(part: int, whole: int, full: int = 100) -> str:
    """Return the length of a bar that is `full` long when `part` is all of `whole`."""
    return format_length(full * part / whole if whole else 0)


@dataclass(frozen=True)
class OtherAnswer:
    """What some published reports say that do not say that a record of recruiters is kept."""

    key: str
    number: int

    @property
    def label(self) -> str | Promise:
        return OTHER_RECORD_ANSWERS[self.key]


@dataclass(frozen=True)
class AnswerLine:
    """What the first sentence of a page says: how many have reported."""

    reported: int
    whole: int
    held: bool
    answers_held: bool
    states_known: bool
    first_time: str
    round_number: int


@dataclass(frozen=True)
class Headlines:
    """The figures that stand above all others, and where each number leads."""

    counted: CountedStates
    # That of the countries behind a number, without the figure.
    countries_address: str
    round_number: int
    is_public: bool
    # True if the question about recruiters is not that of the round before.
    breaks_series: bool

    @property
    def world(self) -> GroupFigures:
        return self.counted.world

    @property
    def meters(self) -> dict[str, str]:
        """Lengths of the bars under the headline figures; answers are a share of those who answered."""
        numbers = self.world.numbers
        whole = dict.fromkeys(numbers, "member_states") | {
            "keeps_recruiter_record": "answers_counted",
            "designated_in_health_ministry": "designated",
        }
        return {key: bar_length(number, numbers[whole[key]]) for key, number in numbers.items()}

    @property
    def other_record_answers(self) -> list[OtherAnswer]:
        answers = [OtherAnswer(key, self.world.numbers[key]) for key in OTHER_RECORD_ANSWERS]
        return [answer for answer in answers if answer.number]

    @property
    def reports_not_published(self) -> int:
        numbers = self.world.numbers
        return numbers["reported"] - numbers["answers_counted"] - numbers["receipt_only"]


@dataclass(frozen=True)
class DueLine:
    """When the reports of a round are due, as of a day."""

    # As exactly as it is known.
    due: str
    days_left: int | None
    day: date


@dataclass(frozen=True)
class RoundToday:
    """The figures that the home page shows beside the map, and the reports that came last."""

    counted: CountedStates
    countries_address: str
    held: bool

    @property
    def numbers(self) -> dict[str, int | None]:
        return self.counted.world.known_numbers

    @property
    def latest_reports(self) -> tuple[ComplianceStatus, ...]:
        return list_by_day_reported(self.counted)[:-6:-1]


@dataclass(frozen=True)
class CompliancePage:
    """A summary with everything a page shows of it."""

    query: SummaryQuery
    summary: Summary
    published: tuple[PublishedFigureRow, ...] = ()
    day_choices: tuple[DayChoice, ...] = ()

    def write(self, part: str) -> SafeString:
        """Return a part of the page: without a request it cannot know who asks."""
        context = {"page": self, "query": self.query, "demo": settings.DEMO}
        return render_to_string(f"reporting/compliance/_{part}.html", context)

    @cached_property
    def title(self) -> SafeString:
        return self.write("title")

    @cached_property
    def lead(self) -> SafeString:
        return self.write("lead")

    @cached_property
    def clocks(self) -> SafeString:
        return self.write("clocks")

    @cached_property
    def figures(self) -> SafeString:
        """All that answers the question."""
        return self.write("figures")

    @cached_property
    def learned(self) -> LearnedSince | None:
        return find_learned_since(self.summary)

    @cached_property
    def query_string(self) -> str:
        return self.query.query_string

    @property
    def world(self) -> GroupFigures:
        return self.summary.world

    @property
    def opens_later(self) -> bool:
        return self.query.round.opens > self.query.as_of.isoformat()

    @property
    def today_query_string(self) -> str:
        """The same question as of today: an address without a day opens a closed round at its end."""
        return urlencode({**self.query.parameters, "as_of": datetime.now(UTC).date().isoformat()})

    @cached_property
    def other_days(self) -> list[tuple[DayChoice, str]]:
        """The other days that one may ask about, each with the parameters of its address."""
        moved = [self.query.move_to(choice.day, choice.round) for choice in self.day_choices]
        return list(zip(self.day_choices, (query.query_string for query in moved), strict=True))

    @property
    def is_today(self) -> bool:
        return self.query.as_of >= datetime.now(UTC).date()

    @property
    def days_left(self) -> int | None:
        due = self.query.round.due_day
        return due and (due - self.query.as_of).days

    @cached_property
    def curve(self) -> ReportCurve:
        return ReportCurve(self.summary, self.published)

    @property
    def by_day_reported(self) -> tuple[ComplianceStatus, ...]:
        return list_by_day_reported(self.summary.counted_states)

    @cached_property
    def countries_address(self) -> str:
        """The address of the countries behind a number, without the figure."""
        return address_countries(self.query.query_string)

    @cached_property
    def groups_table(self) -> GroupsTable:
        summary = self.summary
        return GroupsTable(
            summary.counted_states, self.countries_address, summary.group_label, summary.income_year
        )

    @cached_property
    def headlines(self) -> Headlines:
        summary = self.summary
        return Headlines(
            summary.counted_states,
            self.countries_address,
            summary.round.number,
            self.query.is_public,
            bool(summary.record_lineage and summary.record_lineage.breaks_series),
        )

    @cached_property
    def answer_line(self) -> AnswerLine:
        summary, numbers = self.summary, self.world.numbers
        return AnswerLine(
            numbers["reported"],
            numbers["member_states"],
            summary.held,
            summary.answers_held,
            summary.states_known,
            self.query.filters.first_time,
            summary.round.number,
        )

    @property
    def due_line(self) -> DueLine:
        return DueLine(self.query.round.due, self.days_left, self.query.as_of)

    @property
    def today(self) -> RoundToday:
        return RoundToday(self.summary.counted_states, self.countries_address, self.summary.held)

    @cached_property
    def map_chart(self) -> Chart:
        return chart_map(self.summary)

    @cached_property
    def regions_chart(self) -> Chart:
        return chart_regions(self.summary)

    @cached_property
    def curve_chart(self) -> Chart | None:
        """The curve of the reports; None before the round has begun."""
        return chart_curve(self.curve)

    @cached_property
    def published_for_group(self) -> list:
        """Published figures by subject: of the world, and of the region asked about or of all regions."""
        filters = self.query.filters
        others = replace(filters, region="")
        # Of a group that nobody has published figures of only those of the world are shown.
        region = PublishedFigure.WORLD if others else filters.region or None
        return group_by_subject(r for r in self.published if r.is_global or region in (None, r.figure.region))

    @property
    def published_reports(self) -> list[PublishedFigureRow]:
        """The numbers of reports that others have published, of the world and of the region asked about."""
        asked = {PublishedFigure.WORLD, self.query.filters.region}
        rows = [row for row in self.published if row.figure.indicator == "reports_received"]
        return [row for row in rows if row.figure.region in asked]


def recall_page(query: SummaryQuery, parser: QueryParser) -> CompliancePage:
    """Return the page with all that it shows, built once for the same question while nothing changes.

    The reports of the rounds that its curve shows are read together.
    """

    def build() -> CompliancePage:
        numbers = [round_.number for round_ in (query.round, *choose_earlier_rounds(query))]
        recall_reports(numbers, query.clocks.known_facts, query.basis)
        choices = list_day_choices(query.round, query.as_of, parser.rounds, parser.today)
        return CompliancePage(query, summarise(query), recall_published_figures(query), tuple(choices))

    question = ("page", *query.parameters.items())
    return query.clocks.known_facts.stored.recall_result(question, build)
