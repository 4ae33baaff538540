"""The last report of the country: its answers brought forward, and what has changed since."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from authorities.access import open_to
from authorities.models.roles import FILLS_IN, READS_EVERY_REPORT, READS_OWN_STATE
from reporting.filing.last_report.buttons import press_button
from reporting.filing.last_report.pages import ChangesPage, LastReportPage
from reporting.filing.views import find_fillable_submission, find_visible_submission


@require_http_methods(["GET", "POST"])
@open_to(*FILLS_IN)
def last_report(request, number, iso3):
    """Show the answers of the last report; bring them forward, confirm or withdraw them."""
    submission = find_fillable_submission(request, number, iso3)
    if request.method == "POST":
        try:
            messages.success(request, press_button(submission, request.POST, by=request.user))
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        return redirect("last_report", number, iso3)
    page = LastReportPage(submission, request.user)
    return render(
        request, "reporting/filing/last_report/last_report.html", {"page": page, "submission": submission}
    )


@require_GET
@open_to(*READS_OWN_STATE, *READS_EVERY_REPORT)
def changes_since_last_report(request, number, iso3):
    page = ChangesPage(find_visible_submission(request, number, iso3), request.user)
    return render(
        request, "reporting/filing/last_report/changes.html", {"page": page, "submission": page.submission}
    )
