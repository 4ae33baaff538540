"""The form of a report: in which order it asks, and what it knows from the page one comes from."""

import pytest
from django.core.cache import cache

from recruiters.models import Concern
from tests.factories import RecruiterFactory, RegisterFactory
from tests.recruiters.concerns.sample_reports import REPORT, browser_data, words


@pytest.fixture
def register(philippines):
    cache.clear()
    return RegisterFactory(member_state=philippines)


@pytest.fixture
def care(register):
    return RecruiterFactory(register=register, licence_number="DMW-0417", legal_name="Care Inc.")


WHICH = {"where": "PHL/dmw", "named": "Care Inc.", "licence": "DMW-0417"}


def question_names(form):
    return [field.name for field in form.questions]


def test_what_happened_comes_before_who_tells_it(client, register):
    form = client.get(REPORT).context["form"]

    assert question_names(form) == [*WHICH, "kind", "text", "contact", "documents", "language"]


def test_from_the_page_of_an_entry_nobody_is_asked_which_recruiter_it_is(client, care):
    page = client.get(REPORT, {"register": "PHL/dmw", "licence": "dmw-0417"})

    form = page.context["form"]
    assert {name: form[name].value() for name in WHICH} == WHICH
    assert question_names(form) == ["kind", "text", "contact", "documents", "language"]
    assert "<bdi>Care Inc.</bdi>, Licence <bdi>DMW-0417</bdi>" in words(page)
    assert f'<a href="{REPORT}">Another recruiter</a>' in words(page)


def test_a_report_about_an_entry_is_linked_to_it_and_bears_its_name(client, care):
    page = client.post(REPORT, browser_data(**WHICH | {"named": "Somebody else"}, known="1"))

    concern = Concern.objects.get()
    assert (page.status_code, concern.recruiter, concern.named) == (200, care, "Care Inc.")


def test_to_be_corrected_it_is_still_about_that_entry(client, care):
    page = client.post(REPORT, browser_data(**WHICH, known="1", text=""))

    assert (page.status_code, question_names(page.context["form"])[0]) == (422, "kind")
    assert "<bdi>Care Inc.</bdi>, Licence" in words(page)


def test_of_an_entry_that_is_not_there_everything_is_asked(client, register):
    form = client.get(REPORT, {"register": "PHL/dmw", "licence": "DMW-9"}).context["form"]
    sent = client.post(REPORT, browser_data(known="1", licence="DMW-9", text="")).context["form"]

    assert (form["licence"].value(), question_names(form)[:3], question_names(sent)[:3]) == (
        "DMW-9",
        [*WHICH],
        [*WHICH],
    )
