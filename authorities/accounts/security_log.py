"""What happens to accounts, as the log and the audit trail tell it: who and what, never from where.

People are told by their key; an address that was tried by one that nobody can turn back into an address.
"""

import structlog
from allauth.account.signals import password_changed, password_reset, password_set
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.utils.crypto import salted_hmac

from authorities.audit.recording import record_deed
from authorities.models import AuditAction, User

# What happens to an account before we know who is there.
BEFORE_SIGNING_IN = (AuditAction.SECOND_FACTOR_FAILED, AuditAction.PROVIDER_REFUSED)
logger = structlog.get_logger("security")


def digest_of(address):
    """The same for the same address, so that attempts on one account are seen to belong together."""
    return salted_hmac("authorities.accounts.security_log", str(address).strip().lower()).hexdigest()[:16]


def note(event, *, user=None, address=None, level="info", by=None):
    """Write what happened to the account of a person, by whom, into the log and the audit trail.

    `by` is left out where it is the person; `address` is what somebody typed who is not signed in.
    """
    if event in AuditAction.values:
        account = user if address is None else User.objects.with_address(address).first()
        is_known = address is None and event not in BEFORE_SIGNING_IN
        record_deed(event, by=by or (user if is_known else None), person=account)
    details = {} if user is None else {"account": user.pk}
    if address is not None:
        details["address_digest"] = digest_of(address)
    getattr(logger, level)(event, **details)


@receiver(user_logged_in)
def note_sign_in(sender, request, user, **kwargs):
    note("signed_in", user=user)


@receiver(user_logged_out)
def note_sign_out(sender, request, user, **kwargs):
    if user is not None:
        note("signed_out", user=user)


@receiver(user_login_failed)
def note_failure(sender, credentials, request=None, **kwargs):
    address = credentials.get("email") or credentials.get("username") or ""
    note("sign_in_failed", address=address, level="warning")


@receiver([password_changed, password_reset, password_set])
def note_password(sender, request, user, **kwargs):
    note("password_changed", user=user)
