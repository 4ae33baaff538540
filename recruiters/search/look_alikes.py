"""Look-alikes: entries that could be the same firm. A closed one comes back under a new name, or goes abroad.

They share a key of their names or a company number, which the database finds; or they have similar words,
which are compared one by one.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from recruiters.models import FINAL, LicenceState, Recruiter, Relation, RelationKind
from recruiters.names import (
    NAME_SEPARATORS,
    company_key,
    distinctive_words,
    name_key,
    other_keys,
    skeleton,
    split_words,
    texts_of,
)
from recruiters.search.query import entries_with_most_words
from recruiters.search.sql import has_other_key
from recruiters.search.typos import allowed_typos, edit_distance

MOST_LOOK_ALIKES = 12
# Of each kind so many are looked at, those that lost a licence first.
MOST_CANDIDATES = 100


@dataclass(frozen=True)
class LookAlikes:
    """The entries to be compared first, and how many more there are."""

    entries: list[Recruiter]
    more: int = 0


def find_look_alikes(
    recruiter: Recruiter, *, excluding: Collection[int] = (), most: int = MOST_LOOK_ALIKES
) -> LookAlikes:
    """Return entries of any register with a name or company number like this entry's, `excluding` some ids.

    Names whose words differ in endings, vowels and order share a key; those with typing errors, or with a
    word more or less, are found by comparing words.
    """
    found: set[int] = set()
    for entries in (with_same_name(recruiter), with_same_company_number(recruiter)):
        found |= {*order_by_gravity(entries, recruiter).values_list("pk", flat=True)[:MOST_CANDIDATES]}
    for words in map(distinctive_name_words, entry_names(recruiter)):
        if len(words) > 1:
            candidates = order_by_gravity(entries_with_most_words(words), recruiter)[:MOST_CANDIDATES]
            found |= {entry.pk for entry in candidates if has_similar_name(entry, words)}
    found -= {recruiter.pk, *excluding}
    ordered = order_by_gravity(Recruiter.objects.filter(pk__in=found), recruiter)
    return LookAlikes(
        list(ordered.select_related("register__member_state")[:most]), max(len(found) - most, 0)
    )


def with_same_name(recruiter: Recruiter) -> QuerySet[Recruiter]:
    """Return entries one of whose names shares its key with a name of this one, legal, trading or former."""
    further = other_keys(recruiter.trading_names, recruiter.former_names, recruiter.earlier_names)
    keys = sorted({name_key(recruiter.legal_name), *further.split("|")} - {""})
    if not keys:
        return Recruiter.objects.none()
    ids = Recruiter.objects.order_by().values("pk")
    same = ids.filter(name_key__in=keys).union(ids.filter(has_other_key(keys)))
    return Recruiter.objects.filter(pk__in=same).exclude(pk=recruiter.pk)


def with_same_company_number(recruiter: Recruiter) -> QuerySet[Recruiter]:
    """Return entries of any register. Numbers of different countries may be the same by chance."""
    key = company_key(recruiter.company_number)
    if not key:
        return Recruiter.objects.none()
    return Recruiter.objects.filter(company_key=key).exclude(pk=recruiter.pk)


def with_same_name_or_number(recruiter: Recruiter) -> QuerySet[Recruiter]:
    by_name, by_number = with_same_name(recruiter), with_same_company_number(recruiter)
    either = by_name.order_by().values("pk").union(by_number.order_by().values("pk"))
    return Recruiter.objects.filter(pk__in=either)


def order_by_gravity(entries: QuerySet[Recruiter], recruiter: Recruiter) -> QuerySet[Recruiter]:
    """Return those that lost or lack their licence first, then those of the same register."""
    gravity = Case(When(state__in=FINAL, then=0), When(state=LicenceState.SUSPENDED, then=1), default=2)
    is_elsewhere: Case | Value = Value(0)
    if recruiter.register_id:
        is_elsewhere = Case(When(register=recruiter.register_id, then=0), default=1)
    return entries.order_by(gravity, is_elsewhere, "legal_name", "pk")


def entry_names(recruiter: Recruiter) -> list[str]:
    """Return all names of an entry, once each."""
    further = NAME_SEPARATORS.split(f"{recruiter.trading_names};{recruiter.former_names}")
    names = [recruiter.legal_name, *further, *texts_of(recruiter.earlier_names)]
    return [name for name in dict.fromkeys(names) if name.strip()]


def distinctive_name_words(name: str) -> list[str]:
    return distinctive_words(split_words(name))


def has_similar_name(entry: Recruiter, words: list[str]) -> bool:
    return any(are_similar_names(distinctive_name_words(name), words) for name in entry_names(entry))


def are_similar_names(one: list[str], other: list[str]) -> bool:
    """True if the distinctive words of one name are those of the other, but for a word or two more.

    >>> are_similar_names(["golben", "bridge"], ["golden", "bridge", "manila"])
    True
    >>> are_similar_names(["golden", "bridge"], ["golden", "gate"])
    False
    """
    fewer, more = sorted([one, other], key=len)
    if len(fewer) < 2 or len(more) - len(fewer) > (1 if len(fewer) == 2 else 2):
        return False
    unmatched = sum(not any(are_similar_words(word, another) for another in more) for word in fewer)
    return unmatched <= (len(fewer) > 3)


def are_similar_words(word: str, another: str) -> bool:
    return skeleton(word) == skeleton(another) or edit_distance(word, another) <= allowed_typos(word)


# The registrar's work list


def with_look_alikes(entries: QuerySet[Recruiter]) -> QuerySet[Recruiter]:
    """Return those that share a name key with an entry of which nobody has said that it is another firm."""
    said_to_differ = Relation.objects.filter(kind=RelationKind.DIFFERENT_FIRM).filter(
        Q(recruiter=OuterRef("pk"), other=OuterRef(OuterRef("pk")))
        | Q(other=OuterRef("pk"), recruiter=OuterRef(OuterRef("pk")))
    )
    look_alikes = Recruiter.objects.filter(name_key=OuterRef("name_key")).exclude(pk=OuterRef("pk"))
    return entries.filter(Exists(look_alikes.filter(~Exists(said_to_differ)))).exclude(name_key="")


def look_alikes_by_entry(entries: Iterable[Recruiter]) -> dict[int, list[Recruiter]]:
    """Return {primary key: its look-alikes by name key, the gravest first} for a page of a list."""
    entries = list(entries)
    keys = {entry.name_key for entry in entries} - {""}
    others = Recruiter.objects.filter(name_key__in=keys).select_related("register__member_state")
    by_key: dict[str, list[Recruiter]] = {}
    for other in others.order_by("legal_name", "pk"):
        by_key.setdefault(other.name_key, []).append(other)
    return {
        entry.pk: sorted(
            (other for other in by_key.get(entry.name_key, ()) if other.pk != entry.pk),
            key=lambda other: other.state not in FINAL,
        )
        for entry in entries
    }
