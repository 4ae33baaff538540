"""Locks that last until the transaction ends: what was compared stays so until it is written."""

from django.db import connection
from django.db.models import Model

# The first half of the keys of PostgreSQL's advisory locks, so that they are of imports and of nothing else.
IMPORTS = 1_937_006_452


def lock_all(records):
    """Within a transaction: whoever else writes to records of a queryset waits until it ends."""
    list(records.select_for_update().order_by("pk").values_list("pk"))


def lock_with_parents(model, keys, records):
    """Records, and those that their keys name: what is added to a record has to wait for it too."""
    parents: dict = {}
    for parent in {part for key in keys for part in key if isinstance(part, Model)}:
        parents.setdefault(type(parent), set()).add(parent.pk)
    for parent in sorted(parents, key=lambda model: model._meta.label):
        lock_all(parent._default_manager.filter(pk__in=parents[parent]))
    lock_all(model._default_manager.filter(pk__in=[record.pk for record in records]))


def wait_for_import(pk):
    """Within a transaction: waits until no other one about this import is open, and keeps others out.

    Also that of a worker that was killed: its commit may be on its way. On SQLite writers queue up anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [IMPORTS, pk % 2**31])


def hold_import(pk):
    """The same without waiting: whether no other transaction is open."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [IMPORTS, pk % 2**31])
        return cursor.fetchone()[0]
