"""Write dated facts: each with an entry in the log of what was before and is now, in one transaction."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from authorities.change_log import changed_columns
from authorities.models import Change, ChangeKind, Import, User, all_records
from authorities.models.changes import build_change, column_values


@transaction.atomic
def save_fact(
    record: Model,
    *,
    by: User | None,
    at: datetime | None = None,
    batch: Import | None = None,
    kind: str | None = None,
    columns: Collection[str] | None = None,
    counters: Collection[str] = (),
) -> Change | None:
    """Save a new record, or the changed columns of one. Return the entry of the log; None if nothing changed.

    `by` is None for what the product does itself. Of `columns` alone what stands in the record counts, and
    of all but `counters`, if they are given.
    """
    if record._state.adding:
        record.save(force_insert=True)
        before, changed = None, column_values(record)
    else:
        locked = all_records(type(record)).select_for_update(of=("self",)).get(pk=record.pk)
        before = column_values(locked)
        changed = changed_columns(before, column_values(record))
        written = chosen_columns(changed, columns, counters)
        if not written:
            return None
        record.save(update_fields=written)
        now = column_values(record)
        changed = {name: now[name] for name in written}
    change = build_change(record, before, by=by, at=at, batch=batch, kind=kind, after=changed)
    change.save(force_insert=True)
    return change


def chosen_columns(
    changed: Iterable[str], columns: Collection[str] | None, counters: Collection[str]
) -> list[str]:
    """Return the changed columns that are to be written. Columns may be named as their fields are."""
    allowed = None if columns is None else {*columns, *(f"{name}_id" for name in columns)}
    return [name for name in changed if name not in counters and (allowed is None or name in allowed)]


@transaction.atomic
def save_facts(
    new: Sequence[Model] = (),
    changed: Sequence[Model] = (),
    *,
    by: User | None,
    write: Callable[[], Any] | None = None,
    is_first_load: bool = False,
) -> None:
    """Save many records of one model. `write` saves the changed ones, and the new ones, if it is given.

    What a first load brings is known from the beginning.
    """
    before = {record.pk: column_values(record) for record in stored_records(changed)}
    if write:
        write()
    elif new:
        type(new[0])._default_manager.bulk_create(new)
    log_facts([*changed, *new], before, by=by, is_first_load=is_first_load)


def stored_records(records: Sequence[Model]) -> Any:
    """Return the records as they are stored, locked until the transaction ends."""
    if not records:
        return []
    rows = all_records(type(records[0])).select_for_update(of=("self",))
    return rows.filter(pk__in=[record.pk for record in records]).order_by("pk")


def log_facts(
    records: Sequence[Model],
    before: dict[Any, dict[str, Any]],
    *,
    by: User | None,
    batch: Import | None = None,
    is_first_load: bool = False,
) -> None:
    """Write an entry of the log for each record that has been saved and is another than `before` its key."""
    at, entries = timezone.now(), []
    for record in records:
        was = before.get(record.pk)
        after = changed_columns(was, column_values(record))
        if after and is_first_load:
            entries.append(build_change(record, None, by=by, at=at, kind=ChangeKind.BASELINE))
        elif after:
            entries.append(build_change(record, was, by=by, at=at, batch=batch, after=after))
    Change.objects.bulk_create(entries, batch_size=1000)


def log_removed_facts(
    records: Sequence[Model], more: dict[Any, dict[str, Any]], *, by: User | None, batch: Import
) -> None:
    """Write an entry for each record that the undo of an import is about to take out.

    `more` is what else has to be remembered of a record, by its key.
    """
    at = timezone.now()
    Change.objects.bulk_create(
        (
            build_change(
                record,
                column_values(record) | more.get(record.pk, {}),
                by=by,
                at=at,
                batch=batch,
                kind=ChangeKind.REMOVED,
            )
            for record in records
        ),
        batch_size=1000,
    )
