"""What typed words may stand for: as typed, joined or apart, mistyped, with other zeros, in Latin letters.

Several words that one word stands for are written with spaces between; an asterisk means: whatever begins so.
"""

from collections.abc import Iterator
from itertools import takewhile

from recruiters.names import latin_spellings
from recruiters.search.dialects import SQL
from recruiters.search.numbers import number_variants
from recruiters.search.sql import has_words
from recruiters.search.typos import LONGEST, SHORT
from recruiters.search.vocabulary import look_up_words

# The shortest piece of a word that counts as a word.
SHORTEST_PIECE = 2
# Of longer searches so many words are compared where one of them may be missing.
MOST_FOR_BUT_ONE = 5
# So many words are taken for what was typed, with typing errors so many again.
MOST_ALTERNATIVES = 40


class Expansion:
    """The words that each typed word may stand for: `exact` without typing errors, `lenient` with them."""

    def __init__(self, words: list[str], numeric: frozenset[str]) -> None:
        self.numeric = numeric
        letters = [word for word in words if word not in numeric]
        most = MOST_ALTERNATIVES // max(len(letters), 1)
        joined = {word for reading in self.readings(words) for word in reading} - {*words}
        cuts = {word: cut_in_two(word) for word in letters}
        pieces = sorted({piece for pairs in cuts.values() for pair in pairs for piece in pair})
        known = look_up_words(letters, sorted(joined), pieces)
        self.similar = known.similar
        self.exact = {word: number_variants(word) for word in words if word in numeric}
        for word in (*letters, *joined):
            apart = [" ".join(pair) for pair in cuts.get(word, ()) if known.whole >= {*pair}]
            self.exact[word] = [*known.containing.get(word, ())[:most], *apart, *latin_spellings(word)]
        self.lenient = {
            word: [*exact, *list(self.similar.get(word, ()))[:most]] for word, exact in self.exact.items()
        }

    def readings(self, words: list[str]) -> Iterator[list[str]]:
        """Yield the words as they are; with two neighbours joined; with a run of single letters joined."""
        yield words
        for i in range(len(words) - 1):
            if self.numeric.isdisjoint(words[i : i + 2]):
                yield [*words[:i], words[i] + words[i + 1], *words[i + 2 :]]
        for i in range(len(words) - 2):
            run = [*takewhile(lambda word: len(word) == 1 and word.isalpha(), words[i:])]
            if len(run) > 2:
                yield [*words[:i], "".join(run), *words[i + len(run) :]]
                return

    def conditions(self, words: list[str], *, lenient: bool = False) -> list[SQL]:
        """Return conditions, one of which an entry with these words meets; none if a word is unknown."""
        table = self.lenient if lenient else self.exact
        ways = [[table.get(word, []) for word in reading] for reading in self.readings(words)]
        return [has_words(groups) for groups in ways if all(groups)]

    def conditions_but_one(self, words: list[str]) -> list[SQL]:
        """Return lenient conditions for all words of three or more but one, which is no number."""
        compared = words[:MOST_FOR_BUT_ONE] if len(words) > 2 else []
        shorter = [
            compared[:i] + compared[i + 1 :] for i, word in enumerate(compared) if word not in self.numeric
        ]
        ways = [[self.lenient[word] for word in rest] for rest in shorter]
        return [has_words(groups) for groups in ways if all(groups)]

    def closest(self, words: list[str]) -> Iterator[list[str]]:
        """Yield for each word itself if it is known; else, if it is part of none, the most similar words."""
        for word in words:
            similar = self.similar.get(word, {})
            if word in self.exact[word]:
                yield [word]
            elif similar and not {*self.exact[word]} - {*latin_spellings(word)}:
                fewest = min(similar.values())
                yield [other for other, typos in similar.items() if typos == fewest]


def cut_in_two(word: str) -> list[tuple[str, str]]:
    if not SHORT <= len(word) <= LONGEST:
        return []
    return [(word[:at], word[at:]) for at in range(SHORTEST_PIECE, len(word) - SHORTEST_PIECE + 1)]
