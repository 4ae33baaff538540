"""A morning's typing, a session that has ended meanwhile, and nothing lost."""

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from recruiters.models import Recruiter
from tests.factories import RegisterFactory
from tests.journeys.accessibility import accessibility_problems, force_login, sqlite_only

pytestmark = pytest.mark.django_db(transaction=True)

NEW = "/recruiters/desk/PHL/dmw/new/"


@pytest.fixture
def register(philippines):
    cache.clear()
    return RegisterFactory(member_state=philippines)


def send_signed_out(page, live_server, user):
    """Fills in an entry, and saves it when the session is gone."""
    force_login(page, live_server, user)
    page.goto(NEW)
    page.locator("[name=legal_name]").fill("Horizon Care Inc.")
    page.locator("[name=licence_number]").fill("DMW-2000")
    page.locator("[name=professions]").first.check()
    page.context.clear_cookies(name="sessionid")
    page.locator(".entry-form button[type=submit]").click()
    page.locator("#id_login").wait_for()


def sign_in(page, user):
    page.locator("#id_login").fill(user.email)
    page.locator("#id_password").fill("a long enough passphrase")
    page.locator("main form button[type=submit]").click()


def test_what_was_typed_is_there_again_after_signing_in(page, live_server, register, registrar):
    send_signed_out(page, live_server, registrar)
    expect(page.get_by_text("What you typed is kept for an hour")).to_be_visible()
    sign_in(page, registrar)

    expect(page.get_by_text("This is not saved yet.")).to_be_visible()
    expect(page.locator("[name=legal_name]")).to_have_value("Horizon Care Inc.")
    expect(page.locator("[name=professions]").first).to_be_checked()
    assert not Recruiter.objects.exists()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved. The register shows it from now on.")).to_be_visible()
    assert Recruiter.objects.get().licence_number == "DMW-2000"


@sqlite_only
def test_these_pages_are_accessible(layout_page, live_server, register, registrar):
    send_signed_out(layout_page, live_server, registrar)
    found = accessibility_problems(layout_page, "sign in")
    sign_in(layout_page, registrar)
    layout_page.locator(".entry-form").wait_for()

    assert found + accessibility_problems(layout_page, "again") == []
