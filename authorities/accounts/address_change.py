"""Another address for an account: asked for with the password, confirmed from the new mailbox.

The link holds what it is for, signed, so nothing waits in the database and nobody can occupy an address that
is not theirs. It works for a day, for the person who asked, and no longer once address or password changed.
"""

from allauth.account.models import EmailAddress
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from authorities.models import User

SALT = "authorities.accounts.address"
DAY = 24 * 60 * 60


def account_fingerprint(user):
    """What must not change between the question and the confirmation."""
    return salted_hmac(SALT, f"{user.email} {user.password}").hexdigest()


def is_taken(address, user):
    return User.objects.with_address(address).exclude(pk=user.pk).exists()


def forget_other_addresses(user):
    """Nobody signs in by an address that is not the one on the person's own record."""
    EmailAddress.objects.filter(user=user).delete()


def confirmation_token(user, address):
    return signing.dumps([user.pk, address, account_fingerprint(user)], salt=SALT)


def read_address(token, user):
    """The address that a link confirms for this person; None if the link is not theirs or too old."""
    try:
        pk, address, before = signing.loads(token, salt=SALT, max_age=DAY)
    except (signing.BadSignature, ValueError):
        return None
    return address if pk == user.pk and constant_time_compare(before, account_fingerprint(user)) else None


@transaction.atomic
def change_address(user, token):
    """Gives the account the address that the link confirms. Returns the one it had before.

    Raises ValidationError if meanwhile the link has been used or the address belongs to somebody else.
    """
    user.refresh_from_db(from_queryset=User.objects.select_for_update())
    before, address = user.email, read_address(token, user)
    if address is None:
        raise ValidationError(_("This link no longer works: it has been used already, or it is too old."))
    user.email = address
    try:
        with transaction.atomic():
            user.save(update_fields=["email"])
    except IntegrityError as refusal:
        user.email = before
        raise ValidationError(_("This address cannot be used. Choose another one.")) from refusal
    forget_other_addresses(user)
    return before
