"""The review pages of the secretariat: the reports that have been sent, and every move of a report."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from authorities.access import open_to
from authorities.models.roles import READS_EVERY_REPORT, READS_OWN_STATE
from reporting.filing.forms import MoveForm
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


@require_POST
@open_to(*READS_OWN_STATE, *READS_EVERY_REPORT)
def move(request, number, iso3, name):
    """Make the move `name` of a report, or show why it is refused."""
    submission = get_object_or_404(
        Submission.objects.visible_to(request.user).for_desk(), round=number, member_state=iso3
    )
    form = MoveForm(request.POST)
    try:
        note = form.cleaned_data["note"] if form.is_valid() else ""
        event = report_workflow.move(submission, name, by=request.user, note=note)
    except ValidationError as refusal:
        for sentence in refusal.messages:
            messages.error(request, sentence)
    else:
        state = {"state": event.get_to_state_display()}
        messages.success(request, _("The report is now “%(state)s”.") % state)
    return redirect(submission)
