"""The last day of a licence ends when it ends in the country that granted it."""

from datetime import UTC, date, datetime

import pytest
import tablib
from django.core.exceptions import ValidationError
from django.utils import timezone

from recruiters.entries.status import licence_statuses
from recruiters.licences.decisions import verify
from recruiters.models import Recruiter, Register
from recruiters.models.validators import validate_past
from recruiters.resources import RecruiterResource
from tests.factories import RecruiterFactory, RegisterFactory

FIRST_OF_DECEMBER = date(2026, 12, 1)


@pytest.fixture
def evening_in_greenwich(monkeypatch):
    """30 November in Greenwich and Dublin, and 1 December already in Manila."""
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 30, 20, 0, tzinfo=UTC))


@pytest.fixture
def licences_until_november(philippines, ireland):
    """One licence of each country; the last day of both is 30 November."""
    philippines.time_zone, ireland.time_zone = "Asia/Manila", "Europe/Dublin"
    for state in (philippines, ireland):
        state.save()
        register = RegisterFactory(member_state=state)
        RecruiterFactory(register=register, valid_from=date(2025, 1, 1), valid_until=FIRST_OF_DECEMBER)


def test_each_licence_has_the_status_of_its_own_country(licences_until_november, evening_in_greenwich):
    found = licence_statuses(Recruiter.objects.by_licence())

    assert {answer.recruiter.register.member_state_id: str(answer.status) for answer in found} == {
        "PHL": "expired",
        "IRL": "authorised",
    }


def test_the_public_page_tells_the_day_of_the_country(licences_until_november, evening_in_greenwich, client):
    pages = {
        entry.register.member_state_id: client.get(entry.get_absolute_url()).context["answer"].status
        for entry in Recruiter.objects.by_licence()
    }

    assert {state: str(status) for state, status in pages.items()} == {"PHL": "expired", "IRL": "authorised"}


def test_one_more_country_takes_no_more_queries(licences_until_november, django_assert_num_queries):
    entries = list(Recruiter.objects.by_licence())

    with django_assert_num_queries(0):
        licence_statuses(entries)


def test_entries_are_verified_on_the_day_of_their_countries(
    licences_until_november, evening_in_greenwich, administrator
):
    verify(Recruiter.objects.all(), by=administrator, next_check_on=date(2027, 12, 1))

    assert dict(Recruiter.objects.values_list("register__member_state", "last_verified_on")) == {
        "PHL": FIRST_OF_DECEMBER,
        "IRL": date(2026, 11, 30),
    }


def test_what_an_import_leaves_open_begins_on_the_day_of_the_country(
    licences_until_november, evening_in_greenwich, administrator
):
    rows = [(register.member_state_id, register.code, "N-1", "New", "applied") for register in registers()]
    sheet = tablib.Dataset(*rows, headers=["iso3", "register", "licence_number", "legal_name", "standing"])
    result = RecruiterResource().import_data(sheet, user=administrator)

    assert (result.new, result.problems) == (2, [])
    found = Recruiter.objects.filter(licence_number="N-1")
    assert dict(found.values_list("register__member_state", "state_from")) == {
        "PHL": FIRST_OF_DECEMBER,
        "IRL": date(2026, 11, 30),
    }


def registers():
    return Register.objects.order_by("member_state")


def test_a_day_that_has_begun_in_manila_is_not_in_the_future(evening_in_greenwich):
    validate_past(FIRST_OF_DECEMBER)
    with pytest.raises(ValidationError):
        validate_past(date(2026, 12, 2))
