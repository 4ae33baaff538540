"""The registers and the search, open to everyone: is this recruiter authorised?"""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from authorities.access import open_to_everyone
from authorities.models import MemberState
from recruiters.concerns.actions import concern_count_band
from recruiters.decorators import public_page, redirect_to_current_address
from recruiters.entries.scope import licence_scope
from recruiters.models import Recruiter, Register, entry_at
from recruiters.public.entry_details import public_entry
from recruiters.public.summary import status_lines
from recruiters.search.forms import LONGEST_QUERY, SearchForm, replace_control_characters
from recruiters.search.number_suggestions import suggest_numbers
from recruiters.search.query import search_entries

PER_PAGE = 50


def search_context(request, registers=None):
    """Return the context of a search: its form, result and status lines; the result is None without words."""
    form = SearchForm(request.GET)
    found = search_entries(form.terms, registers=registers, page=form.page) if form.words else None
    now = timezone.now()
    context = {"form": form, "found": found, "moment": now}
    return context | {"answers": status_lines(found.entries) if found else []}


def list_context(request, recruiters):
    """Return the context of a register that is read page by page."""
    page = Paginator(recruiters.by_licence(), PER_PAGE).get_page(request.GET.get("page"))
    answers = status_lines(page)
    return {"page": page, "total": page.paginator.count, "answers": answers}


@open_to_everyone
@public_page
@require_safe
def recruiters(request):
    """Search in all registers held here; the registers are listed if nothing is found."""
    context = search_context(request)
    if not context["answers"]:
        context["registers"] = Register.objects.in_force_on(timezone.localdate()).by_state()
    return render(request, "recruiters/public/recruiters.html", context)


@open_to_everyone
@public_page
@require_safe
def register_state(request, iso3):
    state = get_object_or_404(MemberState, pk=iso3)
    registers = state.registers.with_sizes().by_state()
    context = search_context(request, [register.pk for register in registers])
    if context["found"] is None:
        context |= list_context(request, Recruiter.objects.in_state(state))
    context |= {"state": state, "registers": registers}
    return render(request, "recruiters/public/state.html", context)


@open_to_everyone
@public_page
@require_safe
def register(request, iso3, code):
    register = get_object_or_404(Register.objects.with_concerns().with_state(), member_state=iso3, code=code)
    context = search_context(request, [register.pk])
    if context["found"] is None:
        context |= list_context(request, register.recruiters.all())
    context |= {"register": register, "is_kept": register.holds_on(register.local_day())}
    context["concerns"] = concern_count_band(register)
    return render(request, "recruiters/public/register.html", context)


@open_to_everyone
@public_page
@require_safe
def recruiter(request, iso3, code, licence):
    """Show one entry under its number, however it is typed, as of the version of its register.

    A number that it had before redirects to its present address, for ever.
    """
    moment = timezone.now()
    recruiter = entry_at(iso3, code, licence)
    if recruiter is None:
        register = get_object_or_404(Register.objects.with_state(), member_state=iso3, code=code)
        context = {"register": register, "licence": licence, "moment": moment}
        context["is_kept"] = register.holds_on(register.local_day(moment))
        context["answers"] = status_lines(
            suggest_numbers(register, replace_control_characters(licence)[:LONGEST_QUERY]),
            register.local_day(moment),
        )
        return render(request, "recruiters/public/absent.html", context, status=404)
    if not recruiter.has_number(licence):
        return redirect_to_current_address(recruiter)
    entry = public_entry(recruiter, recruiter.local_day(moment))
    context = {"register": recruiter.register, "licence": licence, "moment": moment, "entry": entry}
    context |= {
        "answer": entry.answer,
        "dates": entry.answer.dates(entry.since),
        "scope": licence_scope(recruiter),
    }
    context["former_numbers"] = list(recruiter.former_numbers.all())
    return render(request, "recruiters/public/recruiter.html", context)
