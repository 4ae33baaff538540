"""The compliance page and the home page: the table, the charts and the published figures they show."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from itertools import groupby
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from authorities.languages.collation import sort_by_name
from reporting.charts.canvas import format_length
from reporting.charts.chart import Chart
from reporting.compliance.counting_days import DayChoice
from reporting.compliance.curve import ReportCurve, choose_earlier_rounds
from reporting.compliance.figures import FIGURES, WORLD, ComplianceStatus, GroupFigures
from reporting.compliance.groups import build_groups
from reporting.compliance.pictures import chart_curve, chart_map, chart_regions, figure_address
from reporting.compliance.published_figures import (
    PublishedFigureRow,
    group_by_subject,
)
from reporting.compliance.query import SummaryQuery
from reporting.compliance.reports_on_record import recall_reports
from reporting.compliance.summary import Summary, summarise
from reporting.models import PublishedFigure

TABLE_COLUMNS = {
    "member_states": _("Member States"),
    "reported": _("Reported"),
    "in_progress": _("Begun"),
    "designated": _("Authority"),
    "designated_in_health_ministry": _("In the health ministry"),
    "keeps_recruiter_record": _("Recruiter record"),
    "register_held": _("Register here"),
}
# Shares that stand beside the numbers, each after the column that it is a share of.
TABLE_RATES = {
    "reporting_rate": ("reported", _("Reporting rate")),
    "health_ministry_rate": ("designated_in_health_ministry", _("Share of authorities")),
    "recruiter_record_rate": ("keeps_recruiter_record", _("Share of published reports")),
}
GROUP_HEADINGS = {
    "region": _("Regions"),
    "income": _("Income groups"),
    "safeguards": _("Safeguards lists"),
    "role": _("Source and destination, as countries say themselves"),
}


OTHER_RECORD_ANSWERS = {
    "recruiter_record_no": _("say they keep none"),
    "recruiter_record_reason": _("give a reason for not saying"),
    "recruiter_record_unanswered": _("left the question blank"),
    "recruiter_record_not_asked": _("were not asked"),
}


@dataclass(frozen=True)
class FigureCell:
    """A number, or a share, as a page shows it; None is not known. A number leads to its countries."""

    key: str
    number: float | None
    url: str = ""
    is_share: bool = False

    @property
    def label(self) -> str | Promise:
        return OTHER_RECORD_ANSWERS[self.key]


def bar_length(part: int, whole: int, full: int = 100) -> str:
    """Return the length of a bar that is `full` long when `part` is all of `whole`."""
    return format_length(full * part / whole if whole else 0)


@dataclass(frozen=True)
class FigureColumn:
    """A column of the table by groups: a figure, or a share."""

    key: str
    label: str | Promise
    title: str | Promise
    is_share: bool = False


def known_columns(group: GroupFigures) -> list[FigureColumn]:
    """Return the columns of the table by groups; none of reports where no report is held."""
    columns = []
    rates = {of: (key, label) for key, (of, label) in TABLE_RATES.items()}
    for key, label in TABLE_COLUMNS.items():
        if group.known_numbers[key] is None:
            continue
        columns.append(FigureColumn(key, label, FIGURES[key].name))
        if key in rates:
            rate, share = rates[key]
            columns.append(FigureColumn(rate, share, share, is_share=True))
    return columns


@dataclass(frozen=True)
class GroupRow:
    """A row of the table by groups."""

    group: GroupFigures
    cells: list[FigureCell]


def build_row(group: GroupFigures, columns: list[FigureColumn], address: str) -> GroupRow:
    """Return the row of a group; `address` is that of the countries behind a number, without the figure."""
    numbers = group.known_numbers
    place = "" if group.code == WORLD else f"&of={group.code}"
    cells = [
        FigureCell(column.key, getattr(group, column.key), is_share=True)
        if column.is_share
        else FigureCell(column.key, numbers[column.key], f"{address}&figure={column.key}{place}")
        for column in columns
    ]
    return GroupRow(group, cells)


@dataclass(frozen=True)
class GroupTable:
    """The rows of one kind of groups, under its heading."""

    kind: str
    rows: list[GroupRow]

    @property
    def heading(self) -> str | Promise:
        return GROUP_HEADINGS[self.kind]


@dataclass(frozen=True)
class CompliancePage:
    """A summary with everything a page shows of it."""

    query: SummaryQuery
    summary: Summary
    published: tuple[PublishedFigureRow, ...] = ()
    day_choices: tuple[DayChoice, ...] = ()

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
    def meters(self) -> dict[str, str]:
        """Lengths of the bars under the headline figures; answers are a share of those who answered."""
        numbers = self.world.numbers
        whole = dict.fromkeys(numbers, "member_states") | {
            "keeps_recruiter_record": "answers_counted",
            "designated_in_health_ministry": "designated",
        }
        return {key: bar_length(number, numbers[whole[key]]) for key, number in numbers.items()}

    @property
    def other_record_answers(self) -> list[FigureCell]:
        """What the published reports say that do not say that a record of recruiters is kept."""
        cells = [FigureCell(key, self.world.numbers[key]) for key in OTHER_RECORD_ANSWERS]
        return [cell for cell in cells if cell.number]

    @property
    def reports_not_published(self) -> int:
        numbers = self.world.numbers
        return numbers["reported"] - numbers["answers_counted"] - numbers["receipt_only"]

    @property
    def today_query_string(self) -> str:
        """The same question as of today: an address without a day opens a closed round at its end."""
        return urlencode({**self.query.parameters, "as_of": datetime.now(UTC).date().isoformat()})

    @property
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
    def by_day_reported(self) -> list[ComplianceStatus]:
        return self.curve.by_day_reported

    @property
    def latest_reports(self) -> list[ComplianceStatus]:
        return self.by_day_reported[:-6:-1]

    @cached_property
    def countries_address(self) -> str:
        """The address of the countries behind a number, without the figure."""
        return figure_address(self.query)

    @cached_property
    def columns(self) -> list[FigureColumn]:
        return known_columns(self.world)

    @property
    def group_tables(self) -> list[GroupTable]:
        """The rows by region, then by the other kinds of groups; of those that hold any country."""
        groups = [group for group in (*self.summary.regions, *build_groups(self.summary)) if group.statuses]
        by_kind = groupby(groups, key=lambda group: group.kind)
        return [
            GroupTable(kind, [build_row(group, self.columns, self.countries_address) for group in of_kind])
            for kind, of_kind in by_kind
        ]

    @property
    def total(self) -> GroupRow:
        return build_row(self.world, self.columns, self.countries_address)

    @property
    def statuses_by_name(self) -> list[ComplianceStatus]:
        return sort_by_name(self.summary.statuses)

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

    @property
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


def build_page(
    query: SummaryQuery,
    published: tuple[PublishedFigureRow, ...] = (),
    day_choices: Iterable[DayChoice] = (),
    *,
    with_curve: bool = False,
) -> CompliancePage:
    """Return the page; with the curve, reports of the rounds that it shows are read with the others."""
    if with_curve:
        numbers = [round_.number for round_ in (query.round, *choose_earlier_rounds(query))]
        recall_reports(numbers, query.clocks.known_facts, query.basis)
    summary = summarise(query)
    return CompliancePage(query, summary, published, tuple(day_choices))
