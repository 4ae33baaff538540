"""A chart as a PNG picture, drawn by resvg with the fonts that lie beside this module.

The fonts of the machine are never used: the same chart gives the same picture everywhere.
"""

from pathlib import Path

import resvg_py

FONTS = tuple(sorted(str(path) for path in (Path(__file__).parent / "fonts").glob("*.ttf")))
# Twice as many dots as the drawing has units, for print and slides; a large drawing gets fewer.
ENLARGEMENT = 2
MOST_DOTS = 8_000_000


def draw_png(svg: str, width: float, height: float) -> bytes:
    """Return the picture of an SVG file of ours, of that width and height."""
    scale = min(ENLARGEMENT, (MOST_DOTS / (width * height)) ** 0.5)
    return resvg_py.svg_to_bytes(
        svg_string=svg,
        width=max(int(width * scale), 1),
        background="#ffffff",
        skip_system_fonts=True,
        font_files=list(FONTS),
        font_family="Noto Sans",
        sans_serif_family="Noto Sans",
    )
