"""Filling in a section in a browser that keeps pages for "Back", as people's browsers do."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from authorities.models import MemberState
from reporting.models import Answer
from reporting.submissions.workflow import report_workflow
from tests import factories
from tests.journeys.accessibility import accessibility_problems, force_login, open_in_language, sqlite_only

pytestmark = pytest.mark.django_db(transaction=True)
SECTION = "/filing/6/PHL/sections/sA/"
# What the page takes for the number in each of these texts, for its rules.
READ_NUMBERS = """async () => {
  const source = [...document.scripts].find((script) => script.src.endsWith("js/filing.js")).src;
  const { readDecimal } = await import(source.replace(/filing[^/]*$/, "numbers.js"));
  return ["1,5", "1.50", "12000", "1 234,5", "12,345", "\u0663\u066b\u0665", "1,2,3", "x"].map(readDecimal);
}"""


@pytest.fixture(scope="module")
def keeping_browser(browser_type, browser_type_launch_args):
    """A browser with the back/forward cache, which Playwright turns off by itself."""
    browser = browser_type.launch(
        **browser_type_launch_args, ignore_default_args=["--disable-back-forward-cache"]
    )
    yield browser
    browser.close()


@pytest.fixture
def page(keeping_browser, live_server, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    context = keeping_browser.new_context(base_url=live_server.url)
    yield context.new_page()
    context.close()


@pytest.fixture
def filing(page, live_server, complete, focal_point):
    """Fosca at the section of steps."""
    force_login(page, live_server, focal_point)
    page.goto(SECTION)
    # A page that is loaded again, not kept, has forgotten this.
    page.evaluate("window.leftWith = document.querySelector('[name=q3-base]').value")
    return page


def answer_to(report, code):
    return report.answers.get(question=code).value


def question(page, code):
    return page.locator(f"#{code}")


def go_back(page):
    """Go back to the section, which the browser has kept; return the `base` of q3 that it was left with."""
    page.evaluate("history.back()")
    page.wait_for_url(f"**{SECTION}", wait_until="commit")
    return page.evaluate("window.leftWith")


def test_back_after_saving_is_no_quarrel_with_oneself(filing, complete, focal_point):
    text = filing.locator("[name=q3-value]")
    text.fill("First thought.")
    filing.get_by_role("button", name="Save and continue").click()
    expect(filing.get_by_text("Saved 1 answer.")).to_be_visible()
    assert go_back(filing)
    text.fill("Second thought.")
    filing.get_by_role("button", name="Save and continue").click()

    expect(filing.get_by_text("Saved 1 answer.")).to_be_visible()
    assert answer_to(complete, "q3") == "Second thought."


def test_back_and_the_first_answer_again_is_saved_too(filing, complete):
    text = filing.locator("[name=q3-value]")
    text.fill("First thought.")
    filing.get_by_role("button", name="Save and continue").click()
    expect(filing.get_by_text("Saved 1 answer.")).to_be_visible()
    before = go_back(filing)
    expect(filing.locator("[name=q3-base]")).not_to_have_value(before)
    text.fill("Kept by the labour ministry.")
    filing.get_by_role("button", name="Save and continue").click()

    expect(filing.get_by_text("Saved 1 answer.")).to_be_visible()
    assert answer_to(complete, "q3") == "Kept by the labour ministry."


def test_two_people_see_both_texts_and_settle_it(filing, complete, contributor):
    complete.answers.filter(question="q3").update(value="At the court.", by=contributor, at=timezone.now())
    filing.locator("[name=q3-value]").fill("At the ministry.")
    filing.get_by_role("button", name="Save and continue").click()

    expect(filing.get_by_text("Conrad Contributor changed this answer in the meantime")).to_be_visible()
    expect(question(filing, "q3").get_by_text("At the court.")).to_be_visible()
    question(filing, "q3").get_by_label("Use mine").check()
    filing.get_by_role("button", name="Save and continue").click()
    expect(filing.get_by_text("Saved 1 answer.")).to_be_visible()
    assert answer_to(complete, "q3") == "At the ministry."


@sqlite_only
def test_the_page_of_a_conflict_is_accessible(filing, complete, contributor):
    complete.answers.filter(question="q3").update(value="At the court.", by=contributor, at=timezone.now())
    filing.locator("[name=q3-value]").fill("At the ministry.")
    filing.locator("[name=q5-doctors-total]").fill("12.000")
    filing.get_by_role("button", name="Save and continue").click()

    expect(filing.get_by_role("heading", name="Some answers could not be saved")).to_be_visible()
    expect(filing.get_by_text("Do you mean 12 or 12,000?").first).to_be_visible()
    assert accessibility_problems(filing, "conflict") == []


def test_a_file_stays_until_it_is_removed(filing, complete):
    law = {"name": "law.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 text"}
    filing.locator("[name=q7-value]").set_input_files(law)
    filing.get_by_role("button", name="Save and leave").click()
    filing.goto(SECTION)
    expect(question(filing, "q7").get_by_role("link", name="law.pdf")).to_be_visible()
    filing.get_by_role("button", name="Save and continue").click()
    expect(filing.get_by_text("Nothing had changed.")).to_be_visible()
    assert [file["name"] for file in answer_to(complete, "q7")] == ["law.pdf"]

    filing.goto(SECTION)
    question(filing, "q7").get_by_label("Remove this file").check()
    filing.get_by_role("button", name="Save and continue").click()
    expect(filing.get_by_text("Saved 1 answer.")).to_be_visible()
    assert answer_to(complete, "q7") is None


def test_continue_continues_and_leave_leaves(page, live_server, draft, focal_point):
    force_login(page, live_server, focal_point)
    for button in ("Save and continue", "Save and leave"):
        Answer.objects.all().delete()
        page.goto(SECTION)
        page.get_by_label("Yes").check()
        expect(question(page, "q2")).to_be_visible()
        page.get_by_role("button", name=button).click()
        expect(page.get_by_text("Saved 1 answer.")).to_be_visible()
        assert page.url.endswith("/filing/6/PHL/")


def test_enter_saves_and_stays_at_the_question(filing, complete):
    filing.locator("[name=q6-value]").fill("12000")
    filing.locator("[name=q6-value]").press("Enter")

    expect(filing.get_by_text("Saved 1 answer.")).to_be_visible()
    assert filing.url.endswith(f"{SECTION}#q6")
    expect(filing.locator("[name=q6-value]")).to_have_value("12,000")
    assert not complete.answers.filter(question="q4").exists()


def test_a_link_to_another_section_saves_first(filing, complete):
    filing.locator("[name=q3-value]").fill("Typed, then left.")
    filing.get_by_role("navigation", name="Sections").get_by_role("link", name="Contact").click()

    expect(filing.get_by_role("heading", name="Contact", level=1)).to_be_visible()
    assert answer_to(complete, "q3") == "Typed, then left."


def test_any_other_way_out_asks(filing, complete):
    asked = []
    filing.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    filing.locator("[name=q3-value]").type("More.")
    filing.get_by_role("link", name="My desk").click(no_wait_after=True)
    filing.wait_for_timeout(500)

    assert asked == ["beforeunload"]
    assert filing.url.endswith(SECTION)


def test_a_refused_certification_is_seen_at_once(page, live_server, complete, focal_point):
    force_login(page, live_server, focal_point)
    page.goto("/filing/6/PHL/certify/")
    page.get_by_label("Name of the signatory").fill("Dr Sign")
    page.get_by_role("button", name="Certify and submit").click()

    problems = page.locator("#problems")
    expect(problems).to_be_focused()
    expect(problems).to_be_in_viewport()
    expect(page.get_by_label("Name of the signatory")).to_have_value("Dr Sign")


def test_a_note_outlives_the_session(page, live_server, complete, reviewer, focal_point):
    report_workflow.move(
        complete, "submit", by=focal_point, signatory_name="Dr Sign", signatory_position="Director"
    )
    force_login(page, live_server, reviewer)
    page.goto("/filing/6/PHL/")
    page.get_by_label("Note to the country").fill("Question 3 names no keeper.")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Return for correction").click()
    page.locator("#id_login").fill(reviewer.email)
    page.locator("#id_password").fill("a long enough passphrase")
    page.locator("main form button[type=submit]").click()

    expect(page.get_by_text("Your decision was not sent.")).to_be_visible()
    expect(page.locator("[name=note]")).to_have_value("Question 3 names no keeper.")
    page.get_by_role("button", name="Return for correction").click()
    expect(page.get_by_text("The report is now “Returned for correction”.")).to_be_visible()


@sqlite_only
def test_long_lists_are_searched_ticked_and_read(filing, complete, indonesia, ireland):
    options = [factories.option(f"o{number}", label=f"Unité {number}") for number in range(436)]
    hidden = factories.column("note", "text", relevant=["=", ["answer", "share"], "1.5"])
    columns = [factories.column("partners", "countries"), factories.column("share", "decimal"), hidden]
    MemberState.objects.filter(pk="IDN").update(name_ru="Индонезия")
    MemberState.objects.filter(pk="IRL").update(name_es="Irlanda", name_fr="Irlande")
    instrument = complete.round.instrument
    instrument.definition["sections"][1]["questions"] += [
        factories.question("q8", "single", options=options),
        factories.question("q9", "group", columns=columns, min_rows=0, max_rows=3),
    ]
    instrument.save()
    open_in_language(filing, "fr")
    filing.goto(SECTION)
    one = question(filing, "q8").get_by_role("combobox")
    one.fill("unite 435")
    expect(question(filing, "q8").get_by_role("status").first).to_contain_text("1 ")
    one.press("Enter")
    expect(filing.locator("[name=q8-value]")).to_have_value("o435")
    expect(one).to_have_value("Unité 435")
    one.fill("no such unit")
    one.press("Tab")  # what is no option is told, and the one chosen before stands
    expect(one).to_have_value("Unité 435")
    row = question(filing, "q9").locator("[data-row]").first
    many = row.get_by_role("combobox")
    for typed in ("Индонезия", "phl", "irlanda"):  # in any language, or by the code
        many.fill(typed)
        expect(row.get_by_role("option")).to_have_count(1)
        many.press("Enter")
    expect(row.locator(".chips li")).to_have_count(3)
    row.get_by_role("button", name="Irlande").click()
    expect(many).to_be_focused()
    assert row.locator("input:checked").evaluate_all("boxes => boxes.map(box => box.value).sort()") == [
        "IDN",
        "PHL",
    ]
    expect(row.locator("[name=q9-0-note]")).to_be_hidden()
    row.locator("[name=q9-0-share]").fill("1,5")
    row.locator("[name=q9-0-share]").press("Tab")
    row.locator("[name=q9-0-note]").fill("Asked.")
    assert accessibility_problems(filing, "long lists") == []
    filing.locator("[name=leave]").click()
    filing.wait_for_url("**/filing/6/PHL/")
    filing.goto(SECTION)

    assert answer_to(complete, "q8") == "o435"
    [stored] = answer_to(complete, "q9")
    assert (sorted(stored["partners"]), stored["share"], stored["note"]) == (["IDN", "PHL"], "1.5", "Asked.")
    question(filing, "q9").locator("summary").first.click()
    expect(row.locator("[name=q9-0-share]")).to_have_value("1,5")
    expect(row.locator("[name=q9-0-note]")).to_be_visible()
    assert filing.evaluate(READ_NUMBERS) == ["1.5", "1.5", "12000", "1234.5", None, "3.5", None, None]
