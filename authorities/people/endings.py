"""The end of a role: it stays on record, and holds no longer from this moment."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from authorities.forms import LAST_ADMINISTRATOR
from authorities.known_facts.writing import save_fact
from authorities.models import Membership
from authorities.models.memberships import keeps_an_administrator
from authorities.models.roles import ADMINISTERS


def end_membership(membership, *, by, at=None):
    """End a role today, within the transaction of the caller."""
    membership.valid_to = timezone.localdate()
    save_fact(membership, by=by, at=at, columns=["valid_to"])


@transaction.atomic
def withdraw_role(membership, *, by):
    """End the role of somebody else. Raises ValidationError if it has ended, or is the last of its kind."""
    locked = Membership.objects.select_for_update().get(pk=membership.pk)
    if not locked.holds_on(timezone.localdate()):
        raise ValidationError(_("This role has ended already."))
    if locked.role in ADMINISTERS and not keeps_an_administrator(without_membership=locked.pk):
        raise ValidationError(LAST_ADMINISTRATOR)
    end_membership(locked, by=by)
