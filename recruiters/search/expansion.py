"""What typed words may stand for: as typed, written together or apart, with typing errors, with other zeros.

Several words that one word stands for are written with spaces between; an asterisk means: whatever begins so.
"""

from itertools import takewhile

from recruiters import names as folding
from recruiters.search.fulltext import having
from recruiters.search.typos import LONGEST, SHORT
from recruiters.search.vocabulary import look_up

# Zeros before a number tell nobody's licence from another's, up to so many digits.
MOST_DIGITS = 7
# No shorter piece of a word counts as a word; so many pieces at most are looked for, and so many words.
SHORTEST, MOST_PIECES, MOST_OF = 2, 4, 5
# So many words are taken for what was typed, with typing errors so many again.
MOST_MEANT = 40
# So many letters and digits tell which numbers are meant that begin so.
FEWEST_TO_BEGIN = 3


class Meanings:
    """`exact` and `close`: for each word the words it may stand for, without typing errors and with them."""

    def __init__(self, typed):
        letters = [word for word in typed if not has_digit(word)]
        most = MOST_MEANT // max(len(letters), 1)
        together = {word for reading in readings(typed) for word in reading} - {*typed}
        cuts = {word: ways_to_cut(word) for word in letters}
        known = look_up(
            letters, sorted(together), sorted({p for two in cuts.values() for cut in two for p in cut})
        )
        self.near = known.near
        self.exact = {word: numbers_like(word) for word in typed if has_digit(word)}
        for word in (*letters, *together):
            apart = [" ".join(cut) for cut in cuts.get(word, ()) if known.whole >= {*cut}]
            self.exact[word] = [*known.parts.get(word, ())[:most], *apart]
        self.close = {
            word: [*exact, *list(self.near.get(word, ()))[:most]] for word, exact in self.exact.items()
        }

    def asked(self, words, *, close=False):
        """Conditions, of which an entry with these words meets one; none if a word stands for nothing."""
        table = self.close if close else self.exact
        ways = [[table.get(word) for word in reading] for reading in readings(words)]
        return [having(lists) for lists in ways if all(lists)]

    def closest(self, words):
        """For each word itself, if it is known; else, if it is part of none, those with the fewest errors."""
        for word in words:
            near = self.near.get(word, {})
            if word in self.exact[word]:
                yield [word]
            elif near and not self.exact[word]:
                yield [other for other, errors in near.items() if errors == min(near.values())]

    def most(self, words):
        """The same for all words of three or more but one, which is no number; with typing errors."""
        asked = words[:MOST_OF] if len(words) > 2 else []
        fewer = [asked[:i] + asked[i + 1 :] for i, word in enumerate(asked) if not has_digit(word)]
        ways = [[self.close[word] for word in rest] for rest in fewer]
        return [having(lists) for lists in ways if all(lists)]


def has_digit(word):
    return any(letter.isdigit() for letter in word)


def readings(words):
    """The words as they are; with two neighbours written as one; with single letters written as one."""
    yield words
    for i in range(len(words) - 1):
        if not has_digit(words[i] + words[i + 1]):
            yield [*words[:i], words[i] + words[i + 1], *words[i + 2 :]]
    for i in range(len(words) - 2):
        run = [*takewhile(lambda word: len(word) == 1 and word.isalpha(), words[i:])]
        if len(run) > 2:
            yield [*words[:i], "".join(run), *words[i + len(run) :]]
            return


def ways_to_cut(word):
    if not SHORT <= len(word) <= LONGEST:
        return []
    return [(word[:at], word[at:]) for at in range(SHORTEST, len(word) - SHORTEST + 1)]


def beginning(word):
    return [f"{word}*"] if len(word) >= FEWEST_TO_BEGIN else [word]


def numbers_like(word):
    """Whatever begins with a word that has digits; the same with other zeros; its letters and digits apart.

    >>> numbers_like("t300")[:3]
    ['t300*', 't 300*', 't 0300']
    """
    apart = folding.split_letters_and_digits(word)
    *before, last = apart if 0 < len(apart) <= MOST_PIECES else [word]
    last = [*beginning(last), *other_zeros(last)]
    return list(dict.fromkeys([*beginning(word), *(" ".join([*before, other]) for other in last)]))


def other_zeros(digits):
    """The same number with fewer or more zeros before it; nothing for what is no number."""
    if not digits.isdigit():
        return []
    bare = digits.lstrip("0") or "0"
    return [other for n in range(len(bare), MOST_DIGITS + 1) if (other := bare.zfill(n)) != digits]


def without_zeros(number):
    """A number as others have it, whatever zeros it is written with.

    >>> without_zeros("t003lb")
    't3lb'
    """
    return "".join(part.lstrip("0") or "0" for part in folding.split_letters_and_digits(number) or [number])


def same_number(number):
    """A whole number, and the same with other zeros in one place.

    >>> same_number("t06")[:3]
    ['t06', 't6', 't006']
    """
    parts = folding.split_letters_and_digits(number) or [number]
    others = [
        "".join([*parts[:i], other, *parts[i + 1 :]]) for i, p in enumerate(parts) for other in other_zeros(p)
    ]
    return [number, *others]
