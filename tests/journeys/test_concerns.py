"""A worker reports a recruiter without a name; the registrar answers; the worker comes back and reads it."""

import re

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from recruiters.concerns.actions import move_concern
from tests.factories import RecruiterFactory, RegisterFactory
from tests.journeys.accessibility import accessibility_problems, force_login, sqlite_only
from tests.recruiters.concerns.sample_reports import make_picture, send_report

pytestmark = pytest.mark.django_db(transaction=True)

STORY = "They asked for three months of wages before I could leave."
REPLY = "Do you have a receipt? You can add a picture of it."


@pytest.fixture
def register(philippines):
    cache.clear()
    register = RegisterFactory(member_state=philippines)
    RecruiterFactory(register=register, licence_number="DMW-0417", legal_name="Care Inc.")
    return register


@pytest.fixture
def receipt(tmp_path):
    path = tmp_path / "receipt of Maria.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    return path


def report(page, receipt):
    """From the page of the recruiter to the reference."""
    page.goto("/recruiters/PHL/dmw/DMW-0417/")
    page.get_by_role("link", name="Report a concern about this recruiter").click()
    expect(page.get_by_text("Care Inc., Licence DMW-0417")).to_be_visible()
    expect(page.get_by_label("Name of the recruiter")).to_have_count(0)
    page.get_by_label("I was asked to pay, or had to pay").check()
    page.get_by_label("What happened?").fill(STORY)
    page.get_by_label("Files").set_input_files(receipt)
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("heading", name="Your report has arrived")).to_be_visible()
    return page.get_by_text(re.compile(r"^[A-Z2-9]{4}(-[A-Z2-9]{4}){3}$")).text_content()


def come_back(page, reference):
    page.goto("/recruiters/concerns/follow/")
    page.get_by_label("Your reference").fill(reference.lower())
    page.get_by_role("button", name="Show my report").click()


def sign_in(page, user):
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Password", exact=True).fill("a long enough passphrase")
    page.get_by_role("button", name="Sign in").click()


def answer_and_close(page, registrar):
    sign_in(page, registrar)
    page.get_by_role("link", name="Concerns about recruiters").click()
    page.get_by_role("link", name="Care Inc.").click()
    expect(page.get_by_text(STORY)).to_be_visible()
    with page.expect_download() as handed:
        page.get_by_role("link", name="File 1").click()
    assert "Maria" not in handed.value.suggested_filename
    page.get_by_role("button", name="Examine").click()
    page.get_by_label("Answer to the person").fill(REPLY)
    page.get_by_role("button", name="Send the answer").click()
    page.get_by_label("How it ended").select_option(label="Action was taken")
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.get_by_text("Done.")).to_be_visible()


def test_a_worker_reports_comes_back_adds_and_reads_the_answer(page, browser, live_server, register,
                                                               registrar, receipt):  # fmt: skip
    reference = report(page, receipt)
    come_back(page, reference)
    page.get_by_label("Add something").fill("I have the receipt now.")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("It has been added.")).to_be_visible()
    assert reference not in page.url

    desk = browser.new_page(base_url=live_server.url)
    answer_and_close(desk, registrar)
    desk.close()

    come_back(page, reference)
    expect(page.get_by_text(REPLY)).to_be_visible()
    expect(page.get_by_text("Action was taken")).to_be_visible()


@sqlite_only
def test_pages_for_those_who_report_are_accessible(layout_page, register):
    _concern, reference = send_report(register.member_state, register, text=STORY)
    layout_page.goto("/recruiters/concerns/")
    found = accessibility_problems(layout_page, "report")
    layout_page.goto("/recruiters/concerns/?register=PHL/dmw&licence=DMW-0417")
    found += accessibility_problems(layout_page, "report about an entry")
    layout_page.locator("main form").evaluate("form => { form.noValidate = true; form.requestSubmit() }")
    layout_page.locator(".problems").wait_for()
    found += accessibility_problems(layout_page, "report to be corrected")
    layout_page.goto("/recruiters/concerns/follow/")
    found += accessibility_problems(layout_page, "follow")
    layout_page.locator("[name=reference]").fill(reference)
    layout_page.locator("main form button").click()
    layout_page.locator(".timeline").wait_for()
    found += accessibility_problems(layout_page, "followed")

    assert found == []


@sqlite_only
def test_pages_for_those_who_look_into_it_are_accessible(layout_page, live_server, register, registrar):
    concern, _reference = send_report(register.member_state, register, text=STORY, files=[make_picture()])
    move_concern(concern, "link", by=registrar, licence="DMW-0417", note="The number is on the contract.")
    force_login(layout_page, live_server, registrar)
    found, desk = [], "/recruiters/concerns/desk/"
    for address in (desk, f"{desk}?q=care&state=received", concern.get_absolute_url(), "/desk/"):
        layout_page.goto(address)
        found += accessibility_problems(layout_page, address)

    assert found == []


def test_a_registrar_finds_a_concern_by_its_name_and_links_it_to_the_entry(
    page, live_server, register, registrar
):
    for name in ("Kare Incorporated", "Another agency"):
        send_report(register.member_state, register, named=name, text=name)
    force_login(page, live_server, registrar)
    page.goto("/recruiters/concerns/desk/")
    page.get_by_label("Name as given or licence number").fill("kare")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("link", name="Another agency")).to_have_count(0)
    page.get_by_role("link", name="Kare Incorporated").click()
    page.get_by_label("Licence number on the register").fill("DMW-0417")
    page.get_by_role("button", name="Link to an entry").click()

    page.get_by_role("link", name="Care Inc.").click()
    expect(page).to_have_url(re.compile("/recruiters/PHL/dmw/DMW-0417/"))
