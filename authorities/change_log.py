"""Record what a record was before it was changed."""

from datetime import date, time
from decimal import Decimal

from django.utils import timezone

from authorities.models import Change, ChangeKind
from authorities.models.changes import record_number


def column_values(record):
    """Return {column: value} of a record for JSON: dates in ISO 8601, files and references by their keys."""
    fields = record._meta.concrete_fields
    return {field.attname: _as_json(field.get_prep_value(getattr(record, field.attname))) for field in fields}


def changed_columns(before, now):
    """Return the columns of `now` that differ from `before`; all of them for a new record.

    >>> changed_columns({"name": "A", "code": "x"}, {"name": "B", "code": "x"})
    {'name': 'B'}
    >>> changed_columns(None, {"name": "A"})
    {'name': 'A'}
    """
    return {name: value for name, value in now.items() if before is None or before[name] != value}


def build_change(record, before, *, by, at=None, batch=None, kind=None, after=None):
    """Return an unsaved entry of the log. `before` are the column values as they were; None if it is new."""
    return Change(
        model=record._meta.label_lower,
        record=record_number(record.pk),
        kind=kind or (ChangeKind.NEW if before is None else ChangeKind.CHANGED),
        before=before,
        after=after,
        at=at or timezone.now(),
        by=by,
        batch=batch,
    )


def log_change(record, before, *, by, at=None, batch=None, kind=None):
    """Save an entry of the log: who changed a record that has been saved, and what it was before."""
    change = build_change(record, before, by=by, at=at, batch=batch, kind=kind)
    change.save(force_insert=True)
    return change


def _as_json(value):
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
