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
    words = {"public_reason": "A table was of another year.", "public_language": "en"}
    report_workflow.move(report, "take_back", by=manager, at=at, note="SECRET-NOTE", **words)
    return report


@pytest.mark.parametrize("address", ["/reports/1/PHL/", "/reports/1/PHL/v1/", "/reports/1/PHL/changes/"])
def test_its_pages_say_when_why_and_by_whom(client, withdrawn, address):
    page = client.get(address)
    html = page.content.decode()

    assert page.status_code == 410
    assert "A table was of another year." in html
    assert "Version 1 of this report was withdrawn on 6 March 2024 by the secretariat." in html
    assert "SECRET" not in html
    assert "Kept by the labour ministry." not in html


@pytest.mark.parametrize("address", ["/reports/1/PHL.json", "/reports/1/PHL/v1.csv"])
def test_its_data_are_gone_and_say_so(client, withdrawn, address):
    answer = client.get(address)

    assert answer.status_code == 410
    assert "A table was of another year." in answer.content.decode()
    assert "2024-03-06" in answer.content.decode()
    assert "Kept by the labour ministry." not in answer.content.decode()


def test_a_version_that_never_was_public_has_no_stone(client, withdrawn):
    assert client.get("/reports/1/PHL/v2/").status_code == 404


def test_a_new_publication_takes_the_place_of_the_stone_and_the_history_stays(client, withdrawn):
    manager = person("SECRET-MANAGER", Role.MANAGER)
    report_workflow.move(withdrawn, "return", by=manager, note="SECRET-NOTE")
    publish_report(withdrawn, day=10, q3="Corrected words")
    newest, first = client.get("/reports/1/PHL/"), client.get("/reports/1/PHL/v1/")
    html = " ".join(newest.content.decode().split())

    assert "Corrected words" in html
    assert "Version 1 was published on 2 March 2024." in html
    assert "The secretariat withdrew the report on 6 March 2024." in html
    assert "A table was of another year." in html
    assert "SECRET" not in html
    assert first.status_code == 410
    assert 'href="/reports/1/PHL/">Read the newest version' in first.content.decode()


def test_taking_back_twice_leaves_to_each_version_its_own_day(client, withdrawn):
    manager = person("SECRET-MANAGER", Role.MANAGER)
    report_workflow.move(withdrawn, "return", by=manager, note="SECRET-NOTE")
    publish_report(withdrawn, day=10, q3="Corrected words")
    words = {"public_reason": "The country asked for it.", "public_language": "en"}
    report_workflow.move(withdrawn, "take_back", by=manager, note="SECRET-NOTE", **words)
    pages = [client.get(f"/reports/1/PHL/v{number}/").content.decode() for number in (1, 2)]

    assert ["A table was of another year." in page for page in pages] == [True, False]
    assert ["The country asked for it." in page for page in pages] == [False, True]


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
