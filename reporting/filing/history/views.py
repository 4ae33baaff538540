"""What became of the answers of a report, and putting an earlier one back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from authorities.access import open_to
from authorities.models.roles import FILLS_IN, READS_EVERY_REPORT, READS_OWN_STATE
from reporting.filing.history.pages import AnswerHistoryPage, ReportHistoryPage
from reporting.filing.history.putting_back import put_back
from reporting.filing.views import find_fillable_submission, find_visible_submission


@require_GET
@open_to(*READS_OWN_STATE, *READS_EVERY_REPORT)
def report_history(request, number, iso3):
    submission = find_visible_submission(request, number, iso3)
    page = ReportHistoryPage(submission, request.user, request.GET)
    context = {"page": page, "submission": submission}
    return render(request, "reporting/filing/history/report_history.html", context)


@require_GET
@open_to(*READS_OWN_STATE, *READS_EVERY_REPORT)
def answer_history(request, number, iso3, question):
    submission = find_visible_submission(request, number, iso3)
    page = AnswerHistoryPage(submission, request.user, question, request.GET)
    if not page.is_known:
        raise Http404
    context = {"page": page, "submission": submission}
    return render(request, "reporting/filing/history/answer_history.html", context)


@require_http_methods(["GET", "POST"])
@open_to(*FILLS_IN)
def put_answer_back(request, number, iso3, question, pk):
    """Put back what stood before a change; a visit without a click, as after signing in, shows it."""
    submission = find_fillable_submission(request, number, iso3)
    change = get_object_or_404(submission.answer_changes.of_question(question), pk=pk)
    if request.method == "POST":
        try:
            put_back(submission, change, by=request.user, seen=request.POST.get("seen", ""))
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        else:
            messages.success(request, _("The earlier answer is put back."))
    return redirect("answer_history", number, iso3, question)
