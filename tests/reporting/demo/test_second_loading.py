"""Who loads the demonstration again changes nothing."""

from io import StringIO

import pytest
from django.core.management import call_command

from authorities.models import Authority, User
from recruiters.models import Recruiter
from reporting.models import Round, Submission, Version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]


def output_of_load_demo():
    lines = StringIO()
    call_command("load_demo", stdout=lines)
    return lines.getvalue()


def stored_rows():
    models = (Authority, User, Recruiter, Round, Submission, Version)
    return [list(model.objects.order_by("pk").values_list()) for model in models]


def test_a_second_run_changes_nothing_even_after_a_visitor_began_a_report():
    Submission.objects.create(round_id=6, member_state_id="PHL", started_at="2026-11-23T12:00Z")
    before = stored_rows()

    assert output_of_load_demo() == "The demonstration data are already loaded; nothing was changed.\n"
    assert stored_rows() == before
