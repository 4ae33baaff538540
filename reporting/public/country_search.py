"""Finding a country by what people call it: in any language, by an old name, by its codes, with a mistake."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process

from authorities.languages import UN_LANGUAGES
from authorities.languages.collation import sort_by_name
from authorities.models import MemberState
from authorities.normalise import fold_label
from authorities.reference_data.country_names import codes_by_other_name

LONGEST = 100
# Of a hundred: how much of a name has to be typed right.
LIKELY = 80


@dataclass(frozen=True)
class CountrySearch:
    """What was typed, and the countries that it may mean, by name."""

    words: str
    found: tuple[MemberState, ...] = ()
    # They are only like what was typed.
    is_guess: bool = False


def list_names(state: Any) -> set[str]:
    """Return the codes and the names of a country in the six languages, folded."""
    names = (getattr(state, f"name_{language}") for language in UN_LANGUAGES)
    return {fold_label(name) for name in (state.iso2, state.iso3, *names)}


def names_of_countries(states: Iterable[MemberState]) -> dict[str, set[str]]:
    """Return {code: all that the country is called, folded}."""
    found = {state.pk: list_names(state) for state in states}
    for name, code in codes_by_other_name().items():
        if code in found:
            found[code].add(fold_label(name))
    return found


def is_meant(words: str, names: Iterable[str]) -> bool:
    """Return True if a name begins with the words, or has them at the beginning of one of its words."""
    return any(f" {name}".find(f" {words}") >= 0 for name in names)


def search_countries(typed: str) -> CountrySearch:
    """Return the countries that the typed words may mean. One query."""
    words, states = fold_label(typed[:LONGEST]), {state.pk: state for state in MemberState.objects.all()}
    if not words:
        return CountrySearch(typed)
    names = names_of_countries(states.values())
    codes = [code for code in names if words in (code.lower(), states[code].iso2.lower())]
    codes = codes or [code for code, called in names.items() if is_meant(words, called)]
    is_guess = not codes
    if is_guess:
        spelt = {name: code for code, called in names.items() for name in called if len(name) > 3}
        close = process.extract(words, list(spelt), scorer=fuzz.ratio, score_cutoff=LIKELY, limit=5)
        codes = list(dict.fromkeys(spelt[name] for name, _score, _place in close))
    return CountrySearch(typed, tuple(sort_by_name(states[code] for code in codes)), is_guess)


def find_code(text: str) -> str | None:
    """Return the code of the country that an address names in another spelling, as `idn` or `ID`."""
    code = text.upper()
    known = MemberState.objects.filter(pk=code) | MemberState.objects.filter(iso2=code)
    return known.values_list("pk", flat=True).first()
