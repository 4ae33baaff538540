"""Numbers into the geometry of pictures: places and lengths, no HTML. Written as text, so that no language
turns a decimal point into a comma."""

from dataclasses import dataclass
from datetime import date

from reporting.compliance.figures import Standing

CELL = 28
FEWEST_COLUMNS = 24
# Room that a label beside the curve needs.
LABEL = 140


def length(number):
    return f"{number:.1f}".removesuffix(".0")


@dataclass(frozen=True)
class Tile:
    """One square of the tile map. `standing` says whose it is and what to show."""

    x: str
    y: str
    standing: Standing


@dataclass(frozen=True)
class TileMap:
    view_box: str
    tiles: tuple[Tile, ...]


def tile_map(standings):
    """One square for each Member State that has a place on the map, row by row; empty edges are cut off."""
    placed = sorted((s for s in standings if s.tile), key=lambda s: (s.tile[1], s.tile[0]))
    left, columns = span(s.tile[0] for s in placed)
    top, rows = span(s.tile[1] for s in placed)
    # So few columns would be drawn very large: the frame keeps its width around them.
    left, columns = left - max(FEWEST_COLUMNS - columns, 0) / 2, max(columns, FEWEST_COLUMNS)
    tiles = tuple(Tile(str(s.tile[0] * CELL), str(s.tile[1] * CELL), s) for s in placed)
    frame = (left * CELL - 1, top * CELL - 1, columns * CELL, rows * CELL)
    return TileMap(" ".join(length(number) for number in frame), tiles)


def span(places):
    """The first place and how many there are up to the last."""
    places = list(places) or [0]
    return min(places), max(places) - min(places) + 1


def share_of(part, whole, full=100):
    """The length of a bar that is `full` long when `part` is all of `whole`."""
    return length(full * part / whole if whole else 0)


@dataclass(frozen=True)
class Mark:
    """A place on the curve, with what stands there."""

    x: str
    y: str
    label: object
    # Near the far edge a label is written towards the near one.
    towards_start: bool = False


@dataclass(frozen=True)
class Curve:
    """Reports received, as steps from day to day."""

    width: int
    height: int
    left: int
    right: str
    foot: str
    line: str
    area: str
    end: Mark
    levels: tuple[Mark, ...]
    months: tuple[Mark, ...]
    due: Mark | None
    published: tuple[Mark, ...]


@dataclass(frozen=True)
class Frame:
    """The plane of the curve: days to the side, numbers of reports upward."""

    first: date
    last: date
    most: int
    width: int
    height: int
    left: int = 34
    top: int = 22
    end: int = 30
    below: int = 28

    def x(self, day):
        days = max((self.last - self.first).days, 1)
        return self.left + (self.width - self.left - self.end) * (day - self.first).days / days

    def y(self, number):
        return self.foot - (self.foot - self.top) * number / self.most

    @property
    def foot(self):
        return self.height - self.below

    def holds(self, day):
        return self.first <= day <= self.last

    def mark(self, day, number, label):
        x = self.x(day)
        return Mark(length(x), length(self.y(number)), label, towards_start=x > self.width - LABEL)


def curve(days, first, last, *, due=None, published=(), width=1000, height=250, most_labels=13):
    """The curve of reports received on `days`, seen from `first` to `last`; `published` are (day, number)."""
    days = sorted(days)
    published = [(day, number) for day, number in published if first <= day <= last]
    highest = max([len(days), *(number for _day, number in published)])
    steps = levels(highest)
    frame = Frame(first, last, max(highest, steps[-1]), width, height)
    line = stairs(frame, days)
    right, foot = length(frame.x(last)), length(frame.foot)
    return Curve(
        width=width,
        height=height,
        left=frame.left,
        right=right,
        foot=foot,
        line=line,
        area=f"{line} V{foot} H{length(frame.x(first))} Z",
        end=frame.mark(last, len(days), len(days)),
        levels=tuple(Mark(str(frame.left), length(frame.y(step)), step) for step in steps),
        months=tuple(months(frame, most_labels)),
        due=frame.mark(due, 0, due) if due and frame.holds(due) else None,
        published=tuple(frame.mark(day, number, number) for day, number in published),
    )


def stairs(frame, days):
    """Flat until a report comes, then up by one."""
    path = [f"M{length(frame.x(frame.first))} {length(frame.y(0))}"]
    for number, day in enumerate(days, start=1):
        path.append(f"H{length(frame.x(max(day, frame.first)))} V{length(frame.y(number))}")
    return " ".join([*path, f"H{length(frame.x(frame.last))}"])


def levels(highest):
    """At most five round numbers from 0 up to the first that is not below `highest`.

    >>> levels(54)
    [0, 20, 40, 60]
    >>> levels(0)
    [0, 1]
    """
    step = next(step for step in (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000) if step * 4 >= highest)
    top = max(-(-highest // step), 1)
    return [step * n for n in range(top + 1)]


def months(frame, most_labels):
    """A tick at the first day of every month; as many carry their month as there is room for."""
    number_of_months = (frame.last.year - frame.first.year) * 12 + frame.last.month - frame.first.month + 1
    every = next(n for n in (1, 2, 3, 6, 12, 24, 60, 120) if number_of_months / n <= most_labels)
    for count in range(number_of_months):
        year, month = divmod(frame.first.year * 12 + frame.first.month - 1 + count, 12)
        day = date(year, month + 1, 1)
        if frame.holds(day):
            labelled = month % every == 0 if every <= 12 else month == 0 and year % (every // 12) == 0
            yield Mark(length(frame.x(day)), length(frame.foot), day if labelled else None)
