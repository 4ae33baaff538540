"""The pages on which the secretariat runs a round. They hold personal data: for the secretariat alone."""

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from authorities.access import open_to, resumes_after_sign_in
from authorities.audit.recording import record_download
from authorities.models import RefusedAddress
from authorities.models.roles import KEEPS_INSTRUMENTS, LEADS_THE_SECRETARIAT, READS_EVERY_REPORT, REVIEWS
from authorities.notices.overview import sent_about
from authorities.notices.refusals import find_refused
from authorities.spreadsheets.formats import CSV
from reporting.models import Contact, Extension, Reminder, Round
from reporting.round_desk.exports import tabulate_states
from reporting.round_desk.forms import (
    ContactForm,
    ExtensionForm,
    LetterForm,
    NonResponseForm,
    OverviewForm,
    ReminderForm,
)
from reporting.round_desk.letters import address_letters, seal_letters, send_letters
from reporting.round_desk.overview import read_round, regions_of
from reporting.round_desk.pages import RoundOverview
from reporting.round_desk.records import record_form, store_reminder
from reporting.round_desk.reminders import plan_reminders


def open_overview(request, number):
    """Return (form, overview) of a round; raises BadRequest for parameters that make no sense."""
    found = get_object_or_404(Round, pk=number)
    asked = request.GET.dict()
    form = OverviewForm({"on": asked.get("as_of") or timezone.localdate(), **asked})
    if not form.is_valid():
        raise BadRequest(" ".join(sentence for errors in form.errors.values() for sentence in errors))
    day, region, show = (form.cleaned_data[name] for name in ("on", "region", "show"))
    states = read_round(found, day, regions_of(request.user))
    return form, RoundOverview(found, day, states, show, region)


@require_GET
@open_to(*READS_EVERY_REPORT)
def round_overview(request, number):
    form, overview = open_overview(request, number)
    context = {
        "form": form,
        "overview": overview,
        "refused": find_refused(address for state in overview.listed for address in state.mailboxes),
        "round": overview.round,
        "writes": request.user.holds(*LEADS_THE_SECRETARIAT),
        "keeps_rounds": request.user.holds(*KEEPS_INSTRUMENTS),
    }
    return render(request, "reporting/round_desk/overview.html", context)


@require_GET
@open_to(*READS_EVERY_REPORT)
@record_download(gettext_lazy("who has reported, as a file"))
def round_overview_export(request, number):
    _form, overview = open_overview(request, number)
    return HttpResponse(
        CSV().export_data(tabulate_states(overview.listed)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="round-{number}-{overview.day}.csv"'},
    )


def find_state(request, number, iso3):
    """Return (round, what is known of the state today); 404 outside the region of the reader."""
    found = get_object_or_404(Round, pk=number)
    states = read_round(found, timezone.localdate(), regions_of(request.user))
    state = next((state for state in states if state.member_state.pk == iso3), None)
    if state is None:
        raise Http404
    return found, state


FORMS = {"contact": ContactForm, "extension": ExtensionForm, "non-response": NonResponseForm}


@require_http_methods(["GET", "POST"])
@open_to(*REVIEWS)
@resumes_after_sign_in
def round_state(request, number, iso3):
    """Show one state in a round, and record a contact, more time, or why it does not report."""
    found, state = find_state(request, number, iso3)
    sent = request.POST.get("form")  # on a visit too: what was sent before signing in
    forms = {name: build_form(name, found, request.POST if name == sent else None) for name in FORMS}
    is_post = request.method == "POST"
    if is_post and sent in forms and may_record(request.user, sent) and forms[sent].is_valid():
        record_form(forms[sent], found, state, by=request.user)
        messages.success(request, _("It is recorded."))
        return redirect("round_state", number, iso3)
    contacts = list(Contact.objects.of_state(found, iso3).newest_first())
    context = {
        "round": found,
        "state": state,
        "forms": {name.replace("-", "_"): form for name, form in forms.items()},
        "may_extend": may_record(request.user, "extension"),
        "contacts": contacts,
        "sent": sent_about(contacts, request.user),
        "refused": RefusedAddress.objects.of_addresses(state.mailboxes),
        "extensions": Extension.objects.of_state(found, iso3).newest_first(),
    }
    return render(request, "reporting/round_desk/state.html", context, status=422 if is_post else 200)


def build_form(name, round_, data):
    more = {"round_": round_} if name == "extension" else {}
    return FORMS[name](data, prefix=name, **more)


def may_record(user, name):
    return name != "extension" or user.holds(*LEADS_THE_SECRETARIAT)


@require_http_methods(["GET", "POST"])
@open_to(*LEADS_THE_SECRETARIAT)
@resumes_after_sign_in
def write_letters(request, number):
    """Write to the states of the list: the letter, then a preview, then it is sent."""
    _form, overview = open_overview(request, number)
    chosen = overview.reachable
    form, letters = LetterForm(request.POST or None), []
    ticked = request.POST.getlist("state") if request.POST else [s.member_state.pk for s in chosen]
    if request.method == "POST" and form.is_valid():
        letters = address_letters(form.texts, [s for s in chosen if s.member_state.pk in ticked])
        if not letters:
            form.add_error(None, _("Choose at least one state."))
        elif "send" in request.POST and request.POST.get("seal") != seal_letters(letters):
            form.add_error(
                None, _("Something has changed since this was shown. Read it again, then send it.")
            )
        elif "send" in request.POST:
            send_letters(overview.round, letters, by=request.user)
            messages.success(
                request, _("The letter is on its way to %(count)d states.") % {"count": len(letters)}
            )
            return redirect("round_overview", number)
    context = {
        "round": overview.round,
        "overview": overview,
        "form": form,
        "chosen": chosen,
        "ticked": ticked,
        "letters": letters,
        "seal": seal_letters(letters),
    }
    return render(request, "reporting/round_desk/letter.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@open_to(*LEADS_THE_SECRETARIAT)
def round_reminders(request, number):
    """Show which reminder goes to whom on which day, and add one."""
    found = get_object_or_404(Round, pk=number)
    form = ReminderForm(request.POST or None, instance=Reminder(round=found, by=request.user))
    if request.method == "POST" and form.is_valid():
        try:
            store_reminder(form.save(commit=False))
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The reminder is planned."))
            return redirect("round_reminders", number)
    states = read_round(found, timezone.localdate(), regions_of(request.user))
    context = {"round": found, "form": form, "plans": plan_reminders(found, states)}
    return render(request, "reporting/round_desk/reminders.html", context, status=422 if form.errors else 200)


@require_POST
@open_to(*LEADS_THE_SECRETARIAT)
def stop_reminder(request, number, pk):
    """Stop a reminder, or let it go out again."""
    reminder = get_object_or_404(Reminder, pk=pk, round=number)
    reminder.set_stopped("go on" not in request.POST)
    return redirect("round_reminders", number)
