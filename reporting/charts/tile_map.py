"""The map: a square of one size for each country, so that small ones count and no border is drawn.

Where there is room, the squares stand about where the countries lie; on a phone, in groups by region.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby
from typing import NamedTuple

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from authorities.languages.cldr import colon
from reporting.charts.canvas import Canvas, mark_tags
from reporting.charts.chart import Chart, ChartCell, ChartTable

# On the canvas of a phone, 340 wide, a square is 31: more than 24 on a screen of 320.
GROUP_TILE, GROUP_GAP, HEADING = 31, 3, 26
FEWEST_COLUMNS = 16


class MapTile(NamedTuple):
    """A square: a country with its class (`key`, `status` in words, `tone`) and what it links to."""

    code: str
    label: str
    key: str
    status: str
    tone: str
    url: str = ""
    # Column and row on the map; None if it has no place there.
    place: tuple[int, int] | None = None
    group: str = ""


@dataclass(frozen=True, kw_only=True)
class TileMap(Chart):
    tiles: Sequence[MapTile]

    mirrored = False
    sizes = ("narrow", "wide")

    @cached_property
    def marks(self) -> dict[str, tuple[str, str]]:
        """What opens and closes the mark of each country; written once for all widths."""
        between = colon()
        return {
            tile.code: mark_tags(f"{tile.label}{between}{tile.status}", tile.url, tile.tone, tile.key)
            for tile in self.tiles
        }

    def drawn_table(self) -> ChartTable:
        header = [_("Country"), _("Code"), _("Region"), self.title]
        rows = [
            [
                ChartCell(tile.label, tile.url),
                ChartCell(tile.code),
                ChartCell(tile.group),
                ChartCell(tile.status),
            ]
            for tile in self.tiles
        ]
        return ChartTable(header, rows)

    def draw(self, canvas: Canvas, size: str) -> float:
        if size != "narrow":
            return self.draw_map(canvas)
        # The world is not turned round, a list is.
        canvas.mirrored = get_language_bidi()
        return self.draw_groups(canvas)

    def draw_map(self, canvas: Canvas) -> float:
        placed = sorted((t for t in self.tiles if t.place), key=lambda t: (t.place or (0, 0))[::-1])
        if not placed:
            return 1
        left, columns = extent(tile.place[0] for tile in placed if tile.place)
        top, rows = extent(tile.place[1] for tile in placed if tile.place)
        # A few columns alone would be drawn very large, so the frame keeps a least width around them.
        margin = max(FEWEST_COLUMNS - columns, 0) / 2
        step = canvas.width / max(columns, FEWEST_COLUMNS)
        for tile in placed:
            column, row = tile.place or (0, 0)
            self.draw_tile(canvas, tile, (column - left + margin) * step, (row - top) * step, step * 0.93)
        return rows * step

    def draw_groups(self, canvas: Canvas) -> float:
        step = GROUP_TILE + GROUP_GAP
        across = int((canvas.width + GROUP_GAP) // step)
        y = 0.0
        for group, members in groupby(sorted(self.tiles, key=lambda t: t.group), key=lambda t: t.group):
            tiles = list(members)
            if group:
                canvas.text(0, y + 18, group, "panel-name")
                y += HEADING
            for number, tile in enumerate(tiles):
                self.draw_tile(canvas, tile, number % across * step, y + number // across * step, GROUP_TILE)
            y += -(-len(tiles) // across) * step + 6
        return y

    def draw_tile(self, canvas: Canvas, tile: MapTile, x: float, y: float, size: float) -> None:
        opening, closing = self.marks[tile.code]
        sheet = (canvas.width, canvas.mirrored, canvas.isolates)
        canvas.parts += (opening, draw_square(tile.code, tile.tone, x, y, size, sheet), closing)


# Two pictures have about four hundred squares, and most countries stay where they are, in their tone.
@lru_cache(maxsize=4096)
def draw_square(
    code: str, tone: str, x: float, y: float, size: float, sheet: tuple[float, bool, bool]
) -> str:
    """Return the square of a country; `sheet` is the width of the canvas, and how it is written on."""
    width, mirrored, isolates = sheet
    canvas = Canvas(width, mirrored=mirrored)
    canvas.isolates = isolates
    canvas.block(x + 1, y + 1, size - 2, size - 2, tone, 3)
    canvas.dot_and_foot(x + 1, y + 1, size - 2, tone)
    canvas.text(x + size / 2, y + size * 0.61, code, "code", "middle")
    return canvas.content()


def extent(places: Iterable[int]) -> tuple[int, int]:
    """Return the first place, and the number of places from it to the last."""
    found = list(places) or [0]
    return min(found), max(found) - min(found) + 1
