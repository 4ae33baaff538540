"""Record what a record was before it was changed."""

from authorities.models.changes import build_change


def changed_columns(before, now):
    """Return the columns of `now` that differ from `before`; all of them for a new record.

    >>> changed_columns({"name": "A", "code": "x"}, {"name": "B", "code": "x"})
    {'name': 'B'}
    >>> changed_columns(None, {"name": "A"})
    {'name': 'A'}
    """
    return {name: value for name, value in now.items() if before is None or before[name] != value}


def log_change(record, before, *, by, at=None, batch=None, kind=None):
    """Save an entry of the log: who changed a record that has been saved, and what it was before."""
    change = build_change(record, before, by=by, at=at, batch=batch, kind=kind)
    change.save(force_insert=True)
    return change
