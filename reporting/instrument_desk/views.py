"""The instrument desk: the secretariat takes in questionnaires, tests, compares and attaches them."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from authorities.access import open_to
from authorities.files import stream_download
from authorities.models.roles import KEEPS_INSTRUMENTS
from reporting.instrument_desk.forms import AttachForm, OtherInstrumentForm, TranslationsForm, WorkbookForm
from reporting.instrument_desk.mapping import MappingForm
from reporting.instrument_desk.pages import InstrumentPage
from reporting.instrument_desk.round_dates import RoundDatesForm, set_round_dates
from reporting.instrument_desk.round_instruments import attach_to_round
from reporting.instrument_desk.taking_in import confirm_proposal, discard_proposal, take_in
from reporting.instrument_desk.translators_sheet import write_translators_sheet
from reporting.instrument_desk.trial import TrialAnswers, TrialPage, TrialSection
from reporting.instruments.changes.comparison import compare_definitions
from reporting.instruments.workbooks.workbook_writer import write_empty_instrument, write_instrument
from reporting.instruments.xlsform.problems import summarise_problems
from reporting.models import Instrument, InstrumentProposal, Round


def find_instrument(form_id, version):
    return get_object_or_404(Instrument, form_id=form_id, version=version)


@require_http_methods(["GET", "POST"])
@open_to(*KEEPS_INSTRUMENTS)
def instruments(request):
    """List the instruments, and take in a workbook or say all that is wrong with it."""
    form = WorkbookForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        taken = take_in(form.reading.definition, by=request.user)
        if taken.is_proposed:
            return redirect("instrument_change", *taken.instrument.key)
        if taken.is_new:
            messages.success(request, _("The instrument is taken in. No round asks its questions yet."))
        else:
            messages.info(request, _("This instrument is here already, word for word. Nothing was changed."))
        for note in form.reading.notes:
            messages.info(request, note)
        return redirect(taken.instrument)
    context = {
        "form": form,
        "problems": summarise_problems(form.reading.problems) if form.reading else [],
        "notes": form.reading.notes if form.reading else [],
        "instruments": Instrument.objects.newest_first().prefetch_related("rounds"),
    }
    return render(request, "reporting/instrument_desk/list.html", context, status=422 if form.errors else 200)


@require_GET
@open_to(*KEEPS_INSTRUMENTS)
def instrument(request, form_id, version):
    found = find_instrument(form_id, version)
    context = {
        "page": InstrumentPage(found),
        "instrument": found,
        "attach_form": AttachForm(),
        "compare_form": OtherInstrumentForm(instrument=found),
    }
    return render(request, "reporting/instrument_desk/instrument.html", context)


@require_GET
@open_to(*KEEPS_INSTRUMENTS)
def instrument_workbook(request, form_id, version):
    """Download an instrument as a workbook, which can be changed and uploaded again."""
    found = find_instrument(form_id, version)
    return stream_download([write_instrument(found.definition)], f"{slugify('-'.join(found.key))}.xlsx")


@require_GET
@open_to(*KEEPS_INSTRUMENTS)
def empty_workbook(request):
    return stream_download([write_empty_instrument()], "questionnaire.xlsx")


@require_GET
@open_to(*KEEPS_INSTRUMENTS)
def translators_sheet(request, form_id, version, language):
    """Download every text of an instrument beside its translation into one language."""
    found = find_instrument(form_id, version)
    if language == found.language or language not in InstrumentPage(found).language_codes:
        raise Http404
    name = f"{slugify('-'.join(found.key))}-{language}.xlsx"
    return stream_download([write_translators_sheet(found, language)], name)


@require_http_methods(["GET", "POST"])
@open_to(*KEEPS_INSTRUMENTS)
def take_in_translations(request, form_id, version):
    """Take a translators' sheet back; what it changes waits for a yes like any other change."""
    found = find_instrument(form_id, version)
    form = TranslationsForm(request.POST or None, request.FILES or None, instrument=found)
    if request.method == "POST" and form.is_valid():
        if take_in(form.definition, by=request.user).is_proposed:
            return redirect("instrument_change", *found.key)
        messages.info(request, _("The sheet changes no translation."))
        return redirect(found)
    context = {"instrument": found, "page": InstrumentPage(found), "form": form}
    status = 422 if form.errors else 200
    return render(request, "reporting/instrument_desk/translations.html", context, status=status)


@require_http_methods(["GET", "POST"])
@open_to(*KEEPS_INSTRUMENTS)
def map_indicators(request, form_id, version):
    """Say which question answers which indicator; a change of that waits for a yes like any other."""
    found = find_instrument(form_id, version)
    form = MappingForm(request.POST or None, instrument=found)
    if request.method == "POST" and form.is_valid():
        if take_in(form.build_definition(), by=request.user).is_proposed:
            return redirect("instrument_change", *found.key)
        messages.info(request, _("Nothing had changed."))
        return redirect(found)
    context = {"instrument": found, "form": form}
    status = 422 if form.errors else 200
    return render(request, "reporting/instrument_desk/mapping.html", context, status=status)


@require_POST
@open_to(*KEEPS_INSTRUMENTS)
def attach_instrument(request, form_id, version):
    """Let a round that has not opened ask the questions of this instrument."""
    found, form = find_instrument(form_id, version), AttachForm(request.POST)
    if form.is_valid():
        chosen = form.cleaned_data["round"]
        attach_to_round(chosen, found, by=request.user)
        messages.success(request, _("“%(round)s” asks the questions of this instrument.") % {"round": chosen})
        return redirect("round_dates", chosen.pk)
    messages.error(request, _("Choose a round that has not opened. Nothing was changed."))
    return redirect(found)


@require_http_methods(["GET", "POST"])
@open_to(*KEEPS_INSTRUMENTS)
def round_dates(request, number):
    """Say when a round opens, is due and closes; its questions are frozen from the day it opens."""
    found = get_object_or_404(Round.objects.with_instrument(), pk=number)
    form = RoundDatesForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        set_round_dates(form, by=request.user)
        messages.success(request, _("The dates are stored."))
        return redirect("round_dates", number)
    context = {"round": found, "form": form}
    status = 422 if form.errors else 200
    return render(request, "reporting/instrument_desk/round_dates.html", context, status=status)


@require_GET
@open_to(*KEEPS_INSTRUMENTS)
def compare_instrument(request, form_id, version):
    """Show in words what differs between another instrument and this one."""
    found = find_instrument(form_id, version)
    form = OtherInstrumentForm(request.GET, instrument=found)
    other = form.cleaned_data["other"] if form.is_valid() else None
    context = {"instrument": found, "other": other, "form": form}
    if other:
        context["comparison"] = compare_definitions(other.definition, found.definition)
    return render(request, "reporting/instrument_desk/compare.html", context)


@require_http_methods(["GET", "POST"])
@open_to(*KEEPS_INSTRUMENTS)
def instrument_change(request, form_id, version):
    """Show what a change that waits would replace; confirm it or throw it away."""
    found = find_instrument(form_id, version)
    proposal = get_object_or_404(InstrumentProposal, instrument=found)
    if "discard" in request.POST:
        discard_proposal(proposal)
        messages.info(request, _("The change was thrown away. The instrument is as it was."))
        return redirect(found)
    refusal = None
    if request.method == "POST":
        try:
            confirm_proposal(proposal, by=request.user)
        except ValidationError as error:
            refusal = error.messages[0]
        else:
            messages.success(request, _("The change has taken effect."))
            return redirect(found)
    context = {
        "instrument": found,
        "comparison": compare_definitions(found.definition, proposal.definition),
        "is_open": found.frozen_on(timezone.localdate()),
        "refusal": refusal,
    }
    return render(request, "reporting/instrument_desk/change.html", context, status=409 if refusal else 200)


def open_trial(request, form_id, version):
    """Return (instrument, its test answers, the language, True if as narrow as a phone)."""
    found = find_instrument(form_id, version)
    language = request.GET.get("language", "")
    if not translation.check_for_language(language):
        language = translation.get_language()
    return found, TrialAnswers(request.session, found), language, request.GET.get("width") == "phone"


@require_GET
@open_to(*KEEPS_INSTRUMENTS)
def trial_overview(request, form_id, version):
    """Show the test as a report: what is missing, and every answer in words."""
    found, answers, language, is_narrow = open_trial(request, form_id, version)
    with translation.override(language):
        page = TrialPage(found, answers, language, is_narrow=is_narrow)
        return render(request, "reporting/instrument_desk/trial.html", {"page": page, "instrument": found})


@require_http_methods(["GET", "POST"])
@open_to(*KEEPS_INSTRUMENTS)
def trial_section(request, form_id, version, code):
    """Show a section as a respondent sees it, and keep test answers in the session alone."""
    found, answers, language, is_narrow = open_trial(request, form_id, version)
    sent = {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}
    with translation.override(language):
        page = TrialSection(found, answers, language, is_narrow=is_narrow, code=code, **sent)
        if request.method == "POST" and page.save():
            return redirect(page.next_address())
        context = {"page": page, "instrument": found}
        status = 422 if page.is_bound else 200
        return render(request, "reporting/instrument_desk/trial_section.html", context, status=status)


@require_POST
@open_to(*KEEPS_INSTRUMENTS)
def discard_trial(request, form_id, version):
    found = find_instrument(form_id, version)
    TrialAnswers(request.session, found).discard()
    messages.info(request, _("The test answers were thrown away."))
    return redirect(found)
