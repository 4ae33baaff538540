"""All figures that others have published, by subject, each with its chart: dots by date, never an average."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Any

from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from authorities.languages.cldr import colon
from reporting.charts.canvas import Tone
from reporting.charts.chart import Chart, ChartCell, ChartTable
from reporting.charts.line_chart import Line, LineChart, Style
from reporting.charts.registry import register_chart
from reporting.charts.stacked_bars import BarRow, Segment, StackedBars
from reporting.compliance.published_figures import PublishedFigureRow, order_published_figures
from reporting.compliance.query import SummaryQuery
from reporting.models import PublishedFigure

# The figures of the Code begin with its first round.
FIRST_DAY_DRAWN = date(2012, 1, 1)
BY_DATE, BY_REGION = "published-by-date", "published-by-region"
COLUMNS = ("round", "indicator", "region", "value", "unit", "as_of", "source", "reliability", "basis")


@dataclass(frozen=True)
class PublishedSubject:
    """What others have published of one subject, in the order of a reader."""

    key: str
    name: str | Promise
    rows: Sequence[PublishedFigureRow]
    # The day by which they were known, as a parameter of addresses; nothing for now.
    clock: Mapping[str, str] = field(default_factory=dict)

    @property
    def anchor(self) -> str:
        return self.key

    @property
    def world(self) -> list[PublishedFigureRow]:
        return [row for row in self.rows if row.is_global]

    @property
    def unit_sign(self) -> str:
        """The sign after every number of the chart."""
        return "%" if any(row.is_percentage for row in self.rows) else ""

    @cached_property
    def charts(self) -> list[Chart]:
        """A chart of the world by date, where there are several numbers, and of the regions for each day."""
        return [*self.charts_by_date, *self.charts_by_region]

    @property
    def charts_by_date(self) -> list[Chart]:
        return [self.name_chart(self.chart_by_date(), BY_DATE, self.rows)] if len(self.world) > 1 else []

    @property
    def charts_by_region(self) -> list[Chart]:
        drawn = []
        regional = sorted((row for row in self.rows if not row.is_global), key=lambda row: row.figure.as_of)
        for day, group in groupby(regional, key=lambda row: row.figure.as_of):
            rows = list(group)
            if len(rows) > 1:
                drawn.append(self.name_chart(self.chart_by_region(rows), BY_REGION, rows, day=day))
        return drawn

    def name_chart(self, chart: Chart, key: str, rows: Iterable[PublishedFigureRow], **more: str) -> Chart:
        """Return the chart with its address; it answers for the last day that its numbers are about."""
        days = {"as_of": max(row.last_day for row in rows).isoformat()}
        parameters = {"subject": self.key, **more, **days, **self.clock}
        return replace(chart, key=key, parameters=parameters, mark="-".join([self.key, *more.values()]))

    def chart_by_date(self) -> LineChart:
        points = [
            (row.last_day, float(row.figure.value), f"{row.value}, {row.when}. {row.figure.source}", row.url)
            for row in self.world
        ]
        last = max(row.last_day for row in self.rows)
        return LineChart(
            title=_("%(subject)s, by date") % {"subject": self.name},
            subtitle=_("World. Each dot is a number that somebody published, at the end of its period."),
            lines=[Line(str(self.name), points, style=Style.RINGS, tone=Tone.WARM)],
            span=(FIRST_DAY_DRAWN, date(last.year + 1, 1, 1)),
            unit=self.unit_sign,
            height=230,
            own_table=tabulate_chart(_("As of"), [(row.last_day, row) for row in self.world]),
        )

    def chart_by_region(self, rows: Sequence[PublishedFigureRow]) -> StackedBars:
        bars = [
            BarRow(
                str(row.figure.get_region_display()),
                [Segment("value", str(self.name), int(row.figure.value), row.url, Tone.WARM)],
            )
            for row in rows
        ]
        title = f"{self.name}{colon()}{rows[0].when}"
        regions = [(str(row.figure.get_region_display()), row) for row in rows]
        return StackedBars(
            title=title, rows=bars, as_shares=False, own_table=tabulate_chart(_("Region"), regions)
        )


def tabulate_chart(heading: str, rows: Iterable[tuple[Any, PublishedFigureRow]]) -> ChartTable:
    """Return the table of a chart: what each number is of, the number, and who published it."""
    return ChartTable(
        [heading, _("Number"), _("Source")],
        [
            [
                ChartCell(place),
                ChartCell(number_for_file(row.figure.value), row.url),
                ChartCell(row.figure.source),
            ]
            for place, row in rows
        ],
    )


def group_subjects(
    figures: Iterable[PublishedFigure], known_on: date | None = None
) -> list[PublishedSubject]:
    """Return the subjects of published figures, each with its rows."""
    rows = order_published_figures(figures)
    clock = {"known_on": known_on.isoformat()} if known_on else {}
    groups = [(key, list(group)) for key, group in groupby(rows, key=lambda row: row.figure.indicator)]
    return [PublishedSubject(key, found[0].name, found, clock) for key, found in groups]


def find_subject(query: SummaryQuery, key: str) -> PublishedSubject:
    """Return a subject with what was known of it on the day of the query and is about no later day."""
    about = PublishedFigure.objects.filter(indicator=key)
    figures = query.clocks.known_facts.records(about, lambda figure: figure.indicator == key)
    rows = order_published_figures(figures)
    subjects = group_subjects((row.figure for row in rows if row.last_day <= query.as_of), query.known_on)
    if not subjects:
        raise Http404
    return subjects[0]


def build_published_by_date(query: SummaryQuery, subject: str) -> Chart:
    return require_first(find_subject(query, subject).charts_by_date)


def build_published_by_region(query: SummaryQuery, subject: str, day: str) -> Chart:
    drawn = find_subject(query, subject).charts_by_region
    return require_first([chart for chart in drawn if chart.parameters["day"] == day])


def require_first(charts: Sequence[Chart]) -> Chart:
    """Return the first chart; raise Http404 if nothing is drawn."""
    if not charts:
        raise Http404
    return charts[0]


def tabulate_figures(figures: Iterable[PublishedFigure]) -> list[dict[str, Any]]:
    """Return a row for each published figure, with codes and numbers only."""
    return [
        {
            "round": row.figure.round_id,
            "indicator": row.figure.indicator,
            "region": row.figure.region,
            "value": number_for_file(row.figure.value),
            "unit": row.figure.unit,
            "as_of": row.figure.as_of,
            "source": row.figure.source,
            "reliability": row.figure.trust,
            "basis": row.figure.basis,
        }
        for row in order_published_figures(figures)
    ]


def number_for_file(value: Any) -> int | float:
    return int(value) if value == int(value) else float(value)


register_chart(BY_DATE, build_published_by_date, ["subject"])
register_chart(BY_REGION, build_published_by_region, ["subject", "day"])
