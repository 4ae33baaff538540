"""Lines over days, numbers or rounds, with markers such as the deadline; several of them side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from authorities.languages.cldr import colon, format_day, format_number, format_short_month
from reporting.charts.axes import axis_ticks, month_ticks
from reporting.charts.canvas import Canvas, Tone
from reporting.charts.chart import Chart, ChartCell, ChartTable, LegendItem, PlainContent
from reporting.charts.placing import Box, Label, line_boxes, place_labels, spread
from reporting.charts.text_width import FONT_SIZE, cut_text, text_width

HEIGHTS = {"narrow": 250, "medium": 280, "wide": 330}
MOST_MONTHS = {"narrow": 4, "medium": 7, "wide": 12}
# Up to so many lines, each has its name at its end; more would be a wall of words.
MOST_NAMES = 6
LABEL_STEP = FONT_SIZE * 1.2


class Style(StrEnum):
    LINE = "line"
    # The number stays until the next point: reports received.
    STEPS = "steps"
    # Points alone, as rings: numbers that others have published.
    RINGS = "rings"


class Point(NamedTuple):
    """A point of a line; y is None where the line is broken. A plain tuple in this order does as well."""

    x: float | date
    y: float | None
    label: str = ""
    url: str = ""


@dataclass(frozen=True)
class Line(PlainContent):
    label: str
    points: Sequence[tuple]
    dashed: bool = False
    tone: str = Tone.STRONG
    style: str = Style.LINE
    # The countries behind the last number of the line.
    url: str = ""

    @cached_property
    def data(self) -> list[Point]:
        return [Point(*point) for point in self.points]

    @cached_property
    def last(self) -> Point | None:
        return next((point for point in reversed(self.data) if point.y is not None), None)


@dataclass(frozen=True)
class Marker:
    """A line across the chart: the deadline, the closing, a break in the series."""

    x: float | date
    label: str
    kind: str = "deadline"


def position(x: float | date) -> float:
    return x.toordinal() if isinstance(x, date) else x


@dataclass(frozen=True)
class Plot:
    """The coordinates of one chart inside its picture."""

    frame: Box
    first: float
    last: float
    highest: float

    def x(self, x: float | date) -> float:
        share = (position(x) - self.first) / ((self.last - self.first) or 1)
        return self.frame.left + (self.frame.right - self.frame.left) * share

    def y(self, y: float) -> float:
        return self.frame.bottom - (self.frame.bottom - self.frame.top) * y / self.highest

    def reaches_rim(self, line: Line) -> bool:
        """True if a name beside the plot stands at the end of the line."""
        return bool(line.last and line.style != Style.RINGS and self.x(line.last.x) > self.frame.right - 24)

    def corners(self, line: Line) -> Iterator[list[tuple[float, float]]]:
        """Yield the unbroken pieces of a line as corners in the picture."""
        piece: list[tuple[float, float]] = []
        for point in line.data:
            if point.y is None:
                yield piece
                piece = []
                continue
            if line.style == Style.STEPS and piece:
                piece.append((self.x(point.x), piece[-1][1]))
            piece.append((self.x(point.x), self.y(point.y)))
        yield piece


@dataclass(frozen=True, kw_only=True)
class LineChart(Chart):
    lines: Sequence[Line]
    markers: Sequence[Marker] = ()
    # What x and y count, as heads of the table and words on the axes.
    x_heading: str = ""
    y_heading: str = ""
    # Where x is neither a day nor a plain number, such as rounds: (x, label) of each tick.
    x_ticks: Sequence[tuple[float, str]] = ()
    highest: float | None = None
    unit: str = ""
    # The first and last x, where they are not those of the points.
    span: tuple[float | date, float | date] | None = None
    height: int | None = None
    show_names: bool = True

    # Time runs from left to right in all six languages.
    mirrored = False

    @property
    def legend_items(self) -> Sequence[LegendItem]:
        if self.legend or len(self.lines) < 2:
            return self.legend
        return [
            LegendItem(
                line.label,
                f"{line.tone} {line.style}{' dashed' if line.dashed else ''}",
                url=line.url,
                series=f"line-{number}",
            )
            for number, line in enumerate(self.lines)
        ]

    def drawn_table(self) -> ChartTable:
        labels: dict[Any, str] = dict(self.x_ticks)
        xs = sorted({point.x for line in self.lines for point in line.data}, key=position)
        values = [{point.x: point for point in line.data} for line in self.lines]
        rows = [[ChartCell(labels.get(x) or x), *(table_cell(held.get(x)) for held in values)] for x in xs]
        return ChartTable([self.x_heading, *(line.label for line in self.lines)], rows)

    @property
    def highest_value(self) -> float:
        values = [point.y for line in self.lines for point in line.data if point.y is not None]
        return self.highest or max(values, default=0)

    def draw(self, canvas: Canvas, size: str) -> float:
        height = self.height or HEIGHTS[size]
        self.draw_inside(canvas, Box(0, 0, canvas.width, height), size)
        return height

    def draw_inside(self, canvas: Canvas, outer: Box, size: str) -> None:
        ticks = axis_ticks(self.highest_value)
        plot = self.plot(outer, ticks, size)
        draw_number_axis(canvas, plot, ticks, self.unit)
        self.draw_x_axis(canvas, plot, outer, size)
        obstacles = self.draw_markers(canvas, plot, outer)
        for number, line in enumerate(self.lines):
            draw_line(canvas, plot, line, f"line-{number}")
            for piece in plot.corners(line):
                obstacles += line_boxes(piece)
        self.draw_labels(canvas, plot, outer, obstacles, names=self.has_names(size))

    def has_names(self, size: str) -> bool:
        return self.show_names and size != "narrow" and 1 < len(self.lines) <= MOST_NAMES

    def plot(self, outer: Box, ticks: Sequence[int], size: str) -> Plot:
        xs = [position(point.x) for line in self.lines for point in line.data] or [0, 1]
        first, last = (position(x) for x in self.span) if self.span else (min(xs), max(xs))
        names = [text_width(cut_text(line.label, 150)) for line in self.lines] if self.has_names(size) else []
        numbers = max(text_width(f"{tick}{self.unit}") for tick in ticks)
        top = outer.top + 10 + LABEL_STEP * min(len(self.markers), 3)
        below = 38 if self.x_heading and not isinstance(self.first_x, date) else 24
        frame = Box(
            outer.left + numbers + 10,
            top + (LABEL_STEP if self.y_heading else 0),
            outer.right - max([14.0, *(width + 40 for width in names)]),
            outer.bottom - below,
        )
        return Plot(frame, first, last, max(ticks[-1], 1))

    @property
    def first_x(self) -> float | date | None:
        if self.span:
            return self.span[0]
        return next((point.x for line in self.lines for point in line.data), None)

    def draw_x_axis(self, canvas: Canvas, plot: Plot, outer: Box, size: str) -> None:
        foot = plot.frame.bottom
        if self.y_heading:
            canvas.text(outer.left, plot.frame.top - LABEL_STEP, self.y_heading, "quiet")
        for x, label in self.labelled_ticks(plot, size):
            canvas.line(x, foot, x, foot + (6 if label else 3), "tick")
            if label:
                half = text_width(label, 12) / 2
                middle = max(min(x, outer.right - half), outer.left + half)
                canvas.text(middle, foot + 20, label, "quiet", "middle")
        if self.x_heading and not isinstance(self.first_x, date):
            canvas.text(
                (plot.frame.left + plot.frame.right) / 2, foot + 35, self.x_heading, "quiet", "middle"
            )

    def labelled_ticks(self, plot: Plot, size: str) -> list[tuple[float, str]]:
        """Return the ticks of the axis with their labels; none touches another."""
        if self.x_ticks:
            ticks = [(plot.x(x), str(label)) for x, label in self.x_ticks]
        elif isinstance(self.first_x, date):
            first, last = date.fromordinal(int(plot.first)), date.fromordinal(int(plot.last))
            months = month_ticks(first, last, MOST_MONTHS[size])
            ticks = [(plot.x(day), format_short_month(day) if named else "") for day, named in months]
        else:
            steps = axis_ticks(plot.last, MOST_MONTHS[size])
            ticks = [(plot.x(n), format_number(n)) for n in steps if plot.first <= n <= plot.last]
        return drop_crowded(ticks)

    def draw_markers(self, canvas: Canvas, plot: Plot, outer: Box) -> list[Box]:
        """Draw the lines across with their labels above the plot; return the boxes they take."""
        within = [m for m in self.markers if plot.first <= position(m.x) <= plot.last]
        rows = [outer.top + LABEL_STEP * (n + 0.5) for n in range(3)]
        labels = [
            Label(m.label, plot.x(m.x), y, reach=4, near=("end", "start")) for m in within for y in rows
        ]
        boxes: list[Box] = []
        for number, marker in enumerate(within):
            x = plot.x(marker.x)
            choices = labels[number * 3 : number * 3 + 3]
            placed = next((p for c in choices for p in place_labels([c], outer, boxes)), None)
            top = placed.box.top if placed else plot.frame.top
            with canvas.mark(marker.label):
                canvas.line(x, top, x, plot.frame.bottom, marker.kind)
            boxes.append(Box(x - 2, top, x + 2, plot.frame.bottom))
            if placed:
                canvas.label(placed, "marker")
                boxes.append(placed.box)
        return boxes

    def draw_labels(
        self, canvas: Canvas, plot: Plot, outer: Box, obstacles: list[Box], *, names: bool
    ) -> None:
        """Write the last number of each line, and those of the rings, where nothing else stands."""
        if names:
            self.draw_names(canvas, plot, outer)
        rings = [point for line in self.lines if line.style == Style.RINGS for point in line.data]
        drawn = [line for line in self.lines if line.last and line.style != Style.RINGS]
        ends = [line.last for line in drawn if line.last and not (names and plot.reaches_rim(line))]
        labels = [
            Label(f"{format_number(point.y)}{self.unit}", plot.x(point.x), plot.y(point.y), 14, 8)
            for point in [*ends, *rings]
            if point.y is not None
        ]
        # A ring at the end of a line says the same number once.
        labels = list(
            {(label.text, round(label.x, -1), round(label.y, -1)): label for label in labels}.values()
        )
        for placed in place_labels(labels, outer, obstacles):
            canvas.label(placed, "value")

    def draw_names(self, canvas: Canvas, plot: Plot, outer: Box) -> None:
        """Write name and last number of each line at its end, below one another."""
        ends = [(line, line.last) for line in self.lines if line.last and plot.reaches_rim(line)]
        heights = spread([plot.y(p.y) for _l, p in ends], LABEL_STEP, plot.frame.top, plot.frame.bottom)
        for (line, point), y in zip(ends, heights, strict=True):
            x = plot.x(point.x)
            canvas.line(x + 5, plot.y(point.y), plot.frame.right + 8, y, "leader")
            number = f"{format_number(point.y)}{self.unit}"
            name = cut_text(line.label, 150)
            canvas.text(plot.frame.right + 11, y + 4.5, f"{number} {name}", f"end-name {line.tone}")


def drop_crowded(ticks: list[tuple[float, str]]) -> list[tuple[float, str]]:
    reached = float("-inf")
    kept = []
    for x, label in ticks:
        half = text_width(label) / 2
        free = x - half >= reached + 4
        kept.append((x, label if free else ""))
        if label and free:
            reached = x + half
    return kept


def draw_number_axis(canvas: Canvas, plot: Plot, ticks: Sequence[int], unit: str) -> None:
    for tick in ticks:
        y = plot.y(tick)
        canvas.line(plot.frame.left, y, plot.frame.right, y, "axis" if tick else "axis base")
        canvas.text(plot.frame.left - 6, y + 4.5, f"{format_number(tick)}{unit}", "quiet", "end")


def draw_line(canvas: Canvas, plot: Plot, line: Line, series: str) -> None:
    kind = f"line {line.tone}{' dashed' if line.dashed else ''}"
    if line.style != Style.RINGS:
        canvas.parts.append(f'<g class="mark-line" data-series="{series}">')
        for piece in plot.corners(line):
            canvas.path(piece, kind)
        canvas.parts.append("</g>")
    for point in line.data:
        if point.y is None or not (point.label or point.url or line.style == Style.RINGS):
            continue
        title = point.label or f"{line.label}{colon()}{format_x(point.x)}{colon()}{format_number(point.y)}"
        with canvas.mark(title, point.url, line.tone, series):
            x, y = plot.x(point.x), plot.y(point.y)
            canvas.circle(x, y, 9, "hit")
            canvas.circle(x, y, 5 if line.style == Style.RINGS else 3, f"point {line.style}")


def format_x(x: float | date) -> str:
    return format_day(x) if isinstance(x, date) else format_number(x)


def table_cell(point: Point | None) -> ChartCell:
    if point is None or point.y is None:
        return ChartCell(None)
    return ChartCell(point.y, point.url)


PANELS = {"narrow": 1, "medium": 2, "wide": 3}
PANEL_HEIGHT = 200


@dataclass(frozen=True, kw_only=True)
class SmallMultiples(Chart):
    """Line charts side by side, drawn to one scale, so that they can be compared."""

    charts: Sequence[LineChart]
    # What the panels are: the head of the first column of the table.
    panel_heading: str = ""

    mirrored = False

    @property
    def legend_items(self) -> Sequence[LegendItem]:
        """The lines of the panel that has most of them."""
        return self.legend or max((chart.legend_items for chart in self.charts), key=len, default=())

    def drawn_table(self) -> ChartTable:
        """Return the tables one below another, each number under its own line: a panel may lack a line."""
        tables = [chart.table for chart in self.charts]
        longest = sorted((table.header for table in tables), key=len, reverse=True)
        heads = list(dict.fromkeys(head for header in longest for head in header))
        blank = ChartCell(None)
        rows = []
        for chart, table in zip(self.charts, tables, strict=True):
            for row in table.rows:
                held = dict(zip(table.header, row, strict=True))
                rows.append([ChartCell(chart.title), *(held.get(head, blank) for head in heads)])
        return ChartTable([self.panel_heading or _("Group"), *heads], rows)

    def draw(self, canvas: Canvas, size: str) -> float:
        across = min(PANELS[size], len(self.charts)) or 1
        width = canvas.width / across
        highest = max((chart.highest_value for chart in self.charts), default=0)
        for number, chart in enumerate(self.charts):
            x, y = (number % across) * width, (number // across) * PANEL_HEIGHT
            canvas.text(x + 2, y + 14, cut_text(chart.title, width - 12), "panel-name")
            panel = replace(chart, highest=chart.highest or highest, show_names=False, y_heading="")
            panel.draw_inside(canvas, Box(x, y + 22, x + width - 12, y + PANEL_HEIGHT - 8), "narrow")
        return -(-len(self.charts) // across) * PANEL_HEIGHT
