"""Names as they are compared where people write them in their own way."""

import unicodedata
from functools import lru_cache

# Letters that are written one for the other, and those that no decomposition takes apart.
ALIKE = str.maketrans({"ة": "ه", "ى": "ي", "ـ": None, "ı": "i", "ø": "o", "œ": "oe", "æ": "ae"})
FILLING = frozenset(["the", "of", "de", "du", "des", "la", "le", "les", "del", "los", "las", "el", "l", "d"])


@lru_cache(maxsize=10_000)
def folded(name):
    """Without case, accents, punctuation and the small words between.

    >>> folded("  N° de LICENCE."), folded("legal_name"), folded("du")
    ('n licence', 'legal name', 'du')
    """
    letters = unicodedata.normalize("NFKD", name.replace("°", " ").replace("º", " ")).casefold()
    letters = "".join(c for c in letters.translate(ALIKE) if unicodedata.category(c) not in ("Mn", "Cf"))
    words = "".join(c if c.isalnum() else " " for c in letters).split()
    return " ".join([word for word in words if word not in FILLING] or words)


def the_first(words, most):
    """
    >>> the_first([2, 3], 2), the_first([2, 3, 5], 2)
    ('2, 3', '2, 3, …')
    """
    shown = ", ".join(map(str, words[:most]))
    return f"{shown}, …" if len(words) > most else shown


def without_case(parts):
    """The parts of a key as they are compared: “Ms X” and “ms x” are one person."""
    return tuple(part.casefold() if isinstance(part, str) else part for part in parts)
