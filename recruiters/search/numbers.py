"""Licence numbers as people type them: with other signs between, and with more or fewer zeros."""

from recruiters.names import LONGEST_NUMBER, LOOK_ALIKES, split_letters_and_digits, split_words

# A number with fewer digits is looked for with zeros before it, up to this many digits.
MOST_DIGITS = 7
# So many runs of letters and digits are told apart in a word, at most.
MOST_RUNS = 4
# From this many letters and digits on, numbers that only begin with them are found too.
FEWEST_TO_BEGIN = 3


def has_digit(word: str) -> bool:
    return any(letter.isdigit() for letter in word)


def whole_number(licence_number: str) -> str:
    """Return a number without the signs between its letters and digits."""
    return join_number(split_words(licence_number))


def join_number(words: list[str]) -> str:
    """Return folded words as one number; letters that look like Latin ones are those."""
    return "".join(words)[:LONGEST_NUMBER].translate(LOOK_ALIKES)


def with_beginning(word: str) -> list[str]:
    """Return a word as what a number begins with; a short one as a whole word only."""
    return [f"{word}*"] if len(word) >= FEWEST_TO_BEGIN else [word]


def number_variants(word: str) -> list[str]:
    """Return what a word with digits may stand for: a beginning, other zeros, letters and digits apart.

    >>> number_variants("t300")[:3]
    ['t300*', 't 300*', 't 0300']
    """
    runs = split_letters_and_digits(word)
    *before, last = runs if 0 < len(runs) <= MOST_RUNS else [word]
    endings = [*with_beginning(last), *other_zeros(last)]
    return list(dict.fromkeys([*with_beginning(word), *(" ".join([*before, end]) for end in endings)]))


def other_zeros(digits: str) -> list[str]:
    """Return the same number with fewer or more zeros before it; nothing for what is no number."""
    if not digits.isdigit():
        return []
    bare = digits.lstrip("0") or "0"
    return [other for n in range(len(bare), MOST_DIGITS + 1) if (other := bare.zfill(n)) != digits]


def strip_zeros(number: str) -> str:
    """Return a number without zeros before its runs of digits: two that differ in zeros become equal.

    >>> strip_zeros("t003lb")
    't3lb'
    """
    return "".join(run.lstrip("0") or "0" for run in split_letters_and_digits(number) or [number])


def same_numbers(number: str) -> list[str]:
    """Return a whole number, and the same with other zeros in one place.

    >>> same_numbers("t06")[:3]
    ['t06', 't6', 't006']
    """
    runs = split_letters_and_digits(number) or [number]
    others = [
        "".join([*runs[:i], other, *runs[i + 1 :]])
        for i, run in enumerate(runs)
        for other in other_zeros(run)
    ]
    return [number, *others]
