"""The geometry of the charts: positions and lengths for the SVG templates.

Numbers are returned as text with a decimal point, so that no language turns it into a comma.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from reporting.charts.axes import axis_ticks
from reporting.charts.canvas import format_length
from reporting.compliance.figures import ComplianceStatus

TILE_SIZE = 28
FEWEST_COLUMNS = 24
# The width that a label beside the curve needs.
LABEL_WIDTH = 140


@dataclass(frozen=True)
class Tile:
    """One square of the tile map, with the Member State it stands for."""

    x: str
    y: str
    status: ComplianceStatus


@dataclass(frozen=True)
class PlacedTiles:
    view_box: str
    tiles: tuple[Tile, ...]


def build_tile_map(statuses: Iterable[ComplianceStatus]) -> PlacedTiles:
    """Return a square for each Member State that has a place on the map, row by row, without empty edges."""
    placed = sorted((s for s in statuses if s.tile), key=lambda s: (s.tile[1], s.tile[0]))
    left, columns = extent(s.tile[0] for s in placed)
    top, rows = extent(s.tile[1] for s in placed)
    # A few columns alone would be drawn very large, so the frame keeps a least width around them.
    left, columns = left - max(FEWEST_COLUMNS - columns, 0) / 2, max(columns, FEWEST_COLUMNS)
    tiles = tuple(Tile(str(s.tile[0] * TILE_SIZE), str(s.tile[1] * TILE_SIZE), s) for s in placed)
    frame = (left * TILE_SIZE - 1, top * TILE_SIZE - 1, columns * TILE_SIZE, rows * TILE_SIZE)
    return PlacedTiles(" ".join(format_length(number) for number in frame), tiles)


def extent(places: Iterable[int]) -> tuple[float, int]:
    """Return the first place, and the number of places from it to the last."""
    places = list(places) or [0]
    return min(places), max(places) - min(places) + 1


def bar_length(part: int, whole: int, full: int = 100) -> str:
    """Return the length of a bar that is `full` long when `part` is all of `whole`."""
    return format_length(full * part / whole if whole else 0)


@dataclass(frozen=True)
class ChartPoint:
    """A point of the chart with its label: a number, a day, or None."""

    x: str
    y: str
    label: object
    # Near the end of the chart the label is written on the other side of the point.
    towards_start: bool = False


@dataclass(frozen=True)
class Curve:
    """The number of reports received, as steps from day to day."""

    width: int
    height: int
    left: int
    right: str
    foot: str
    line: str
    area: str
    end: ChartPoint
    number_ticks: tuple[ChartPoint, ...]
    month_ticks: tuple[ChartPoint, ...]
    due: ChartPoint | None
    published: tuple[ChartPoint, ...]


@dataclass(frozen=True)
class PlotArea:
    """The coordinate system of the curve: days from start to end, numbers of reports upward."""

    first: date
    last: date
    highest: int
    width: int
    height: int
    left: int = 34
    top: int = 22
    end: int = 30
    below: int = 28

    def x(self, day: date) -> float:
        days = max((self.last - self.first).days, 1)
        return self.left + (self.width - self.left - self.end) * (day - self.first).days / days

    def y(self, number: int) -> float:
        return self.foot - (self.foot - self.top) * number / self.highest

    @property
    def foot(self) -> int:
        return self.height - self.below

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last

    def point(self, day: date, number: int, label: object) -> ChartPoint:
        x = self.x(day)
        near_the_end = x > self.width - LABEL_WIDTH
        return ChartPoint(format_length(x), format_length(self.y(number)), label, towards_start=near_the_end)


def draw_curve(
    days: Iterable[date],
    first: date,
    last: date,
    *,
    due: date | None = None,
    published: Iterable[tuple[date, int]] = (),
    width: int = 1000,
    height: int = 250,
    most_labels: int = 13,
) -> Curve:
    """Return the curve of the reports received on `days`, drawn from the day `first` to the day `last`.

    `published` are numbers that others have published, as (day, number); those of other days are left out.
    """
    days = sorted(days)
    published = [(day, number) for day, number in published if first <= day <= last]
    highest = max([len(days), *(number for _day, number in published)])
    ticks = axis_ticks(highest)
    area = PlotArea(first, last, max(highest, ticks[-1]), width, height)
    line = step_path(area, days)
    right, foot = format_length(area.x(last)), format_length(area.foot)
    return Curve(
        width=width,
        height=height,
        left=area.left,
        right=right,
        foot=foot,
        line=line,
        area=f"{line} V{foot} H{format_length(area.x(first))} Z",
        end=area.point(last, len(days), len(days)),
        number_ticks=tuple(ChartPoint(str(area.left), format_length(area.y(tick)), tick) for tick in ticks),
        month_ticks=tuple(curve_month_ticks(area, most_labels)),
        due=area.point(due, 0, due) if due and area.holds(due) else None,
        published=tuple(area.point(day, number, number) for day, number in published),
    )


def step_path(area: PlotArea, days: Sequence[date]) -> str:
    """Return the path of an SVG line that goes up by one on each of the sorted days."""
    path = [f"M{format_length(area.x(area.first))} {format_length(area.y(0))}"]
    for number, day in enumerate(days, start=1):
        path.append(f"H{format_length(area.x(max(day, area.first)))} V{format_length(area.y(number))}")
    return " ".join([*path, f"H{format_length(area.x(area.last))}"])


def curve_month_ticks(area: PlotArea, most_labels: int) -> Iterator[ChartPoint]:
    """Yield a tick for the first day of every month; at most about `most_labels` of them have a label."""
    number_of_months = (area.last.year - area.first.year) * 12 + area.last.month - area.first.month + 1
    every = next(n for n in (1, 2, 3, 6, 12, 24, 60, 120) if number_of_months / n <= most_labels)
    for count in range(number_of_months):
        year, month = divmod(area.first.year * 12 + area.first.month - 1 + count, 12)
        day = date(year, month + 1, 1)
        if area.holds(day):
            labelled = month % every == 0 if every <= 12 else month == 0 and year % (every // 12) == 0
            yield ChartPoint(format_length(area.x(day)), format_length(area.foot), day if labelled else None)
