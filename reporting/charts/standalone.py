"""A chart as an SVG file that stands alone: title, legend, picture, source and styles in one file."""

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils.html import escape
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from authorities.languages.cldr import format_number
from reporting.charts.canvas import Canvas, format_length
from reporting.charts.chart import Chart
from reporting.charts.legend import draw_swatch
from reporting.charts.text_width import FONT_SIZE, text_width, wrap_text

MARGIN = 24
FONTS = "'Noto Sans', 'Noto Sans Arabic', 'Droid Sans Fallback', system-ui, sans-serif"
# What only a page needs: rules that depend on the screen, and comments.
PAGE_RULES = re.compile(r"/\* -+ on a page alone.*", re.DOTALL)
COMMENTS = re.compile(r"/\*.*?\*/", re.DOTALL)
OWN_RULES = (
    ".sheet { fill: #fff; } .title { font-size: 20px; font-weight: 700; fill: #16202b; } "
    ".foot-line, .subtitle { font-size: 12px; fill: #4b5a68; } "
    ".demo-mark { font-size: 13px; font-weight: 700; fill: #7a4d00; }"
)
LINKS = re.compile(r'<a( class="[^"]*"(?: data-series="[^"]*")?) href="[^"]*">')


@cache
def file_styles() -> str:
    """Return the rules of the style sheet that a picture needs."""
    found = finders.find("charts.css") or Path(settings.STATIC_ROOT or "") / "charts.css"
    text = COMMENTS.sub("", PAGE_RULES.sub("", Path(found).read_text(encoding="utf-8")))
    return " ".join(f"{text} {OWN_RULES}".split())


def hash_styles() -> str:
    """Return the name by which a policy allows exactly these styles."""
    digest = hashlib.sha256(file_styles().encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


class FileSheet:
    """What a file shows around the picture, from top to bottom."""

    def __init__(self, width: float) -> None:
        self.canvas = Canvas(width + 2 * MARGIN, mirrored=get_language_bidi())
        self.y = float(MARGIN)

    def write(self, text: str, kind: str, size: float = FONT_SIZE, most_lines: int = 3) -> None:
        for line in wrap_text(text, self.canvas.width - 2 * MARGIN, most_lines, size) if text else ():
            self.canvas.text(MARGIN, self.y + size, line, kind)
            self.y += size * 1.4

    def draw_legend(self, chart: Chart) -> None:
        x = float(MARGIN)
        self.y += 6
        for entry in chart.legend_items:
            label = entry.label if entry.number is None else f"{entry.label} ({format_number(entry.number)})"
            width = 34 + text_width(label) + 18
            if x > MARGIN and x + width > self.canvas.width - MARGIN:
                x, self.y = MARGIN, self.y + 24
            sign = draw_swatch(self.canvas, entry.tone, x, self.y)
            self.canvas.text(x + sign + 6, self.y + 13.5, label, "name")
            x += sign + 6 + text_width(label) + 18
        self.y += 32 if chart.legend_items else 6


def draw_sheet(chart: Chart, size: str, lines: Sequence[str]) -> tuple[float, float, str]:
    """Return width, height and content of the file: the chart with `lines` of source below it."""
    picture = chart.picture(size)
    sheet = FileSheet(picture.width)
    sheet.write(chart.title, "title", 20)
    sheet.write(chart.subtitle, "subtitle")
    if chart.demo:
        sheet.write(_("Demonstration data: the totals match, the countries are illustrative."), "demo-mark")
    sheet.draw_legend(chart)
    sheet.canvas.parts.append(f'<g transform="translate({MARGIN} {format_length(sheet.y)})">')
    sheet.canvas.parts.append(LINKS.sub(r"<g\1>", picture.content).replace("</a>", "</g>"))
    sheet.canvas.parts.append("</g>")
    sheet.y += picture.height + 12
    for line in filter(None, (chart.note, chart.source, *lines)):
        sheet.write(str(line), "foot-line", 12)
    return sheet.canvas.width, sheet.y + MARGIN, sheet.canvas.content()


@dataclass(frozen=True)
class ChartFile:
    """The text of an SVG file, and how large its picture is."""

    text: str
    width: float
    height: float


def chart_as_svg(chart: Chart, lines: Sequence[str] = ()) -> ChartFile:
    """Return the chart as an SVG file, with lines below it that say where it comes from."""
    size = "natural" if chart.sizes == ("natural",) else "wide"
    width, height, content = draw_sheet(chart, size, lines)
    box = f"{format_length(width)} {format_length(height)}"
    width_and_height = 'width="{}" height="{}"'.format(*box.split())
    text = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="pic" xml:lang="{get_language()}" viewBox="0 0 {box}"'
        f' {width_and_height} font-family="{FONTS}" role="img">'
        f"<title>{escape(chart.title)}</title><style>{file_styles()}</style>"
        f'<rect class="sheet" width="100%" height="100%"/>{content}</svg>\n'
    )
    return ChartFile(text, width, height)
