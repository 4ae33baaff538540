"""Saving a register: each change of its data is a new version, so that followers see it."""

from django.db import transaction

from authorities.change_log import changed_columns
from authorities.known_facts.writing import save_fact
from authorities.models.changes import column_values
from recruiters.models import Register

# Columns that count changes; no form and no sheet sets them.
VERSION_COLUMNS = ("version", "reread_from")


@transaction.atomic
def save_register(register, *, by):
    """Save a new register, or the changed columns of one, and log what was before."""
    if register.pk is not None:
        stored = Register.objects.select_for_update(of=("self",)).get(pk=register.pk)
        if changed_columns(column_values(stored), column_values(register)).keys() - {*VERSION_COLUMNS}:
            Register.objects.next_version(register.pk)
    save_fact(register, by=by, counters=VERSION_COLUMNS)
