"""The answer in one line of a list, and what it covers in a sentence on its page."""

import datetime

import pytest
from django.urls import reverse

from recruiters.entries.scope import join_with_and, licence_scope
from recruiters.models import Recruiter, Register
from recruiters.public.summary import shorten_list, status_lines
from tests.factories import MemberStateFactory, RecruiterFactory, RegisterFactory
from tests.recruiters.public.scenario import TODAY, day, decided, words


@pytest.fixture
def register(philippines, ireland):
    return RegisterFactory(member_state=philippines)


def line(recruiter):
    (found,) = status_lines([recruiter], TODAY)
    return " · ".join(map(str, [found.sentence, *found.covers]))


UNTIL, ENDLESS = "Authorised until 7 March 2027", {"valid_until": None}
COVERED = {"professions": ["2221", "2222"], "source_states": ["PHL"], "destination_states": ["IRL"]}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (COVERED, f"{UNTIL} · nurses, midwives · Philippines → Ireland"),
        (COVERED | ENDLESS, "Authorised, no end is stated · nurses, midwives · Philippines → Ireland"),
        ({}, f"{UNTIL} · professions not stated · countries not stated"),
        ({"source_states": ["PHL"]}, f"{UNTIL} · professions not stated · Philippines → not stated"),
        ({"valid_until": day("2026-01-01")}, "It was authorised until 31 December 2025."),
        ({"state": "suspended", "state_from": day("2026-03-01")}, "Suspended since 1 March 2026."),
        ({"state": "revoked", "state_from": day("2026-03-02")}, "Revoked on 2 March 2026."),
        (
            {"valid_from": day("2026-12-01"), "state_from": day("2026-01-01")},
            "The licence begins on 1 December 2026.",
        ),
    ],
)
def test_a_line_says_what_holds_for_whom_and_from_where_to_where(register, fields, said):
    assert line(RecruiterFactory(register=register, **{"valid_until": day("2027-03-08"), **fields})) == said


def test_a_register_that_is_not_kept_says_nothing_about_today(register):
    register.valid_to = day("2021-01-01")

    assert line(RecruiterFactory(register=register)).startswith("The entry is shown for the record.")


def test_a_suspension_that_was_prolonged_counts_from_its_first_day_in_lists_too(register):
    recruiter = RecruiterFactory(register=register)
    decided(recruiter, "suspend", day("2026-03-01"), "suspended", suspended_until=day("2026-12-01"))
    decided(recruiter, "suspend", day("2026-09-01"), "suspended", suspended_until=day("2027-02-01"))

    assert line(recruiter) == "Suspended since 1 March 2026, until and including 31 January 2027."


def test_many_names_are_counted():
    assert shorten_list(list("abcde")) == "a, b, c, d, e"
    assert shorten_list(list("abcdef")) == "a, b, c, d and 2 more"
    assert (join_with_and([]), join_with_and("a"), join_with_and("abc")) == ("", "a", "a, b and c")


@pytest.mark.parametrize("count", [1, 3])
def test_lines_take_two_queries_at_most(register, count, django_assert_num_queries):
    later = {"state_from": datetime.date(2099, 1, 1)}
    RecruiterFactory.create_batch(count, register=register, **COVERED, state="suspended")
    RecruiterFactory.create_batch(count, register=register, **COVERED, **later)
    recruiters = list(Recruiter.objects.by_licence())

    with django_assert_num_queries(2):
        assert (
            len([line.sentence for line in status_lines(recruiters, TODAY) if line.covers or line.sentence])
            == 2 * count
        )


def test_a_list_says_it_in_words_and_that_it_is_illustrative(client, register):
    RecruiterFactory(register=register, legal_name="Care Inc.", valid_until=day("2100-03-08"), **COVERED)
    Register.objects.update(illustrative=True)
    page = words(client.get(reverse("recruiters"), {"q": "care"}))

    assert "Authorised until 7 March 2100 · nurses, midwives · Philippines → Ireland" in page
    assert "Department of Migrant Workers</bdi> · illustrative" in page
    assert "Days are counted in the time zone of each country." in page


def test_a_number_that_no_licence_has_is_said_to_be_none(client, register):
    RecruiterFactory(register=register, licence_number="DMW-1001")
    page = words(client.get(reverse("recruiters"), {"q": "DMW-100"}))

    assert "Licence numbers similar to “DMW-100”" in page
    assert "No licence has exactly the number you typed." in page
    assert "No licence has exactly" not in words(client.get(reverse("recruiters"), {"q": "dmw 1001"}))


@pytest.mark.parametrize(
    ("fields", "sentence", "unstated"),
    [
        (
            {**COVERED, "destination_states": ["IRL", "DEU"]},
            "For nursing professionals and midwifery professionals, from Philippines to Ireland and Germany.",
            "",
        ),
        (
            {"professions": ["2221"]},
            "For nursing professionals, from countries that are not stated to countries that are not stated.",
            "the countries it recruits from and the countries of work",
        ),
        ({}, "", "the professions, the countries it recruits from and the countries of work"),
    ],
)
def test_a_page_says_in_a_sentence_what_is_covered(client, register, fields, sentence, unstated):
    MemberStateFactory(iso3="DEU")
    recruiter = RecruiterFactory(register=register, **fields)
    page = words(client.get(recruiter.get_absolute_url()))
    said = f'<p class="covers">{sentence}</p>' if sentence else ""

    assert (licence_scope(recruiter).sentence, licence_scope(recruiter).unstated) == (sentence, unstated)
    assert f"<h2>Yes, authorised today</h2> {said}" in page
    assert (f"The register does not state {unstated}." in page) == bool(unstated)


def test_nothing_is_said_to_be_covered_by_a_licence_that_is_not_in_force(client, register):
    recruiter = RecruiterFactory(register=register, state="revoked", **COVERED)

    assert 'class="covers"' not in words(client.get(recruiter.get_absolute_url()))


def test_what_was_asked_for_comes_before_everything_else(client, register):
    RecruiterFactory(register=register, legal_name="Care Inc.")
    address = reverse("register_state", args=["PHL"])
    listed, found = words(client.get(address)), words(client.get(address, {"q": "care"}))

    assert listed.index('id="registers"') < listed.index('id="entries"')
    assert found.index('id="entries"') < found.index('id="registers"')
