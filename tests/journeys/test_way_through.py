"""The way through a report: what stands where, how mistakes are told, what comes out on paper."""

import pytest
from playwright.sync_api import expect

from authorities.languages.addresses import path_in_language
from tests.journeys.accessibility import accessibility_problems, force_login, sqlite_only

pytestmark = [pytest.mark.django_db(transaction=True), sqlite_only]
SECTION = "/filing/6/PHL/sections/sA/"
DANGLING = """[...document.querySelectorAll('[aria-describedby]')].flatMap((element) =>
  element.getAttribute('aria-describedby').split(' ')).filter((id) => !document.getElementById(id))"""
# The names of the fields that stand under the save bar while they have the focus.
HIDDEN_FOCUS = """() => {
  const bar = document.querySelector('.actions.sticky').getBoundingClientRect();
  const focused = document.activeElement;
  if (focused.closest('.actions.sticky, .side, header, footer')) return null;
  const box = focused.getBoundingClientRect();
  const isHidden = box.height < bar.top && (box.bottom > bar.top + 1 || box.top < 0);
  return isHidden ? focused.name || focused.outerHTML : null;
}"""
RED = "rgb(155, 28, 34)"


@pytest.fixture
def fosca(page, live_server, complete, focal_point):
    force_login(page, live_server, focal_point)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(SECTION)
    return page


def top_of(locator):
    return locator.bounding_box()["y"]


def test_the_first_question_is_near_the_top_and_the_sections_stay(fosca):
    assert top_of(fosca.locator(".question").first) < 200
    sections = fosca.get_by_role("navigation", name="Sections")
    fosca.mouse.wheel(0, 1200)
    expect(sections).to_be_in_viewport()

    fosca.set_viewport_size({"width": 390, "height": 844})
    fosca.goto(SECTION)
    assert top_of(fosca.locator(".question").first) < 500
    expect(sections).to_have_count(0)
    fosca.get_by_text("Section 2 of 2", exact=True).locator("visible=true").last.click()
    fosca.locator("[name=q3-value]").fill("Typed, then left by the fold.")
    sections.get_by_role("link", name="Contact").click()
    expect(fosca.get_by_role("heading", name="Contact", level=1)).to_be_visible()
    fosca.goto(SECTION)
    expect(fosca.locator("[name=q3-value]")).to_have_value("Typed, then left by the fold.")


def test_mistakes_are_told_beside_the_question_while_one_types(fosca, complete):
    told = fosca.locator("#q6 [data-problems]")
    fosca.locator("[name=q6-value]").fill("1980")
    fosca.locator("[name=q6-value]").press("Tab")
    expect(told).to_have_text("The year must be 1990 or later.")
    fosca.locator("[name=q6-value]").fill("1995")
    fosca.locator("[name=q6-value]").press("Tab")
    expect(told).to_be_empty()
    title = fosca.locator("#q4 [data-cell=title]").first
    title.locator("input").fill("Agreement")
    fosca.locator("[name=q6-value]").focus()
    expect(fosca.locator("#q4 [data-cell=partners]").first).to_contain_text("This is missing.")
    fosca.locator("#q2").get_by_label("None").check()
    expect(fosca.locator("#q2 [data-problems]")).to_contain_text("cannot be chosen together with others")
    fosca.get_by_role("button", name="Save and continue").click()
    fosca.wait_for_url("**/filing/6/PHL/")
    assert complete.answers.get(question="q6").value == 1995


def test_what_cannot_be_saved_is_summed_up_and_each_link_leads_into_its_field(fosca):
    fosca.locator("[name=q6-value]").fill("in 2010")
    fosca.get_by_role("button", name="Save and continue").click()
    summary = fosca.locator("#problems")

    expect(summary).to_be_focused()
    assert fosca.title().startswith("Error: ")
    assert fosca.locator("[name=q6-value]").evaluate("(field) => getComputedStyle(field).borderColor") == RED
    assert fosca.evaluate(DANGLING) == []
    summary.get_by_role("link").first.click()
    expect(fosca.locator("[name=q6-value]")).to_be_focused()
    for width in (1280, 390):
        fosca.set_viewport_size({"width": width, "height": 844})
        assert accessibility_problems(fosca, f"errors at {width}") == []


def test_the_focus_is_never_under_the_bar(fosca):
    fosca.set_viewport_size({"width": 1280, "height": 560})
    hidden = []
    for _key in range(45):
        fosca.keyboard.press("Tab")
        hidden.append(fosca.evaluate(HIDDEN_FOCUS))

    assert [name for name in hidden if name] == []


def test_every_page_of_the_way_is_accessible(layout_page, live_server, complete, focal_point):
    force_login(layout_page, live_server, focal_point)
    complete.answers.filter(question="q2").delete()
    problems = []
    for address in (
        "/desk/",
        "/filing/6/PHL/",
        SECTION,
        "/filing/6/PHL/certify/",
        "/rounds/6/questionnaire/",
    ):
        layout_page.goto(address)
        for fold in layout_page.locator("main details:not([open]) > summary").all():
            if fold.is_visible():
                fold.click()
        problems += accessibility_problems(layout_page, address)
    assert problems == []


def test_a_section_and_the_blank_questionnaire_can_be_printed(fosca):
    fosca.locator("[name=q3-value]").fill("A long text.\n" * 30)
    fosca.emulate_media(media="print")

    for hidden in (".side", ".actions.sticky", ".site nav", ".needed-note"):
        expect(fosca.locator(f"{hidden} >> visible=true")).to_have_count(0)
    text = fosca.locator("[name=q3-value]")
    assert text.evaluate("(field) => field.scrollHeight <= field.clientHeight + 4")
    expect(fosca.locator("#q4 .row").first).to_be_visible()
    assert fosca.pdf().startswith(b"%PDF")
    for language in ("en", "ar"):
        fosca.goto(path_in_language("/rounds/6/questionnaire/", language))
        expect(fosca.locator(".screen-only >> visible=true")).to_have_count(0)
        assert fosca.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
        assert fosca.pdf().startswith(b"%PDF")
