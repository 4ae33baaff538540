"""A morning of Regina: a firm like a revoked one is tied to it, two are suspended, and the public sees it."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from recruiters.models import LicenceState, Relation, RelationKind
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def register(philippines):
    register = factories.RegisterFactory(member_state=philippines)
    factories.RecruiterFactory(
        register=register,
        legal_name="Horizon Care Manpower Inc.",
        licence_number="DMW-0001",
        state=LicenceState.REVOKED,
        state_from=date(2024, 3, 1),
    )
    for number, name in enumerate(["Amber Nurses Ltd", "Birch Staffing Ltd", "Cedar Hospital Jobs Ltd"]):
        factories.RecruiterFactory(register=register, legal_name=name, licence_number=f"DMW-100{number}")
    return register


@pytest.fixture
def desk(page, register, registrar):
    """The list of the register, Regina signed in."""
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").fill(registrar.email)
    page.get_by_label("Password").fill("a long enough passphrase")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="All entries").click()
    return page


def test_a_firm_like_a_revoked_one_is_tied_to_it_before_it_is_saved(desk):
    desk.get_by_role("link", name="Enter a recruiter").click()
    desk.get_by_label("Legal name").fill("CARE HORIZON Services Ltd")
    desk.get_by_label("Licence number", exact=True).fill("DMW-2000")
    desk.get_by_label("Nursing professionals").check()
    desk.get_by_text("Choose countries").first.click()
    desk.get_by_role("checkbox", name="Philippines").first.check()
    desk.get_by_role("button", name="Save").click()

    warned = desk.get_by_role("alert").filter(has_text="this is similar to existing entries")
    expect(warned).to_contain_text("Horizon Care Manpower Inc.")
    expect(warned).to_contain_text("Revoked")
    expect(desk.get_by_label("Nursing professionals")).to_be_checked()
    warned.get_by_label("Record as related: Predecessor").check()
    desk.get_by_role("button", name="Save with the answers above").click()

    expect(desk.get_by_role("heading", name="CARE HORIZON Services Ltd")).to_be_visible()
    related = desk.get_by_role("listitem").filter(
        has=desk.get_by_role("link", name="Horizon Care Manpower Inc.")
    )
    expect(related).to_contain_text("Predecessor:")
    relation = Relation.objects.get()
    assert (relation.kind, relation.other.licence_number) == (RelationKind.PREDECESSOR, "DMW-0001")


def test_two_are_suspended_with_one_note_and_everyone_sees_it(desk):
    for name in ("Amber Nurses Ltd", "Cedar Hospital Jobs Ltd"):
        desk.get_by_label(f"Choose {name}").check()
    desk.get_by_label("What to do").select_option("suspend")
    desk.get_by_role("button", name="Continue").click()
    desk.get_by_label("Reference of the decision").fill("Order 12/2026")
    desk.get_by_label("Note (not public)").fill("Both took fees from nurses.")
    desk.get_by_role("button", name="Suspend: 2 entries").click()

    expect(desk.get_by_text("2 entries: done.")).to_be_visible()
    desk.get_by_role("link", name="Amber Nurses Ltd").click()
    newest = desk.locator(".timeline > li").first
    expect(newest).to_contain_text("Suspended")
    expect(newest).to_contain_text("Order 12/2026")
    expect(newest).to_contain_text("Both took fees from nurses.")
    expect(newest).to_contain_text("Regina Registrar")
    desk.get_by_role("link", name="As the public sees it").click()
    expect(desk).to_have_url(re.compile("/recruiters/PHL/dmw/DMW-1000/"))
    expect(desk.get_by_role("heading", name="suspended")).to_be_visible()
    expect(desk.get_by_text("Both took fees from nurses.")).to_have_count(0)
