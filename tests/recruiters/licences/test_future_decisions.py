"""Decisions entered ahead of their day keep nobody from deciding today."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from recruiters.licences.decision_page import offered_moves
from recruiters.licences.decisions import decide
from recruiters.models import Recruiter, filters, terms_after
from tests.factories import RecruiterFactory, RegisterFactory
from tests.recruiters.desk.desk_pages import desk_url, words

YEARS_LATER, WHY = date(2099, 1, 1), {"decision": "D-17"}


def day_from_today(number):
    return timezone.localdate() + timedelta(days=number)


@pytest.fixture
def register(philippines):
    return RegisterFactory(member_state=philippines)


@pytest.fixture
def licence(register):
    """It holds for fifty days more."""
    return RecruiterFactory(register=register, valid_until=day_from_today(50))


def statuses(licence, *numbers):
    """How it stands on days from today, as the record and as the events tell it; they must agree."""
    licence = Recruiter.objects.get(pk=licence.pk)
    standing = list(licence.events.not_annulled())
    told = [licence.status_on(day_from_today(number)) for number in numbers]
    assert told == [
        terms_after(standing, day_from_today(number)).status_on(day_from_today(number)) for number in numbers
    ]
    return told


def renew_ahead(licence, registrar):
    decide(licence, "renew", by=registrar, effective_on=day_from_today(50), valid_until=YEARS_LATER)
    return licence


def test_a_suspension_of_today_holds_although_a_renewal_is_entered(licence, registrar):
    event = decide(
        renew_ahead(licence, registrar), "suspend", by=registrar, effective_on=day_from_today(0), **WHY
    )

    assert statuses(licence, -1, 0, 49, 50, 400) == [
        "authorised",
        "suspended",
        "suspended",
        "expired",
        "expired",
    ]
    assert [other.move for other in event.set_aside] == ["renew"]


def test_a_suspension_that_ends_before_leaves_the_renewal_as_it_was(licence, registrar):
    event = decide(renew_ahead(licence, registrar), "suspend", by=registrar, effective_on=day_from_today(0),
                   suspended_until=day_from_today(10), **WHY)  # fmt: skip

    assert statuses(licence, 0, 9, 10, 49, 50, 400) == ["suspended"] * 2 + ["authorised"] * 4
    assert event.set_aside == []
    assert [e.move for e in licence.events.decisions()] == ["grant", "suspend", "renew"]


def test_a_revocation_of_today_ends_all_that_was_entered_ahead(licence, registrar):
    event = decide(
        renew_ahead(licence, registrar), "revoke", by=registrar, effective_on=day_from_today(0), **WHY
    )

    assert statuses(licence, -1, 0, 60, 4000) == ["authorised", "revoked", "revoked", "revoked"]
    assert [other.move for other in event.set_aside] == ["renew"]


def test_a_revocation_entered_ahead_stays_one(licence, registrar):
    decide(licence, "revoke", by=registrar, effective_on=day_from_today(30), legal_ground="Section 4")
    event = decide(licence, "suspend", by=registrar, effective_on=day_from_today(0), **WHY)

    assert statuses(licence, 0, 29, 30, 60) == ["suspended", "suspended", "revoked", "revoked"]
    assert event.set_aside == []
    assert licence.events.decisions().last().legal_ground == "Section 4"


def test_what_was_annulled_and_what_was_made_again_share_a_version(licence, registrar):
    renew_ahead(licence, registrar)
    event = decide(
        licence,
        "suspend",
        by=registrar,
        effective_on=day_from_today(0),
        suspended_until=day_from_today(9),
        **WHY,
    )

    moves = licence.events.filter(version=event.version).order_by("pk").values_list("move", flat=True)
    assert list(moves) == ["annul", "suspend", "renew"]


def test_before_a_decision_that_holds_already_nothing_is_fitted_in(licence, registrar):
    decide(licence, "suspend", by=registrar, effective_on=day_from_today(-5), **WHY)

    with pytest.raises(ValidationError, match="The next one cannot take effect before it"):
        decide(licence, "reinstate", by=registrar, effective_on=day_from_today(-9))


def test_nothing_takes_effect_in_another_decade(licence, registrar):
    with pytest.raises(ValidationError, match="more than two years in the future"):
        decide(licence, "suspend", by=registrar, effective_on=day_from_today(9999), **WHY)


def test_the_moves_of_today_are_offered_beside_those_of_later(licence, registrar):
    decide(licence, "suspend", by=registrar, effective_on=day_from_today(0), **WHY)
    decide(licence, "reinstate", by=registrar, effective_on=day_from_today(30))
    names = {row.name for row in offered_moves(registrar, licence, licence.events.decisions())}

    assert {"reinstate", "suspend", "revoke", "renew"} <= names


def test_a_decision_is_for_today_and_its_page_tells_what_is_ahead(desk, register, licence, registrar):
    renew_ahead(licence, registrar)
    page = desk.get(desk_url("decide", register, licence.pk, "suspend"))

    assert f'name="effective_on" value="{day_from_today(0):%Y-%m-%d}"' in words(page)
    assert "These decisions were entered in advance." in words(page)


def test_who_decided_is_told_from_when_it_holds_and_what_ended(desk, register, licence, registrar):
    renew_ahead(licence, registrar)
    said = {"seen": licence.events.decisions().last().pk, "effective_on": day_from_today(0), **WHY}
    answer = desk.post(desk_url("decide", register, licence.pk, "suspend"), said, follow=True)

    told = [str(message) for message in answer.context["messages"]]
    assert told[0] == "Done. The register shows it from now on."
    assert told[1].startswith("“Renewed”, entered in advance for ")
    assert told[1].endswith("Enter it again if needed.")


def test_the_list_of_those_suspended_is_that_of_today(licence, registrar):
    later = RecruiterFactory(register=licence.register)
    decide(licence, "suspend", by=registrar, effective_on=day_from_today(-1), **WHY)
    decide(licence, "revoke", by=registrar, effective_on=day_from_today(10), **WHY)
    decide(later, "suspend", by=registrar, effective_on=day_from_today(5), **WHY)

    found = {
        day: list(Recruiter.objects.filter(filters.is_suspended(day_from_today(day))))
        for day in (-2, 0, 5, 10)
    }
    assert found == {-2: [], 0: [licence], 5: [licence, later], 10: [later]}
