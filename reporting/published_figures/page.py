"""All figures that others have published, by subject, each with its chart: dots by date, never an average."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from authorities.languages.cldr import colon
from reporting.charts.canvas import Tone
from reporting.charts.chart import Chart
from reporting.charts.line_chart import Line, LineChart, Style
from reporting.charts.stacked_bars import BarRow, Segment, StackedBars
from reporting.compliance.published_figures import PublishedFigureRow, order_published_figures
from reporting.models import PublishedFigure

# The figures of the Code begin with its first round.
FIRST_DAY_DRAWN = date(2012, 1, 1)
COLUMNS = ("round", "indicator", "region", "value", "unit", "as_of", "source", "reliability", "basis")


@dataclass(frozen=True)
class PublishedSubject:
    """What others have published of one subject, in the order of a reader."""

    key: str
    name: str | Promise
    rows: Sequence[PublishedFigureRow]

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
        drawn: list[Chart] = [self.chart_by_date()] if len(self.world) > 1 else []
        regional = sorted((row for row in self.rows if not row.is_global), key=lambda row: row.figure.as_of)
        for day, group in groupby(regional, key=lambda row: row.figure.as_of):
            rows = list(group)
            if len(rows) > 1:
                drawn.append(self.chart_by_region(rows[0], day, rows))
        return drawn

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
        )

    def chart_by_region(self, first: PublishedFigureRow, day: str, rows: Iterable[Any]) -> StackedBars:
        bars = [
            BarRow(
                str(row.figure.get_region_display()),
                [Segment("value", str(self.name), int(row.figure.value), row.url, Tone.WARM)],
            )
            for row in rows
        ]
        title = f"{self.name}{colon()}{first.when}"
        return StackedBars(title=title, rows=bars, as_shares=False, row_heading=_("Region"))


def group_subjects(figures: Iterable[PublishedFigure]) -> list[PublishedSubject]:
    """Return the subjects of published figures, each with its rows."""
    rows = order_published_figures(figures)
    groups = groupby(rows, key=lambda row: row.figure.indicator)
    return [PublishedSubject(key, found[0].name, found) for key, found in ((k, list(g)) for k, g in groups)]


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
