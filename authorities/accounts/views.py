"""The pages of one's own address and language. None tells whether an address is known here."""

from allauth.core import ratelimit
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from authorities.access import open_to_members
from authorities.accounts import emails
from authorities.accounts.account_notices import ADDRESS_CHANGE_ASKED, ADDRESS_CHANGED
from authorities.accounts.address_change import change_address, read_address
from authorities.accounts.forms import AddressForm, LanguageForm
from authorities.accounts.security_log import note
from authorities.languages.addresses import path_in_language

METHODS = require_http_methods(["GET", "HEAD", "POST"])


@open_to_members
@sensitive_post_parameters("password")
@METHODS
def change_email(request):
    form = AddressForm(request.POST or None, request=request)
    if not form.is_valid():
        return render(request, "account/email.html", {"form": form}, status=422 if form.errors else 200)
    if not ratelimit.consume(request, action="manage_email", user=request.user):
        form.add_error(None, _("You have asked very often. Try again in an hour."))
        return render(request, "account/email.html", {"form": form}, status=429)
    address = form.cleaned_data["email"]
    with transaction.atomic():
        emails.send_address_confirmation.enqueue(request.user.pk, address, get_language())
        emails.tell_user(ADDRESS_CHANGE_ASKED, request.user, get_language())
        note("address_change_asked", user=request.user)
    return render(request, "account/email_asked.html", {"address": address})


@open_to_members
@METHODS
def choose_language(request):
    """Ask for the language of mails, and of pages that are opened by a bookmark; go on in it."""
    form = LanguageForm(request.POST or None, initial={"language": request.user.language})
    if not form.is_valid():
        return render(request, "account/language.html", {"form": form}, status=422 if form.errors else 200)
    request.user.remember_language(form.cleaned_data["language"])
    return redirect(path_in_language(reverse("desk"), request.user.language))


@open_to_members
@METHODS
def confirm_email(request, key):
    """Confirmed by the button, by the person who asked: programs open the links in mails, and an address
    may have been mistyped into that of somebody else."""
    context = {"address": read_address(key, request.user)}
    if request.method != "POST" or context["address"] is None:
        return render(request, "account/email_confirm.html", context)
    try:
        with transaction.atomic():
            before = change_address(request.user, key)
            emails.tell_user(ADDRESS_CHANGED, request.user, get_language(), before)
            note("address_changed", user=request.user)
    except ValidationError as refusal:
        context["refusal"] = refusal.messages[0]
        return render(request, "account/email_confirm.html", context, status=409)
    return render(request, "account/email_changed.html", context)
