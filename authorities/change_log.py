"""Writing down what a record was before it was changed."""

from datetime import date, time
from decimal import Decimal

from authorities.models import Change, ChangeKind


def columns_of(record):
    """The columns of a record as JSON holds them: dates in ISO 8601, files and references by their keys."""
    fields = record._meta.concrete_fields
    return {field.attname: _plain(field.get_prep_value(getattr(record, field.attname))) for field in fields}


def what_changed(before, now):
    """
    >>> what_changed({"name": "A", "code": "x"}, {"name": "B", "code": "x"})
    {'name': 'B'}
    >>> what_changed(None, {"name": "A"})
    {'name': 'A'}
    """
    return {name: value for name, value in now.items() if before is None or before[name] != value}


def change_of(record, before, *, by, at=None, batch=None, kind=None, after=None):
    """The line of the log, unsaved. `before` are the columns as they were, None for a record that is new."""
    moment = {"at": at} if at else {}
    return Change(
        model=record._meta.label_lower,
        record=record.pk,
        kind=kind or (ChangeKind.NEW if before is None else ChangeKind.CHANGED),
        before=before,
        after=after,
        by=by,
        batch=batch,
        **moment,
    )


def log(record, before, *, by, at=None, batch=None, kind=None):
    """Remembers who changed a record that has been saved, and what it was before."""
    change = change_of(record, before, by=by, at=at, batch=batch, kind=kind)
    change.save(force_insert=True)
    return change


def _plain(value):
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
