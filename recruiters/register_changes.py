"""What is said of a register itself: each change of it is a version, so that no copy of it stays old."""

from django.db import transaction

from authorities.change_log import columns_of, log
from recruiters.models import Register

# How often a register was written to, which no form and no sheet says.
VERSION_COLUMNS = ("version", "reread_from")


@transaction.atomic
def save_register(register, *, by):
    """Saves a new register, or what was changed in the data of one, and remembers what was before."""
    if register.pk is None:
        register.save(force_insert=True)
        log(register, None, by=by)
        return
    before = columns_of(Register.objects.select_for_update(of=("self",)).get(pk=register.pk))
    now = columns_of(register)
    changed = [name for name in now if name not in VERSION_COLUMNS and now[name] != before[name]]
    if changed:
        Register.objects.next_version(register.pk)
        register.save(update_fields=changed)
        log(register, before, by=by)
