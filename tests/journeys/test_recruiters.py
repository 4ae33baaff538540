"""A nurse looks up a recruiter: no account, a dated answer in words."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from recruiters.models import LicenceState
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def register(philippines):
    register = factories.RegisterFactory(member_state=philippines)
    factories.RecruiterFactory(
        register=register, licence_number="DMW-0417", legal_name="Énfermería Care Inc."
    )
    factories.RecruiterFactory(
        register=register, licence_number="DMW-0001", legal_name="Lapsed Care", valid_until=date(2021, 1, 1)
    )
    factories.RecruiterFactory(
        register=register, licence_number="DMW-0002", legal_name="Revoked Care", state=LicenceState.REVOKED
    )
    return register


@pytest.mark.parametrize(
    ("asked", "found", "answer"),
    [
        ("DMW-0417", "Énfermería Care Inc.", "Authorised"),
        ("enfermeria", "Énfermería Care Inc.", "Authorised"),
        ("lapsed", "Lapsed Care", "Expired"),
        ("revoked", "Revoked Care", "Revoked"),
    ],
)
def test_a_name_or_number_gets_an_answer_in_words(page, register, asked, found, answer):
    page.goto("/recruiters/PHL/")
    page.get_by_role("searchbox").fill(asked)
    page.keyboard.press("Enter")

    row = page.get_by_role("listitem").filter(has_text=found)
    expect(row).to_contain_text(answer)
    row.get_by_role("link").first.click()
    expect(page).to_have_url(re.compile("/recruiters/PHL/dmw/DMW-"))
    expect(page.get_by_text("Live answer of")).to_be_visible()


def test_a_name_that_is_not_there_is_explained(page, register):
    page.goto("/recruiters/PHL/")
    page.get_by_role("searchbox").fill("Nobody at all")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Absence does not prove")).to_be_visible()


def test_a_typing_error_is_forgiven_and_told(page, register):
    page.goto("/recruiters/")
    page.get_by_role("searchbox").fill("enfermreia")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Names similar to “enfermreia”")).to_be_visible()
    expect(page.get_by_text("Be careful: similar names.")).to_be_visible()
    page.get_by_role("link", name="Énfermería Care Inc.").click()
    expect(page.get_by_role("heading", name="Yes, authorised today")).to_be_visible()
    expect(page.get_by_role("heading", name="What was decided, and when")).to_be_visible()


def test_the_history_of_a_predecessor_is_one_click_away(page, register):
    young = factories.RecruiterFactory(
        register=register, licence_number="DMW-9001", legal_name="Newborn Agency"
    )
    revoked = register.recruiters.get(legal_name="Revoked Care")
    young.relations.create(other=revoked, kind="predecessor")
    page.goto(young.get_absolute_url())
    page.get_by_role("region", name="Related firms").get_by_role("link", name="What was decided").click()

    expect(page).to_have_url(re.compile("/DMW-0002/#life$"))
    expect(page.get_by_role("heading", name="No, the licence was revoked")).to_be_attached()


def test_the_language_is_chosen_by_a_link_and_without_a_cookie(page, register):
    page.goto("/recruiters/PHL/dmw/DMW-0417/")
    page.locator(".languages summary").click()
    page.locator(".languages a[lang=ar]").click()

    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page).to_have_url(re.compile("/ar/recruiters/PHL/dmw/DMW-0417/$"))
    assert page.context.cookies() == []
