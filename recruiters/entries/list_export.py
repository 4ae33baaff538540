"""The public columns of an entry, and the whole list of a register as CSV.

The list is where followers of the changes feed begin; the feed gives the same columns of each entry.
"""

import csv
from datetime import UTC
from itertools import islice

from authorities.spreadsheets.formats import escape_formula
from recruiters.entries.status import licence_statuses
from recruiters.models import FormerNumber

# Columns taken from the record as they are. What only the keeper may see is not here.
RECORD_COLUMNS = [
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
    *RECORD_COLUMNS,
    "status",
    "standing",
    "valid_from",
    # People read the last days, machines the days after them, on which it no longer holds.
    "last_day",
    "valid_until",
    "last_day_suspended",
    "suspended_until",
    "as_of",
    "register",
    "register_version",
    "illustrative",
    # Stays the same whatever becomes of the number.
    "id",
    "former_numbers",
]
CHUNK = 2000


class CsvBuffer:
    """The file that the writer of CSV writes to: it returns each line."""

    def write(self, line):
        return line


def iso_timestamp(at):
    return at.astimezone(UTC).isoformat(timespec="seconds")


def public_rows(entries, register, now, former):
    """Yield {column: value} for each entry, as of `now`. `former`: see `FormerNumber.objects.by_entry`."""
    entries = list(entries)
    for entry in entries:
        entry.register = register
    said = {
        "as_of": iso_timestamp(now),
        "register": register.scope,
        "register_version": register.version,
        "illustrative": register.illustrative,
    }
    for told in licence_statuses(entries, register.local_day(now)):
        entry, terms = told.recruiter, told.terms
        yield {
            **{name: getattr(entry, name) for name in RECORD_COLUMNS},
            "status": str(told.status),
            "standing": str(terms.state),
            "valid_from": terms.valid_from,
            "last_day": terms.last_day,
            "valid_until": terms.valid_until,
            "last_day_suspended": terms.last_day_suspended,
            "suspended_until": terms.suspended_until,
            **said,
            "id": entry.pk,
            "former_numbers": [number.number for number in former.get(entry.pk, [])],
        }


def register_as_csv(register, now):
    """Yield the file in pieces, with the byte order mark that Excel needs; never the whole list in memory."""
    writer = csv.writer(CsvBuffer())
    yield "\ufeff" + writer.writerow(COLUMNS)
    former = FormerNumber.objects.filter(register=register).by_entry()
    entries = register.recruiters.order_by("licence_key", "pk").iterator(CHUNK)
    while chunk := list(islice(entries, CHUNK)):
        rows = public_rows(chunk, register, now, former)
        yield "".join(
            writer.writerow([escape_formula(csv_cell(row[name])) for name in COLUMNS]) for row in rows
        )


def csv_cell(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "; ".join(map(str, value)) if isinstance(value, list) else value
