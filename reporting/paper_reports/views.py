"""The pages on which the secretariat types a report that came on paper; its country then confirms it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from authorities.access import open_to, resumes_after_sign_in
from authorities.files import serve_download
from authorities.models import MemberState
from authorities.models.roles import READS_EVERY_REPORT, READS_OWN_STATE, REVIEWS
from reporting.filing.views import save_section
from reporting.models import PaperReport, Round, Submission
from reporting.paper_reports.forms import ReceiveForm
from reporting.paper_reports.pages import PaperPage, PaperSectionPage
from reporting.paper_reports.workflow import is_typed_by, paper_workflow, receive_paper
from reporting.submissions.workflow import report_workflow

SAID_AFTER = {
    "ask_confirmation": gettext_lazy("The country is asked to confirm the report."),
    "type_again": gettext_lazy("You can go on typing."),
    "record": gettext_lazy("The report is recorded as received."),
}


@require_http_methods(["GET", "POST"])
@open_to(*REVIEWS)
def paper_report(request, number, iso3):
    """Take in the scan of a paper report, then show how far it is typed and what is done next."""
    found, state = get_object_or_404(Round, pk=number), get_object_or_404(MemberState, pk=iso3)
    if not request.user.sees_state(state):
        raise Http404
    paper = PaperReport.objects.find_for(found, state)
    if paper is None:
        return take_in_paper(request, found, state)
    submission = Submission.objects.for_desk().get(pk=paper.submission_id)
    page = PaperPage(paper, submission, request.user, request.POST)
    sent = page.sent_form
    if request.method == "POST" and sent and sent[1].is_valid() and move_paper(request, page, *sent):
        return redirect("paper_report", number, iso3)
    context = {"page": page, "submission": submission}
    status = 422 if request.method == "POST" else 200
    return render(request, "reporting/paper_reports/paper_report.html", context, status=status)


def take_in_paper(request, round_, state):
    form = ReceiveForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            receive_paper(round_, state, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The scan is stored. Type the answers now."))
            return redirect("paper_report", round_.pk, state.pk)
    context = {"round": round_, "state": state, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "reporting/paper_reports/receive.html", context, status=status)


def move_paper(request, page, name, form):
    """Make a move of a paper report; return False, with the reasons in the form, if it is refused."""
    try:
        if name == "record":
            report_workflow.move(page.submission, "record_paper", by=request.user, **form.cleaned_data)
        else:
            paper_workflow.move(page.paper, name, by=request.user, **form.cleaned_data)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    messages.success(request, SAID_AFTER[name])
    return True


@require_http_methods(["GET", "POST"])
@open_to(*REVIEWS)
@resumes_after_sign_in
def paper_section(request, number, iso3, code):
    """Type one section of a report that came on paper."""
    submission = get_object_or_404(Submission.objects.for_desk(), round=number, member_state=iso3)
    if not is_typed_by(request.user, submission):
        raise Http404
    sent = (request.POST or None, request.FILES or None)
    adding = request.GET.get("adding", "")
    page = PaperSectionPage(submission, request.user, code, *sent, row_to_add=adding)
    if request.method == "POST":
        result = save_section(page, request.POST, by=request.user)
        page.refresh(result)
        if page.is_saved:
            messages.success(request, page.saved_message(result))
            return redirect(page.next_address())
    status = (409 if page.refusal else 422) if page.is_bound else 200
    context = {"page": page, "report": submission}
    return render(request, "reporting/paper_reports/section.html", context, status=status)


@require_GET
@open_to(*READS_OWN_STATE, *READS_EVERY_REPORT)
def paper_scan(request, number, iso3):
    """Hand out the scan to the people of the state and the secretariat."""
    visible = PaperReport.objects.visible_to(request.user)
    paper = get_object_or_404(visible, submission__round=number, submission__member_state=iso3)
    return serve_download(paper.scan, paper.scan_name)
