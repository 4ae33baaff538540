"""Cells whose values have codes: countries and closed lists, each by its name or as this file calls it."""

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rapidfuzz import fuzz, process

from authorities.imports.item_lists import split_items
from authorities.imports.widgets import Cell, cell_text
from authorities.languages import UN_LANGUAGES, active_un_language, folded_translations
from authorities.languages.collation import name_sort_key
from authorities.models import MemberState
from authorities.normalise import fold_label, normalise_label, singular_label
from authorities.reference_data.country_names import (
    DOUBTFUL_CODES,
    codes_by_other_name,
    split_parentheses,
    territories,
    territory_names,
)

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


class StateCell(CodedCell):
    """An ISO 3166 alpha-3 code, or the UN name in one of the six languages.

    All states are fetched once for a whole sheet.
    """

    wanted = gettext_lazy("The three-letter ISO 3166 code of the country, or its name.")

    def blank_value(self) -> None:
        return None

    @cached_property
    def states(self) -> dict[str, MemberState]:
        return MemberState.objects.in_bulk()

    @cached_property
    def states_by_name(self) -> dict[str, MemberState]:
        return {
            normalise_label(getattr(state, f"name_{language}")): state
            for state in self.states.values()
            for language in UN_LANGUAGES
        }

    @property
    def also_known(self) -> Mapping:
        """Return {code: …} of what may stand here beside Member States."""
        return {}

    @property
    def word_choices(self) -> list[tuple[str, str]]:
        """All countries by their names in the active language."""
        name = f"name_{active_un_language()}"
        named = {code: getattr(state, name) for code, state in self.states.items()} | self.further_names()
        return sorted(named.items(), key=lambda pair: name_sort_key(pair[1]))

    def further_names(self) -> dict[str, str]:
        """Return {code: name in the active language} of `also_known`."""
        return {}

    def code_of(self, text: str) -> str | None:
        """Return the code that a text names as people call countries; None if nobody knows it."""
        if code := self.find_code(text):
            return code
        if parts := split_parentheses(text):
            first, second = map(self.find_code, parts)
            return first if first == second else None
        return None

    def value_of(self, code: str) -> Any:
        return self.states[code]

    def find_code(self, text: str) -> str | None:
        code, name = text.strip().upper(), normalise_label(text)
        if code in DOUBTFUL_CODES:
            return None
        if code in self.states or code in self.also_known:
            return code
        if state := self.states_by_name.get(name):
            return state.pk
        other = self.codes_by_iso2.get(code) or codes_by_other_name().get(name)
        return other if other in self.states or other in self.also_known else None

    @cached_property
    def codes_by_iso2(self) -> dict[str, str]:
        return {state.iso2: code for code, state in self.states.items()}

    def explain_unknown(self, text: str) -> str:
        if meant := self.codes_by_iso2.get(text.upper()):
            sentence = _(
                "Unknown Member State code “%(value)s”. The code has three letters: did you mean %(meant)s?"
            )
            return sentence % {"value": text, "meant": meant}
        if meant := self.likely_code(text):
            sentence = _("Unknown Member State “%(value)s”. Did you mean %(meant)s?")
            return sentence % {"value": text, "meant": meant}
        return _("Unknown Member State code “%(value)s”.") % {"value": text}

    def likely_code(self, text: str) -> str | None:
        """Return the code of the only name that a typing error is likely to have made this of."""
        name, spelt = normalise_label(text), self.codes_by_name
        found = closest_name(name, spelt) if len(name) > SHORT else None
        return spelt[found] if found else None

    @cached_property
    def codes_by_name(self) -> dict[str, str]:
        known = {spelt: state.pk for spelt, state in self.states_by_name.items()}
        others = codes_by_other_name().items()
        return known | {
            spelt: code for spelt, code in others if code in self.states or code in self.also_known
        }

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return getattr(value, "pk", value) or ""


class StateCodeCell(StateCell):
    """The same, where the code itself is kept."""

    def value_of(self, code: str) -> str:
        return code


class CountryCodeCell(StateCodeCell):
    """The code of a Member State, or of another country or territory of ISO 3166."""

    wanted = gettext_lazy("The three-letter ISO 3166 code of the country or territory, or its name.")

    @property
    def also_known(self) -> Mapping:
        return territories()

    def further_names(self) -> dict[str, str]:
        return territory_names()


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

    def __init__(self, item: CodedCell, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.item = item

    @property
    def allowed(self) -> Sequence:
        return self.item.allowed

    def blank_value(self) -> list:
        return []

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
