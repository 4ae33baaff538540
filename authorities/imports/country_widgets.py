"""Cells that hold countries: by code, or by any of their names."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy

from authorities.imports.coded_widgets import SHORT, CodedCell, closest_name
from authorities.languages import UN_LANGUAGES, active_un_language
from authorities.languages.collation import name_sort_key
from authorities.languages.sentences import build_sentence as _
from authorities.models import MemberState
from authorities.normalise import normalise_label
from authorities.reference_data.country_names import (
    DOUBTFUL_CODES,
    codes_by_other_name,
    split_parentheses,
    territories,
    territory_names,
)

NAMIBIA = "NA"


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

    def is_word_for_nothing(self, value: Any) -> bool:
        """Return True unless it is the code of Namibia."""
        is_code = isinstance(value, str) and value.strip().upper() == NAMIBIA
        return not is_code and super().is_word_for_nothing(value)

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
