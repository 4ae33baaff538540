"""What became of the answers of a report, and putting an earlier one back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from authorities.access import open_to, open_to_members
from authorities.models.roles import READS_EVERY_REPORT, READS_OWN_STATE
from reporting.filing.assignments.reach import WHOLE, find_reach
from reporting.filing.assignments.reachable_reports import find_report_with_question
from reporting.filing.history.pages import AnswerHistoryPage, ReportHistoryPage
from reporting.filing.history.putting_back import put_back
from reporting.filing.views import find_visible_submission
from reporting.models import Submission


@require_GET
@open_to(*READS_OWN_STATE, *READS_EVERY_REPORT)
def report_history(request, number, iso3):
    submission = find_visible_submission(request, number, iso3)
    page = ReportHistoryPage(submission, request.user, request.GET)
    context = {"page": page, "submission": submission}
    return render(request, "reporting/filing/history/report_history.html", context)


@require_GET
@open_to_members
def answer_history(request, number, iso3, question):
    """Show what became of an answer, also to whom the question was assigned."""
    submission, reach = find_report_to_read(request, number, iso3, question)
    page = AnswerHistoryPage(submission, request.user, question, request.GET, reach)
    if not page.is_known:
        raise Http404
    context = {"page": page, "submission": submission}
    return render(request, "reporting/filing/history/answer_history.html", context)


def find_report_to_read(request, number, iso3, question):
    """Return a report and how far it is open, to who may read it or was assigned the question."""
    visible = Submission.objects.visible_to(request.user).for_desk().with_due_day()
    if found := visible.find_for(number, iso3):
        reach = find_reach(request.user, found)
        return found, reach if reach.may_open(question) else WHOLE
    return find_report_with_question(request, number, iso3, question)


@require_http_methods(["GET", "POST"])
@open_to_members
def put_answer_back(request, number, iso3, question, pk):
    """Put back what stood before a change; a visit without a click, as after signing in, shows it."""
    submission, _reach = find_report_with_question(request, number, iso3, question)
    change = get_object_or_404(submission.answer_changes.of_question(question), pk=pk)
    if request.method == "POST":
        try:
            put_back(submission, change, by=request.user, seen=request.POST.get("seen", ""))
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        else:
            messages.success(request, _("The earlier answer is put back."))
    return redirect("answer_history", number, iso3, question)
