"""Locks that last until the transaction ends: what was compared stays so until it is written."""

from django.db.models import Model


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
