"""Saving a register: each change of its data is a new version, so that followers see it."""

from django.db import transaction

from authorities.change_log import column_values, log_change
from recruiters.models import Register

# Columns that count changes; no form and no sheet sets them.
VERSION_COLUMNS = ("version", "reread_from")


@transaction.atomic
def save_register(register, *, by):
    """Save a new register, or the changed columns of one, and log what was before."""
    if register.pk is None:
        register.save(force_insert=True)
        log_change(register, None, by=by)
        return
    before = column_values(Register.objects.select_for_update(of=("self",)).get(pk=register.pk))
    now = column_values(register)
    changed = [name for name in now if name not in VERSION_COLUMNS and now[name] != before[name]]
    if changed:
        Register.objects.next_version(register.pk)
        register.save(update_fields=changed)
        log_change(register, before, by=by)
