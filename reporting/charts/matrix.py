"""A table drawn as squares: who with whom, or which answer in which round."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from authorities.languages.cldr import colon
from reporting.charts.canvas import Canvas, Tone
from reporting.charts.chart import Chart, ChartCell, ChartTable
from reporting.charts.text_width import cut_text, text_width

CELL, NAME_WIDTH, HEAD = 30, 170, 34
LEAST_WIDTH = 340


@dataclass(frozen=True)
class Head:
    """A row or a column: its key, the short text that is drawn, and its whole name."""

    key: str
    label: str
    name: str = ""
    url: str = ""

    @property
    def full_name(self) -> str:
        return self.name or self.label


@dataclass(frozen=True)
class MatrixCell:
    tone: str = Tone.STRONG
    label: str = ""
    url: str = ""
    # A number or a sign inside the square.
    text: str = ""
    series: str = ""


@dataclass(frozen=True, kw_only=True)
class Matrix(Chart):
    rows: Sequence[Head]
    columns: Sequence[Head]
    # (key of the row, key of the column): what stands there.
    cells: Mapping[tuple[str, str], MatrixCell] = field(hash=False)
    row_heading: str = ""

    # Squares keep their size; a wide matrix is moved sideways in its frame.
    sizes = ("natural",)

    def natural_width(self, size: str) -> float:
        return max(self.name_width + CELL * len(self.columns) + 2, LEAST_WIDTH)

    @property
    def name_width(self) -> float:
        return min(max((text_width(row.label) + 12 for row in self.rows), default=0), NAME_WIDTH)

    def drawn_table(self) -> ChartTable:
        rows = []
        for row in self.rows:
            cells = [self.cells.get((row.key, column.key)) for column in self.columns]
            rows.append(
                [
                    ChartCell(row.full_name, row.url),
                    *(
                        ChartCell(cell.text or cell.label, cell.url) if cell else ChartCell(None)
                        for cell in cells
                    ),
                ]
            )
        return ChartTable([self.row_heading, *(column.full_name for column in self.columns)], rows)

    def draw(self, canvas: Canvas, size: str = "natural") -> float:
        slanted = any(text_width(column.label, 11) > CELL - 2 for column in self.columns)
        head = 20 + max((text_width(c.label, 11) for c in self.columns), default=0) if slanted else HEAD - 12
        for number, column in enumerate(self.columns):
            self.draw_head(canvas, column, self.name_width + CELL * (number + 0.5), head, slanted)
        for number, row in enumerate(self.rows):
            self.draw_row(canvas, row, head + CELL * number)
        return head + CELL * len(self.rows) + 2

    def draw_head(self, canvas: Canvas, column: Head, x: float, head: float, slanted: bool) -> None:
        with canvas.mark(column.full_name, column.url):
            if slanted:
                place = f"translate({canvas.x(x)} {head - 6:.1f}) rotate(-90)"
                canvas.parts.append(f'<g transform="{place}">')
                mirrored, canvas.mirrored = canvas.mirrored, False
                canvas.text(0, 4, column.label, "code")
                canvas.mirrored = mirrored
                canvas.parts.append("</g>")
            else:
                canvas.text(x, head - 6, column.label, "code", "middle")

    def draw_row(self, canvas: Canvas, row: Head, y: float) -> None:
        with canvas.mark(row.full_name, row.url):
            canvas.text(0, y + CELL / 2 + 4.5, cut_text(row.label, self.name_width - 6), "name")
        for number, column in enumerate(self.columns):
            x = self.name_width + CELL * number
            cell = self.cells.get((row.key, column.key))
            if cell is None:
                canvas.rect(x + 1, y + 1, CELL - 2, CELL - 2, "empty", 2)
                continue
            title = f"{row.full_name} – {column.full_name}{colon()}{cell.label or cell.text}"
            with canvas.mark(title, cell.url, cell.tone, cell.series):
                canvas.block(x + 1, y + 1, CELL - 2, CELL - 2, cell.tone, 2)
                if cell.text:
                    canvas.text(x + CELL / 2, y + CELL / 2 + 4.5, cell.text, "number", "middle")
