"""A name beside another one: the same spelled otherwise, a new name of the firm, or perhaps another firm."""

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from recruiters.names import ENDING, distinctive_words, name_key, split_words, transliterate

# How alike, of 100, two names must be to be taken for names of one firm without asking.
LIKENESS = 70
# Of two words of one name so many letters may differ, by the length of the longer one.
SHORT_WORD, LONG_WORD = 4, 8


def compared_words(name: str) -> list[str]:
    """Return the words by which a name is compared, in Latin letters: all, if it has no distinctive ones."""
    words = split_words(name)
    return [transliterate(word) for word in distinctive_words(words) or words]


def is_other_spelling(name: str, other: str) -> bool:
    """True if two names differ in what is no new name: legal form, order, script, accents, a typing error.

    >>> is_other_spelling("Horizon Care Ltd", "CARE HORIZON, Inc."), is_other_spelling("Sever", "Север")
    (True, True)
    >>> is_other_spelling("Golben Bridge", "Golden Bridge"), is_other_spelling("Golden Bridge", "Golden Gate")
    (True, False)
    """
    if name_key(name) == name_key(other):
        return True
    words, others = sorted(compared_words(name)), sorted(compared_words(other))
    return len(words) == len(others) and all(map(is_typing_error, words, others))


def is_typing_error(word: str, other: str) -> bool:
    length = max(len(word), len(other))
    allowed = (length > SHORT_WORD) + (length > LONG_WORD)
    return Levenshtein.distance(word, other, score_cutoff=allowed) <= allowed


def are_unlike(name: str, other: str) -> bool:
    """True if two names have so little in common that they may be those of two firms.

    >>> are_unlike("Horizon Care", "Sunset Staffing"), are_unlike("Horizon Care", "Horizon Care Philippines")
    (True, False)
    """
    if is_other_spelling(name, other):
        return False
    stems, others = (" ".join(map(strip_ending, compared_words(text))) for text in (name, other))
    return fuzz.token_set_ratio(stems, others) < LIKENESS


def strip_ending(word: str) -> str:
    return ENDING.sub("", word)


def has_further_name(further: str, name: str) -> bool:
    """True if a name is one of the further names of an entry, given as `names.other_keys` returns them."""
    return f"|{name_key(name)}|" in further


def share_a_name(name: str, further: str, other: str, other_further: str) -> bool:
    """True if one of two firms has the name of the other as a trading or former name."""
    pairs = ((name, other_further), (other, further))
    return any(has_further_name(keys, text) for text, keys in pairs)
