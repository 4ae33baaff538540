"""Pages of the registrar's desk: the work list, one move for many entries, the log, the download."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from authorities.access import open_to, resumes_after_sign_in
from authorities.audit.recording import record_download
from authorities.models.roles import ENTERS_DATA
from recruiters.desk.bulk_actions import BulkPage, bulk_moves_for, chosen_entries
from recruiters.desk.export import CONTENT_TYPES, register_file
from recruiters.desk.forms import WorkListForm
from recruiters.desk.work_list import WorkList, registers_with_work, work_list_rows
from recruiters.models import Register

PER_PAGE = 50


def kept_register(request, iso3, code):
    kept = Register.objects.open_at_desk_to(request.user).with_state()
    return get_object_or_404(kept, member_state=iso3, code=code)


@require_GET
@open_to(*ENTERS_DATA)
def registers(request):
    """List the registers that this user may open; if it is just one, go straight to it."""
    kept = registers_with_work(Register.objects.open_at_desk_to(request.user), timezone.localdate())
    if len(kept) == 1:
        register = kept[0][0]
        return redirect("work_list", register.member_state_id, register.code)
    return render(request, "recruiters/desk/registers.html", {"kept": kept})


@require_GET
@open_to(*ENTERS_DATA)
def work_list(request, iso3, code):
    register, form = kept_register(request, iso3, code), WorkListForm(request.GET)
    current_list = WorkList(register, register.local_day(), **form.criteria)
    paginator = Paginator(current_list.rows, PER_PAGE)
    paginator.count = current_list.total
    page = paginator.get_page(request.GET.get("page"))
    rows = work_list_rows(current_list, page.object_list)
    context = {"register": register, "form": form, "list": current_list, "page": page, "rows": rows}
    context["moves"] = bulk_moves_for(request.user, register)
    return render(request, "recruiters/desk/list.html", context)


@require_http_methods(["GET", "POST"])
@open_to(*ENTERS_DATA)
@resumes_after_sign_in
def bulk(request, iso3, code):
    """Ask once for what a move needs, then move all the chosen entries or none."""
    register = kept_register(request, iso3, code)
    sent = request.POST or request.GET
    if sent.get("move") not in dict(bulk_moves_for(request.user, register)):
        raise Http404
    current_list = WorkList(register, register.local_day(), **WorkListForm(sent).criteria)
    chosen = chosen_entries(current_list, sent)
    page = BulkPage(sent["move"], chosen, register, request.user, request.POST or None)
    count = page.save() if request.method == "POST" else None
    if count is None:
        context = {"register": register, "list": current_list, "page": page}
        return render(request, "recruiters/desk/bulk.html", context, status=422 if page.data else 200)
    sentence = ngettext("%(count)d entry: done.", "%(count)d entries: done.", count) % {"count": count}
    messages.success(request, f"{page.label}. {sentence}")
    if len(page.chosen) == 1:
        return redirect("entry", iso3, code, page.chosen[0].pk)
    return redirect(current_list.address)


@require_GET
@open_to(*ENTERS_DATA)
def register_log(request, iso3, code):
    """Show everything that was done on a register, and by whom."""
    register = kept_register(request, iso3, code)
    page = Paginator(register.events.newest_first(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "recruiters/desk/log.html", {"register": register, "page": page})


@require_GET
@open_to(*ENTERS_DATA)
@record_download(gettext_lazy("a whole register"))
def download(request, iso3, code, ending):
    """Send the whole register, including what is not public."""
    register = kept_register(request, iso3, code)
    if ending not in CONTENT_TYPES:
        raise Http404
    return register_file(register, ending)
