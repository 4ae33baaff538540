"""Two people at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from reporting.models import Submission
from reporting.submissions.workflow import report_workflow

pytestmark = pytest.mark.django_db(transaction=True)
SIGNED = {"signatory_name": "Dr Sign", "signatory_position": "Director"}


def at_once(deed, times=2):
    """What each of several threads gets from the same deed, started at the same moment."""
    start = Barrier(times)

    def take_part(_number):
        start.wait()
        try:
            return deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(take_part, range(times)))


def test_of_two_clicks_on_submit_one_sends_and_the_other_is_told(complete, focal_point):
    def submit():
        report = Submission.objects.get(pk=complete.pk)
        try:
            return report_workflow.move(report, "submit", by=focal_point, **SIGNED).move
        except ValidationError as refusal:
            return refusal.messages

    told = at_once(submit)

    assert sorted(told, key=str) == [
        ["The report is “Submitted” already, so it was not changed again."],
        "submit",
    ]
    assert complete.versions.count() == 1
    assert complete.events.count() == 1
