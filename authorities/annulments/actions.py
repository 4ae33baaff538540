"""Annul a record that was entered by mistake: with a reason, once, for ever."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from authorities.known_facts.writing import save_fact
from authorities.models import ChangeKind, all_records


@transaction.atomic
def annul(record, *, by, reason):
    """Annul a record, and log it. Raises ValidationError with every reason why not."""
    locked = all_records(type(record)).select_for_update(of=("self",)).get(pk=record.pk)
    if locked.is_annulled:
        raise ValidationError(_("It was annulled already."))
    if refusals := list(locked.refusals_of_annulment()):
        raise ValidationError(refusals)
    locked.annulled_at, locked.annulled_by, locked.annulment_reason = timezone.now(), by, reason
    save_fact(locked, by=by, kind=ChangeKind.ANNULLED)
    return locked
