"""An address that was printed leads to the same entry for ever, whatever became of its number."""

from datetime import UTC, date, datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from authorities.change_log import log_change
from authorities.models.changes import column_values
from recruiters.licences.decisions import amend, enter
from recruiters.models import FormerNumber, Recruiter, Register
from recruiters.resources import RecruiterResource
from tests.factories import RecruiterFactory, RegisterFactory
from tests.recruiters.desk.desk_pages import ROWS, desk_url, words
from tests.recruiters.imports.test_events import Rows

OLD, NEW = "/recruiters/PHL/dmw/DMW-0417/", "/recruiters/PHL/dmw/DMW-9/"


@pytest.fixture
def care(register):
    return RecruiterFactory(register=register, licence_number="DMW-0417", legal_name="Care")


@pytest.fixture
def renumbered(care, registrar):
    return renumber(care, "DMW-9", registrar)


def renumber(entry, number, by):
    entry.licence_number = number
    amend(entry, by=by)
    return entry


def kept():
    return [(former.recruiter.legal_name, former.number) for former in FormerNumber.objects.order_by("pk")]


def test_the_old_address_leads_to_the_new_one_which_says_so(client, renumbered):
    response = client.get("/recruiters/PHL/dmw/dmw-0417/")

    assert (response.status_code, response["Location"]) == (301, NEW)
    assert "max-age=" in response["Cache-Control"]
    said = f'Listed until {timezone.localdate():%-d %B %Y} as <bdi class="nowrap">DMW-0417</bdi>'
    assert said in words(client.get(NEW))


def test_no_browser_keeps_the_redirect_for_ever_signed_in_or_not(client, renumbered, registrar):
    client.force_login(registrar)

    assert client.get(OLD)["Cache-Control"] == "max-age=60"


def test_a_search_for_the_old_number_finds_the_entry_and_says_so(client, renumbered):
    page = client.get(reverse("recruiters"), {"q": "dmw 0417"})

    assert [answer.recruiter for answer in page.context["answers"]] == [renumbered]
    assert '<span class="beneath">formerly <bdi>DMW-0417</bdi></span>' in words(page)
    found = page.context["found"]
    assert (found.is_approximate, found.has_other_numbers) == (False, False)


def test_an_old_number_that_another_register_gives_out_finds_both(client, renumbered, ireland):
    theirs = RecruiterFactory(register=RegisterFactory(member_state=ireland), licence_number="DMW-0417")

    page = client.get(reverse("recruiters"), {"q": "DMW-0417"})

    assert [answer.recruiter for answer in page.context["answers"]] == [theirs, renumbered]


@pytest.mark.parametrize("page", ["certificate", "follow"])
def test_its_other_pages_are_found_under_the_old_number_too(client, renumbered, page):
    response = client.get(reverse(page, args=["PHL", "dmw", "DMW-0417"]))

    assert response.context["recruiter"] == renumbered


def test_every_number_it_had_leads_there_and_the_present_one_is_no_former_one(client, renumbered, registrar):
    renumber(renumbered, "DMW-10", registrar)
    assert [client.get(path)["Location"] for path in (OLD, NEW)] == ["/recruiters/PHL/dmw/DMW-10/"] * 2

    renumber(renumbered, "dmw-0417", registrar)
    assert kept() == [("Care", "DMW-9"), ("Care", "DMW-10")]
    assert client.get(OLD).status_code == 200


def test_a_number_typed_otherwise_is_the_same_number(care, registrar):
    renumber(care, "dmw-0417", registrar)

    assert kept() == []


def test_nobody_else_gets_the_number(renumbered, register, registrar):
    sentence = (
        "The licence number dmw-0417 belonged to “Care”, which now has DMW-9. Papers with the old "
        "number lead to that entry, so no other entry can get it."
    )
    other = RecruiterFactory(register=register)
    with pytest.raises(ValidationError) as refused:
        renumber(other, "dmw-0417", registrar)
    assert refused.value.messages == [sentence]
    new = Recruiter(register=register, licence_number="dmw-0417", legal_name="Else")
    with pytest.raises(ValidationError) as refused:
        enter(new, by=registrar, effective_on=date(2026, 1, 1))
    assert refused.value.messages == [sentence]


def test_the_desk_says_so_and_shows_whose_it_was(desk, renumbered, register):
    form = {"move": "grant", "legal_name": "Else", "licence_number": "DMW-0417", "effective_on": "2026-01-01"}
    page = desk.post(desk_url("new_entry", register), {**form, **ROWS, "complaints": "0"})

    assert "The licence number DMW-0417 belonged to “Care”, which now has DMW-9." in words(page)
    assert desk_url("entry", register, renumbered.pk) in words(page)


def test_no_sheet_brings_it_for_another_and_the_entry_is_not_missing(renumbered, register, registrar):
    names = ["licence_number", "legal_name", "valid_from"]
    rows = [dict(zip(names, row, strict=True)) for row in (
        ("DMW-0417", "Else", "2020-01-01"), ("DMW-77", "Third", "2020-01-01"),
    )]  # fmt: skip
    sheet = RecruiterResource().sheet(
        Rows(rows, ()), {n: n for n in names}, scope=register.scope, whole_list=True
    )
    outcome = sheet.preview()

    (problem,) = outcome.problems
    assert (problem.row, problem.column, problem.value) == (2, "licence_number", "DMW-0417")
    assert problem.sentence.startswith("The licence number DMW-0417 belonged to “Care”")
    assert {n: outcome.counts[n] for n in ("new", "wrong", "missing")} == {"new": 1, "wrong": 1, "missing": 0}


def test_a_number_is_former_on_its_own_register_only(client, renumbered, registrar, ireland):
    other = Register.objects.create(member_state=ireland, code="wrc", name="Other", keeper="Board")

    assert client.get(f"/recruiters/IRL/wrc/{OLD.rsplit('/', 2)[1]}/").status_code == 404
    RecruiterFactory(register=other, licence_number="DMW-0417")
    assert client.get("/recruiters/IRL/wrc/DMW-0417/").status_code == 200


@pytest.mark.parametrize("taken", [False, True])
def test_numbers_given_up_before_are_read_from_the_log(register, registrar, taken):
    entry = RecruiterFactory(register=register, licence_number="C", legal_name="Care")
    for day, number in enumerate(["A", "a", "B"], start=1):
        before = column_values(entry) | {"licence_number": number}
        log_change(entry, before, by=registrar, at=datetime(2026, 1, day, tzinfo=UTC))
    if taken:
        RecruiterFactory(register=register, licence_number="a")
    import_module("recruiters.migrations.0012_lasting_proof").remember(apps, None)

    assert kept() == [*([] if taken else [("Care", "a")]), ("Care", "B")]
    assert FormerNumber.objects.get(number="B").until == date(2026, 1, 3)
