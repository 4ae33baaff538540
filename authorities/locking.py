"""Locks that last until the transaction ends: what was compared stays so until it is written."""


def lock_all(records):
    """Within a transaction: whoever else writes to records of a queryset waits until it ends."""
    list(records.select_for_update().order_by("pk").values_list("pk"))
