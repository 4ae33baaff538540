"""Neighbouring tones of a map or a bar can be told apart: by 3:1 in colour, or by a glyph that has it."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from reporting.charts.canvas import Tone

SHEET = Path("config/static/charts.css").read_text()
GLYPHS = {Tone.STRONG_DOT: "dot", Tone.MIDDLE_FOOT: "foot", Tone.HATCHED: "hatch"}
LEAST, LEAST_OF_TEXT = 3, 4.5


def colours(selector, name):
    """Return the colour that the last rule for a selector gives to a property; None if there is none."""
    found = None
    for selectors, body in re.findall(
        r"([^{}]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", SHEET, flags=re.DOTALL)
    ):
        given = re.search(rf"(?:^|[ ;]){name}: (#[0-9a-f]+)", body)
        if given and selector in [text.strip() for text in selectors.split(",")]:
            found = given[1]
    return found


def luminance(colour):
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def look(tone):
    glyph = GLYPHS.get(tone)
    return {
        "fill": colours(f".pic .{tone} .fill", "fill"),
        "stroke": colours(f".pic .{tone} .fill", "stroke"),
        "glyph": glyph and (colours(f".pic .{glyph}", "fill") or colours(f".pic .{glyph}", "stroke")),
    }


def tells_apart(one, other):
    """True if the fills differ enough, or one has a glyph, or a border, that stands out of its fill alone."""
    if contrast(one["fill"], other["fill"]) >= LEAST:
        return True
    by_glyph = any(look["glyph"] and contrast(look["glyph"], look["fill"]) >= LEAST for look in (one, other))
    return by_glyph and one["glyph"] != other["glyph"]


@pytest.mark.parametrize(("one", "other"), list(pairwise(Tone)))
def test_neighbouring_tones_are_told_apart(one, other):
    assert (
        tells_apart(look(one), look(other)) or contrast(look(one)["stroke"], look(other)["stroke"]) >= LEAST
    )


@pytest.mark.parametrize("tone", Tone)
def test_every_tone_stands_out_of_the_paper(tone):
    assert max(contrast(look(tone)[part], "#ffffff") for part in ("fill", "stroke")) >= LEAST


@pytest.mark.parametrize("tone", Tone)
def test_text_on_a_tone_can_be_read(tone):
    for kind in ("number", "code"):
        text = colours(f".pic .{tone} .{kind}", "fill") or colours(f".pic .{kind}", "fill")
        assert contrast(text, look(tone)["fill"]) >= LEAST_OF_TEXT
