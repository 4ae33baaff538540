"""A line pasted from a message, an advert or a business card: a name and a number among other words.

Nobody is called "Horizon Care Services, Manila, +63 2 8888 1234", but somebody may be called as some words of
it that stand together. So the keys of all such runs of words are compared with those of names, which an index
knows, and a word with letters and digits is compared as the number of a licence.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from recruiters.licence_numbers import licence_keys
from recruiters.names import NAME_SEPARATORS, distinctive_words, name_key_of_words, split_words

# Shorter searches without a separator are names: what they do not find by all words, they do not find.
FEWEST_WORDS = 5
# Of longer lines the beginning is compared, and so many words of it as one name.
MOST_WORDS_OF_LINE, LONGEST_RUN = 20, 8
# What stands between the parts of a line: signs, a telephone number, an address of e-mail or of a page.
BETWEEN_PARTS = re.compile(
    r"[,;|•·()\[\]\n،、，；]|\s[-–—/]\s|(?:https?://|www\.)\S+|\S+@\S+|\+?\d[\d\s().-]{5,}(?!\S)"
)


@dataclass(frozen=True)
class PastedLine:
    """What was typed, where it is more than a name."""

    typed: str
    words: tuple[str, ...]

    @cached_property
    def parts(self) -> list[list[str]]:
        """The words between separators."""
        return [words for part in BETWEEN_PARTS.split(self.typed) if (words := split_words(part))]

    @property
    def is_more_than_a_name(self) -> bool:
        return len(self.parts) > 1 or self.parts != [[*self.words]] or len(self.words) >= FEWEST_WORDS

    @cached_property
    def runs(self) -> list[tuple[str, ...]]:
        """The words that stand together, two and more, which may be a name."""
        words = self.words[:MOST_WORDS_OF_LINE]
        return [
            words[start:end]
            for start in range(len(words))
            for end in range(start + 2, min(start + LONGEST_RUN, len(words)) + 1)
        ]

    @property
    def name_keys(self) -> dict[str, list[str]]:
        """The keys of all runs, each with the beginnings of the names that are written so."""
        keys: dict[str, list[str]] = {}
        for run in self.runs:
            keys.setdefault(name_key_of_words([*run]), []).append(" ".join(dict.fromkeys(run)))
        return keys

    @property
    def longer_keys(self) -> list[str]:
        """The keys of two words that tell firms apart, or more: one such word is in many names."""
        return [key for key in self.name_keys if " " in key]

    @cached_property
    def licence_keys(self) -> frozenset[str]:
        """The keys of the words that have letters and digits, as licences are numbered."""
        words = [word.strip(".,;:()[]#№") for word in self.typed.split()]
        mixed = [word for word in words if any(map(str.isdigit, word)) and any(map(str.isalpha, word))]
        return frozenset(key for word in mixed[:LONGEST_RUN] for key in licence_keys(word))

    @property
    def possible_names(self) -> list[list[str]]:
        """The distinctive words of the first part, where a name mostly stands, and of longer ones."""
        first, *others = [distinctive_words(part) for part in self.parts] or [[]]
        return [first, *(words for words in others if len(words) > 1)][:2]

    def names(self, entry: Any) -> bool:
        """True if a whole name of an entry stands in the line."""
        line = f" {' '.join(self.words)} "
        names = [entry.legal_name, *NAME_SEPARATORS.split(entry.trading_names)]
        return any(f" {' '.join(words)} " in line for name in names if len(words := split_words(name)) > 1)
