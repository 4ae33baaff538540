"""One entry at the registrar's desk: read, entered, corrected, decided on."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from authorities.access import keeps_what_was_sent, open_to
from authorities.models import Role

from ..answers import answer, scope
from ..deciding import DecisionPage, moves_open_to
from ..entering import EntryPage
from ..models import Recruiter
from ..timeline import timeline
from .desk import kept_register


def kept_entry(request, iso3, code, pk):
    kept = kept_register(request, iso3, code).recruiters.select_related("register__member_state")
    return get_object_or_404(kept, pk=pk)


@require_GET
@open_to(Role.REGISTRAR)
def entry(request, iso3, code, pk):
    recruiter = kept_entry(request, iso3, code, pk)
    context = {
        "register": recruiter.register,
        "recruiter": recruiter,
        "answer": answer(recruiter, timezone.localdate()),
        "scope": scope(recruiter),
        "moves": moves_open_to(request.user, recruiter),
        "timeline": timeline(recruiter),
        "concerns": recruiter.concerns.visible_to(request.user),
        "relations": recruiter.relations.select_related("other__register__member_state"),
        "related_from": recruiter.related_from.select_related("recruiter__register__member_state"),
    }
    return render(request, "recruiters/desk/entry.html", context)


@require_http_methods(["GET", "POST"])
@open_to(Role.REGISTRAR)
@keeps_what_was_sent
def new_entry(request, iso3, code):
    return form_page(request, Recruiter(register=kept_register(request, iso3, code)))


@require_http_methods(["GET", "POST"])
@open_to(Role.REGISTRAR)
@keeps_what_was_sent
def edit_entry(request, iso3, code, pk):
    return form_page(request, kept_entry(request, iso3, code, pk))


def form_page(request, recruiter):
    page = EntryPage(recruiter, by=request.user, day=timezone.localdate(), data=request.POST or None)
    if request.method == "POST" and page.save():
        saved = _("Saved. The register shows it from now on.")
        messages.success(request, saved if page.changed else _("Nothing was changed."))
        return redirect("entry", recruiter.register.member_state_id, recruiter.register.code, recruiter.pk)
    status = 409 if page.is_stale else 422 if page.data else 200
    context = {"page": page, "recruiter": recruiter, "register": recruiter.register}
    return render(request, "recruiters/desk/form.html", context, status=status)


@require_http_methods(["GET", "POST"])
@open_to(Role.REGISTRAR)
@keeps_what_was_sent
def decision(request, iso3, code, pk, move):
    recruiter = kept_entry(request, iso3, code, pk)
    if move not in {row.name for row in moves_open_to(request.user, recruiter)}:
        raise Http404
    page = DecisionPage(recruiter, move, by=request.user, data=request.POST or None)
    if request.method == "POST" and page.save():
        messages.success(request, _("Done. The register shows it from now on."))
        return redirect("entry", iso3, code, pk)
    context = {"page": page, "recruiter": recruiter, "register": recruiter.register}
    context["answer"] = answer(recruiter, timezone.localdate())
    return render(request, "recruiters/desk/decide.html", context, status=422 if page.data else 200)
