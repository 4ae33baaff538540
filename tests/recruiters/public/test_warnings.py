"""What the public is warned of in words, and what it is told to do after a No."""

import pytest
from django.urls import reverse

from config.templatetags.present import is_web_address
from recruiters.models import Recruiter, Register, Relation
from recruiters.public.entry_details import public_entry
from recruiters.search.number_suggestions import suggest_numbers
from tests.factories import RecruiterFactory, RegisterFactory
from tests.recruiters.public.scenario import TODAY, day, words

REPORT = (
    '<a class="button grave" href="/recruiters/concerns/?register=PHL/dmw&amp;licence=DMW-1" rel="nofollow">'
)


@pytest.fixture
def register(philippines):
    return RegisterFactory(member_state=philippines)


@pytest.fixture
def care(register):
    return RecruiterFactory(register=register, legal_name="Care Inc.", licence_number="DMW-1")


@pytest.mark.parametrize(
    "fields",
    [{"state": "revoked"}, {"state": "suspended"}, {"valid_until": day("2021-01-01")}, {"state": "applied"}],
)
def test_every_no_says_what_to_do_and_where_to_report(client, register, fields):
    RecruiterFactory(register=register, licence_number="DMW-1", **fields)
    page = words(client.get("/recruiters/PHL/dmw/DMW-1/"))

    assert "Pay nothing and sign nothing." in page
    assert "Ask the keeper of the register before you continue: Department of Migrant Workers." in page
    assert page.count(REPORT) == page.count("Report a concern about this recruiter") == 1


def test_a_number_that_is_absent_says_what_to_do_too(client, register):
    page = words(client.get("/recruiters/PHL/dmw/DMW-1/"))

    assert (page.count(REPORT), "Keep your passport" in page) == (1, True)


def test_a_yes_is_no_reason_to_alarm(client, care):
    page = words(client.get(care.get_absolute_url()))

    assert ("What to do" in page, "Report a concern about this recruiter" in page) == (False, True)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("revoked", "A firm related to this one lost or gave back its licence."),
        ("suspended", "The licence of a firm related to this one is suspended."),
        ("authorised", ""),
    ],
)
def test_related_firms_without_licence_are_warned_of_in_words(client, care, state, said):
    other = RecruiterFactory(register=care.register, state=state)
    Relation.objects.create(recruiter=care, other=other, kind="same_people")

    assert str(public_entry(care, TODAY).related_warning) == said
    assert said in words(client.get(care.get_absolute_url()))


def test_the_same_firm_and_its_look_alikes_are_warned_of_too(care, ireland):
    irish = RegisterFactory(member_state=ireland, code="wrc")
    RecruiterFactory(register=irish, legal_name="Care Ltd", state="withdrawn")
    named = RecruiterFactory(register=irish, legal_name="Other", state="suspended", company_number="CS 1")
    entry = public_entry(
        RecruiterFactory(legal_name="Care", company_number="CS-1", register=care.register), TODAY
    )

    assert [other.answer.recruiter for other in entry.same_firm] == [named]
    assert str(entry.same_firm_warning) == "Another licence of a firm that may be the same is suspended."
    assert (
        str(entry.look_alikes_warning)
        == "A firm with a name similar to this one lost or gave back its licence."
    )


@pytest.mark.parametrize("number", ["N/A", "-", "none"])
def test_a_company_number_that_is_none_makes_no_same_firm(register, number):
    one, _other = (
        RecruiterFactory(register=register, legal_name=n, company_number=number) for n in ("One", "Two")
    )

    assert public_entry(one, TODAY).same_firm == []


def test_an_entry_that_the_newest_list_leaves_out_is_told_without_another_answer(client, care):
    said = "The keeper’s list of 20 November 2026 no longer includes this entry."
    pages = [care.get_absolute_url(), reverse("recruiters") + "?q=care", care.register.get_absolute_url()]
    assert [address for address in pages if said in words(client.get(address))] == []

    Recruiter.objects.update(missing_since=day("2026-11-20"))
    assert [address for address in pages if said in words(client.get(address))] == pages
    assert "Yes, authorised today" in words(client.get(care.get_absolute_url()))


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/recruiters/PHL/dmw/DMW-1/", "Days are counted in the time zone of Philippines (UTC)."),
        ("/recruiters/PHL/dmw/none/", "Days are counted in the time zone of Philippines (UTC)."),
        ("/recruiters/PHL/dmw/", "Days are counted in the time zone of each country."),
    ],
)
def test_pages_say_whose_days_they_count(client, care, address, sentence):
    assert sentence in words(client.get(address))


@pytest.mark.parametrize(
    ("address", "leads"),
    [("https://care.example/", True), ("HTTP://care.example/", True), ("javascript:alert(1)", False),
     ("ftp://care.example/", False), ("", False)],
)  # fmt: skip
def test_only_addresses_of_pages_are_links(client, care, address, leads):
    Recruiter.objects.update(website=address)
    Register.objects.update(public_address=address)
    page = words(client.get(care.get_absolute_url()))

    link = f'<a href="{address}" rel="external nofollow noopener">'
    assert (is_web_address(address), page.count(link)) == (leads, 2 if leads else 0)


@pytest.mark.parametrize(
    ("absent", "found"),
    [
        ("DMW-0471-LB", ["DMW-0417-LB", "DMW-0411-LB"]),
        ("DMW-417-LB", ["DMW-0417-LB"]),
        ("dmw0417lb", ["DMW-0417-LB"]),
        ("DMW-9999-LB", []),
        ("golden bridge", ["GB-2"]),
        ("x" * 500, []),
        ("ﷺ" * 99, []),
    ],
)
def test_what_is_nearest_to_an_absent_number_is_shown(register, absent, found, django_assert_max_num_queries):
    names = {"DMW-0417-LB": "A", "DMW-0411-LB": "B", "GB-2": "Golden Bridge Ltd"}
    for number, name in names.items():
        RecruiterFactory(register=register, licence_number=number, legal_name=name)
    RecruiterFactory(register=RegisterFactory(code="other"), licence_number="DMW-0472-LB")

    with django_assert_max_num_queries(1):
        assert [entry.licence_number for entry in suggest_numbers(register, absent)] == found


def test_the_page_of_an_absent_number_says_that_similar_ones_are_others(client, register):
    RecruiterFactory(register=register, licence_number="DMW-0417-LB", legal_name="Example Care")
    page = client.get("/recruiters/PHL/dmw/DMW-0471-LB/")

    assert (page.status_code, [a.recruiter.legal_name for a in page.context["answers"]]) == (
        404,
        ["Example Care"],
    )
    assert "Be careful: similar entries" in words(page)
    assert "Be careful: similar entries" not in words(client.get("/recruiters/PHL/dmw/none/"))
