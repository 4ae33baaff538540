"""Cells whose values have codes: closed lists and lists in a cell, by name or as this file calls them."""

from collections.abc import Collection, Sequence
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from rapidfuzz import fuzz, process

from authorities.imports.text.cell_text import cell_text
from authorities.imports.widgets import Cell
from authorities.imports.words.item_lists import split_items
from authorities.languages import folded_translations
from authorities.languages.sentences import build_sentence as _
from authorities.normalise import fold_label, singular_label

# Endings of words in folded Latin, Cyrillic and Arabic letters; what is left of short words says little.
VOWELS, SHORT = "aeiouаеиоуыэюяه", 4
# How alike, of 100, a name must be to be worth asking about.
LIKELY = 85


class CodedCell(Cell):
    """A value that has a code and names. Words that only this file uses are explained by its `words`."""

    def code_of(self, text: str) -> str | None:
        """Return the code of a known name; None if nobody knows it."""
        raise NotImplementedError

    def value_of(self, code: str) -> Any:
        return code

    def is_word_for_nothing(self, value: Any) -> bool:
        """Return True unless the word has a meaning here."""
        known = isinstance(value, str) and self.codes_of(value) is not None
        return not known and super().is_word_for_nothing(value)

    def explain_unknown(self, text: str) -> str:
        """Return the sentence about a word that nobody knows."""
        raise NotImplementedError

    @cached_property
    def names(self) -> dict[str, str]:
        """The names of all codes in the active language."""
        return {code: str(name) for code, name in self.word_choices}

    def describe(self, text: str) -> str:
        return self.names.get(text, text)

    def codes_of(self, text: str) -> Sequence[str] | None:
        """Return the codes that a word stands for, none if it is to be left blank; None if it is unknown."""
        if code := self.code_of(text):
            return [code]
        return self.explained_codes(text)

    def read_codes(self, text: str) -> Sequence[str]:
        codes = self.codes_of(text)
        if codes is None:
            raise ValueError(self.explain_unknown(text))
        return codes

    def read(self, value: Any, row: Any) -> Any:
        codes = self.read_codes(cell_text(value))
        if codes:
            return self.value_of(codes[0])
        if self.required:
            raise ValueError(_("This cell must not be blank."))
        return self.blank_value()


def closest_name(name: str, known: Collection[str]) -> str | None:
    """Return the known name that this one is likely to be, with a typing error or its words turned round."""
    for scorer in (fuzz.ratio, fuzz.token_sort_ratio):
        if found := process.extractOne(name, [*known], scorer=scorer, score_cutoff=LIKELY):
            return found[0]
    return None


def misspelt_word(word: str, known: Collection[str]) -> str | None:
    """Return the known word of which this one is likely to be a typing error.

    Words begin alike: what stands in front turns many into their opposite.

    >>> misspelt_word("suspendd", ["suspended"]), misspelt_word("unauthorised", ["authorised"])
    ('suspended', None)
    """
    return closest_name(word, [w for w in known if w[:2] == word[:2]]) if len(word) > SHORT else None


def stem(name: str) -> str:
    """Return a folded name as if it named one, without its last vowels.

    >>> stem("autorisees"), stem("autorise"), stem("suspendido"), stem("pharmacists")
    ('autoris', 'autoris', 'suspendid', 'pharmacist')
    """
    return singular_label(name).rstrip(VOWELS)


class ChoiceCell(CodedCell):
    """One of a closed list, by its code or by its name in one of the six languages."""

    wanted = gettext_lazy("One of the allowed values.")

    def __init__(self, choices: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.choices = choices

    @property
    def allowed(self) -> Sequence:
        return self.choices.choices

    @property
    def word_choices(self) -> list[tuple[str, str | Promise]]:
        return list(self.allowed)

    @cached_property
    def codes_by_name(self) -> dict[str, str]:
        names = {name: code for code, label in self.allowed for name in folded_translations(label)}
        return names | {fold_label(code): code for code in self.choices.values}

    @cached_property
    def stems(self) -> dict[str, str]:
        """The names as `stem` has them: words of another gender and number differ in their endings."""
        codes: dict = {}
        for name, code in self.codes_by_name.items():
            codes.setdefault(stem(name), set()).add(code)
        return {name: code for name, (code, *more) in codes.items() if len(name) >= SHORT and not more}

    def code_of(self, text: str) -> str | None:
        word = fold_label(text)
        return self.codes_by_name.get(word) or self.stems.get(stem(word))

    def likely_code(self, text: str) -> str | None:
        """Return the code of the name that a typing error is likely to have made this of."""
        word = fold_label(text)
        found = misspelt_word(word, self.codes_by_name)
        return self.codes_by_name[found] if found else None

    def explain_unknown(self, text: str) -> str:
        allowed = ", ".join(name_with_code(code, str(label)) for code, label in self.allowed)
        return _("“%(value)s” is not one of: %(allowed)s.") % {"value": text, "allowed": allowed}


def name_with_code(code: str, label: str) -> str:
    """Return a name with its code in parentheses, unless they say the same.

    >>> name_with_code("221", "Medical doctors"), name_with_code("authorised", "Authorised")
    ('Medical doctors (221)', 'Authorised')
    """
    return label if fold_label(code) == fold_label(label) else f"{label} ({code})"


class ListCell(Cell):
    """Several in one cell, separated by semicolons, or by what else separates known values."""

    wanted = gettext_lazy("Separate several values with semicolons.")
    longest = 5000

    def __init__(self, item: CodedCell, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.item = item

    @property
    def allowed(self) -> Sequence:
        return self.item.allowed

    def blank_value(self) -> list:
        return []

    def is_word_for_nothing(self, value: Any) -> bool:
        return self.item.is_word_for_nothing(value)

    def read(self, value: Any, row: Any) -> list:
        return list(dict.fromkeys(code for item in self.items(value) for code in self.item.read_codes(item)))

    def items(self, value: Any) -> list[str]:
        """Return the words of a cell, each of which stands for something by itself."""
        return list(split_items(cell_text(value), self.knows))

    def describe(self, text: str) -> str:
        return "; ".join(self.item.describe(code) for code in text.split("; "))

    def knows(self, item: str) -> bool:
        return self.item.codes_of(item) is not None

    def render(self, value: Sequence[str] | None, obj: Any = None, **kwargs: Any) -> str:
        return "; ".join(value or [])


def single_cell(cell: Any) -> Any:
    """Return the cell of one value, of a cell that may hold several."""
    return getattr(cell, "item", cell)
