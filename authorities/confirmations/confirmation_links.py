"""The link of a question to an authority: signed, for one answer, made when its mail is sent."""

from django.core import signing
from django.urls import reverse

from authorities.models import AuthorityConfirmation
from authorities.models.confirmations import ConfirmationState
from authorities.site_address import site_address

SALT = "authorities.confirmations.answer"


def sign_confirmation(confirmation):
    """Return the token that stands in the address of the answer."""
    return signing.dumps([confirmation.pk, confirmation.number], salt=SALT)


def confirmation_link_of(notice):
    """Return the full address by which the question is answered; "" once it has been."""
    found = AuthorityConfirmation.objects.filter(pk=notice.about_key, state=ConfirmationState.ASKED).first()
    return site_address() + reverse("answer_confirmation", args=[sign_confirmation(found)]) if found else ""


def find_confirmation(token):
    """Return (confirmation, number of the mail) that a token names; (None, 0) if it was not made here."""
    try:
        pk, number = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None, 0
    found = AuthorityConfirmation.objects.select_related("authority__member_state").filter(pk=pk).first()
    return found, number
