"""Which entries could be the same firm: a closed one comes back under a new name, or goes abroad."""

from dataclasses import dataclass

from django.db.models import Case, Exists, OuterRef, Q, Value, When

from recruiters import names as folding
from recruiters.models import FINAL, LicenceState, Recruiter, Relation, RelationKind
from recruiters.search.query import with_most_words
from recruiters.search.typos import distance, forgiven

MOST_LOOK_ALIKES = 12
# So many of each way of finding them are looked at, those that lost a licence first.
CANDIDATES = 100


@dataclass(frozen=True)
class LookAlikes:
    """The entries to be compared first, and how many more there are."""

    entries: list
    more: int = 0


def find_look_alikes(recruiter, *, but=(), most=MOST_LOOK_ALIKES):
    """Entries of any register with a name or a company number close to this entry's, `but` for some.

    Whose words are the same but for their endings and vowels, in any order, is found by a key; who made
    typing errors, or took a word more or less, by comparing words.
    """
    found: set = set()
    for way in (
        Recruiter.objects.with_name_of(recruiter),
        Recruiter.objects.with_company_number_of(recruiter),
    ):
        found |= {*order_by_gravity(way, recruiter).values_list("pk", flat=True)[:CANDIDATES]}
    for words in map(folding.distinctive_words, entry_names(recruiter)):
        if len(words) > 1:
            candidates = order_by_gravity(with_most_words(words), recruiter)[:CANDIDATES]
            found |= {entry.pk for entry in candidates if has_similar_name(entry, words)}
    found -= {recruiter.pk, *but}
    entries = order_by_gravity(Recruiter.objects.filter(pk__in=found), recruiter)
    return LookAlikes(
        list(entries.select_related("register__member_state")[:most]), max(len(found) - most, 0)
    )


def order_by_gravity(recruiters, recruiter):
    """Those that lost or lack their licence first, then those of the same register."""
    grave = Case(When(state__in=FINAL, then=0), When(state=LicenceState.SUSPENDED, then=1), default=2)
    here = (
        Case(When(register=recruiter.register_id, then=0), default=1) if recruiter.register_id else Value(0)
    )
    return recruiters.order_by(grave, here, "legal_name", "pk")


def entry_names(recruiter):
    """All its names, once each."""
    further = folding.NAME_SEPARATORS.split(f"{recruiter.trading_names};{recruiter.former_names}")
    return [name for name in dict.fromkeys([recruiter.legal_name, *further]) if name.strip()]


def has_similar_name(entry, words):
    return any(are_similar_names(folding.distinctive_words(name), words) for name in entry_names(entry))


def are_similar_names(one, other):
    """Whether the telling words of one name are those of the other, but for a word or two more.

    >>> are_close(["golben", "bridge"], ["golden", "bridge", "manila"])
    True
    >>> are_close(["golden", "bridge"], ["golden", "gate"])
    False
    """
    fewer, more = sorted([one, other], key=len)
    if len(fewer) < 2 or len(more) - len(fewer) > (1 if len(fewer) == 2 else 2):
        return False
    strange = sum(not any(is_similar_word(word, another) for another in more) for word in fewer)
    return strange <= (len(fewer) > 3)


def is_similar_word(word, another):
    same = folding.skeleton(word) == folding.skeleton(another)
    return same or distance(word, another) <= forgiven(word)


# The work list


def with_look_alikes(recruiters):
    """Those that share their telling words with an entry from which nobody has told them apart."""
    told_apart = Relation.objects.filter(kind=RelationKind.TOLD_APART).filter(
        Q(recruiter=OuterRef("pk"), other=OuterRef(OuterRef("pk")))
        | Q(other=OuterRef("pk"), recruiter=OuterRef(OuterRef("pk")))
    )
    alike = Recruiter.objects.filter(name_key=OuterRef("name_key")).exclude(pk=OuterRef("pk"))
    return recruiters.filter(Exists(alike.filter(~Exists(told_apart)))).exclude(name_key="")


def look_alikes_by_entry(entries):
    """{primary key: the entries it resembles, the gravest first} for a page of a list."""
    keys = {entry.name_key for entry in entries} - {""}
    others = Recruiter.objects.filter(name_key__in=keys).select_related("register__member_state")
    by_key: dict = {}
    for other in others.order_by("legal_name", "pk"):
        by_key.setdefault(other.name_key, []).append(other)
    return {
        entry.pk: sorted(
            (other for other in by_key.get(entry.name_key, ()) if other.pk != entry.pk),
            key=lambda other: other.state not in FINAL,
        )
        for entry in entries
    }
