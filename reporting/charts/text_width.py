"""How wide a text is drawn, roughly, and how it is broken into lines: the server knows no fonts."""

import unicodedata
from functools import lru_cache

FONT_SIZE = 13
NARROW = frozenset("iljtfrI.,:;'!|()[] ")
WIDE = frozenset("mwMW@%—")
# Marks that change the direction of a text and are not drawn.
INVISIBLE = frozenset("\u2066\u2067\u2068\u2069\u200e\u200f\u00ad")


def letter_width(letter: str) -> float:
    """Return the width of a letter in parts of the font size; rather too wide than too narrow."""
    if letter in INVISIBLE or unicodedata.combining(letter):
        return 0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    if letter in NARROW:
        return 0.36
    if letter in WIDE:
        return 0.95
    return 0.7 if letter.isupper() else 0.6


@lru_cache(maxsize=8192)
def text_width(text: str, size: float = FONT_SIZE) -> float:
    """Return the width of a text; a picture asks for the same ones many times, and for each of its widths."""
    return size * sum(letter_width(letter) for letter in text)


def cut_text(text: str, width: float, size: float = FONT_SIZE) -> str:
    """Return a text no wider than `width`; a longer one ends with an ellipsis."""
    if text_width(text, size) <= width:
        return text
    while text and text_width(f"{text}…", size) > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


def wrap_text(text: str, width: float, most_lines: int = 2, size: float = FONT_SIZE) -> list[str]:
    """Return the lines of a text, none wider than `width`; what does not fit on the last is cut.

    >>> wrap_text("Eastern Mediterranean Region", 170)
    ['Eastern Mediterranean', 'Region']
    """
    lines = [""]
    for word in split_at_spaces(text):
        joined = f"{lines[-1]}{word}"
        if text_width(joined.rstrip(), size) <= width or not lines[-1]:
            lines[-1] = joined
        elif len(lines) < most_lines:
            lines[-1] = lines[-1].rstrip()
            lines.append(word)
        else:
            lines[-1] = joined
    return [cut_text(line.rstrip(), width, size) for line in lines]


def split_at_spaces(text: str) -> list[str]:
    """Return the pieces between which a line may be broken, each with the space after it."""
    if any(unicodedata.east_asian_width(letter) == "W" for letter in text):
        return list(text)
    words = text.split(" ")
    return [f"{word} " for word in words[:-1]] + words[-1:]
