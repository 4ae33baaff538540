"""The pages of mails: which ones a person gets, stopping them by a link, and the secretariat's list."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from authorities.access import SignedInRequest, open_to, open_to_everyone, open_to_members
from authorities.models import RefusedAddress, SentMail
from authorities.models.roles import READS_MAILS
from authorities.notices import bounces, digests  # noqa: F401  what workers do every hour
from authorities.notices.choices import (
    MailChoiceForm,
    chosen_kinds,
    group_duties,
    read_stop_token,
    set_stopped,
)
from authorities.notices.mail_list import MailListPage, send_mail_again


@require_http_methods(["GET", "POST"])
@open_to_members
def mail_choice(request: SignedInRequest) -> HttpResponse:
    """Show which mails somebody gets, and let them stop what is no duty."""
    form = MailChoiceForm(request.POST or None, initial={"kinds": chosen_kinds(request.user)})
    if request.method == "POST":
        form = MailChoiceForm(request.POST)
        if form.is_valid():
            form.save(request.user)
            messages.success(request, _("Your choice is saved."))
            return redirect("mail_choice")
    context = {"form": form, "duties": group_duties()}
    return render(request, "notices/choice.html", context, status=422 if form.errors else 200)


@csrf_exempt
@never_cache
@open_to_everyone
@require_http_methods(["GET", "POST"])
def stop_mails(request: HttpRequest, token: str) -> HttpResponse:
    """Stop some kinds of mails: a page with a button, or one click in a mail program, which posts here.

    Programs that look at links only open them, so that stops nothing.
    """
    person, kinds = read_stop_token(token)
    if person is None or not kinds:
        return render(request, "notices/stop.html", {}, status=410)
    is_done = request.method == "POST"
    if is_done:
        keys = [kind.key for kind in kinds]
        set_stopped(person, keys, among=keys)
    return render(request, "notices/stop.html", {"kinds": kinds, "is_done": is_done})


@require_GET
@open_to(*READS_MAILS)
def mail_list(request: SignedInRequest) -> HttpResponse:
    found = MailListPage(request.user, request.GET)
    return render(request, "notices/list.html", {"found": found, "page": found.page, "form": found.form})


@require_http_methods(["GET", "POST"])
@open_to(*READS_MAILS)
def mail_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one mail as it was written, and send it again if it did not go out."""
    mail = get_object_or_404(SentMail.objects.select_related("recipient"), pk=pk)
    if request.method == "POST":
        try:
            send_mail_again(pk)
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        else:
            messages.success(request, _("The mail is on its way."))
        return redirect("mail_page", pk)
    return render(request, "notices/mail_page.html", {"mail": mail})


@require_POST
@open_to(*READS_MAILS)
def accept_address(request: SignedInRequest) -> HttpResponse:
    """Forget that a mailbox did not accept mail, once somebody has mended it."""
    row = get_object_or_404(RefusedAddress, pk=request.POST.get("address", "").lower())
    row.delete()
    messages.success(request, _("%(address)s: done.") % {"address": row.address})
    return redirect("mail_list")
