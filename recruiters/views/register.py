"""Is this recruiter authorised? The registers as everyone may read them."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from authorities.access import open_to_everyone
from authorities.models import MemberState

from ..answers import answer, scope
from ..concerns import public_count
from ..forms import SearchForm
from ..models import Recruiter, Register

PER_PAGE = 50


def found(request, recruiters):
    """What a page with a search box shows: the entries that match, with their status at this moment."""
    form = SearchForm(request.GET)
    page = Paginator(recruiters.matching(form.words).listed(), PER_PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    answers = [answer(row, now.date()) for row in page]
    return {"form": form, "page": page, "total": page.paginator.count, "answers": answers, "moment": now}


@open_to_everyone
@never_cache
@require_safe
def recruiters(request):
    """One box over every register held here."""
    searched = SearchForm(request.GET).words
    context = found(request, Recruiter.objects.all() if searched else Recruiter.objects.none())
    context["registers"] = Register.objects.in_force_on(timezone.localdate()).with_sizes().by_state()
    return render(request, "recruiters/recruiters.html", context)


@open_to_everyone
@never_cache
@require_safe
def register_state(request, iso3):
    state = get_object_or_404(MemberState, pk=iso3)
    context = found(request, Recruiter.objects.of(state))
    context |= {"state": state, "registers": state.registers.with_sizes().by_state()}
    return render(request, "recruiters/state.html", context)


@open_to_everyone
@never_cache
@require_safe
def register(request, iso3, code):
    register = get_object_or_404(Register.objects.with_concerns().by_state(), member_state=iso3, code=code)
    context = found(request, register.recruiters.all())
    context |= {"register": register, "is_kept": register.holds_on(timezone.localdate())}
    context["concerns"] = public_count(register)
    return render(request, "recruiters/register.html", context)


@open_to_everyone
@never_cache
@require_safe
def recruiter(request, iso3, code, licence):
    register = get_object_or_404(Register.objects.by_state(), member_state=iso3, code=code)
    context = {"register": register, "licence": licence, "moment": timezone.now()}
    recruiter = register.recruiters.with_licence(licence)
    if recruiter is None:
        return render(request, "recruiters/absent.html", context, status=404)
    context |= {"answer": answer(recruiter, timezone.localdate()), "scope": scope(recruiter)}
    return render(request, "recruiters/recruiter.html", context)
