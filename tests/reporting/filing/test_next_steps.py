"""What the desk tells each person to do next fits what that person may do."""

import pytest
from django.utils import timezone

from reporting.filing.task_list import tasks_for
from reporting.models import State, SubmissionEvent
from reporting.submissions.workflow import report_workflow

SIGNED = {"signatory_name": "Dr Sign", "signatory_position": "Director"}


def next_step(user):
    (task,) = tasks_for(user, timezone.localdate())
    return str(task.next_step)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("who", ["focal_point", "contributor", "viewer"])
def test_only_who_certifies_is_told_to(request, draft, who, state):
    type(draft).objects.update(state=state)

    told = next_step(request.getfixturevalue(who))

    certifies = who == "focal_point"
    assert ("then certify and submit" in told) is (certifies and state == State.DRAFT)
    assert ("submit again" in told) is (certifies and state == State.RETURNED)
    assert ("ask for it" in told) is (certifies and state == State.PUBLISHED)


@pytest.mark.parametrize("who", ["focal_point", "contributor", "viewer"])
def test_after_its_own_correction_no_country_is_told_that_the_secretariat_asks(
    request, complete, focal_point, manager, who
):
    report_workflow.move(complete, "submit", by=focal_point, **SIGNED)
    report_workflow.move(complete, "accept", by=manager)
    report_workflow.move(complete, "publish", by=manager, note="Agreed by letter.")
    report_workflow.move(complete, "correct", by=focal_point, note="A number was wrong.")

    assert SubmissionEvent.objects.count() == 4
    assert next_step(request.getfixturevalue(who)).startswith("Your country is correcting it.")
