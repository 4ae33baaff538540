"""The registrar's desk: the register as a list of work, one move for many entries, the whole as a file."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from authorities.access import keeps_what_was_sent, open_to
from authorities.models import Role

from ..answers import answer
from ..bulk import MOVES, BulkPage, chosen_from
from ..desk import WorkList, registers_kept, with_events_where_needed
from ..desk_export import KINDS, as_file
from ..desk_forms import WorkListForm
from ..models import Register

PER_PAGE = 50


def kept_register(request, iso3, code):
    kept = Register.objects.kept_by(request.user).by_state()
    return get_object_or_404(kept, member_state=iso3, code=code)


@require_GET
@open_to(Role.REGISTRAR)
def registers(request):
    """The registers this person keeps; who keeps one goes straight to it."""
    kept = registers_kept(request.user, timezone.localdate())
    if len(kept) == 1:
        register = kept[0][0]
        return redirect("work_list", register.member_state_id, register.code)
    return render(request, "recruiters/desk/registers.html", {"kept": kept})


@require_GET
@open_to(Role.REGISTRAR)
def work_list(request, iso3, code):
    register, form, today = (
        kept_register(request, iso3, code),
        WorkListForm(request.GET),
        timezone.localdate(),
    )
    asked = WorkList(register, today, **form.asked)
    paginator = Paginator(asked.rows, PER_PAGE)
    paginator.count = asked.total
    page = paginator.get_page(request.GET.get("page"))
    answers = [answer(entry, today) for entry in with_events_where_needed(page.object_list, today)]
    context = {"register": register, "form": form, "list": asked, "page": page, "answers": answers}
    return render(request, "recruiters/desk/list.html", {**context, "moves": MOVES.items()})


@require_http_methods(["GET", "POST"])
@open_to(Role.REGISTRAR)
@keeps_what_was_sent
def bulk(request, iso3, code):
    """Asks once for what is said of all, then moves all or none."""
    register = kept_register(request, iso3, code)
    sent = request.POST or request.GET
    if sent.get("move") not in MOVES:
        raise Http404
    asked = WorkList(register, timezone.localdate(), **WorkListForm(sent).asked)
    page = BulkPage(sent["move"], chosen_from(asked, sent), request.POST or None)
    count = page.done(request.user) if request.method == "POST" else None
    if count is None:
        context = {"register": register, "list": asked, "page": page}
        return render(request, "recruiters/desk/bulk.html", context, status=422 if page.data else 200)
    said = ngettext("%(count)d entry: done.", "%(count)d entries: done.", count) % {"count": count}
    messages.success(request, f"{page.label}. {said}")
    return redirect("work_list", iso3, code)


@require_GET
@open_to(Role.REGISTRAR)
def download(request, iso3, code, ending):
    """The whole register with what is not public."""
    register = kept_register(request, iso3, code)
    if ending not in KINDS:
        raise Http404
    return as_file(register, ending)
