"""Two people at the same moment."""

import pytest
from django.core.exceptions import ValidationError

from reporting.models import Submission
from reporting.submissions.workflow import report_workflow
from tests.threads import run_at_once

pytestmark = pytest.mark.django_db(transaction=True)
SIGNED = {"signatory_name": "Dr Sign", "signatory_position": "Director"}


def test_of_two_clicks_on_submit_one_sends_and_the_other_is_told(complete, focal_point):
    def submit():
        report = Submission.objects.get(pk=complete.pk)
        try:
            return report_workflow.move(report, "submit", by=focal_point, **SIGNED).move
        except ValidationError as refusal:
            return refusal.messages

    results = run_at_once(submit)

    assert sorted(results, key=str) == [
        ["The report is already “Submitted”, so it was not changed again."],
        "submit",
    ]
    assert complete.versions.count() == 1
    assert complete.events.count() == 1
