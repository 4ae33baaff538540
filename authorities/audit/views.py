"""The pages of the audit trail: the list with its filters, and the same as a file."""

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from authorities.access import SignedInRequest, asks_password_again, open_to
from authorities.audit.export import trail_as_csv
from authorities.audit.forms import AuditForm
from authorities.audit.recording import record_download
from authorities.audit.trail import PER_PAGE, fetch_rows, read_cursor
from authorities.models.roles import READS_AUDIT_OF_STATE, READS_WHOLE_AUDIT

READERS = (*READS_AUDIT_OF_STATE, *READS_WHOLE_AUDIT)


@require_GET
@open_to(*READERS)
@never_cache
def audit_trail(request: SignedInRequest) -> HttpResponse:
    """Show the newest rows that this person may read, or those after the row that `after` names."""
    form = AuditForm(request.GET, user=request.user)
    after = read_cursor(request.GET.get("after", ""))
    found = fetch_rows(request.user, form.query, after=after, count=PER_PAGE + 1)
    rows = found[:PER_PAGE]
    context = {
        "form": form,
        "rows": rows,
        "after": after,
        "next": rows[-1].cursor if len(found) > PER_PAGE else "",
        "reads_all": request.user.holds(*READS_WHOLE_AUDIT),
    }
    return render(request, "audit/trail.html", context)


@require_GET
@open_to(*READERS)
@asks_password_again
@record_download(gettext_lazy("the audit trail as a file"))
@never_cache
def audit_export(request: SignedInRequest) -> StreamingHttpResponse:
    query = AuditForm(request.GET, user=request.user).query
    lines = trail_as_csv(request.user, query, get_language())
    headers = {"Content-Disposition": 'attachment; filename="audit-trail.csv"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)
