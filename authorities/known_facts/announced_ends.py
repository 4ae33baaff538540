"""Withdrawals from WHO: announced first, and counted once the Assembly has decided."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from authorities.known_facts.writing import save_fact
from authorities.models import WhoMembership


@transaction.atomic
def apply_announced_end(membership, *, by):
    """End a membership of WHO on the announced day. Return it; raise ValidationError without one."""
    membership = WhoMembership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    if membership.announced_end is None:
        raise ValidationError(_("No end was announced, so nothing was changed."))
    membership.valid_to = membership.announced_end
    membership.full_clean()
    save_fact(membership, by=by)
    return membership
