"""The end of a role: it stays on record, and holds no longer from this moment."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from authorities.change_log import column_values, log_change
from authorities.forms import LAST_ADMINISTRATOR
from authorities.models import Membership
from authorities.models.memberships import keeps_an_administrator
from authorities.models.roles import ADMINISTERS


def end_membership(membership, *, by, at=None):
    """End a role today, within the transaction of the caller."""
    before = column_values(membership)
    membership.valid_to = timezone.localdate()
    membership.save(update_fields=["valid_to"])
    log_change(membership, before, by=by, at=at)


@transaction.atomic
def withdraw_role(membership, *, by):
    """End the role of somebody else. Raises ValidationError if it has ended, or is the last of its kind."""
    locked = Membership.objects.select_for_update().get(pk=membership.pk)
    if not locked.holds_on(timezone.localdate()):
        raise ValidationError(_("This role has ended already."))
    if locked.role in ADMINISTERS and not keeps_an_administrator(without_membership=locked.pk):
        raise ValidationError(LAST_ADMINISTRATOR)
    end_membership(locked, by=by)
