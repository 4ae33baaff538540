"""Two ministries fill in the national report in French, from the last one, a while without a connection."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation
from playwright.sync_api import expect

from authorities.models import ContactPerson
from reporting.demo.answers import ReportFacts, invent_answers
from reporting.instruments.xlsform.reader import read_instrument_file
from reporting.models import Answer, AnswerChange, Submission
from reporting.models.instruments import load_instrument
from reporting.submissions.workflow import report_workflow
from tests import factories
from tests.journeys.accessibility import open_in_language
from tests.journeys.test_nothing_lost import KEPT_FOR_OFFLINE
from tests.journeys.test_reporting import PASSPHRASE

pytestmark = pytest.mark.django_db(transaction=True)
FILE = Path(settings.BASE_DIR) / "fixtures/instruments/nri-2021.md"
REPORT = "/filing/6/PHL/"
# What the two people fill in by hand; the rest comes from the last report.
with translation.override("fr"):
    SAVED = translation.gettext("Saved %(time)s") % {"time": ""}
    KEPT = translation.gettext("Kept on this computer until the connection is back")
STEPS_TAKEN = "Une loi de 2025 protège les personnels recrutés."


@pytest.fixture
def last_report(focal_point, reviewer, manager, philippines):
    """A published report to an earlier round, on the same questionnaire as that of the round now."""
    definition = read_instrument_file(FILE)
    keys = {question["indicator"] for section in definition["sections"] for question in section["questions"]}
    keys |= {
        option["indicator"]
        for section in definition["sections"]
        for question in section["questions"]
        for option in question.get("options", [])
        if option.get("indicator")
    }
    for key in keys - {"", None}:
        factories.IndicatorFactory(key=key)
    instrument = load_instrument(definition)
    earlier = factories.RoundFactory(
        number=4,
        title="Round 4",
        opens="2021-05",
        due="2021-08-31",
        closes="2021-12-31",
        instrument=instrument,
    )
    factories.RoundFactory(instrument=instrument)
    authority = factories.AuthorityFactory(member_state=philippines, website="https://health.example")
    contact = ContactPerson(authority=authority, name="Dr Earlier", post="Director", telephone="+63 2 1")
    answers = invent_answers(instrument, ReportFacts("PHL", date(2021, 8, 1), authority, contact))
    report = factories.SubmissionFactory(round=earlier, member_state=philippines)
    at = datetime(2021, 8, 1, tzinfo=UTC)
    Answer.objects.bulk_create(
        Answer(submission=report, question=code, by=focal_point, at=at, **answer)
        for code, answer in answers.items()
    )
    for move, by in (("submit", focal_point), ("accept", reviewer), ("publish", manager)):
        signed = {"signatory_name": "Dr Sign", "signatory_position": "Director"} if move == "submit" else {}
        report_workflow.move(report, move, by=by, at=at, note="Agreed by letter.", **signed)
    return report


def sign_in(context, person):
    """Open the pages of a person in French."""
    page = context.new_page()
    open_in_language(page, "fr")
    page.goto("/accounts/login/")
    page.locator("#id_login").fill(person.email)
    page.locator("#id_password").fill(PASSPHRASE)
    page.locator("#id_password").press("Enter")
    page.wait_for_url("**/desk/")
    return page


@pytest.fixture
def ministries(browser, live_server, last_report, focal_point, contributor):
    """Two browsers, of the ministry of health and of the ministry of labour."""
    pages = []
    for person in (focal_point, contributor):
        context = browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900})
        pages.append(sign_in(context, person))
    yield pages
    for page in pages:
        page.context.close()


def state_of(page, code, words):
    expect(page.locator(f"#{code}-state")).to_contain_text(words, timeout=6000)


def confirm_brought_answers(page):
    """Bring the answers of the last report forward, and confirm them section by section."""
    page.goto(f"{REPORT}last-report/")
    page.locator("[name=bring_all]").click()
    while (button := page.locator("button[form^=confirm-]")).count():
        button.first.click()
    page.locator("[name=record]").click()
    while (button := page.locator("[name=confirm]:not([type=hidden])")).count():
        button.first.click()


def fill_in_offline(page):
    """Change answers of two sections while there is no connection, and send them when it is back."""
    page.goto(f"{REPORT}sections/F/")
    page.evaluate(KEPT_FOR_OFFLINE)
    page.context.set_offline(True)
    page.locator("[name=q15_1-value]").fill(STEPS_TAKEN)
    state_of(page, "q15_1", KEPT)
    page.context.set_offline(False)
    state_of(page, "q15_1", SAVED)


def certify(page):
    page.goto(f"{REPORT}certify/")
    page.locator("[name=signatory_name]").fill("Dr Signe")
    page.locator("[name=signatory_position]").fill("Directrice")
    page.locator("[name=agreed]").check()
    page.locator("main form button").last.click()
    page.wait_for_url("**/receipt/")


def test_a_report_is_filled_in_by_two_ministries_and_published(ministries, last_report, reviewer, manager):
    health, labour = ministries
    health.goto(f"{REPORT}start/")
    health.locator("main form button").first.click()
    confirm_brought_answers(health)
    report = Submission.objects.get(round=6)
    assert report.answers.filter(origin="carried").count() > 20
    assert not report.answers.filter(origin="carried", confirmed_at=None).exists()

    fill_in_offline(labour)
    health.goto(f"{REPORT}sections/0/")
    health.locator("[name=q0_3-value]").fill("Dr Nouvelle")
    state_of(health, "q0_3", SAVED)
    health.goto(f"{REPORT}answers/q15_1/history/")
    expect(health.locator("main")).to_contain_text("Conrad Contributor")
    expect(health.locator("main")).to_contain_text(STEPS_TAKEN)
    certify(health)

    for move, by in (("accept", reviewer), ("publish", manager)):
        report_workflow.move(report, move, by=by, note="Agreed by letter.")
    labour.context.clear_cookies()
    labour.goto("/reports/6/PHL/")
    expect(labour.locator("main")).to_contain_text(STEPS_TAKEN)
    expect(labour.locator("main")).not_to_contain_text("Dr Nouvelle")
    labour.goto("/reports/6/PHL/changes/")
    expect(labour.locator("main")).to_contain_text(STEPS_TAKEN)
    ways = set(AnswerChange.objects.filter(submission=report).values_list("way", flat=True))
    assert {"forward", "confirmed", "autosaved"} <= ways
