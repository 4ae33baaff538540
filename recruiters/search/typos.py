"""Typing errors and ways of spelling: how far two words are apart, and what a mistyped one may stand for."""

from collections.abc import Iterable
from functools import cache

from rapidfuzz.distance import OSA

from recruiters.names import consonants

# From LONG letters on two typing errors are forgiven instead of one; below SHORT and beyond LONGEST none.
LONG, SHORT, LONGEST = 7, 4, 20
# Two ways to write one sound, as names from other scripts have them.
SOUNDS = (("ee", "i"), ("oo", "u"), ("ph", "f"))
TOO_MANY = LONGEST


def allowed_typos(word: str) -> int:
    return 0 if len(word) < SHORT or len(word) > LONGEST else 1 if len(word) < LONG else 2


def count_typos(typed: str, other: str) -> int:
    """Return how many typing errors lie between two words; TOO_MANY if they are more than allowed.

    The longer word counts: whoever leaves a letter out types a shorter one.
    """
    allowed = allowed_typos(max(typed, other, key=len))
    typos = OSA.distance(typed, other, score_cutoff=allowed)
    return typos if typos <= allowed else TOO_MANY


def edit_distance(one: str, other: str) -> int:
    """Return how many typing errors lie between two words: a letter more, less, wrong, or two exchanged."""
    return OSA.distance(one, other)


def with_one_typo(word: str, letters: Iterable[str] | None = None, *, may_be_longer: bool = True) -> set[str]:
    """Return what a word with one typing error may stand for.

    A letter was left out, one too many, wrong, or exchanged with its neighbour. `letters`: those that may be
    missing, by default its alphabet. Unless it `may_be_longer`, no letter of it was one too many.
    """
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    letters = alphabet_of(word[0]) if letters is None else list(letters)
    one_too_many = {a + b[1:] for a, b in cuts if b and may_be_longer}
    exchanged = {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    wrong = {a + letter + b[1:] for a, b in cuts if b for letter in letters}
    left_out = {a + letter + b for a, b in cuts for letter in letters}
    return (one_too_many | exchanged | wrong | left_out) - {word}


@cache
def alphabet_of(letter: str) -> tuple[str, ...]:
    """Return the small letters of a letter's block of Unicode; none for scripts without an alphabet."""
    start = ord(letter) & ~0x7F
    if is_without_spaces(letter):
        return ()
    return tuple(chr(c) for c in range(start, start + 0x80) if chr(c).isalpha() and chr(c) == chr(c).lower())


def is_without_spaces(text: str) -> bool:
    """True if a text is in a script that writes words without spaces, as Chinese, Japanese and Thai."""
    return text[0] >= "\u2e80" or "\u0e00" <= text[0] <= "\u0eff"


def other_spellings(word: str) -> set[str]:
    """Return the word with one sound written the other way, and as scripts write it that have no vowels.

    >>> sorted(other_spellings("khalij")), sorted(other_spellings("noor"))
    (['khaleej', 'klj'], ['nur'])
    """
    sounds = {
        word[:at] + other + word[at + len(sound) :]
        for pair in SOUNDS
        for sound, other in (pair, pair[::-1])
        for at in range(len(word))
        if word.startswith(sound, at)
    }
    bones = consonants(word) if word.isascii() else ""
    return sounds | ({bones} if len(bones) > 2 else set()) - {word}


def split_in_halves(word: str) -> tuple[list[str], list[str]]:
    """Return how a word may begin, with one typing error or none, and how it may end without any.

    Of two errors either both lie in the first half, or at most one does. Letters exchanged in the middle
    change both halves.
    """
    middle = (len(word) + 1) // 2
    first, second = word[:middle], word[middle:]
    beginnings = with_one_typo(first, may_be_longer=len(word) >= LONG) | {first}
    return sorted(beginnings), [second, first[-1] + second[1:]]
