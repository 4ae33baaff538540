"""Finding an entry by its name or number: parts of words, any script and spelling, typing errors forgiven.

A typed word is first looked up among the words of names, which are few: words it is part of, words it is
written together from, words a typing error away. Then one query asks level by level for the entries with this
number; with all these words; with those that tell firms apart; with words close to them; with most of them.
The first level that has an entry is the answer.
"""

from contextlib import contextmanager
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db import DatabaseError, connection
from django.db.models import Case, OuterRef, Q, Subquery, TextField, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat

from recruiters import names as folding
from recruiters.models import FormerNumber, Recruiter
from recruiters.search.expansion import Meanings, beginning, has_digit, same_number, without_zeros
from recruiters.search.fulltext import having
from recruiters.search.typos import has_no_spaces

# A check wants one entry: whoever gets more than so many should type more.
MOST = 500
PER_PAGE = 50
MOST_WORDS = 8
# What is written between the letters and the digits of a number that an entry had before.
BETWEEN = ("", "-", "/", " ", ".")


class SearchFailed(Exception):  # noqa: N818
    """The database refused. Why is not said here: it might quote what was looked up."""


@contextmanager
def hide_query_text():
    try:
        yield
    except DatabaseError as problem:
        raise SearchFailed(type(problem).__name__) from None


@dataclass(frozen=True)
class SearchResult:
    """A page of entries. `similar`: nothing is called as typed, these names are close to it.

    `other_numbers`: a number was typed, and none of these licences has exactly this one.
    """

    entries: list
    page: int = 1
    more: bool = False
    similar: bool = False
    other_numbers: bool = False

    @property
    def next_page(self):
        return self.page + 1

    @property
    def previous_page(self):
        return self.page - 1


class SearchTerms:
    """What was typed, as it is compared: a number without the words that people write beside it."""

    def __init__(self, text):
        self.text = folding.strip_labels(text) if has_digit(text) else text
        self.words = list(dict.fromkeys(folding.split_words(self.text)))[:MOST_WORDS]
        telling = [word for word in self.words if folding.skeleton(word) and word not in folding.LABELS]
        self.telling = telling or self.words
        self.number = whole_number(self.text) if has_digit(self.text) else ""
        self.licence_keys = {folding.licence_key(text), folding.licence_key(self.text)}
        parts = folding.split_letters_and_digits(self.number)
        self.former_keys = self.licence_keys | {between.join(parts) for between in BETWEEN if parts}
        self.name_key = folding.name_key(self.text)

    def is_number_of(self, entry):
        typed_so = entry.licence_key in self.licence_keys or whole_number(entry.licence_number) == self.number
        return typed_so or entry.formerly is not None

    def is_only_like_number_of(self, entry):
        theirs = without_zeros(whole_number(entry.licence_number))
        has_all = bool(self.number) and all(without_zeros(word) in theirs for word in self.words)
        return has_all and not self.is_number_of(entry)

    def is_meant_by(self, entry):
        """Whether an entry has what was typed, together or apart, not only something like it."""
        text, together = entry.search_text.split(), entry.search_text.replace(" ", "")
        there = [word in (together if is_part(word) else text) for word in self.telling]
        return self.is_number_of(entry) or all(there) or "".join(self.telling) in together


def whole_number(licence_number):
    return "".join(folding.split_words(licence_number))[: folding.LONGEST_NUMBER]


def matching_entries(words, register):
    """The entries of a register that `words` may mean, at most MOST of them, in no order."""
    question = SearchTerms(words)
    if not question.words:
        return Recruiter.objects.none()
    with hide_query_text():
        return matches(levels(question, Meanings(question.words)), [register.pk])


def is_part(word):
    """Whether a word says something where it stands within another."""
    return len(word) > 2 or has_no_spaces(word)


def search(words, *, registers=None, page=1, size=PER_PAGE):
    """The entries that `words` may mean: by number, else by name; of `registers` (ids), or of all."""
    question = SearchTerms(words)
    if not question.words:
        return SearchResult([])
    with hide_query_text():
        mean = Meanings(question.words)
        found = in_order(question, mean, matches(levels(question, mean), registers))
        entries = list(found[(page - 1) * size : page * size + 1])
    other_numbers = bool(entries) and all(map(question.is_only_like_number_of, entries))
    similar = bool(entries) and not other_numbers and not any(map(question.is_meant_by, entries))
    return SearchResult(entries[:size], page, len(entries) > size, similar, other_numbers)


def in_order(question, mean, recruiters):
    """Who has the number or the whole name comes first, then names that begin so, then the closest words."""
    begins, key = " ".join(question.words), question.name_key
    named = Q(name_key=key) | Q(other_keys__contains=f"|{key}|")
    closest = Q()
    for words in mean.closest(question.telling):
        closest &= reduce(or_, (Q(spaced__contains=f" {word} ") for word in words))
    places = [
        Q(licence_key__in=question.licence_keys),
        Q(name_key=key, search_text__startswith=f"{begins} "),
        named & closest,
        Q(search_text__startswith=begins),
        closest or named,
        named,
    ]
    fit = Case(*[When(place, then=i) for i, place in enumerate(places)], default=len(places))
    spaced = Concat(Value(" "), "search_text", Value(" "), output_field=TextField())
    former = FormerNumber.objects.filter(recruiter=OuterRef("pk"), licence_key__in=question.former_keys)
    entries = recruiters.alias(spaced=spaced).annotate(formerly=Subquery(former.values("number")[:1]))
    entries = entries.select_related("register__member_state")
    return entries.order_by(fit, "legal_name", "licence_number", "pk")


def levels(question, mean):
    """Lists of conditions, (SQL, values) each: whoever meets one of them is on that level."""
    typed, telling = question.words, question.telling
    keys = ", ".join(["%s"] * len(question.licence_keys))
    numbered = (f"licence_key IN ({keys})", sorted(question.licence_keys))
    former = ", ".join(["%s"] * len(question.former_keys))
    formerly = (
        f"id IN (SELECT recruiter_id FROM recruiters_formernumber WHERE licence_key IN ({former}))",
        sorted(question.former_keys),
    )
    called = ("name_key = %s", [question.name_key])
    called_so = ("name_key = %s AND search_text LIKE %s", [question.name_key, f"{' '.join(typed)} %"])
    number = question.number
    return [
        [numbered, formerly, *([having([same_number(number)])] if number else [])],
        [having([beginning(number)])] if number else [],
        [called_so, *mean.asked(typed)],
        mean.asked(telling) if telling != typed else [],
        [called, *mean.asked(telling, close=True)],
        mean.most(telling),
    ]


def matches(levels, registers):
    """Entries of the first level that has any."""
    there = ""
    if registers is not None:
        there = f"AND register_id IN ({', '.join(map(str, map(int, registers))) or 'NULL'})"
    # PostgreSQL, knowing of a limit, would rather read the table than the index of words.
    limit = "" if connection.vendor == "postgresql" else f"LIMIT {MOST}"
    ranks, values = [], []
    for level in levels:
        nobody = "".join(f" AND NOT EXISTS (SELECT 1 FROM rank{before})" for before in range(len(ranks)))
        for condition, given in level:
            rows = f"SELECT id FROM recruiters_recruiter WHERE {condition} {there} {nobody} {limit}"
            ranks.append(f"rank{len(ranks)} AS MATERIALIZED ({rows})")
            values += given
    everyone = " UNION ALL ".join(f"SELECT id FROM rank{number}" for number in range(len(ranks)))
    ids = RawSQL(f"WITH {', '.join(ranks)} SELECT id FROM ({everyone}) AS ranks LIMIT {MOST}", values)
    return Recruiter.objects.filter(pk__in=ids)


def with_most_words(typed):
    """Entries that have these words, or of three or more all but one, each with its typing errors."""
    words = typed[:MOST_WORDS]
    mean = Meanings(words)
    wanted = mean.most(words) or mean.asked(words, close=True)
    condition = " OR ".join(f"({sql})" for sql, _values in wanted) or "FALSE"
    rows = f"SELECT id FROM recruiters_recruiter WHERE {condition} LIMIT {MOST}"
    return Recruiter.objects.filter(
        pk__in=RawSQL(rows, [value for _sql, values in wanted for value in values])
    )
