"""Signing in through a ministry that has OpenID Connect: the way there, and the way back.

It opens an account that is there already, by the address that the provider has verified; it makes none, and
gives no role. Off without the environment variable OIDC_PROVIDERS.
"""

import time

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import activate, get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from authorities.access import HAS_SECOND_FACTOR, SIGNED_IN, open_to_everyone
from authorities.accounts.providers import Provider, begin_sign_in, is_recent
from authorities.accounts.security_log import note
from authorities.models import User

BEGUN = "provider_sign_in"
LIFETIME = 10 * 60  # seconds between the way there and the way back
RECENT = 5 * 60
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
STALE = gettext_lazy(
    "This sign-in was finished already, was begun in another browser, or took more than ten minutes. Begin "
    "again."
)


def find_provider(key):
    if key not in settings.OIDC_PROVIDERS:
        raise Http404
    return Provider(**settings.OIDC_PROVIDERS[key])


def provider_ways(user):
    """Return the ways in which a person may show again that it is them, as allauth describes such ways."""
    found = [Provider(**given) for given in settings.OIDC_PROVIDERS.values()]
    return [
        {
            "id": f"provider:{provider.id}",
            "description": _("Sign in again through %(name)s") % {"name": provider.name},
            "url": reverse("provider_sign_in", args=[provider.id]),
        }
        for provider in found
        if user.is_authenticated and provider.speaks_for(user.email)
    ]


def callback_of(request, provider):
    return request.build_absolute_uri(reverse("provider_answer", args=[provider.id]))


@open_to_everyone
@never_cache
@require_GET
def provider_sign_in(request, key):
    provider = find_provider(key)
    wanted = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    again = request.user.is_authenticated
    begun = begin_sign_in() | {"provider": key, "next": wanted if is_ours else "", "again": again}
    begun["language"] = get_language()
    try:
        address = provider.begin_address(begun, callback_of(request, provider), again=again)
    except ValidationError as refusal:
        return refuse(request, provider, refusal)
    request.session[BEGUN] = begun | {"at": time.time()}
    return redirect(address)


@open_to_everyone
@never_cache
@require_GET
def provider_answer(request, key):
    """Sign in whom the provider names, if they are known here; else say why not."""
    provider = find_provider(key)
    found = None
    try:
        begun = take_begun(request, key)
        # The provider knows one address of ours; its answer is given in the language that it was asked in.
        activate(begun["language"])
        claims = provider.read_answer(request.GET.get("code", ""), begun, callback_of(request, provider))
        found = find_person(provider, claims)
        check_person(request, found, claims, begun)
    except ValidationError as refusal:
        return refuse(request, provider, refusal, user=found)
    return enter(request, found, begun["next"], provider.has_used_second_factor(claims))


def take_begun(request, key):
    """Return what was begun in this session, once. Raises ValidationError if the answer is not to it."""
    begun = request.session.pop(BEGUN, None)
    is_ours = begun and begun["provider"] == key and begun["state"] == request.GET.get("state")
    if not is_ours or time.time() - begun["at"] > LIFETIME:
        raise ValidationError(STALE)
    if "code" not in request.GET:
        raise ValidationError(_("You were not signed in there. Begin again, or sign in with your password."))
    return begun


def find_person(provider, claims):
    """Return the person of an address that the provider has verified and speaks for."""
    address, facts = str(claims.get("email", "")), {"name": provider.name}
    if claims.get("email_verified") is not True:
        sentence = _(
            "%(name)s has not verified your e-mail address. Ask them to, or sign in with your password."
        )
        raise ValidationError(sentence % facts)
    if not provider.speaks_for(address):
        sentence = _("%(name)s does not speak for your e-mail address. Sign in with your password.")
        raise ValidationError(sentence % facts)
    found = User.objects.with_address(address).first()
    if found is None or not found.is_active:
        raise ValidationError(
            _(
                "Nobody has an account here with the e-mail address that %(name)s gave. Ask your focal "
                "point or the secretariat for an invitation."
            )
            % facts
        )
    return found


def check_person(request, found, claims, begun):
    if not begun["again"]:
        return
    if request.user.is_authenticated and request.user != found:
        raise ValidationError(_("You are signed in here as somebody else. Sign out first."))
    if not is_recent(claims, within=RECENT):
        raise ValidationError(_("You were not asked to sign in again there. Begin again."))


def enter(request, user, wanted, has_second_factor):
    """Begin or confirm the session. Unless the provider asked for a second factor, ours is asked for."""
    address = wanted or resolve_url(settings.LOGIN_REDIRECT_URL)
    if request.user == user:
        request.session[SIGNED_IN] = time.time()
        return redirect(address)
    if not has_second_factor:
        return perform_login(request, user, redirect_url=address)
    login(request, user, backend=BACKEND)
    request.session[HAS_SECOND_FACTOR] = True
    return redirect(address)


def refuse(request, provider, refusal, user=None):
    note("provider_refused", user=user, level="warning")
    context = {"provider": provider, "refusals": refusal.messages}
    return render(request, "account/provider_refused.html", context, status=403)
