"""Countries: who speaks for them, what they reported, and what is true of them in time."""

from datetime import date

import pytest

from authorities.models import (
    ContactPerson,
    IncomeClassification,
    MemberState,
    SafeguardsListing,
    WhoMembership,
)
from reporting.models import Round
from reporting.public.country_search import search_countries
from tests import factories
from tests.reporting.public.report_steps import make_round, publish_report, start_report, submit_report


@pytest.fixture
def first(db):
    return make_round()


def page_of(client, iso3="PHL"):
    return client.get(f"/countries/{iso3}/").content.decode()


def test_the_list_names_authority_and_latest_report_of_every_member_state(client, first, ireland):
    publish_report(start_report(first, "PHL"))
    submit_report(start_report(first, "IDN"))
    factories.AuthorityFactory(member_state=ireland, institution="Department of Health")
    rows = client.get("/countries/").context["countries"]

    assert [
        (row.state.pk, row.authority and row.authority.institution, row.latest and row.latest.is_published)
        for row in rows
    ] == [("IDN", None, False), ("IRL", "Department of Health", None), ("PHL", None, True)]


def test_the_list_can_be_of_one_region(client, philippines, ireland):
    assert [row.state.pk for row in client.get("/countries/?region=EUR").context["countries"]] == ["IRL"]


def test_an_unknown_region_gets_a_sentence(client, philippines):
    page = client.get("/countries/?region=MOON")

    assert page.status_code == 400
    assert "“MOON” is not a WHO region." in page.content.decode()


def test_names_stand_in_the_language_of_the_reader(client, philippines):
    type(philippines).objects.update(name_ar="الفلبين")
    page = client.get("/ar/countries/PHL/").content.decode()

    assert "<h1>الفلبين</h1>" in page


def test_a_draft_is_not_mentioned(client, first):
    start_report(first)

    assert client.get("/countries/").context["countries"][0].latest is None
    assert "No report for Round 1 is held here" not in page_of(client)


def test_silence_is_told_apart_from_what_this_system_cannot_know(client, first, ireland):
    publish_report(start_report(first, "PHL"))
    Round.objects.create(number=2, title="Round 2", opens="2015-03", closes="2016-03")
    page = page_of(client, "IRL")

    assert "No report for Round 1 is held here." in page
    assert "Not known: this system holds no report of this round from any country." in page


def test_an_open_round_is_no_missing_report(client, db, ireland):
    make_round(due="2100-12-31", closes="")

    assert "No report has been received yet. The round is open." in page_of(client, "IRL")


def test_a_report_that_came_is_told_before_it_is_public(client, first):
    submit_report(start_report(first))

    assert "Submitted 1 March 2024, not published yet." in page_of(client)
    assert "/reports/1/PHL/" not in page_of(client)


def test_the_authority_has_its_history_and_no_persons(client, philippines):
    factories.AuthorityFactory(
        member_state=philippines,
        institution="Old Office",
        valid_from=date(2012, 1, 1),
        valid_to=date(2016, 1, 1),
    )
    now = factories.AuthorityFactory(member_state=philippines, valid_from=date(2016, 1, 1))
    ContactPerson.objects.create(
        authority=now, name="SECRET-PERSON", email="SECRET@x.example", telephone="SECRET"
    )
    page = page_of(client)

    for words in ("Ministry of Health", "dna.phl@health.example", "Old Office", "since 1 January 2016"):
        assert words in page
    assert "SECRET" not in page


def test_an_announced_withdrawal_is_told_and_not_applied(client, philippines):
    philippines.who_memberships.update(announced_end=date(2026, 1, 22), dispute="Dues were unpaid.")
    page = page_of(client)

    for words in ("Withdrawal announced for 22 January 2026.", "has not been applied", "Dues were unpaid."):
        assert words in page
    assert [row.state.pk for row in client.get("/countries/").context["countries"]] == ["PHL"]


def test_a_state_that_left_keeps_its_page_and_its_reports(client, first):
    publish_report(start_report(first))
    first.submissions.get().member_state.who_memberships.update(valid_to=date(2020, 1, 1))
    page = page_of(client)

    assert "Not a Member State of WHO today" in page
    assert "/reports/1/PHL/" in page
    assert client.get("/countries/").context["countries"] == []


def test_a_change_of_region_is_told_with_its_doubt(client, philippines):
    philippines.region_memberships.update(valid_to=date(2013, 5, 27))
    philippines.region_memberships.create(
        region="AFR", valid_from=date(2013, 5, 27), note="Assumed day: 2013-05-27."
    )
    page = page_of(client)

    for words in (
        "Western Pacific Region, until and including 26 May 2013",
        "African Region, since 27 May 2013",
        "Assumed day",
    ):
        assert words in page


def test_classifications_carry_their_year(client, philippines):
    IncomeClassification.objects.create(member_state=philippines, fiscal_year=2027, income_group="LM")
    SafeguardsListing.objects.create(member_state=philippines, edition=2023)
    page = page_of(client)

    for words in ("Lower middle income, fiscal year 2027", "On the list of 2023"):
        assert words in page


def test_registers_held_here_are_linked(client, philippines):
    factories.RecruiterFactory(register=factories.RegisterFactory(member_state=philippines))

    assert 'href="/recruiters/PHL/dmw/"' in page_of(client)


def test_other_spellings_of_a_code_lead_to_the_country(client, philippines):
    led = [
        client.get(f"{prefix}/countries/{code}/") for prefix in ("", "/fr") for code in ("phl", "PH", "ph")
    ]

    assert [answer.status_code for answer in led] == [301] * 6
    assert {answer["Location"] for answer in led} == {"/countries/PHL/", "/fr/countries/PHL/"}
    assert [client.get(f"/countries/{code}/").status_code for code in ("XXX", "xxx", "P", "x-y")] == [404] * 4


@pytest.fixture
def named(db):
    names = {"MMR": ("Myanmar", "Birmanie", "缅甸"), "DEU": ("Germany", "Allemagne", "德国")}
    names |= {"CIV": ("Côte d’Ivoire", "Côte d’Ivoire", "科特迪瓦"), "GIN": ("Guinea", "Guinée", "几内亚")}
    names |= {
        "GNB": ("Guinea-Bissau", "Guinée-Bissau", "几内亚比绍"),
        "SWZ": ("Eswatini", "Eswatini", "斯威士兰"),
    }
    for iso3, (english, french, chinese) in names.items():
        codes = {"iso2": iso3[:2] if iso3 != "GNB" else "GW", "m49": iso3}
        MemberState.objects.create(
            iso3=iso3, name_en=english, name_fr=french, name_es=english, name_zh=chinese, **codes
        )
    MemberState.objects.filter(pk="DEU").update(iso2="DE")
    WhoMembership.objects.bulk_create(
        WhoMembership(member_state=state) for state in MemberState.objects.all()
    )


@pytest.mark.parametrize(
    ("typed", "found", "is_guess"),
    [
        ("Allemagne", ["DEU"], False),
        ("德国", ["DEU"], False),
        ("deu", ["DEU"], False),
        ("Burma", ["MMR"], False),
        ("BIRMANIE", ["MMR"], False),
        ("swaziland", ["SWZ"], False),
        ("cote d'ivoire", ["CIV"], False),
        ("ivoire", ["CIV"], False),
        ("guin", ["GIN", "GNB"], False),
        ("bissau", ["GNB"], False),
        ("Germny", ["DEU"], True),
        ("Atlantis", [], True),
        ("  ", [], False),
        ("x" * 5000, [], True),
    ],
)
def test_a_country_is_found_by_what_people_call_it(named, typed, found, is_guess):
    search = search_countries(typed)

    assert ([state.pk for state in search.found], search.is_guess) == (found, is_guess)


def test_the_search_leads_to_the_one_country_that_is_meant(client, named):
    led = client.get("/fr/countries/search/", {"q": "burma"})
    several, guessed, nothing = (
        client.get("/countries/search/", {"q": typed}).content.decode()
        for typed in ("guin", "Germny", "Atlantis")
    )

    assert (led.status_code, led["Location"]) == (302, "/fr/countries/MMR/")
    assert several.count('href="/countries/G') == 2
    assert "Did you mean one of these?" in guessed
    assert "No country has this name" in nothing
    assert 'value="Germny"' in guessed


@pytest.mark.parametrize(("prefix", "letters"), [("", "CEGM"), ("/fr", "ABCEG"), ("/zh", "DJKMS")])
def test_the_list_goes_from_a_to_z_in_each_language(client, named, prefix, letters):
    page = client.get(f"{prefix}/countries/")

    assert "".join(letter for letter, _rows in page.context["letters"]) == letters
    assert page.content.decode().count('<a href="#letter-') == len(letters)


def test_a_report_that_came_has_an_address_before_it_is_public(client, first):
    submit_report(start_report(first))
    start_report(first, "IRL")
    page = client.get("/reports/1/PHL/")

    assert page.status_code == 200
    assert "was received on 1 March 2024. It is not published yet" in page.content.decode()
    assert "canonical" not in page.content.decode()
    for address in ("/reports/1/IRL/", "/reports/1/PHL/v1/", "/reports/1/PHL.csv", "/reports/1/PHL/changes/"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("states", [["PHL"], ["PHL", "IDN", "IRL"]])
def test_the_list_takes_as_many_queries_for_three_states_as_for_one(
    client, first, states, django_assert_num_queries
):
    for iso3 in states:
        report = start_report(first, iso3)
        publish_report(report)
        factories.AuthorityFactory(member_state=report.member_state)

    with django_assert_num_queries(3):
        client.get("/countries/")


def test_names_in_all_languages_can_be_kept_by_a_browser(client, db, django_assert_num_queries):
    factories.MemberStateFactory(iso3="DEU", name_fr="Allemagne", name_ru="Германия")
    with django_assert_num_queries(1):
        response = client.get("/countries/names.json")

    assert response.json() == {"DEU": "DE Germany Allemagne Германия"}
    assert response["Cache-Control"] == "public, max-age=86400"
