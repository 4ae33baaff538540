"""The public list of authorities: in force on a day, and nothing that is not public."""

import datetime

import pytest
import tablib
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from authorities.models import Authority, ContactPerson, RegionMembership
from tests.factories import AuthorityFactory, MemberStateFactory

LIST, DOWNLOAD = "authorities", "authorities_export"
NO_DATE = "is not a date. Write year, month, day, for example 2013-07-31."


def shown(client, **question):
    return [authority.institution for authority in client.get(reverse(LIST), question).context["authorities"]]


def downloaded(client, **question):
    content = client.get(reverse(DOWNLOAD), question).content.decode("utf-8-sig")
    return tablib.Dataset().load(content, format="csv").dict


@pytest.fixture
def history(philippines, indonesia):
    """The Philippines moved the task in 2015; Indonesia has had one authority since 2012."""
    AuthorityFactory(
        member_state=philippines, institution="Department of Health", valid_to=datetime.date(2015, 1, 1)
    )
    AuthorityFactory(
        member_state=philippines,
        institution="Department of Migrant Workers",
        institution_type="labour",
        valid_from=datetime.date(2015, 1, 1),
    )
    AuthorityFactory(member_state=indonesia, institution="Kemenkes")


@pytest.mark.parametrize(
    ("day", "institutions"),
    [
        ("2011-12-31", []),
        ("2012-01-01", ["Kemenkes", "Department of Health"]),
        ("2014-12-31", ["Kemenkes", "Department of Health"]),
        ("2015-01-01", ["Kemenkes", "Department of Migrant Workers"]),
        ("", ["Kemenkes", "Department of Migrant Workers"]),
    ],
)
def test_authorities_of_a_day_are_shown_to_everyone(client, history, day, institutions):
    assert shown(client, on=day) == institutions
    assert [row["institution"] for row in downloaded(client, on=day)] == institutions


def test_the_headline_counts_states(client, history, ireland):
    page = client.get(reverse(LIST), {"as_of": "2013-07-31"}).content.decode()  # as pages of figures say

    assert "2 of 3 Member States with an authority in force on 31 July 2013" in " ".join(page.split())


def test_the_region_is_that_of_the_day(client, history, indonesia):
    RegionMembership.objects.filter(member_state=indonesia).update(
        region="SEAR", valid_to=datetime.date(2025, 5, 23)
    )
    RegionMembership.objects.create(
        member_state=indonesia, region="WPR", valid_from=datetime.date(2025, 5, 23)
    )

    assert shown(client, on="2025-05-22", region="SEAR") == ["Kemenkes"]
    assert shown(client, on="2025-05-23", region="SEAR") == []


def test_a_state_that_left_is_not_listed(client, history, indonesia):
    indonesia.who_memberships.update(valid_to=datetime.date(2013, 1, 1))

    assert shown(client, on="2013-01-01") == ["Department of Health"]


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ({"on": "31.07.2013"}, "“31.07.2013” " + NO_DATE),
        ({"on": "2013-02-30"}, "“2013-02-30” " + NO_DATE),
        ({"on": "\x00"}, "“\x00” " + NO_DATE),
        ({"region": "MARS"}, "“MARS” is not a WHO region. Choose one from the list."),
    ],
)
def test_a_question_that_cannot_be_answered_gets_a_sentence(client, history, question, sentence):
    page, download = client.get(reverse(LIST), question), client.get(reverse(DOWNLOAD), question)

    assert (page.status_code, page.context["form"].errors) == (400, {next(iter(question)): [sentence]})
    assert (download.status_code, download.content.decode()) == (400, sentence)


def test_a_question_that_cannot_be_answered_stays_in_the_form(client, history):
    assert 'value="31.07.2013"' in client.get(reverse(LIST), {"on": "31.07.2013"}).content.decode()


def test_contact_persons_and_letters_never_appear(client, history):
    authority = Authority.objects.last()
    authority.letter = SimpleUploadedFile("letter.pdf", b"%PDF-1.7")
    authority.save()
    ContactPerson.objects.create(
        authority=authority, name="Ms Private", email="private@example.org", telephone="+63 555"
    )
    pages = client.get(reverse(LIST)).content + client.get(reverse(DOWNLOAD)).content
    secrets = ["Ms Private", "private@example.org", "+63 555", authority.letter.name, "letter"]

    assert [secret for secret in secrets if secret in pages.decode()] == []


def test_the_download_runs_no_formula_and_says_what_is_illustrative(client, philippines):
    AuthorityFactory(member_state=philippines, institution="=cmd()", illustrative=True)

    assert downloaded(client, on="2013-07-31") == [
        {
            "as_of": "2013-07-31",
            "iso3": "PHL",
            "member_state": "Philippines",
            "region": "WPR",
            "institution": "'=cmd()",
            "institution_type": "health_ministry",
            "mailbox": "dna.phl@health.example",
            "website": "",
            "valid_from": "2012-01-01",
            "illustrative": "yes",
        }
    ]


@pytest.mark.parametrize("codes", [["PHL"], ["PHL", "NAM", "IRL"]])
def test_the_list_takes_two_queries_whatever_its_length(client, db, codes, django_assert_num_queries):
    for code in codes:
        AuthorityFactory(member_state=MemberStateFactory(iso3=code))

    with django_assert_num_queries(2):
        client.get(reverse(LIST))
