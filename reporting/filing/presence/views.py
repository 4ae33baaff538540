"""The heartbeat of an open page."""

from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from authorities.access import open_to
from authorities.models.roles import FILLS_IN
from reporting.filing.presence.tracking import describe_others, find_others, forget_ended, note_presence
from reporting.models import Submission
from reporting.submissions.instrument_cache import recall_instrument


@require_POST
@open_to(*FILLS_IN)
def presence(request, number, iso3):
    """Note that somebody has a section open, and tell who else has."""
    own = Submission.objects.open_for(request.user, *FILLS_IN).select_related("round__instrument")
    submission = get_object_or_404(
        own.defer("round__instrument__definition"), round=number, member_state=iso3
    )
    section, now = request.POST.get("section", ""), timezone.now()
    if recall_instrument(submission.round.instrument).section(section) is None:
        raise Http404
    note_presence(submission, section, request.user, now)
    forget_ended(submission, now)
    names = find_others(submission, section, request.user)
    return JsonResponse({"sentence": describe_others(names)})


# A page that is only open is no sign that somebody is there: the session ends all the same.
presence.is_background = True
