"""Names as they are compared where people write them in their own way."""

import unicodedata
from functools import lru_cache

# Letters that are written one for the other, and those that no decomposition takes apart.
EQUIVALENT_LETTERS = str.maketrans({"ة": "ه", "ى": "ي", "ـ": None, "ı": "i", "ø": "o", "œ": "oe", "æ": "ae"})
FILLER_WORDS = frozenset(
    ["the", "of", "de", "du", "des", "la", "le", "les", "del", "los", "las", "el", "l", "d"]
)


@lru_cache(maxsize=10_000)
def normalise_label(name):
    """Without case, accents, punctuation and the small words between.

    >>> normalise_label("  N° de LICENCE."), normalise_label("legal_name"), normalise_label("du")
    ('n licence', 'legal name', 'du')
    """
    letters = unicodedata.normalize("NFKD", name.replace("°", " ").replace("º", " ")).casefold()
    letters = "".join(
        c for c in letters.translate(EQUIVALENT_LETTERS) if unicodedata.category(c) not in ("Mn", "Cf")
    )
    words = "".join(c if c.isalnum() else " " for c in letters).split()
    return " ".join([word for word in words if word not in FILLER_WORDS] or words)


def join_first(words, most):
    """
    >>> join_first([2, 3], 2), join_first([2, 3, 5], 2)
    ('2, 3', '2, 3, …')
    """
    shown = ", ".join(map(str, words[:most]))
    return f"{shown}, …" if len(words) > most else shown


def casefold_key(parts):
    """The parts of a key as they are compared: “Ms X” and “ms x” are one person."""
    return tuple(part.casefold() if isinstance(part, str) else part for part in parts)
