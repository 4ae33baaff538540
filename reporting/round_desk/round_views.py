"""The pages on which a round is made: the list, a new one, what is set and missing, and its letters."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from authorities.access import open_to, open_to_everyone, open_to_members, resumes_after_sign_in
from authorities.files import serve_download
from authorities.models.roles import KEEPS_INSTRUMENTS, READS_EVERY_REPORT
from reporting.models import Round
from reporting.round_desk.making import add_guidance_letter, make_round, set_instruments, set_round_words
from reporting.round_desk.opening import find_letter
from reporting.round_desk.readiness import Readiness
from reporting.round_desk.round_forms import (
    LetterUploadForm,
    NewRoundForm,
    RoundCutOffForm,
    RoundInstrumentsForm,
    RoundWordsForm,
)
from reporting.round_desk.round_list import list_rounds


@require_GET
@open_to(*READS_EVERY_REPORT)
def round_desk(request):
    context = {
        "lines": list_rounds(timezone.localdate()),
        "keeps_rounds": request.user.holds(*KEEPS_INSTRUMENTS),
    }
    return render(request, "reporting/round_desk/rounds.html", context)


@require_http_methods(["GET", "POST"])
@open_to(*KEEPS_INSTRUMENTS)
@resumes_after_sign_in
def new_round(request):
    """Make a round: number, titles, dates and instruments; its letter comes on the page that follows."""
    form = NewRoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = make_round(form.save(commit=False), form.instruments, by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The round is made. Below you see what it still needs."))
            return redirect("round_settings", made.pk)
    status = 422 if form.errors else 200
    return render(request, "reporting/round_desk/new_round.html", {"form": form}, status=status)


SETTINGS_FORMS = {
    "words": RoundWordsForm,
    "cut_off": RoundCutOffForm,
    "instruments": RoundInstrumentsForm,
    "letter": LetterUploadForm,
}


@require_http_methods(["GET", "POST"])
@open_to(*KEEPS_INSTRUMENTS)
@resumes_after_sign_in
def round_settings(request, number):
    """Show whether a round is ready, and set its words, its instruments and its letters."""
    found = get_object_or_404(Round.objects.with_instrument(), pk=number)
    readiness = Readiness(found, timezone.localdate(), found.current_letters)
    sent = request.POST.get("form")
    forms = {
        name: build_settings_form(name, found, request if name == sent else None) for name in SETTINGS_FORMS
    }
    if readiness.has_opened:
        del forms["instruments"]  # its questions keep their meaning
    is_post = request.method == "POST"
    if is_post and sent in forms and forms[sent].is_valid():
        store_settings(sent, forms[sent], found, by=request.user)
        messages.success(request, _("It is stored."))
        return redirect("round_settings", number)
    is_over = readiness.has_opened and not found.takes_reports_on(readiness.day)
    context = {"round": found, "readiness": readiness, "forms": forms, "is_over": is_over}
    return render(request, "reporting/round_desk/settings.html", context, status=422 if is_post else 200)


def build_settings_form(name, round_, request):
    data = (request.POST, request.FILES) if request else (None, None)
    target = {"instance": round_} if name in ("words", "cut_off") else {"round_": round_}
    return SETTINGS_FORMS[name](*data, prefix=name, **target)


def store_settings(name, form, round_, *, by):
    if name in ("words", "cut_off"):
        set_round_words(form, by=by)
    elif name == "letter":
        add_guidance_letter(form, round_, by=by)
    else:
        set_instruments(round_, form.instruments, by=by)


@open_to_everyone
@never_cache
@require_safe
def round_letter_by_link(request, token):
    """Give out a letter to whoever was sent its link, as an authority without an account."""
    letter = find_letter(token)
    if letter is None:
        return render(request, "reporting/round_desk/dead_letter_link.html", status=410)
    return send_letter(letter)


def send_letter(letter):
    ending = letter.file.name.rpartition(".")[2]
    return serve_download(letter.file, f"round-{letter.round_id}-letter-{letter.language}.{ending}")


@require_GET
@open_to_members
def round_letter(request, number, language):
    """Give out the letter of a round: before it opens to the secretariat, then to all who sign in."""
    found = get_object_or_404(Round, pk=number)
    is_early = request.user.holds(*READS_EVERY_REPORT)
    letters = found.current_letters if is_early else found.open_letters
    letter = next((one for one in letters if one.language == language), None)
    if letter is None:
        raise Http404
    return send_letter(letter)
