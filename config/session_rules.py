"""Rules for the sessions of people who are signed in: they end when idle, and some need a second factor."""

import time

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from authorities.access import HAS_SECOND_FACTOR, SIGNED_IN
from authorities.accounts.security_log import note
from authorities.models.roles import NEEDS_SECOND_FACTOR

SEEN = "seen"
# Seconds between two records that somebody is still here, so that not every request writes a session.
SEEN_EVERY = 5 * 60
# Pages that people may open before they have a second factor, beside those of their account.
OPEN_BEFORE = {"account_language", "healthz"}


@receiver(user_logged_in)
def begin_session(sender, request, user, **kwargs):
    request.session[SEEN] = request.session[SIGNED_IN] = time.time()
    # The address without a prefix is where everybody begins: no sign that somebody wants English.
    if get_language() != settings.LANGUAGE_CODE:
        user.remember_language(get_language())


class IdleSessionMiddleware:
    """Ends sessions that nobody has used for an hour. What is sent then is kept, as for any ended session.

    A view that scripts ask by themselves, marked `is_background`, is no sign that somebody is there.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not request.user.is_authenticated:
            return
        now = time.time()
        idle = now - request.session.get(SEEN, now - SEEN_EVERY - 1)
        if idle > settings.IDLE_SESSION_SECONDS:
            note("session_idle", user=request.user)
            logout(request)
        elif idle > SEEN_EVERY and not getattr(view, "is_background", False):
            request.session[SEEN] = now


class SecondFactorMiddleware:
    """Lets people who decide for others, or read what is confidential, work with a second factor only."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if self.is_open(request, view) or has_second_factor(request):
            return None
        messages.warning(
            request, _("Your role needs a second factor at sign-in. Choose one below, then go on.")
        )
        return redirect("mfa_index")

    def is_open(self, request, view):
        if not settings.SECOND_FACTOR_REQUIRED or not request.user.is_authenticated:
            return True
        name = request.resolver_match.url_name
        is_own_account = view.__module__.startswith("allauth.") or name in OPEN_BEFORE
        return is_own_account or not request.user.holds(*NEEDS_SECOND_FACTOR)


def has_second_factor(request):
    """Return True if the person has one. The session remembers it; when it is taken away, sessions end."""
    if not request.session.get(HAS_SECOND_FACTOR):
        if not is_mfa_enabled(request.user):
            return False
        request.session[HAS_SECOND_FACTOR] = True
    return True
