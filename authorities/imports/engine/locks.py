"""Locks that last until the transaction ends: what was compared stays so until it is written."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import Model, QuerySet

# The first half of the keys of PostgreSQL's advisory locks, so that they are of imports and of nothing else.
IMPORTS = 1_937_006_452


def lock_all(records: QuerySet) -> None:
    """Make whoever else writes to records of a queryset wait until the transaction ends."""
    list(records.select_for_update().order_by("pk").values_list("pk"))


def lock_with_parents(model: type[Model], keys: Iterable[tuple], records: Iterable[Model]) -> None:
    """Lock records, and those that their keys name: what is added to a record has to wait for it too."""
    parents: dict = {}
    for parent in {part for key in keys for part in key if isinstance(part, Model)}:
        parents.setdefault(type(parent), set()).add(parent.pk)
    for parent in sorted(parents, key=lambda model: model._meta.label):
        lock_all(parent._default_manager.filter(pk__in=parents[parent]))
    lock_all(model._default_manager.filter(pk__in=[record.pk for record in records]))


def wait_for_import(pk: int) -> None:
    """Wait until no other transaction about this import is open, and keep others out until this one ends.

    Also that of a worker that was killed: its commit may be on its way. On SQLite writers queue up anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [IMPORTS, pk % 2**31])


def hold_import(pk: int) -> bool:
    """Keep others out as `wait_for_import` does, without waiting; return False if another one is open."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [IMPORTS, pk % 2**31])
        return cursor.fetchone()[0]
