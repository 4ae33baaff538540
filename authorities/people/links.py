"""The link of an invitation: signed, so that no secret waits in the database or the queue."""

from django.core import signing
from django.urls import reverse

from authorities.models import Invitation
from authorities.site_address import site_address

SALT = "authorities.people.invitation"


def invitation_link(invitation):
    """Return the full address by which the invitation is accepted."""
    token = signing.dumps([invitation.pk, invitation.number], salt=SALT)
    return site_address() + reverse("invitation", args=[token])


def find_invitation(token):
    """Return (invitation, number of the mail) that a token names; (None, 0) if it was not made here."""
    try:
        pk, number = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None, 0
    found = Invitation.objects.select_related("member_state", "replaces__user").filter(pk=pk).first()
    return found, number
