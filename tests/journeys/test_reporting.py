"""From an empty form to a figure on the public page, in a real browser, as each person in turn."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests import factories
from tests.journeys.accessibility import accessibility_problems, set_layout, sqlite_only

pytestmark = pytest.mark.django_db(transaction=True)
PASSPHRASE = "a long enough passphrase"
COMPLIANCE = "/compliance/?round=6"


@pytest.fixture
def cast(focal_point, reviewer, manager, indonesia, indicators):
    """A round that takes reports, a designated authority, and the people of the journey."""
    factories.RoundFactory()
    factories.AuthorityFactory(member_state=focal_point.memberships.get().member_state)
    return {"focal point": focal_point, "reviewer": reviewer, "manager": manager}


def sign_in(page, person):
    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSPHRASE)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name=f"Welcome, {person.name}")).to_be_visible()


def counted(page):
    """The figures of the compliance page, as a stranger downloads them."""
    today = timezone.localdate()
    summary = page.request.get(f"/compliance.json?round=6&as_of={today}").json()
    return {key: summary[key] for key in ("designated", "reported", "keeps_recruiter_record")}


def fill_in(page):
    page.get_by_role("button", name="Start the report").click()
    page.get_by_role("link", name="Start: Contact").click()
    page.get_by_role("textbox", name="Question q0?").fill("Ms Private Person")
    page.get_by_role("button", name="Save and continue").click()
    steps = page.get_by_role("group", name=re.compile("Question q1"))
    steps.get_by_label("Yes").check()
    follow_up = page.get_by_role("group", name=re.compile("Question q2"))
    expect(follow_up).to_be_visible()
    follow_up.get_by_label("Record").check()
    page.get_by_role("textbox", name="Question q3?").fill("Kept by the labour ministry.")
    page.get_by_role("button", name="Save and continue").click()


def certify(page):
    page.get_by_role("link", name="Read it back and certify").click()
    page.get_by_label("Name of the signatory").fill("Dr Sign")
    page.get_by_label("Position of the signatory").fill("Director")
    page.get_by_label("The signatory has read this report").check()
    page.get_by_role("button", name="Certify and submit").click()
    expect(page.get_by_role("heading", name="Receipt")).to_be_visible()


def decide(page, button, state):
    page.get_by_role("link", name="Philippines").first.click()
    page.get_by_role("button", name=button).click()
    expect(page.get_by_text(f"The report is now “{state}”.")).to_be_visible()


def test_a_report_is_filed_accepted_published_and_counted(page, cast):
    assert counted(page) == {"designated": 1, "reported": 0, "keeps_recruiter_record": 0}

    sign_in(page, cast["focal point"])
    fill_in(page)
    certify(page)
    assert counted(page) == {"designated": 1, "reported": 1, "keeps_recruiter_record": 0}

    sign_in(page, cast["reviewer"])
    decide(page, "Accept", "Accepted")
    sign_in(page, cast["manager"])
    page.get_by_role("link", name="Philippines").first.click()
    page.get_by_role("link", name="Publish, now or at an hour").click()
    page.locator("[name=reason]").fill("The country agreed by letter.")
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_text("The report is public.")).to_be_visible()

    page.context.clear_cookies()
    assert counted(page) == {"designated": 1, "reported": 1, "keeps_recruiter_record": 1}
    page.goto("/reports/6/PHL/")
    expect(page.get_by_text("Kept by the labour ministry.")).to_be_visible()
    assert "Private Person" not in page.content()
    page.goto(COMPLIANCE)
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 of 2")


def test_follow_up_questions_open_after_saving_without_script(browser, live_server, cast):
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    page = context.new_page()
    sign_in(page, cast["focal point"])
    page.get_by_role("button", name="Start the report").click()
    page.get_by_role("link", name="Steps").click()
    expect(page.get_by_role("group", name=re.compile("Question q2"))).to_have_count(0)

    page.get_by_role("group", name=re.compile("Question q1")).get_by_label("Yes").check()
    page.get_by_role("button", name="Save and continue").click()

    expect(page.get_by_text("Your answers have opened more questions")).to_be_visible()
    expect(page.get_by_role("group", name=re.compile("Question q2"))).to_be_visible()
    context.close()


@sqlite_only
def test_the_pages_of_the_filing_room_are_accessible_and_quiet(page, cast, complete):
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    sign_in(page, cast["focal point"])

    for address in ("/desk/", "/filing/6/PHL/", "/filing/6/PHL/sections/sA/", "/filing/6/PHL/certify/"):
        page.goto(address)
        assert accessibility_problems(page, address) == []
    assert complaints == []


@sqlite_only
@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_page_is_wider_than_the_screen(page, live_server, cast, complete, language):
    sign_in(page, cast["focal point"])
    set_layout(page, live_server, language)

    for address in (
        "/",
        "/compliance/",
        "/recruiters/",
        "/desk/",
        "/filing/6/PHL/",
        "/filing/6/PHL/sections/sA/",
    ):
        page.goto(address)
        for width in (390, 1280, 1920):
            page.set_viewport_size({"width": width, "height": 900})
            sizes = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.dir]")
            assert (address, *sizes) == (address, width, {"en": "ltr", "ar": "rtl"}[language])


@sqlite_only
def test_public_pages_are_accessible_in_both_directions_of_writing(layout_page, cast):
    problems = []
    for address in ("/", "/compliance/", "/recruiters/", "/authorities/", "/countries/", "/rounds/"):
        layout_page.goto(address)
        problems += accessibility_problems(layout_page, address)

    assert problems == []


def weigh(answer):
    """Return how many bytes travelled; none of what the worker of the page took from the browser."""
    return 0 if answer.from_service_worker else max(answer.request.sizes()["responseBodySize"], 0)


def test_a_form_page_is_light_on_the_line(page, cast, complete):
    """At most 150 kB on the first visit and 40 kB after, as they travel."""
    sign_in(page, cast["focal point"])
    weights = []
    page.context.on("response", lambda answer: weights.append(weigh(answer)))

    page.goto("/filing/6/PHL/sections/sA/")
    page.wait_for_load_state("networkidle")
    first = sum(weights)
    weights.clear()
    page.reload()
    page.wait_for_load_state("networkidle")

    assert 0 < first <= 150_000
    assert 0 < sum(weights) <= 40_000
