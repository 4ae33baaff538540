"""A registrar brings a spreadsheet: under odd headers, with a wrong row, applied by a worker, and undone."""

import pytest
from playwright.sync_api import expect

from authorities.models import Import, ImportState
from tests import factories
from tests.authorities.jobs.worker_process import running_worker

pytestmark = pytest.mark.django_db(transaction=True)

HEADERS = "Zeichen;Wer;Los;Schluss;Notiz"
RIGHT = [
    "DMW-1;Northern Care Inc.;2024-01-01;2099-01-01;old friends",
    "DMW-2;Énfermería del Sur;2024-01-01;2099-01-01;",
]
WRONG = "DMW-3;Western Placement;when it began;2099-01-01;"
CORRECTED = "DMW-3;Western Placement;2024-02-01;2099-01-01;"
COLUMNS = {
    "Licence number": "Zeichen",
    "Legal name": "Wer",
    "Valid from": "Los",
    "Last day of the licence": "Schluss",
}


@pytest.fixture
def worker(tmp_path, db):
    with running_worker(tmp_path) as worker:
        yield worker


@pytest.fixture
def at_desk(page, registrar, philippines):
    """The registrar's browser, signed in, with one entry on the register already."""
    register = factories.RegisterFactory(member_state=philippines)
    factories.RecruiterFactory(register=register, licence_number="DMW-1", legal_name="Nothern Care")
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").fill(registrar.email)
    page.get_by_label("Password", exact=True).fill("a long enough passphrase")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
    return page


def send(page, *rows):
    content = "\n".join([HEADERS, *rows]).encode()
    page.get_by_label("Spreadsheet").set_input_files(
        {"name": "list.csv", "mimeType": "text/csv", "buffer": content}
    )
    page.get_by_role("button", name="Send the file").click()


def column(page, name):
    return page.get_by_role("row", name=name).get_by_role("combobox")


def check(page):
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_text("Nothing has been saved yet.")).to_be_visible(timeout=30_000)


def apply_all(page):
    page.get_by_role("button", name="Apply all").click()
    expect(page.get_by_text("Everything in the file")).to_be_visible(timeout=30_000)


def test_a_wrong_row_is_put_right_and_the_file_applied(at_desk, worker):
    page = at_desk
    page.get_by_role("link", name="Import a spreadsheet").first.click()
    send(page, *RIGHT, WRONG)
    for ours, theirs in COLUMNS.items():
        column(page, ours).select_option(theirs)
    check(page)

    expect(page.get_by_role("row", name="when it began")).to_contain_text("Los")
    expect(page.get_by_role("button", name="Apply all")).to_have_count(0)
    field = page.get_by_role("textbox", name="New value for row 4, “Los”")
    field.fill("in spring")
    field.press("Enter")
    expect(page.get_by_text("1 cell was corrected on this page")).to_be_visible(timeout=30_000)
    expect(field).to_have_value("in spring")
    page.get_by_role("link", name="Send the file again").click()
    send(page, *RIGHT, CORRECTED)
    expect(column(page, "Licence number").locator("option:checked")).to_have_text("Zeichen")
    check(page)
    page.get_by_role("link", name="1 Changed").click()
    expect(page.get_by_role("deletion").first).to_have_text("Nothern Care")
    apply_all(page)

    expect(page.get_by_role("listitem").filter(has_text="Confirmed")).to_contain_text("Regina Registrar")
    page.goto("/recruiters/PHL/dmw/DMW-2/")
    expect(page.get_by_role("heading", name="Énfermería del Sur")).to_be_visible()


def test_an_import_is_undone_and_the_public_page_is_as_before(at_desk, worker):
    page = at_desk
    page.goto("/imports/new/recruiters/?scope=PHL/dmw")
    send(page, *RIGHT)
    for ours, theirs in COLUMNS.items():
        column(page, ours).select_option(theirs)
    check(page)
    apply_all(page)
    address = page.url

    page.get_by_role("link", name="Undo this import").click()
    page.get_by_label("Reason for undoing it").fill("This was the list of last year.")
    page.get_by_role("button", name="Undo this import").click()
    expect(page.get_by_text("This was the list of last year.")).to_be_visible(timeout=30_000)
    expect(page).to_have_url(address)
    page.goto("/recruiters/PHL/dmw/DMW-1/")
    expect(page.get_by_role("heading", name="Nothern Care")).to_be_visible()
    assert page.goto("/recruiters/PHL/dmw/DMW-2/").status == 404


def test_a_closed_browser_stops_nothing(at_desk, tmp_path):
    page = at_desk
    page.goto("/imports/new/recruiters/?scope=PHL/dmw")
    send(page, *RIGHT)
    for ours, theirs in COLUMNS.items():
        column(page, ours).select_option(theirs)
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_text("No worker is running")).to_be_visible()
    address, browser = page.url, page.context
    page.close()

    with running_worker(tmp_path):
        again = browser.new_page()
        again.goto(address)
        expect(again.get_by_text("Nothing has been saved yet.")).to_be_visible(timeout=30_000)
    assert Import.objects.get().state == ImportState.CHECKED
