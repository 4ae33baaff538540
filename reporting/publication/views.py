"""The pages on the way to the public: what the world will see, for those who may read the report already."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from authorities.access import open_to
from authorities.models.roles import READS_EVERY_REPORT, READS_OWN_STATE
from reporting.models import Submission
from reporting.publication.preview import build_preview


def find_report(request, number, iso3):
    return get_object_or_404(
        Submission.objects.visible_to(request.user).for_desk(), round=number, member_state=iso3
    )


@require_GET
@open_to(*READS_OWN_STATE, *READS_EVERY_REPORT)
def preview_report(request, number, iso3):
    """Show the public page as it will be, with what is left out of it."""
    submission = find_report(request, number, iso3)
    is_own = iso3 in request.user.states_as(*READS_OWN_STATE)
    preview = build_preview(submission, request.user, is_own=is_own)
    if preview is None:
        raise Http404
    context = {"preview": preview, "report": preview.report, "submission": submission}
    response = render(request, "reporting/publication/preview.html", context)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
