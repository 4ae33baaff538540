"""Stacked bars: a bar for each row, a segment for each answer or state, in the same order in every row."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from authorities.languages.cldr import colon
from reporting.charts.canvas import Canvas, Tone
from reporting.charts.chart import Chart, ChartCell, ChartTable, LegendItem, PlainContent
from reporting.charts.text_width import FONT_SIZE, text_width, wrap_text

BAR_HEIGHT, LINE_HEIGHT, ROW_GAP = 24, 16, 12
# The part of the width that the names of the rows have, where they stand beside the bars.
NAMES = 0.28


@dataclass(frozen=True)
class Segment:
    key: str
    label: str
    number: int
    url: str = ""
    tone: str = Tone.STRONG


@dataclass(frozen=True)
class BarRow(PlainContent):
    label: str
    segments: Sequence[Segment]
    url: str = ""
    # A few words at the end of the bar, such as “54 of 194”.
    note: str = ""

    @property
    def whole(self) -> int:
        return sum(segment.number for segment in self.segments)


@dataclass(frozen=True, kw_only=True)
class StackedBars(Chart):
    rows: Sequence[BarRow]
    # What the rows are: the head of the first column of the table.
    row_heading: str = ""
    # True if every bar is as long as the others (shares), False if as long as its number.
    as_shares: bool = True

    @cached_property
    def between(self) -> str:
        """What stands between a label and its number; asked once for hundreds of marks."""
        return colon()

    @property
    def series(self) -> list[Segment]:
        """The first segment of each kind, in their order."""
        found: dict[str, Segment] = {}
        for row in self.rows:
            for segment in row.segments:
                found.setdefault(segment.key, segment)
        return list(found.values())

    @property
    def legend_items(self) -> Sequence[LegendItem]:
        return self.legend or [LegendItem(s.label, s.tone, series=s.key) for s in self.series]

    def drawn_table(self) -> ChartTable:
        series = self.series
        header = [self.row_heading, *(segment.label for segment in series), _("Together")]
        return ChartTable(header, [self.table_row(row, series) for row in self.rows])

    @staticmethod
    def table_row(row: BarRow, series: Sequence[Segment]) -> list[ChartCell]:
        held = {segment.key: segment for segment in row.segments}
        cells = [held.get(s.key, Segment(s.key, s.label, 0)) for s in series]
        counted = [ChartCell(s.number, s.url if s.number else "") for s in cells]
        return [ChartCell(row.label, row.url), *counted, ChartCell(row.whole)]

    @property
    def longest(self) -> int:
        return max((row.whole for row in self.rows), default=0)

    def draw(self, canvas: Canvas, size: str) -> float:
        notes = max((text_width(row.note) for row in self.rows), default=0)
        beside = size != "narrow"
        start = canvas.width * NAMES if beside else 0
        length = canvas.width - start - (notes + 10 if beside and notes else 2)
        y = 2.0
        for row in self.rows:
            y = self.draw_row(canvas, row, y, start, length) + ROW_GAP
        return y - ROW_GAP + 2

    def draw_row(self, canvas: Canvas, row: BarRow, y: float, start: float, length: float) -> float:
        """Draw a row that begins at y; return where it ends."""
        noted = text_width(row.note) + 12 if row.note and not start else 0
        lines = wrap_text(row.label, (start or canvas.width - noted) - 12)
        height = max(BAR_HEIGHT, LINE_HEIGHT * len(lines)) if start else BAR_HEIGHT
        top = y if start else y + LINE_HEIGHT * len(lines) + 2
        text_top = y + (height - LINE_HEIGHT * len(lines)) / 2 if start else y
        for number, line in enumerate(lines):
            canvas.text(0, text_top + LINE_HEIGHT * (number + 1) - 4, line, "name")
        if row.note and start:
            canvas.text(start + length + 8, top + height / 2 + 4.5, row.note, "note")
        elif row.note:
            canvas.text(canvas.width - 1, y + LINE_HEIGHT - 4, row.note, "note", "end")
        self.draw_bar(canvas, row, start, top + (height - BAR_HEIGHT) / 2, length)
        return top + height

    def draw_bar(self, canvas: Canvas, row: BarRow, x: float, y: float, length: float) -> None:
        whole = row.whole if self.as_shares else self.longest
        for segment in row.segments:
            width = length * segment.number / whole if whole else 0
            if segment.number:
                title = f"{row.label}{self.between}{segment.label}{self.between}{segment.number}"
                with canvas.mark(title, segment.url, segment.tone, segment.key):
                    canvas.block(x + 0.75, y + 0.75, max(width - 1.5, 1), BAR_HEIGHT - 1.5, segment.tone)
                    if text_width(str(segment.number)) + 8 <= width:
                        baseline = y + BAR_HEIGHT / 2 + FONT_SIZE * 0.35
                        canvas.text(x + width / 2, baseline, segment.number, "number", "middle")
            x += width
        if not row.whole:
            canvas.rect(x + 0.75, y + 0.75, length - 1.5, BAR_HEIGHT - 1.5, "nothing")
