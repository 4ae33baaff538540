"""What the tests of the import engine share: files on their way, and the tables as they are."""

import csv
import io
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from authorities.imports import actions
from authorities.languages import UN_LANGUAGES
from authorities.models import ImportState, MemberState
from tests.authorities.jobs.worker_process import work_off

TABLES = [
    "recruiters_recruiter",
    "recruiters_licenceevent",
    "recruiters_register",
    "authorities_authority",
]
ROW = {
    "licence_number": "A-1",
    "legal_name": "Alpha Care",
    "valid_from": "2020-01-01",
    "valid_until": "2030-01-01",
    "standing": "authorised",
    "standing_since": "",
    "professions": "2221; 221",
}


def create_every_country():
    """Create every Member State with its codes and names, unless it is there."""
    path = Path(settings.BASE_DIR, "fixtures", "reference", "member_states.csv")
    columns = ["iso3", "iso2", "m49", *(f"name_{language}" for language in UN_LANGUAGES)]
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    states = (MemberState(**{column: row[column] for column in columns}) for row in rows)
    MemberState.objects.bulk_create(states, ignore_conflicts=True)


def row(number, **cells):
    return {**ROW, "licence_number": number, "legal_name": f"Alpha {number}", **cells}


def file_of(rows, name="list.csv"):
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return SimpleUploadedFile(name, text.getvalue().encode())


def received(by, *rows, kind="recruiters", scope="PHL/dmw", **options):
    return actions.receive_file(file_of(rows), kind=kind, scope=scope, by=by, **options)


def checked(by, *rows, **options):
    batch = received(by, *rows, **options)
    actions.request_check(batch, by=by, mapping=batch.mapping)
    work_off()
    batch.refresh_from_db()
    assert batch.state in (ImportState.CHECKED, ImportState.NOTHING), batch.failure
    return batch


def confirmed(batch, **options):
    actions.request_apply(batch, by=batch.by, **options)
    work_off()
    batch.refresh_from_db()
    return batch


def applied(by, *rows, good_rows_only=False, **options):
    batch = confirmed(checked(by, *rows, **options), good_rows_only=good_rows_only)
    assert batch.state == ImportState.APPLIED, batch.failure
    return batch


def undone(batch):
    actions.request_undo(batch, by=batch.by, note="The wrong file.")
    work_off()
    batch.refresh_from_db()
    return batch


def dump(*tables, without=()):
    """Every column of every record as the database keeps it; `without` are columns that count deeds."""
    found = {}
    with connection.cursor() as cursor:
        for table in tables or TABLES:
            cursor.execute(f"SELECT * FROM {table} ORDER BY id")  # noqa: S608 - names of our own
            names = [column[0] for column in cursor.description]
            kept = [place for place, name in enumerate(names) if name not in without]
            found[table] = [tuple(str(line[place]) for place in kept) for line in cursor.fetchall()]
    return found
