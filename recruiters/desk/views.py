"""The registrar's desk: the register as a list of work, one move for many entries, the whole as a file."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from authorities.access import keeps_what_was_sent, open_to
from authorities.models.roles import ENTERS_DATA
from recruiters.desk.bulk_actions import BulkPage, chosen_from, moves_for
from recruiters.desk.export import KINDS, as_file
from recruiters.desk.forms import WorkListForm
from recruiters.desk.work_list import WorkList, rows_of, with_work
from recruiters.models import Register

PER_PAGE = 50


def kept_register(request, iso3, code):
    kept = Register.objects.open_at_desk_to(request.user).by_state()
    return get_object_or_404(kept, member_state=iso3, code=code)


@require_GET
@open_to(*ENTERS_DATA)
def registers(request):
    """The registers this person may open; who has one goes straight to it."""
    kept = with_work(Register.objects.open_at_desk_to(request.user), timezone.localdate())
    if len(kept) == 1:
        register = kept[0][0]
        return redirect("work_list", register.member_state_id, register.code)
    return render(request, "recruiters/desk/registers.html", {"kept": kept})


@require_GET
@open_to(*ENTERS_DATA)
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
    rows = rows_of(asked, page.object_list)
    context = {"register": register, "form": form, "list": asked, "page": page, "rows": rows}
    context["moves"] = moves_for(request.user, register)
    return render(request, "recruiters/desk/list.html", context)


@require_http_methods(["GET", "POST"])
@open_to(*ENTERS_DATA)
@keeps_what_was_sent
def bulk(request, iso3, code):
    """Asks once for what is said of all, then moves all or none."""
    register = kept_register(request, iso3, code)
    sent = request.POST or request.GET
    if sent.get("move") not in dict(moves_for(request.user, register)):
        raise Http404
    asked = WorkList(register, timezone.localdate(), **WorkListForm(sent).asked)
    chosen = chosen_from(asked, sent)
    page = BulkPage(sent["move"], chosen, register, request.user, request.POST or None)
    count = page.done() if request.method == "POST" else None
    if count is None:
        context = {"register": register, "list": asked, "page": page}
        return render(request, "recruiters/desk/bulk.html", context, status=422 if page.data else 200)
    said = ngettext("%(count)d entry: done.", "%(count)d entries: done.", count) % {"count": count}
    messages.success(request, f"{page.label}. {said}")
    if len(page.chosen) == 1:
        return redirect("entry", iso3, code, page.chosen[0].pk)
    return redirect(asked.address)


@require_GET
@open_to(*ENTERS_DATA)
def register_log(request, iso3, code):
    """Everything that was done on a register, by whom."""
    register = kept_register(request, iso3, code)
    page = Paginator(register.events.newest_first(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "recruiters/desk/log.html", {"register": register, "page": page})


@require_GET
@open_to(*ENTERS_DATA)
def download(request, iso3, code, ending):
    """The whole register with what is not public."""
    register = kept_register(request, iso3, code)
    if ending not in KINDS:
        raise Http404
    return as_file(register, ending)
