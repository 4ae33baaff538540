"""Pages of one entry at the registrar's desk: read it, enter it, correct it, decide on it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from authorities.access import open_to, resumes_after_sign_in
from authorities.languages.cldr import format_day
from authorities.models.roles import ENTERS_DATA, KEEPS_A_REGISTER
from recruiters.desk.entry_page import EntryPage
from recruiters.desk.views import kept_register
from recruiters.desk.work_list import related_firms
from recruiters.entries.history import entry_history
from recruiters.entries.scope import licence_scope
from recruiters.entries.status import licence_status
from recruiters.licences.decision_page import DecisionPage, has_decision_page, offered_moves
from recruiters.models import Recruiter


def kept_entry(request, iso3, code, pk):
    kept = kept_register(request, iso3, code).recruiters.select_related("register__member_state")
    return get_object_or_404(kept, pk=pk)


@require_GET
@open_to(*ENTERS_DATA)
def entry(request, iso3, code, pk):
    recruiter = kept_entry(request, iso3, code, pk)
    context = {
        "register": recruiter.register,
        "recruiter": recruiter,
        "answer": licence_status(recruiter, recruiter.local_day()),
        "scope": licence_scope(recruiter),
        "branches": recruiter.branches.select_related("member_state"),
        "moves": offered_moves(request.user, recruiter, recruiter.events.decisions()),
        "timeline": entry_history(recruiter),
        "concerns": recruiter.concerns.visible_to(request.user),
        "related": related_firms(recruiter, request.user),
    }
    return render(request, "recruiters/desk/entry.html", context)


@require_http_methods(["GET", "POST"])
@open_to(*ENTERS_DATA)
@resumes_after_sign_in
def new_entry(request, iso3, code):
    return edit_page(request, Recruiter(register=kept_register(request, iso3, code)))


@require_http_methods(["GET", "POST"])
@open_to(*ENTERS_DATA)
@resumes_after_sign_in
def edit_entry(request, iso3, code, pk):
    return edit_page(request, kept_entry(request, iso3, code, pk))


def edit_page(request, recruiter):
    page = EntryPage(recruiter, by=request.user, day=recruiter.local_day(), data=request.POST or None)
    if request.method == "POST" and page.save():
        saved = _("Saved. The register shows it from now on.")
        messages.success(request, saved if page.changed else _("Nothing was changed."))
        return redirect("entry", recruiter.register.member_state_id, recruiter.register.code, recruiter.pk)
    status = 409 if page.is_stale else 422 if page.data else 200
    context = {"page": page, "recruiter": recruiter, "register": recruiter.register}
    return render(request, "recruiters/desk/form.html", context, status=status)


@require_http_methods(["GET", "POST"])
@open_to(*KEEPS_A_REGISTER)
@resumes_after_sign_in
def decision(request, iso3, code, pk, move):
    if not has_decision_page(move):
        raise Http404
    recruiter = kept_entry(request, iso3, code, pk)
    page = DecisionPage(recruiter, move, by=request.user, data=request.POST or None)
    if request.method == "POST" and page.save():
        announce_decision(request, page.event)
        return redirect("entry", iso3, code, pk)
    context = {"page": page, "recruiter": recruiter, "register": recruiter.register}
    context["answer"] = licence_status(recruiter, recruiter.local_day())
    status = 409 if page.closed_reason else 422 if page.data else 200
    return render(request, "recruiters/desk/decide.html", context, status=status)


def announce_decision(request, event):
    if event.effective_on > event.recruiter.local_day():
        day = {"day": format_day(event.effective_on)}
        messages.success(request, _("Done. It takes effect on %(day)s; until then nothing changes.") % day)
    else:
        messages.success(request, _("Done. The register shows it from now on."))
    for other in event.set_aside:
        words = {"what": other.word, "day": format_day(other.effective_on)}
        sentence = _(
            "“%(what)s”, entered in advance for %(day)s, no longer counts. Enter it again if needed."
        )
        messages.warning(request, sentence % words)
