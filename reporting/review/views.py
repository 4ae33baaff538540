"""The review pages of the secretariat: the reports that have been sent, and every move of a report."""

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from authorities.access import open_to, resumes_after_sign_in
from authorities.audit.recording import record_download
from authorities.models.roles import LEADS_THE_SECRETARIAT, READS_EVERY_REPORT, READS_OWN_STATE, REVIEWS
from authorities.spreadsheets.formats import CSV
from reporting.filing.next_steps import describe_move
from reporting.models import Round, Submission
from reporting.review.decisions import make_move
from reporting.review.exports import tabulate_queue
from reporting.review.forms import MoveForm, QueueForm, ReviewerForm
from reporting.review.queue import ReviewQueue, find_reviewers
from reporting.review.report_page import find_reviewed_report
from reporting.review.return_form import ReturnForm
from reporting.review.review_workflow import describe_reviewer, move_review, review_workflow, reviewers_of
from reporting.review.version_changes import find_version_changes
from reporting.submissions.workflow import WITH_OWN_PAGE, report_workflow


def read_queue(request):
    """Return (form, rounds, queue) of an address; raise BadRequest for parameters that make no sense."""
    rounds = list(Round.objects.all())
    form = QueueForm(request.GET, rounds, find_reviewers())
    if not form.is_valid():
        raise BadRequest(" ".join(sentence for errors in form.errors.values() for sentence in errors))
    asked = form.cleaned_data
    return form, rounds, ReviewQueue(request.user, asked, asked["state"], request.GET.get("page"))


@require_GET
@open_to(*READS_EVERY_REPORT)
def review(request):
    """List the reports that were sent: what waits for a decision, and longest, first."""
    form, rounds, queue = read_queue(request)
    leads = request.user.holds(*LEADS_THE_SECRETARIAT)
    context = {"form": form, "rounds": rounds, "queue": queue, "leads": leads}
    return render(request, "reporting/review/review.html", context)


@require_GET
@open_to(*READS_EVERY_REPORT)
@record_download(gettext_lazy("the list of the review queue"))
def review_export(request):
    _form, _rounds, queue = read_queue(request)
    return HttpResponse(
        CSV().export_data(tabulate_queue(queue.reports)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="review.csv"'},
    )


def find_report(request, number, iso3):
    return get_object_or_404(
        Submission.objects.visible_to(request.user).for_desk(), round=number, member_state=iso3
    )


def newest_number(submission):
    newest = submission.latest_version
    return newest and newest.number


def build_move_form(name, submission, sent):
    """Return the form of a move; a return also asks what it opens."""
    initial = {"version": newest_number(submission)}
    if name == "return":
        return ReturnForm(sent, initial=initial, submission=submission)
    return MoveForm(sent, initial=initial)


@require_http_methods(["GET", "POST"])
@open_to(*READS_OWN_STATE, *READS_EVERY_REPORT)
@resumes_after_sign_in
def move(request, number, iso3, name):
    """Make the move `name` of a report, or show why it is refused, with the note as it was typed."""
    row, submission = report_workflow.by_name.get(name), find_report(request, number, iso3)
    if row is None or not row.offered or name in WITH_OWN_PAGE:
        raise Http404
    sent = request.POST if request.method == "POST" else request.POST or None  # or from before signing in
    form = build_move_form(name, submission, sent)
    unread = None
    if request.method == "POST" and form.is_valid():
        note, read = form.cleaned_data["note"], form.version_read
        try:
            told = {"note": note, "version_read": read, **form.details}
            event = make_move(submission, name, by=request.user, **told)
        except ValidationError as refusal:
            form.add_error("note" if row.needs_note and not note else None, refusal)
            unread = form.skip_to_newest(newest_number(submission))
        else:
            state = {"state": event.get_to_state_display()}
            messages.success(request, _("The report is now “%(state)s”.") % state)
            return redirect(submission)
    context = {"submission": submission, "move": describe_move(row), "form": form, "unread": unread}
    return render(request, "reporting/review/move.html", context, status=422 if form.errors else 200)


@require_GET
@open_to(*READS_EVERY_REPORT)
def review_report(request, number, iso3):
    """Lead to the newest version, whose address shows the same for ever."""
    newest = newest_number(find_report(request, number, iso3))
    if newest is None:
        raise Http404
    return redirect("review_version", number, iso3, newest)


@require_GET
@open_to(*READS_EVERY_REPORT)
def review_version(request, number, iso3, version_number):
    """Show a version beside the last report, and below it the decisions on it."""
    page = find_reviewed_report(find_report(request, number, iso3), version_number, request.user)
    if page is None:
        raise Http404
    return render(request, "reporting/review/report.html", {"page": page, "submission": page.submission})


def show_changes(request, submission, *, is_own):
    """Show what changed from version `?from=`, or the last report, to version `?to=`; else to the newest."""
    page = find_version_changes(submission, request.GET.get("from", ""), request.GET.get("to", ""))
    if page is None:
        raise Http404
    place = [submission.round_id, submission.member_state_id]
    address = submission.get_absolute_url() if is_own else reverse("review_report", args=place)
    context = {"page": page, "submission": submission, "is_own": is_own, "report_address": address}
    return render(request, "reporting/review/changes.html", context)


@require_GET
@open_to(*READS_OWN_STATE)
def version_changes(request, number, iso3):
    """Show the people of a Member State what changed between two versions of their report."""
    own = Submission.objects.open_for(request.user, *READS_OWN_STATE).for_desk()
    return show_changes(request, get_object_or_404(own, round=number, member_state=iso3), is_own=True)


@require_GET
@open_to(*READS_EVERY_REPORT)
def review_changes(request, number, iso3):
    """Show the secretariat what changed between two versions of a report."""
    return show_changes(request, find_report(request, number, iso3), is_own=False)


@require_http_methods(["GET", "POST"])
@open_to(*REVIEWS)
@resumes_after_sign_in
def move_reviewer(request, number, iso3, name):
    """Take a report, hand it over or give it back; or show to whom it can be given, or why not."""
    row, submission = review_workflow.by_name.get(name), find_report(request, number, iso3)
    if row is None:
        raise Http404
    sent = request.POST if request.method == "POST" else request.POST or None  # or from before signing in
    form = ReviewerForm(sent, reviewers_of(submission))
    if request.method == "POST" and form.is_valid():
        try:
            event = move_review(submission, name, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, describe_reviewer(event, request.user))
            return redirect("review_report", number, iso3)
    context = {"submission": submission, "row": row, "form": form}
    return render(request, "reporting/review/reviewer.html", context, status=422 if form.errors else 200)
