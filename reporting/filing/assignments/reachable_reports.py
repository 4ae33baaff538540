"""Finding a report for somebody who fills it in: by a role, or because parts of it were assigned to them."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from authorities.access import SignedInRequest
from authorities.models import User
from authorities.models.roles import FILLS_IN
from reporting.filing.assignments.reach import Reach, find_reach
from reporting.models import Assignment, Submission
from reporting.models.assignments import HELD
from reporting.models.clarifications import with_open_clarifications


def find_reachable_report(request: SignedInRequest, number: int, iso3: str) -> tuple[Submission, Reach]:
    """Return a report and how far it is open to this person. Raise Http404 for a stranger."""
    reports = Submission.objects.for_desk().with_due_day()
    counted = with_open_clarifications(reports)
    report = get_object_or_404(counted, round=number, member_state=iso3)
    reach = find_reach(request.user, report)
    if reach.is_empty:
        raise Http404
    return report, reach


def was_assigned(user: User, number: int, iso3: str) -> bool:
    """Return True if a report was open to a person by assignments alone, and all of them have ended."""
    if iso3 in user.states_as(*FILLS_IN):
        return False
    of_report = Assignment.objects.of_person(user).of_report(number, iso3)
    found = set(of_report.values_list("state", flat=True))
    return bool(found) and found.isdisjoint(HELD)


def find_report_with_question(
    request: SignedInRequest, number: int, iso3: str, code: str
) -> tuple[Submission, Reach]:
    """Return a report in which this person fills in a question, now or before; raise Http404 for others."""
    report, reach = find_reachable_report(request, number, iso3)
    if not reach.may_open(code):
        raise Http404
    return report, reach
