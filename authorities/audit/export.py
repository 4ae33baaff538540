"""The audit trail as a file, written page by page while it is sent."""

import csv
from collections.abc import Iterator
from datetime import UTC

from django.utils.translation import override

from authorities.audit.trail import AuditQuery, Row, fetch_rows
from authorities.models import User
from authorities.models.roles import READS_WHOLE_AUDIT
from authorities.spreadsheets.formats import escape_formula

CHUNK = 500
COLUMNS = ["at", "who", "who_email", "what_was_done", "to_whom", "about", "page", "iso3"]


class LineWriter:
    """The file that the writer of CSV writes to: it returns each line."""

    def write(self, line: str) -> str:
        return line


def csv_row(row: Row, *, with_addresses: bool) -> list[object]:
    """Return the cells of a row. Addresses of people are for readers of the whole trail alone."""
    who = [row.by.name, row.by.email if with_addresses else ""] if row.by else ["", ""]
    about = [row.action_in_words, row.person or "", row.subject_in_words, row.address, row.state]
    return [row.at.astimezone(UTC).isoformat(timespec="seconds"), *who, *about]


def trail_as_csv(user: User, query: AuditQuery, language: str) -> Iterator[str]:
    """Yield the lines of all rows that this person may read, in words of a language."""
    write = csv.writer(LineWriter()).writerow
    yield "\ufeff" + write(COLUMNS)
    with_addresses = user.holds(*READS_WHOLE_AUDIT)
    rows = fetch_rows(user, query, count=CHUNK)
    while rows:
        with override(language):
            cells = [csv_row(row, with_addresses=with_addresses) for row in rows]
            lines = [write([escape_formula(cell) for cell in row]) for row in cells]
        yield from lines
        rows = fetch_rows(user, query, after=rows[-1].place, count=CHUNK) if len(rows) == CHUNK else []
