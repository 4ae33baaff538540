"""Annul a record that was entered by mistake: with a reason, once, for ever."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from authorities.change_log import column_values, log_change
from authorities.models import ChangeKind, all_records


@transaction.atomic
def annul(record, *, by, reason):
    """Annul a record, and log it. Raises ValidationError with every reason why not."""
    locked = all_records(type(record)).select_for_update(of=("self",)).get(pk=record.pk)
    if locked.is_annulled:
        raise ValidationError(_("It was annulled already."))
    if refusals := list(locked.refusals_of_annulment()):
        raise ValidationError(refusals)
    before = column_values(locked)
    locked.annulled_at, locked.annulled_by, locked.annulment_reason = timezone.now(), by, reason
    locked.save(update_fields=["annulled_at", "annulled_by", "annulment_reason"])
    log_change(locked, before, by=by, kind=ChangeKind.ANNULLED)
    return locked
