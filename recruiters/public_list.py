"""The whole list of a register as everyone may have it: the start for those who follow its changes."""

import csv
from itertools import islice

from django.db.models import prefetch_related_objects

from authorities.sheets import guarded

from .answers import answer
from .feed import moment

# As they stand on a record. What only the keeper may see is not here.
RECORDED = [
    "licence_number",
    "legal_name",
    "trading_names",
    "former_names",
    "company_number",
    "address",
    "website",
    "professions",
    "source_states",
    "destination_states",
    "sector",
    "direction",
    "fee_policy",
    "committed_to_code_on",
    "last_verified_on",
]
COLUMNS = [
    *RECORDED,
    "status",
    "standing",
    "valid_from",
    "valid_until",
    "suspended_until",
    "as_of",
    "register",
    "register_version",
    "illustrative",
]
CHUNK = 2000


class Echo:
    """What the writer of CSV writes to: it gives each line back."""

    def write(self, line):
        return line


def as_csv(register, now):
    """The lines of the file, in UTF-8 with the mark that Excel needs. Never the whole list in memory."""
    writer = csv.writer(Echo())
    yield "\ufeff" + writer.writerow(COLUMNS)
    head = [moment(now), register.scope, register.version, "yes" if register.illustrative else "no"]
    entries = register.recruiters.order_by("licence_key", "pk").iterator(CHUNK)
    while chunk := list(islice(entries, CHUNK)):
        # Of those with a decision of a later day, only their events tell how they stand today.
        later = [entry for entry in chunk if entry.state_from > now.date()]
        prefetch_related_objects(later, "events__annulled_by")
        yield "".join(
            writer.writerow(map(guarded, row(entry, register, now.date(), head))) for entry in chunk
        )


def row(entry, register, day, head):
    entry.register = register
    terms = entry.terms_on(day)
    return [
        *[cell(getattr(entry, name)) for name in RECORDED],
        answer(entry, day).status,
        terms.standing,
        cell(terms.valid_from),
        cell(terms.valid_until),
        cell(terms.suspended_until),
        *head,
    ]


def cell(value):
    if value is None:
        return ""
    return "; ".join(map(str, value)) if isinstance(value, list) else value
