"""A report of the Philippines that was sent, and a question about one answer of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from reporting.clarifications.workflow import ask_about
from reporting.models import Answer
from reporting.submissions.workflow import report_workflow

SIGNED = {"signatory_name": "Dr Sign", "signatory_position": "Director"}


@pytest.fixture
def soon():
    return timezone.localdate() + timedelta(days=10)


@pytest.fixture
def sent(complete, focal_point):
    table = {"doctors": {"total": 12, "source": "Register"}, "nurses": {"total": 3, "source": None}}
    Answer.objects.create(submission=complete, question="q5", value=table, by=focal_point, at=timezone.now())
    report_workflow.move(complete, "submit", by=focal_point, **SIGNED)
    return complete


@pytest.fixture
def asked(sent, reviewer, soon):
    return ask_about(sent.latest_version, "q3", "Who keeps the record?", by=reviewer, due=soon)
