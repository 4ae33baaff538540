"""A certificate is printed and verified, and an entry is followed: in a real browser, without a script."""

import re
from datetime import date

import pytest
from django.core import mail
from playwright.sync_api import expect

from authorities.languages.addresses import path_in_language
from authorities.models import Job
from recruiters.licences.decisions import decide
from recruiters.models import Recruiter, Watch
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def care(philippines):
    register = factories.RegisterFactory(member_state=philippines)
    return factories.RecruiterFactory(register=register, licence_number="DMW-0417", legal_name="Example Care")


def test_a_certificate_fills_one_page_with_conditions_too(page, care, registrar):
    Recruiter.objects.update(sector="private", direction="out_of", professions=["221", "2221", "2222", "322"])
    text = "Only for hospitals that the quality mark covers. " * 8
    decide(care, "set_conditions", by=registrar, effective_on=date(2026, 3, 1), public_note=text)
    for language in ("en", "ar", "ru"):
        page.goto(path_in_language("/recruiters/certificates/PHL/dmw/DMW-0417/", language))
        paper = page.pdf(prefer_css_page_size=True)

        assert page.locator(".certificate .notice").count() == 1
        assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1, language


def test_a_certificate_leads_to_its_verification(page, care):
    page.goto("/recruiters/certificates/PHL/dmw/DMW-0417/")
    expect(page.get_by_role("img", name="QR code of the live answer")).to_be_visible()
    Recruiter.objects.update(state="revoked")
    page.get_by_role("link", name="/recruiters/verify/").click()
    expect(page.get_by_role("heading", name="Genuine, but the register has changed")).to_be_visible()
    expect(page.get_by_role("row", name="Status")).to_contain_text("Revoked (changed)")


def test_a_text_pasted_with_a_mistake_is_not_genuine(page, care):
    page.goto("/recruiters/certificates/PHL/dmw/DMW-0417/")
    signed = page.locator(".hash").inner_text()
    page.goto("/recruiters/verify/")
    page.get_by_label("Signed text").fill(signed[:60] + ("A" if signed[60] != "A" else "B") + signed[61:])
    page.get_by_role("button", name="Verify").click()

    expect(page.get_by_role("heading", name="Not genuine: altered")).to_be_visible()


def test_an_entry_is_followed_and_left_again(page, care, live_server):
    page.goto("/recruiters/follow/PHL/dmw/DMW-0417/")
    page.get_by_label("E-mail").fill("nurse@home.example")
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_role("heading", name="Check your mailbox")).to_be_visible()

    job = Job.objects.get()
    job.task.call(*job.args_kwargs["args"], **job.args_kwargs["kwargs"])
    confirm, stop = re.findall(rf"{live_server.url}\S+", mail.outbox[0].body)[:2]
    page.goto(confirm)
    page.get_by_role("button", name="Yes, inform me").click()
    expect(page.get_by_role("heading", name="You will be informed")).to_be_visible()
    page.goto(stop)
    page.get_by_role("button", name="Stop them").click()
    expect(page.get_by_role("heading", name="You will no longer receive these e-mails")).to_be_visible()
    assert not Watch.objects.exists()
