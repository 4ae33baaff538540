"""What was typed into a search, read once: its words, its number, and the keys it is compared by."""

from dataclasses import dataclass
from typing import Any

from recruiters.licence_numbers import licence_keys
from recruiters.names import (
    LABELS,
    distinctive_words,
    latin_spellings,
    name_key_of_words,
    split_letters_and_digits,
    split_words,
    strip_labels,
    texts_of,
)
from recruiters.search.numbers import has_digit, join_number, strip_zeros, whole_number
from recruiters.search.pasted_line import PastedLine
from recruiters.search.typos import is_without_spaces

# Further words of a search are ignored.
MOST_WORDS = 8
# Signs between the letters and the digits of a number that an entry had before.
SEPARATORS = ("", "-", "/", " ", ".")


@dataclass(frozen=True)
class SearchTerms:
    """A search as it is compared; a number without the words that people write before it.

    `words`: each once, folded; `numeric`: those with a digit; `distinctive`: those that tell firms apart, or
    all words if none does; `number`: all of it as one number, blank if it has no digit; `licence_keys` and
    `former_keys`: the keys of entries with this number today, and in the past; `line`: all of it,
    where it is more than a name.
    """

    words: list[str]
    numeric: frozenset[str]
    distinctive: list[str]
    number: str
    licence_keys: frozenset[str]
    former_keys: frozenset[str]
    name_key: str
    line: PastedLine | None = None

    @classmethod
    def parse(cls, typed: str) -> "SearchTerms":
        """Return the terms of what was typed; without words if nothing of it can be compared."""
        is_numeric = has_digit(typed)
        text = strip_labels(typed) if is_numeric else typed
        all_words = split_words(text)
        words = list(dict.fromkeys(all_words))[:MOST_WORDS]
        distinctive = [word for word in distinctive_words(words) if word not in LABELS]
        number = join_number(all_words) if is_numeric else ""
        keys = frozenset([*licence_keys(typed), *licence_keys(text)])
        runs = split_letters_and_digits(number)
        line = PastedLine(typed, tuple(all_words))
        return cls(
            words=words,
            numeric=frozenset(filter(has_digit, words)),
            distinctive=distinctive or words,
            number=number,
            licence_keys=keys,
            former_keys=keys | {separator.join(runs) for separator in SEPARATORS if runs},
            name_key=name_key_of_words(all_words),
            line=line if line.is_more_than_a_name else None,
        )

    def is_number_of(self, entry: Any) -> bool:
        """True if the number is that of an entry, today or in the past; signs between do not matter.

        `entry.formerly` is the former number by which a search found it, or None.
        """
        keys = self.licence_keys | (self.line.licence_keys if self.line else frozenset())
        is_same = whole_number(entry.licence_number) == self.number
        return entry.licence_key in keys or is_same or entry.formerly is not None

    def is_like_number_of(self, entry: Any) -> bool:
        """True if the number is only like that of an entry: a part of it, or with other zeros."""
        number = strip_zeros(whole_number(entry.licence_number))
        has_all = bool(self.number) and all(strip_zeros(word) in number for word in self.words)
        return has_all and not self.is_number_of(entry)

    def is_in(self, entry: Any) -> bool:
        """True if an entry has what was typed, together or apart, not only something like it."""
        words, together = entry.search_text.split(), entry.search_text.replace(" ", "")
        names = " ".join(
            [entry.legal_name, entry.trading_names, entry.former_names, *texts_of(entry.earlier_names)]
        )
        # As they are written: the same sound in the same script is another word.
        latin = {*split_words(names)}
        found = [
            word in (together if can_be_part(word) else words) or not latin.isdisjoint(latin_spellings(word))
            for word in self.distinctive
        ]
        in_line = self.line is not None and self.line.names(entry)
        return in_line or self.is_number_of(entry) or all(found) or "".join(self.distinctive) in together


def can_be_part(word: str) -> bool:
    """True if a word means something where it stands within another one."""
    return len(word) > 2 or is_without_spaces(word)
