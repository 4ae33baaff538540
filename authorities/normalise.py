"""Normalise names of columns and other labels, so that different spellings compare equal."""

import unicodedata
from functools import lru_cache

# Letters that are used for each other, and those that Unicode does not decompose.
EQUIVALENT_LETTERS = str.maketrans({"ة": "ه", "ى": "ي", "ـ": None, "ı": "i", "ø": "o", "œ": "oe", "æ": "ae"})
FILLER_WORDS = frozenset(
    ["the", "of", "de", "du", "des", "la", "le", "les", "del", "los", "las", "el", "l", "d"]
)


@lru_cache(maxsize=10_000)
def fold_label(name):
    """Return a name without case, accents and punctuation, with every word that it has.

    >>> fold_label("De-registered"), fold_label("  EN  Vigueur.")
    ('de registered', 'en vigueur')
    """
    letters = unicodedata.normalize("NFKD", name.replace("°", " ").replace("º", " ")).casefold()
    letters = "".join(
        c for c in letters.translate(EQUIVALENT_LETTERS) if unicodedata.category(c) not in ("Mn", "Cf")
    )
    return " ".join("".join(c if c.isalnum() else " " for c in letters).split())


@lru_cache(maxsize=10_000)
def normalise_label(name):
    """Return a name without case, accents, punctuation and small words such as “of”.

    >>> normalise_label("  N° de LICENCE."), normalise_label("legal_name"), normalise_label("du")
    ('n licence', 'legal name', 'du')
    """
    words = fold_label(name).split()
    return " ".join([word for word in words if word not in FILLER_WORDS] or words)


def singular_label(label):
    """Return a normalised label with its words as if they named one: how lists differ among themselves.

    >>> singular_label("registered nurses"), singular_label("us"), singular_label("glass")
    ('registered nurse', 'us', 'glass')
    >>> singular_label("midwives")
    'midwife'
    """
    return " ".join(map(singular_word, label.split(" ")))


def singular_word(word):
    if word.endswith("wives"):
        return f"{word[:-3]}fe"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def join_first(words, most):
    """Return the first `most` words, separated by commas, and “…” if there are more.

    >>> join_first([2, 3], 2), join_first([2, 3, 5], 2)
    ('2, 3', '2, 3, …')
    """
    shown = ", ".join(map(str, words[:most]))
    return f"{shown}, …" if len(words) > most else shown


def casefold_key(parts):
    """Return the parts of a key without case: “Ms X” and “ms x” are one person."""
    return tuple(part.casefold() if isinstance(part, str) else part for part in parts)
