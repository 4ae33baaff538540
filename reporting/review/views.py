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
from reporting.filing.forms import MoveForm
from reporting.filing.pages import describe_move
from reporting.filing.task_list import queues_for
from reporting.models import Round, Submission
from reporting.submissions.workflow import report_workflow


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


@require_http_methods(["GET", "POST"])
@open_to(*READS_OWN_STATE, *READS_EVERY_REPORT)
@resumes_after_sign_in
def move(request, number, iso3, name):
    """Make the move `name` of a report, or show why it is refused, with the note as it was typed."""
    row = report_workflow.by_name.get(name)
    submission = get_object_or_404(
        Submission.objects.visible_to(request.user).for_desk(), round=number, member_state=iso3
    )
    if row is None or not row.offered or name == "submit":
        raise Http404
    form = MoveForm(request.POST if request.method == "POST" else request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            event = report_workflow.move(submission, name, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error("note" if row.needs_note and not form.cleaned_data["note"] else None, refusal)
        else:
            state = {"state": event.get_to_state_display()}
            messages.success(request, _("The report is now “%(state)s”.") % state)
            return redirect(submission)
    context = {"submission": submission, "move": describe_move(row), "form": form}
    return render(request, "reporting/review/move.html", context, status=422 if form.errors else 200)
