"""A published report that the secretariat has taken back: pages say so, its answers go, past figures stay."""

from datetime import timedelta

import pytest

from authorities.models import Role
from reporting.submissions.workflow import report_workflow
from tests.conftest import person
from tests.reporting.public.report_steps import (
    FIRST_DAY,
    make_round,
    publish_report,
    start_report,
    store_file,
)


@pytest.fixture
def withdrawn(db):
    """Published on 2 March 2024, taken back on 6 March."""
    report = start_report(make_round())
    publish_report(report, q7=store_file(report, "q7", "law.pdf"))
    manager = person("SECRET-MANAGER", Role.MANAGER)
    at = FIRST_DAY + timedelta(days=5)
    report_workflow.move(report, "take_back", by=manager, at=at, note="SECRET-NOTE")
    return report


@pytest.mark.parametrize("address", ["/reports/1/PHL/", "/reports/1/PHL/v1/"])
def test_its_pages_say_when_and_by_whom(client, withdrawn, address):
    html = client.get(address).content.decode()

    assert "Version 1 of this report was withdrawn on 6 March 2024 by the secretariat." in html
    assert "SECRET" not in html
    assert "Kept by the labour ministry." not in html


@pytest.mark.parametrize("address", ["/reports/1/PHL.json", "/reports/1/PHL/v1.csv", "/reports/1/PHL/v2/"])
def test_its_data_are_gone(client, withdrawn, address):
    assert client.get(address).status_code == 404


def test_its_files_are_gone(client, withdrawn):
    file = withdrawn.attachments.get()

    assert client.get(f"/reports/files/{file.pk}/").status_code == 404


@pytest.mark.parametrize("address", ["/countries/PHL/", "/rounds/1/"])
def test_lists_of_reports_say_it_too(client, withdrawn, address):
    assert "withdrawn on 6 March 2024 by the secretariat" in client.get(address).content.decode()


@pytest.mark.parametrize(("day", "kept"), [("2024-03-01", 0), ("2024-03-05", 1), ("2024-03-06", 0)])
def test_figures_of_past_days_stay(client, withdrawn, day, kept):
    figures = client.get(f"/compliance.json?round=1&as_of={day}").json()

    assert (figures["reported"], figures["keeps_recruiter_record"]) == (1, kept)
