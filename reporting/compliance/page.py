"""The compliance page and the home page: the table, the charts and the published figures they show."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, partial
from itertools import accumulate, groupby
from operator import attrgetter
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from authorities.languages.collation import sort_by_name
from reporting.compliance import charts
from reporting.compliance.counting_days import DayChoice
from reporting.compliance.figures import FIGURES, WORLD, ComplianceStatus, GroupFigures, ReportingStage
from reporting.compliance.groups import build_groups
from reporting.compliance.pictures import share_reported
from reporting.compliance.published_figures import (
    PublishedFigureRow,
    group_by_subject,
    order_published_figures,
)
from reporting.compliance.query import SummaryQuery
from reporting.compliance.summary import Summary, summarise
from reporting.models import PublishedFigure
from reporting.models.rounds import first_day

# Figures of the first round were published for this day.
FIRST_ROUND, FIRST_PUBLISHED = 1, date(2013, 7, 31)
# After the round is over, the curve goes on for this long and no longer.
DAYS_AFTER_THE_ROUND = timedelta(days=60)

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


# The published figures that the home page shows of the first round.
HOME_FIGURES = ("dna_designated", "dna_in_health_ministry", "reports_received", "recruiter_record")


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
class RegionBar:
    """The bars of a region: lengths for those that reported and those that designated an authority."""

    group: GroupFigures

    @property
    def reported(self) -> str:
        return charts.bar_length(self.group.numbers["reported"], self.group.numbers["member_states"])

    @property
    def designated(self) -> str:
        return charts.bar_length(self.group.numbers["designated"], self.group.numbers["member_states"])


@dataclass(frozen=True)
class LegendEntry:
    stage: ReportingStage
    number: int


@dataclass(frozen=True)
class ReportDay:
    """The countries whose reports came on one day, and the number of reports received by then."""

    day: date
    statuses: list[ComplianceStatus]
    total: int

    @property
    def names(self) -> list[str]:
        return [status.name for status in self.statuses]


@dataclass(frozen=True)
class CompliancePage:
    """A summary with everything a page shows of it."""

    query: SummaryQuery
    summary: Summary
    published: tuple[PublishedFigureRow, ...] = ()
    day_choices: tuple[DayChoice, ...] = ()

    @property
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
        return {key: charts.bar_length(number, numbers[whole[key]]) for key, number in numbers.items()}

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
    def by_day_reported(self) -> list[ComplianceStatus]:
        """Those that have reported, by the day of the report and by name."""
        return sorted(sort_by_name(self.world.counted_by("reported")), key=attrgetter("reported_on"))

    @property
    def days_reported(self) -> list[date]:
        return [status.reported_on for status in self.by_day_reported if status.reported_on]

    @property
    def latest_reports(self) -> list[ComplianceStatus]:
        return self.by_day_reported[:-6:-1]

    @property
    def bars(self) -> list[RegionBar]:
        with_states = [group for group in self.summary.regions if group.statuses]
        return [RegionBar(group) for group in sorted(with_states, key=share_reported, reverse=True)]

    @property
    def countries_address(self) -> str:
        """The address of the countries behind a number, without the figure."""
        return f"{reverse('compliance_countries')}?{self.query_string}"

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
    def tile_map(self) -> charts.PlacedTiles:
        return charts.build_tile_map(self.summary.statuses)

    @property
    def legend(self) -> list[LegendEntry]:
        """Every stage with its number; the rare one only where it occurs."""
        reached = [status.stage for status in self.summary.statuses]
        entries = [LegendEntry(stage, reached.count(stage)) for stage in ReportingStage]
        return [entry for entry in entries if entry.number or entry.stage != ReportingStage.CLOSED]

    @property
    def statuses_by_name(self) -> list[ComplianceStatus]:
        return sort_by_name(self.summary.statuses)

    @property
    def report_days(self) -> list[ReportDay]:
        groups = groupby(self.by_day_reported, key=lambda status: status.reported_on)
        by_day = [(day, list(statuses)) for day, statuses in groups]
        totals = accumulate(len(statuses) for _day, statuses in by_day)
        return [ReportDay(*group, total) for group, total in zip(by_day, totals, strict=True)]

    @property
    def curves(self) -> list[tuple[str, charts.Curve]]:
        """The same curve for a wide and for a narrow screen; none before the round has begun."""
        period = self.curve_period
        if not period:
            return []
        days = self.days_reported
        points = [(row.last_day, int(row.figure.value)) for row in self.comparable_figures]
        due = self.query.round.due_day
        draw = partial(charts.draw_curve, days, *period, due=due, published=points)
        return [("wide", draw()), ("narrow", draw(width=360, height=230, most_labels=4))]

    @property
    def comparable_figures(self) -> list[PublishedFigureRow]:
        """Published numbers of reports that may be drawn beside the curve."""
        return [row for row in self.published if row.is_comparable(self.query)]

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

    @property
    def published_since(self) -> list:
        """Published figures of the world by subject, about the day asked about or a later one."""
        return group_by_subject(r for r in self.published if r.is_global and r.last_day >= self.query.as_of)

    @property
    def curve_period(self) -> tuple[date, date] | None:
        """First and last day of the curve; None before the round has begun.

        It begins with the opening or the first report. It ends with the day asked about, or soon after the
        last day on which something could happen.
        """
        round_, as_of, days = self.query.round, self.query.as_of, self.days_reported
        begins = min([*days, *filter(None, [first_day(round_.opens)])], default=None)
        if begins is None or begins >= as_of:
            return None
        over = max([*days, *filter(None, [round_.due_day, round_.closed_from])], default=as_of)
        return begins, min(as_of, max(over, begins) + DAYS_AFTER_THE_ROUND)


def build_page(
    query: SummaryQuery,
    published: Iterable[PublishedFigure] = (),
    day_choices: Iterable[DayChoice] = (),
) -> CompliancePage:
    summary = summarise(query)
    return CompliancePage(query, summary, order_published_figures(published), tuple(day_choices))
