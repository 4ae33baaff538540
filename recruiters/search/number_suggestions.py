"""What a register has instead of a number that is not on it: numbers a slip away, the same in other signs."""

from django.db.models.expressions import RawSQL

from recruiters import names as folding
from recruiters.search.expansion import same_number, without_zeros
from recruiters.search.fulltext import having
from recruiters.search.query import SearchTerms, hide_query_text, whole_number
from recruiters.search.typos import alphabet, one_error

MOST, MOST_COMPARED = 5, 100
# Of longer numbers no slips are looked for.
LONGEST = 30
SIGNS = "0123456789-/ "


def suggest_numbers(register, number):
    """The closest entries of a register by number, or by name if it has no digit. With one query."""
    question, key = SearchTerms(number), folding.licence_key(number)
    wanted = [condition for condition in (slips(key), otherwise_written(question)) if condition]
    if not wanted:
        return []
    rows = " UNION ALL ".join(
        f"SELECT id FROM recruiters_recruiter WHERE register_id = {int(register.pk)} AND {sql}"
        for sql, _values in wanted
    )
    ids = RawSQL(rows, [value for _sql, values in wanted for value in values])
    with hide_query_text():
        entries = list(register.recruiters.filter(pk__in=ids).order_by("licence_key", "pk")[:MOST_COMPARED])
    for entry in entries:
        entry.register = register
    return sorted(entries, key=lambda entry: slip(key, entry.licence_key))[:MOST]


def slips(key):
    if not 1 < len(key) <= LONGEST:
        return None
    letter = next(filter(str.isalpha, key), "a")
    variants = sorted(one_error(key, [*SIGNS, *alphabet(letter)]))
    return f"licence_key IN ({', '.join(['%s'] * len(variants))})", variants


def otherwise_written(question):
    """The same number with other signs between or other zeros; of a name, all its words."""
    if question.number:
        return having([same_number(question.number)])
    return having([[word] for word in question.words]) if question.words else None


def slip(key, other):
    """How easily one number is taken for the other: other signs, exchanged, left out or added, wrong."""
    if without_zeros(whole_number(key)) == without_zeros(whole_number(other)):
        return 0
    if sorted(key) == sorted(other):
        return 1
    return 2 if len(key) != len(other) else 3
