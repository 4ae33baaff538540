"""A section in a browser follows what is typed at once: what it asks, offers, computes and repeats."""

import pytest
from playwright.sync_api import expect

from reporting.instruments.xlsform import read_instrument
from reporting.models import Instrument, Submission
from tests import factories
from tests.journeys.accessibility import accessibility_problems, force_login
from tests.reporting.filing.test_page_constructs import CHOICES, ROWS
from tests.reporting.instruments.small_form import as_markdown, survey_form

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def section(page, live_server, philippines, focal_point):
    definition = read_instrument(as_markdown(survey_form(*ROWS, choices=CHOICES)), file_name="a.md")
    instrument = Instrument.objects.create(form_id="case", version="1", definition=definition)
    report = factories.SubmissionFactory(
        round=factories.RoundFactory(instrument=instrument), member_state=philippines
    )
    force_login(page, live_server, focal_point)
    page.goto(f"{live_server.url}/filing/{report.round_id}/PHL/sections/A/")
    return page


def test_the_page_follows_what_is_typed(section):
    def question(code):
        return section.locator(f"#{code}")

    expect(question("sub").get_by_label("x", exact=True)).to_be_visible()
    expect(question("sub").get_by_label("y", exact=True)).to_be_hidden()
    question("kind").get_by_label("Option 2").check()
    expect(question("sub").get_by_label("y", exact=True)).to_be_visible()
    expect(section.get_by_role("heading", name="More")).to_be_hidden()
    section.locator("[name=n-value]").fill("12 500")
    expect(question("double").locator("output")).to_have_text("25,000")
    section.locator("[name=n-value]").blur()
    expect(section.get_by_role("heading", name="More")).to_be_visible()
    expect(question("why").locator("legend")).to_contain_text("Why 25,000?")
    section.locator("[name=g-0-a]").fill("500")
    expect(question("g").locator("output").first).to_have_text("13,000")
    question("order").locator("select").first.select_option("3")
    question("ok").get_by_role("checkbox").check()
    assert accessibility_problems(section, "section") == []

    section.get_by_role("button", name="Save and continue").click()
    expect(section.get_by_text("Saved 5 answers.")).to_be_visible()
    report = Submission.objects.get()
    saved = {answer.question: answer.value for answer in report.answers.all()}

    assert saved == {"kind": "2", "n": 12500, "g": [{"a": 500}], "order": ["3"], "ok": "OK"}
