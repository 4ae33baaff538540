"""The pages on which authorities are asked who they are, answer, and are decided on."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from authorities.access import open_to, open_to_everyone
from authorities.confirmations.asking import ask_authorities, ask_authority
from authorities.confirmations.confirmation_links import find_confirmation
from authorities.confirmations.forms import ConfirmationAnswerForm, DecisionNoteForm
from authorities.confirmations.pages import ConfirmationList
from authorities.confirmations.workflow import confirmation_workflow, require_live_link
from authorities.models import Authority, AuthorityConfirmation, ConfirmationState
from authorities.models.roles import DECIDES_ON_AUTHORITIES, SECRETARIAT_ROLES
from authorities.notices.overview import sent_to


@require_GET
@open_to(*SECRETARIAT_ROLES)
def confirmations(request):
    context = {
        "page": ConfirmationList(request.user, timezone.localdate()),
        "decides": request.user.holds(*DECIDES_ON_AUTHORITIES),
    }
    return render(request, "authorities/confirmations/list.html", context)


@require_POST
@open_to(*DECIDES_ON_AUTHORITIES)
def ask_for_confirmation(request):
    """Ask the authorities that were ticked: one at once, many by a worker."""
    ticked = [key for key in request.POST.getlist("authority") if key.isdecimal() and len(key) < 10]
    chosen = list(Authority.objects.in_force_on(timezone.localdate()).with_keys(ticked))
    if not chosen:
        messages.error(request, _("Choose at least one authority."))
    elif len(chosen) > 1:
        ask_authorities.enqueue([authority.pk for authority in chosen], request.user.pk)
        messages.success(request, _("%(count)d authorities are being asked.") % {"count": len(chosen)})
    else:
        try:
            asked = ask_authority(chosen[0], by=request.user)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            sentence = _("The question is on its way to %(address)s.")
            messages.success(request, sentence % {"address": asked.address})
    return redirect("confirmations")


@require_http_methods(["GET", "POST"])
@open_to(*SECRETARIAT_ROLES)
def confirmation(request, pk):
    """Show a question with its answer beside what is recorded, and decide on it."""
    seen = AuthorityConfirmation.objects.visible_to(request.user).select_related("authority__member_state")
    found = get_object_or_404(seen, pk=pk)
    form = DecisionNoteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            move = request.POST.get("move", "")
            confirmation_workflow.move(found, move, by=request.user, note=form.cleaned_data["note"])
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)  # those of the authority's fields too
        else:
            messages.success(request, _("It is done, and told to the authority."))
            return redirect("confirmation", pk)
        found.refresh_from_db()
    context = {
        "confirmation": found,
        "moves": confirmation_workflow.available_transitions(request.user, found),
        "events": found.events.select_related("by"),
        "sent": sent_to(found, request.user),
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "authorities/confirmations/confirmation.html", context, status=status)


@open_to_everyone
@never_cache
@require_http_methods(["GET", "POST"])
def answer_confirmation(request, token):
    """The page behind the link: it shows what the mail said, and takes one answer."""
    found, number = find_confirmation(token)
    refusals = explain_dead_question(found, number)
    if refusals:
        return render(request, "authorities/confirmations/dead_link.html", {"refusals": refusals}, status=410)
    form = ConfirmationAnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        details: dict = {"number": number, "answer": form.details}
        try:
            with transaction.atomic():
                confirmation_workflow.move(found, form.cleaned_data["answer"], by=None, **details)
        except ValidationError as refusal:
            context = {"refusals": refusal.messages}
            return render(request, "authorities/confirmations/dead_link.html", context, status=409)
        return render(request, "authorities/confirmations/answered.html", {"confirmation": found})
    shown = {"confirmation": found, "form": form}
    status = 422 if form.errors else 200
    return render(request, "authorities/confirmations/answer.html", shown, status=status)


def explain_dead_question(confirmation, number):
    """Return why a link no longer works; nothing if it does."""
    if confirmation is None:
        return [_("The link was not copied completely. Open it from the e-mail again.")]
    if confirmation.state != ConfirmationState.ASKED:
        return [_("This question was answered already. If something was wrong, write to the secretariat.")]
    return list(require_live_link(confirmation, number=number))
