"""The second factor of a sign-in: a code from an app, a passkey, or a recovery code; and its loss."""

import base64
import hashlib

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed
from allauth.usersessions.models import UserSession
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import transaction
from django.dispatch import receiver
from django.utils.translation import gettext_lazy

from authorities.accounts.account_notices import SECOND_FACTOR_REMOVED
from authorities.accounts.emails import tell_user
from authorities.accounts.security_log import note
from authorities.qr_codes import qr_code_svg


def secret_cipher():
    """Return the cipher of stored secrets. A copy of the database alone makes no codes."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(f"second factor {secret}".encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class SecondFactorAdapter(DefaultMFAAdapter):
    """allauth's second factor, with encrypted secrets and our own drawing of codes."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy(
            "This code is not right. Type the next one that your app shows. If that is refused too, let your "
            "telephone set its clock by itself; its time zone does not matter."
        ),
    }

    def encrypt(self, text):
        return secret_cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        return secret_cipher().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url):
        return qr_code_svg(url)


@transaction.atomic
def remove_second_factor(user, *, language, by):
    """Take the second factor of a person away, who has lost it; end their sessions and tell them by mail."""
    removed, _by_model = Authenticator.objects.filter(user=user).delete()
    for session in UserSession.objects.filter(user=user):
        session.end()
    if removed:
        tell_user(SECOND_FACTOR_REMOVED, user, language)
        note("second_factor_reset", user=user, by=by, level="warning")
    return bool(removed)


@receiver(authenticator_added)
def note_added(sender, request, user, authenticator, **kwargs):
    note("second_factor_added", user=user)


@receiver(authenticator_removed)
def note_removed(sender, request, user, authenticator, **kwargs):
    note("second_factor_removed", user=user)


@receiver(authentication_failed)
def note_failed(sender, request, user, **kwargs):
    note("second_factor_failed", user=user, level="warning")
