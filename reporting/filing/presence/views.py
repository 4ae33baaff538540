"""The heartbeat of an open page."""

from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from authorities.access import open_to_members
from reporting.filing.assignments.reach import find_reach
from reporting.filing.presence.tracking import describe_others, find_others, forget_ended, note_presence
from reporting.models import Submission
from reporting.submissions.instrument_cache import recall_instrument


@require_POST
@open_to_members
def presence(request, number, iso3):
    """Note that somebody has a section open, and tell who else has."""
    reports = Submission.objects.for_desk().defer("round__instrument__definition")
    submission = get_object_or_404(reports, round=number, member_state=iso3)
    code, now = request.POST.get("section", ""), timezone.now()
    section, reach = (
        recall_instrument(submission.round.instrument).section(code),
        find_reach(request.user, submission),
    )
    if section is None or not any(reach.may_open(question["code"]) for question in section["questions"]):
        raise Http404
    note_presence(submission, code, request.user, now)
    forget_ended(submission, now)
    names = [] if reach.hides_rest else find_others(submission, code, request.user)
    return JsonResponse({"sentence": describe_others(names)})


# A page that is only open is no sign that somebody is there: the session ends all the same.
presence.is_background = True
