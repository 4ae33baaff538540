"""Ranges: two numbers for the same thing, such as what the source and what the destination report."""

from collections.abc import Sequence
from dataclasses import dataclass

from authorities.languages.cldr import colon, format_number
from reporting.charts.axes import axis_ticks
from reporting.charts.canvas import Canvas, Tone
from reporting.charts.chart import Chart, ChartCell, ChartTable, LegendItem
from reporting.charts.placing import Box, Label, place_labels
from reporting.charts.text_width import wrap_text

ROW, LINE_HEIGHT = 38, 16


@dataclass(frozen=True)
class RangeRow:
    """Two numbers of one thing; either may be missing."""

    label: str
    first: float | None
    second: float | None
    url: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class RangeBars(Chart):
    rows: Sequence[RangeRow]
    first_label: str
    second_label: str
    row_heading: str = ""
    unit: str = ""

    @property
    def legend_items(self) -> Sequence[LegendItem]:
        return self.legend or [
            LegendItem(self.first_label, f"{Tone.STRONG} round", series="first"),
            LegendItem(self.second_label, f"{Tone.WARM} square", series="second"),
        ]

    def drawn_table(self) -> ChartTable:
        rows = [[ChartCell(r.label, r.url), ChartCell(r.first), ChartCell(r.second)] for r in self.rows]
        return ChartTable([self.row_heading, self.first_label, self.second_label], rows)

    @property
    def highest(self) -> float:
        return max((n for row in self.rows for n in (row.first, row.second) if n is not None), default=0)

    def draw(self, canvas: Canvas, size: str) -> float:
        narrow = size == "narrow"
        start = 12 if narrow else canvas.width * 0.28
        step = ROW + (LINE_HEIGHT + 6 if narrow else 0)
        ticks = axis_ticks(self.highest, 3 if narrow else 5)
        length = canvas.width - start - 34
        foot = step * len(self.rows) + 4
        for tick in ticks:
            x = start + length * tick / ticks[-1]
            canvas.line(x, 0, x, foot, "axis")
            canvas.text(x, foot + 16, f"{format_number(tick)}{self.unit}", "quiet", "middle")
        for number, row in enumerate(self.rows):
            self.draw_row(canvas, row, step * number, start, length / ticks[-1], narrow=narrow)
        return foot + 22

    def draw_row(
        self, canvas: Canvas, row: RangeRow, y: float, start: float, scale: float, *, narrow: bool
    ) -> None:
        lines = wrap_text(row.label, canvas.width - 10 if narrow else start - 24)[: 1 if narrow else 2]
        for number, line in enumerate(lines):
            top = y + 12 if narrow else y + ROW / 2 + 5 - LINE_HEIGHT * (len(lines) - 1) / 2
            canvas.text(0, top + LINE_HEIGHT * number, line, "name")
        middle = y + ROW / 2 + (LINE_HEIGHT + 6 if narrow else 4)
        places = {
            key: start + scale * number
            for key, number in (("first", row.first), ("second", row.second))
            if number is not None
        }
        if len(places) == 2:
            canvas.line(places["first"], middle, places["second"], middle, "range")
        self.draw_ends(canvas, row, places, middle)

    def draw_ends(self, canvas: Canvas, row: RangeRow, places: dict[str, float], y: float) -> None:
        numbers = {"first": row.first, "second": row.second}
        words = {"first": self.first_label, "second": self.second_label}
        for key, x in places.items():
            number = f"{format_number(numbers[key] or 0)}{self.unit}"
            tone = Tone.STRONG if key == "first" else Tone.WARM
            with canvas.mark(f"{row.label}{colon()}{words[key]}{colon()}{number}", row.url, tone, key):
                canvas.circle(x, y, 11, "hit")
                if key == "first":
                    canvas.circle(x, y, 5.5, "fill")
                else:
                    canvas.rect(x - 5, y - 5, 10, 10, "fill")
        labels = [
            Label(
                f"{format_number(numbers[key] or 0)}{self.unit}",
                x,
                y,
                12,
                8,
                ("above", "end above", "start above", "below"),
            )
            for key, x in places.items()
        ]
        for placed in place_labels(labels, Box(0, y - 26, canvas.width, y + 26)):
            box = placed.box
            canvas.text((box.left + box.right) / 2, placed.baseline, placed.label.text, "small", "middle")
