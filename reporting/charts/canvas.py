"""SVG written from Python: a decimal point in every language, everything that is text escaped."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import lru_cache
from html import escape as escape_html

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_bidi

from reporting.charts.placing import PlacedLabel


class Tone(StrEnum):
    """How a mark looks; colours: `charts.css`. Neighbours in this order differ by 3:1, or by a glyph."""

    STRONG_DOT = "strong-dot"
    STRONG = "strong"
    MIDDLE_FOOT = "middle-foot"
    MIDDLE = "middle"
    HATCHED = "hatched"
    WARM = "warm"
    OUTLINED = "outlined"
    PALE = "pale"


# Where a text stands beside its place, as classes: a map has hundreds of texts.
ANCHORS = {"start": "", "middle": " mid", "end": " far"}
HATCH_STEP = 6
# Names, codes and addresses: a page has thousands of texts, most of them on it before.
escape = lru_cache(maxsize=8192)(escape_html)


# Most lengths are those of rows, columns and type, the same in every picture.
@lru_cache(maxsize=8192)
def format_length(number: float) -> str:
    """Return a length with at most one digit after the decimal point.

    >>> format_length(3.14159), format_length(7.0)
    ('3.1', '7')
    """
    return f"{number:.1f}".removesuffix(".0")


class Canvas:
    """Collects the marks of one picture.

    Lengths count from the side on which the page begins: `mirrored` draws the same from the right.
    """

    def __init__(self, width: float, *, mirrored: bool = False) -> None:
        self.width = width
        self.mirrored = mirrored
        # Asked once for the hundreds of texts of a picture.
        self.isolates = get_language_bidi()
        self.parts: list[str] = []

    def x(self, x: float, width: float = 0) -> str:
        return format_length(self.width - x - width if self.mirrored else x)

    @contextmanager
    def mark(self, title: str, url: str = "", tone: str = "", series: str = "") -> Iterator[None]:
        """Draw what is drawn inside as one mark: with a tooltip, and a link where it counts countries."""
        opening, closing = mark_tags(title, url, tone, series)
        self.parts.append(opening)
        yield
        self.parts.append(closing)

    def rect(
        self, x: float, y: float, width: float, height: float, kind: str = "", radius: float = 0
    ) -> None:
        corner = f' rx="{format_length(radius)}"' if radius else ""
        self.parts.append(
            f'<rect class="{kind}" x="{self.x(x, width)}" y="{format_length(y)}"'
            f' width="{format_length(max(width, 0))}" height="{format_length(height)}"{corner}/>'
        )

    def circle(self, x: float, y: float, radius: float, kind: str = "") -> None:
        self.parts.append(
            f'<circle class="{kind}" cx="{self.x(x)}" cy="{format_length(y)}" r="{format_length(radius)}"/>'
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, kind: str) -> None:
        self.path([(x1, y1), (x2, y2)], kind)

    def path(self, points: list[tuple[float, float]], kind: str, *, closed: bool = False) -> None:
        if points:
            steps = "L".join(f"{self.x(x)} {format_length(y)}" for x, y in points)
            self.parts.append(f'<path class="{kind}" d="M{steps}{"Z" if closed else ""}"/>')

    def text(self, x: float, y: float, text: object, kind: str = "", anchor: str = "start") -> None:
        """Write a text; its direction is its own, whatever stands around it."""
        if self.mirrored and anchor != "middle":
            anchor = {"start": "end", "end": "start"}[anchor]
        self.parts.append(
            f'<text class="{kind}{ANCHORS[anchor]}" x="{self.x(x)}" y="{format_length(y)}">'
            f"{escape(self.isolate(str(text)))}</text>"
        )

    def isolate(self, text: str) -> str:
        """Put the marks of `direction.isolate` around a text where the page is written right to left."""
        return f"\u2068{text}\u2069" if text and self.isolates else text

    def label(self, placed: PlacedLabel, kind: str = "") -> None:
        self.text(placed.box.left, placed.baseline, placed.label.text, kind)

    def block(self, x: float, y: float, width: float, height: float, tone: str, radius: float = 0) -> None:
        """Draw a rectangle in a tone, with the glyph that tells it from its neighbours."""
        self.rect(x, y, width, height, "fill", radius)
        if tone == Tone.HATCHED:
            self.hatch(x, y, width, height)

    def hatch(self, x: float, y: float, width: float, height: float) -> None:
        """Draw slanted lines inside a rectangle."""
        steps = []
        offset = HATCH_STEP - height
        while offset < width:
            start, end = max(offset, 0), min(offset + height, width)
            if end > start:
                foot, top = y + height - (start - offset), y + height - (end - offset)
                steps.append(
                    f"M{self.x(x + start)} {format_length(foot)}L{self.x(x + end)} {format_length(top)}"
                )
            offset += HATCH_STEP
        if steps:
            self.parts.append(f'<path class="hatch" d="{"".join(steps)}"/>')

    def dot_and_foot(self, x: float, y: float, size: float, tone: str) -> None:
        """Draw what two tones have on a square beside their colour."""
        if tone == Tone.STRONG_DOT:
            self.circle(x + size * 0.81, y + size * 0.19, size * 0.11, "dot")
        elif tone == Tone.MIDDLE_FOOT:
            self.rect(x, y + size * 0.84, size, size * 0.16, "foot")

    def content(self) -> SafeString:
        return mark_safe("".join(self.parts))  # noqa: S308 - every text in it is escaped above


# A map has the same countries at the same stages on most pages.
@lru_cache(maxsize=4096)
def mark_tags(title: str, url: str = "", tone: str = "", series: str = "") -> tuple[str, str]:
    """Return what opens a mark, with its tooltip, and what closes it."""
    attributes = f' class="{f"mark {tone}".rstrip()}"' + (
        f' data-series="{escape(series)}"' if series else ""
    )
    opening = f'<a{attributes} href="{escape(url)}">' if url else f"<g{attributes}>"
    return f"{opening}<title>{escape(title)}</title>", "</a>" if url else "</g>"
