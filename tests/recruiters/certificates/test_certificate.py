"""A certificate says all that the page of its entry says, and is compared with that entry and no other."""

import re
from datetime import date

import pytest
from django.urls import reverse

from recruiters.certificates import jws
from recruiters.certificates.certificate import entry_statement, sign_certificate
from recruiters.licences.decisions import amend, decide, enter
from recruiters.models import LicenceEvent, Move, Recruiter, Register
from tests.recruiters.certificates.certificate_cases import (
    GENUINE,
    NOW,
    VERIFY,
    changed_fields,
    first_certificate,
    make_licence,
    set_conditions,
    verification_page,
    words,
)

pytestmark = pytest.mark.usefixtures("signing_key")


@pytest.fixture
def care(philippines):
    return make_licence(philippines)


@pytest.fixture
def address(care):
    return reverse("certificate", args=["PHL", "dmw", "DMW-0417/LB"])


def test_conditions_stand_on_the_paper_are_signed_and_are_a_change(client, care, address, registrar, signed):
    set_conditions(care, registrar)
    page = client.get(address)

    assert 'Only under these conditions:</strong> <div dir="auto"><p>Only nurses.</p>' in words(page)
    assert jws.read_claims(page.context["signed"])["conditions"] == "Only nurses."
    assert changed_fields(client, signed) == {"Conditions": ("No conditions", "Only nurses.")}
    assert "but the register has changed" in verification_page(client, signed)


def test_conditions_are_those_of_the_version_that_the_certificate_names(care, registrar):
    stale = Recruiter.objects.by_name().get()
    set_conditions(care, registrar)
    assert entry_statement(stale, NOW.date()).conditions == ""
    stale = Recruiter.objects.by_name().get()
    annuls = care.events.decisions().last()
    decide(care, Move.ANNUL, by=registrar, annuls=annuls, note="By mistake.")

    assert entry_statement(stale, NOW.date()).conditions == "Only nurses."
    assert entry_statement(Recruiter.objects.by_name().get(), NOW.date()).conditions == ""


def test_long_conditions_leave_room_for_the_code_and_are_compared_all_the_same(
    client, care, address, registrar
):
    set_conditions(care, registrar, "Only nurses. " * 300)
    page = client.get(address)
    assert page.content.count(b"<svg viewBox=") == 2
    assert "has changed" not in verification_page(client, page.context["signed"])
    set_conditions(care, registrar, "Only midwives. " * 300)

    then, now = changed_fields(client, page.context["signed"])["Conditions"]
    assert (then[:12], now[:14]) == ("Only nurses.", "Only midwives.")
    LicenceEvent.objects.filter(public_note__startswith="Only nurses").delete()
    assert "As printed on the certificate" in verification_page(client, page.context["signed"])


def test_a_suspension_says_its_last_day_and_its_end_is_signed(client, care, address, registrar):
    decide(
        care, Move.SUSPEND, by=registrar, effective_on=date(2026, 3, 1), decision="1/26",
        suspended_until=date(2099, 5, 1),
    )  # fmt: skip
    page = client.get(address)
    assert "Suspended since 1 March 2026, until and including 30 April 2099." in words(page)
    decide(
        care, Move.SUSPEND, by=registrar, effective_on=date(2026, 3, 1), decision="2/26",
        suspended_until=date(2099, 6, 1),
    )  # fmt: skip

    assert changed_fields(client, page.context["signed"]) == {
        "Last day of the suspension": ("30 April 2099", "31 May 2099")
    }


def test_every_other_thing_that_the_page_says_is_compared_too(client, care, signed):
    Recruiter.objects.update(
        valid_from=date(2020, 2, 1), sector="public", direction="into", state_from=date(2020, 1, 1)
    )
    Register.objects.update(name="Renamed", keeper="Another ministry")

    assert changed_fields(client, signed) == {
        "First day of the licence": ("1 January 2020", "1 February 2020"),
        "Sector": ("Not stated on the register", "Public employers"),
        "Direction": ("Not stated on the register", "Into the country"),
        "Register": ("Register of recruiters", "Renamed"),
        "Kept by": ("Department of Migrant Workers", "Another ministry"),
    }


def test_the_paper_says_what_the_page_of_the_entry_says(client, care, address, registrar):
    Recruiter.objects.update(sector="public", direction="into")
    set_conditions(care, registrar)
    said = re.compile(
        r"<dt>(Licence period|Professions|Recruits from|For work in|Sector|Direction)</dt> ?<dd>(.+?)</dd>"
    )
    entry, paper = (said.findall(words(client.get(path))) for path in (care.get_absolute_url(), address))

    assert len(paper) == 6
    assert sorted(paper) == sorted(entry)


def test_a_verification_takes_few_queries(client, care, signed, registrar, django_assert_max_num_queries):
    set_conditions(care, registrar)
    # By its number, by its id, its decisions, all conditions, names of states.
    with django_assert_max_num_queries(5):
        client.get(VERIFY, {"c": signed})


# Which entry it is about


def test_a_certificate_follows_its_entry_and_not_the_number(client, care, signed, registrar):
    care.licence_number = "DMW-9"
    amend(care, by=registrar)
    page = verification_page(client, signed)

    assert changed_fields(client, signed) == {"Licence": ("DMW-0417/LB", "DMW-9")}
    assert "/recruiters/PHL/dmw/DMW-9/" in page


def test_who_has_the_number_of_an_entry_that_is_gone_is_not_compared_with_it(client, care, signed, registrar):
    first = sign_certificate(first_certificate(care))
    Recruiter.objects.all().delete()
    other = Recruiter(register=care.register, licence_number="DMW-0417/LB", legal_name="Somebody Else")
    enter(other, by=registrar, effective_on=date(2026, 1, 1))

    for code in (signed, first):
        check = client.get(VERIFY, {"c": code}).context["verification"]
        assert (check.verdict, check.entry, check.number_holder, check.has_changed) == (
            "genuine",
            None,
            other,
            True,
        )


# What was signed before conditions were


def test_a_certificate_of_the_first_kind_is_genuine_and_read_as_what_it_is(client, care, registrar):
    code = sign_certificate(first_certificate(care))
    set_conditions(care, registrar)
    page, check = verification_page(client, code), client.get(VERIFY, {"c": code}).context["verification"]

    assert GENUINE in page
    assert "This certificate is of an earlier type" in page
    assert [str(label) for label in check.uncertified_labels] == [
        "Conditions", "First day of the licence", "Last day of the suspension", "Decided for later", "Sector",
        "Direction", "Register", "Kept by",
    ]  # fmt: skip
    assert ("Only nurses." in page, check.has_changed) == (True, False)
    Recruiter.objects.update(legal_name="Care Reborn")
    assert list(changed_fields(client, code)) == ["Legal name"]


def test_a_kind_has_its_own_fields_and_no_others(client, care, signed):
    first = jws.read_claims(sign_certificate(first_certificate(care)))
    for forged in (
        {**first, "kind": "who-code-register-check/3"},
        {**first, "kind": []},
        {**first, "kind": None},
    ):
        assert "Not genuine: altered" in verification_page(client, jws.sign(forged))
