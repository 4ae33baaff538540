"""Finding an entry by its name or number: parts of words, any script and spelling, typing errors forgiven.

A typed word is first looked up among the words of all names, which are few: words it is part of, words it is
joined from, words a typing error away. Then one query asks level by level for the entries with this number;
with all these words; with those that tell firms apart; with similar words; with most of them; with a name or
number that stands in a pasted line. The first level that has an entry is the answer.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db import DatabaseError
from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Concat

from recruiters.models import FormerNumber, Recruiter, Register
from recruiters.search.dialects import SQL
from recruiters.search.expansion import Expansion
from recruiters.search.numbers import has_digit, same_numbers, with_beginning
from recruiters.search.pasted_line import PastedLine
from recruiters.search.sql import (
    begins_as_written,
    had_licence_key,
    has_licence_key,
    has_name_key,
    has_name_key_among,
    has_words,
    ids_meeting_any,
    ids_on_first_level,
    meets_one_of,
)
from recruiters.search.terms import MOST_WORDS, SearchTerms

PER_PAGE = 50


class SearchFailed(Exception):  # noqa: N818
    """The database refused. The reason is left out: it might quote what was looked up."""


@contextmanager
def hide_query_text() -> Iterator[None]:
    """Turn an error of the database into `SearchFailed`, which quotes nothing of the query."""
    try:
        yield
    except DatabaseError as problem:
        raise SearchFailed(type(problem).__name__) from None


@dataclass(frozen=True)
class SearchResult:
    """A page of entries. `is_approximate`: no entry is called as typed, these names are similar.

    `has_other_numbers`: a number was typed, and none of these licences has exactly this one.
    """

    entries: list[Recruiter]
    page: int = 1
    has_more: bool = False
    is_approximate: bool = False
    has_other_numbers: bool = False

    @property
    def next_page(self) -> int:
        return self.page + 1

    @property
    def previous_page(self) -> int:
        return self.page - 1


def search(typed: str, **options: Any) -> SearchResult:
    """Return the entries that typed words may mean; options as for `search_entries`."""
    return search_entries(SearchTerms.parse(typed), **options)


def search_entries(
    terms: SearchTerms, *, registers: Collection[int] | None = None, page: int = 1, size: int = PER_PAGE
) -> SearchResult:
    """Return the entries that the terms may mean: by number, else by name; of `registers` (ids), or of all.

    Raises SearchFailed if the database refuses. With two queries.
    """
    if not terms.words:
        return SearchResult([])
    with hide_query_text():
        expansion = Expansion(terms.words, terms.numeric)
        entries = entries_on_first_level(terms, expansion, registers)
        found = list(order_by_fit(entries, terms, expansion)[(page - 1) * size : page * size + 1])
    has_other_numbers = bool(found) and all(map(terms.is_like_number_of, found))
    is_approximate = bool(found) and not has_other_numbers and not any(map(terms.is_in, found))
    return SearchResult(found[:size], page, len(found) > size, is_approximate, has_other_numbers)


def matching_entries(typed: str, register: Register) -> QuerySet[Recruiter]:
    """Return the entries of a register that typed words may mean, at most MOST_ENTRIES, in no order."""
    terms = SearchTerms.parse(typed)
    if not terms.words:
        return Recruiter.objects.none()
    with hide_query_text():
        return entries_on_first_level(terms, Expansion(terms.words, terms.numeric), [register.pk])


def entries_with_most_words(words: list[str]) -> QuerySet[Recruiter]:
    """Return entries that have these words, or of three and more all but one; typing errors are forgiven."""
    words = words[:MOST_WORDS]
    expansion = Expansion(words, frozenset(filter(has_digit, words)))
    conditions = expansion.conditions_but_one(words) or expansion.conditions(words, lenient=True)
    return Recruiter.objects.filter(pk__in=ids_meeting_any(conditions))


def entries_on_first_level(
    terms: SearchTerms, expansion: Expansion, registers: Collection[int] | None
) -> QuerySet[Recruiter]:
    return Recruiter.objects.filter(pk__in=ids_on_first_level(search_levels(terms, expansion), registers))


def search_levels(terms: SearchTerms, expansion: Expansion) -> list[list[SQL]]:
    """Return the levels of a search, the best first: whoever meets one condition of a level is on it."""
    words, distinctive, number = terms.words, terms.distinctive, terms.number
    numbered = [has_licence_key(terms.licence_keys), had_licence_key(terms.former_keys)]
    called = has_name_key(terms.name_key)
    called_as_typed = has_name_key(terms.name_key, beginning=" ".join(words))
    by_number = [
        [*numbered, *([has_words([same_numbers(number)])] if number else [])],
        [has_words([with_beginning(number)])] if number else [],
    ]
    if terms.line:
        return [*by_number, *line_levels(terms, terms.line, expansion)]
    return [
        *by_number,
        [called_as_typed, *expansion.conditions(words)],
        expansion.conditions(distinctive) if distinctive != words else [],
        [called, *expansion.conditions(distinctive, lenient=True)],
        expansion.conditions_but_one(distinctive),
    ]


def line_levels(terms: SearchTerms, line: PastedLine, expansion: Expansion) -> list[list[SQL]]:
    """Return the levels of a line: called so as a whole, then with a number or a name of the line.

    Each level is one condition: SQLite takes twice as long to plan a query for each more.
    """
    names = [terms.distinctive, *(words[:MOST_WORDS] for words in line.possible_names if words)]
    levels = [
        expansion.conditions(terms.words),
        [has_licence_key(line.licence_keys)] if line.licence_keys else [],
        [begins_as_written(line.name_keys)] if line.name_keys else [],
        [has_name_key_among(line.longer_keys)] if line.longer_keys else [],
        [condition for words in names for condition in expansion.conditions(words)],
        [condition for words in names for condition in expansion.conditions(words, lenient=True)],
        expansion.conditions_but_one(terms.distinctive),
    ]
    return [[meets_one_of(conditions)] for conditions in levels if conditions]


def order_by_fit(
    entries: QuerySet[Recruiter], terms: SearchTerms, expansion: Expansion
) -> QuerySet[Recruiter]:
    """Return entries with the number or the whole name first, then names that begin so, then similar words.

    Each has `formerly`, the former number by which it was found, or None.
    """
    beginning, key = " ".join(terms.words), terms.name_key
    named = Q(name_key=key) | Q(other_keys__contains=f"|{key}|")
    closest = Q()
    for words in expansion.closest(terms.distinctive):
        closest &= reduce(or_, (Q(spaced__contains=f" {word} ") for word in words))
    places = [
        Q(licence_key__in=terms.licence_keys),
        Q(name_key=key, search_text__startswith=f"{beginning} "),
        named & closest,
        Q(search_text__startswith=beginning),
        closest or named,
        named,
    ]
    fit = Case(*[When(place, then=i) for i, place in enumerate(places)], default=len(places))
    spaced = Concat(Value(" "), "search_text", Value(" "), output_field=TextField())
    former = FormerNumber.objects.filter(recruiter=OuterRef("pk"), licence_key__in=terms.former_keys)
    entries = entries.alias(spaced=spaced).annotate(formerly=Subquery(former.values("number")[:1]))
    return entries.select_related("register__member_state").order_by(
        fit, "legal_name", "licence_number", "pk"
    )
