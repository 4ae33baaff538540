"""Multiplying the demonstration: more rounds with as many reports, and longer histories."""

from copy import copy
from datetime import date, timedelta

from django.db import connection, transaction

from authorities.models import Authority
from reporting.models import IndicatorValue, Round, Submission, SubmissionEvent, Version

LONG_AGO = date(1900, 1, 1)


@transaction.atomic
def multiply_records(times):
    """Copy every round, report, version, value, event and designation until there are `times` of each."""
    rounds, reports, versions, values, events, designations = (
        list(model.objects.all())
        for model in (Round, Submission, Version, IndicatorValue, SubmissionEvent, Authority)
    )
    for number in range(1, times):
        new_rounds = copy_rows_with(rounds, number=lambda row, n=number: row.number + 100 * n)
        new_reports = copy_rows_with(reports, round_id=lambda row, new=new_rounds: new[row.round_id])
        new_versions = copy_rows_with(
            versions, submission_id=lambda row, new=new_reports: new[row.submission_id]
        )
        copy_rows_with(values, version_id=lambda row, new=new_versions: new[row.version_id])
        copy_rows_with(
            events,
            submission_id=lambda row, new=new_reports: new[row.submission_id],
            version_id=lambda row, new=new_versions: new.get(row.version_id),
        )
        for row in designations:
            row.was = LONG_AGO + timedelta(days=2000 * number + row.pk)
        copy_rows_with(
            designations,
            valid_from=lambda row: row.was,
            valid_to=lambda row: row.was + timedelta(days=1),
        )


def copy_rows_with(rows, **changes):
    """Save a copy of each row with the given changes; return {key of the row: key of the copy}."""
    clones = []
    for row in rows:
        clone = copy(row)
        clone._state = copy(row._state)
        clone._state.adding, clone.pk = True, None
        for name, change in changes.items():
            setattr(clone, name, change(row))
        clones.append(clone)
    stored = type(rows[0]).objects.bulk_create(clones, batch_size=500)
    return {row.pk: clone.pk for row, clone in zip(rows, stored, strict=True)}


def analyse_tables():
    """Update the statistics of the tables, as the database does by itself in the course of a day."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
