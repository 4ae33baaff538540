"""Licence numbers close to one that is not on a register: a slip away, or the same in other signs."""

from recruiters.licence_numbers import licence_key
from recruiters.models import Recruiter, Register
from recruiters.names import LOOK_ALIKES
from recruiters.search.dialects import SQL
from recruiters.search.numbers import same_numbers, strip_zeros, whole_number
from recruiters.search.query import hide_query_text
from recruiters.search.sql import has_licence_key, has_words, ids_on_register
from recruiters.search.terms import SearchTerms
from recruiters.search.typos import alphabet_of, with_one_typo

MOST_SUGGESTIONS, MOST_CANDIDATES = 5, 100
# For longer numbers no slips are looked for.
LONGEST_SLIP = 30
SIGNS = "0123456789-/ "


def suggest_numbers(register: Register, number: str) -> list[Recruiter]:
    """Return the closest entries of a register by number, or by name if it has no digit. With one query."""
    key = licence_key(number)
    conditions = [*one_slip_away(key), *written_otherwise(SearchTerms.parse(number))]
    if not conditions:
        return []
    with hide_query_text():
        candidates = register.recruiters.filter(pk__in=ids_on_register(register.pk, conditions))
        entries = list(candidates.order_by("licence_key", "pk")[:MOST_CANDIDATES])
    for entry in entries:
        entry.register = register
    return sorted(entries, key=lambda entry: slip_between(key, entry.licence_key))[:MOST_SUGGESTIONS]


def one_slip_away(key: str) -> list[SQL]:
    if not 1 < len(key) <= LONGEST_SLIP:
        return []
    letter = next(filter(str.isalpha, key), "a")
    letters = "".join(alphabet_of(letter)).translate(LOOK_ALIKES)
    return [has_licence_key(with_one_typo(key, [*SIGNS, *letters]))]


def written_otherwise(terms: SearchTerms) -> list[SQL]:
    """Condition for the same number with other signs between or other zeros; for a name, all its words."""
    if terms.number:
        return [has_words([same_numbers(terms.number)])]
    return [has_words([[word] for word in terms.words])] if terms.words else []


def slip_between(key: str, other: str) -> int:
    """Return how hard it is to take one number for the other, from 0 (other signs or zeros) to 3."""
    if strip_zeros(whole_number(key)) == strip_zeros(whole_number(other)):
        return 0
    if sorted(key) == sorted(other):
        return 1
    return 2 if len(key) != len(other) else 3
