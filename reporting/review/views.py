"""The review pages of the secretariat: the reports that have been sent, and every move of a report."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from authorities.access import open_to, resumes_after_sign_in
from authorities.models.roles import READS_EVERY_REPORT, READS_OWN_STATE
from reporting.filing.pages import describe_move
from reporting.filing.task_list import queues_for
from reporting.models import Round, Submission
from reporting.review.forms import MoveForm
from reporting.review.return_form import ReturnForm
from reporting.review.version_changes import find_version_changes
from reporting.submissions.workflow import WITH_OWN_PAGE, report_workflow


@require_GET
@open_to(*READS_EVERY_REPORT)
def review(request):
    """List the reports that have been sent; those that wait for a decision come first."""
    rounds = list(Round.objects.all())
    chosen = next((round_ for round_ in rounds if str(round_.pk) == request.GET.get("round")), None)
    everything = Submission.objects.visible_to(request.user).in_round(chosen).for_desk().with_last_event()
    context = {
        "queues": queues_for(request.user),
        "rounds": rounds,
        "chosen": chosen,
        "everything": Paginator(everything, 100).get_page(request.GET.get("page")),
    }
    return render(request, "reporting/review/review.html", context)


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
            event = report_workflow.move(submission, name, by=request.user, **told)
        except ValidationError as refusal:
            form.add_error("note" if row.needs_note and not note else None, refusal)
            unread = form.skip_to_newest(newest_number(submission))
        else:
            state = {"state": event.get_to_state_display()}
            messages.success(request, _("The report is now “%(state)s”.") % state)
            return redirect(submission)
    context = {"submission": submission, "move": describe_move(row), "form": form, "unread": unread}
    return render(request, "reporting/review/move.html", context, status=422 if form.errors else 200)


def show_changes(request, submission, *, is_own):
    """Show what changed from version `?from=`, or the last report, to version `?to=`; else to the newest."""
    page = find_version_changes(submission, request.GET.get("from", ""), request.GET.get("to", ""))
    if page is None:
        raise Http404
    address = submission.get_absolute_url()
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
