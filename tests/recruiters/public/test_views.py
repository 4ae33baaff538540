"""Is this recruiter authorised? What everyone may ask, and the answer in words with its moment."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from recruiters.models import Register
from tests.factories import MemberStateFactory, RecruiterFactory, RegisterFactory

PAST, FUTURE = datetime.date(2021, 1, 1), datetime.date(2100, 1, 1)


@pytest.fixture
def register(philippines):
    return RegisterFactory(member_state=philippines, keeper="Department of Migrant Workers")


@pytest.fixture
def care(register):
    return RecruiterFactory(
        register=register, legal_name="Énfermería Care Inc.", licence_number="DMW-0417-LB"
    )


def words(response):
    return " ".join(response.content.decode().split())


def found(client, query, address=None):
    return [
        answer.recruiter.legal_name
        for answer in client.get(address or reverse("recruiters"), {"q": query}).context["answers"]
    ]


@pytest.mark.parametrize(
    "query", ["enfermeria", "CARE énfer", "dmw-0417-lb", "0417", "  care   inc. ", "Énfermería Care Inc."]
)
def test_a_recruiter_is_found_by_a_part_of_its_name_or_number(client, care, query):
    RecruiterFactory(register=care.register, legal_name="Another")

    assert found(client, query) == ["Énfermería Care Inc."]


@pytest.mark.parametrize("query", ["' OR 1=1 --", "nobody", "care\x00care nobody", "0418", "zzzzzzzz"])
def test_what_is_not_there_is_not_found_and_absence_is_explained(client, care, query):
    page = client.get(reverse("recruiters"), {"q": query})

    assert page.context["answers"] == []
    assert "Absence does not prove that somebody acts unlawfully." in words(page)


@pytest.mark.parametrize("query", ["", "   ", "\x00", "´", "%", "_", '"', "\\"])
def test_without_a_question_the_registers_are_shown_and_nobody_is_listed(client, care, query):
    page = client.get(reverse("recruiters"), {"q": query})

    assert (page.context["answers"], list(page.context["registers"])) == ([], [care.register])
    assert "Nothing found" not in words(page)


def test_a_very_long_question_is_cut_and_says_so(client, care):
    page = client.get(reverse("recruiters"), {"q": "x" * 5000})

    assert "only its first 200 characters were used" in words(page)
    assert page.context["form"].words == "x" * 200


def test_what_was_typed_is_shown_as_text(client, care):
    assert "<script>alert" not in words(client.get(reverse("recruiters"), {"q": "<script>alert(1)"}))


@pytest.mark.parametrize(
    ("asked", "shown"), [("", 1), ("abc", 1), ("2", 2), ("99999", 2), ("-1", 2), ("0", 2), ("\x00", 1)]
)
def test_any_page_asked_for_is_answered_with_one_that_exists(client, register, asked, shown):
    RecruiterFactory.create_batch(51, register=register)
    page = client.get(register.get_absolute_url(), {"page": asked})

    assert (page.context["page"].number, page.context["page"].paginator.num_pages) == (shown, 2)


@pytest.mark.parametrize(
    ("fields", "headline", "word", "tone"),
    [
        ({}, "Yes, authorised today", "Authorised", "ok"),
        ({"state": "suspended"}, "No, the licence is suspended", "Suspended", "warn"),
        ({"state": "revoked"}, "No, the licence was revoked", "Revoked", "stop"),
        ({"state": "withdrawn"}, "No, the licence was withdrawn", "Withdrawn", "stop"),
        ({"valid_until": PAST}, "No, the licence has expired", "Expired", "stop"),
        ({"state": "suspended", "valid_until": PAST}, "No, the licence has expired", "Expired", "stop"),
        (
            {"valid_from": datetime.date(2099, 1, 1)},
            "Not yet, the licence begins on a later day",
            "Not yet valid",
            "warn",
        ),
    ],
)
def test_the_answer_is_in_words(client, register, fields, headline, word, tone):
    recruiter = RecruiterFactory(register=register, **fields)
    page = client.get(recruiter.get_absolute_url())

    assert f"<h2>{headline}</h2>" in words(page)
    assert f'<span class="state {tone}">{word}</span>' in words(page)


def test_a_register_that_is_no_longer_kept_says_nothing_about_today(client, care):
    Register.objects.update(valid_to=PAST)
    page = client.get(care.get_absolute_url())

    assert "No answer for today: the register is not kept today" in words(page)
    assert "Yes, authorised" not in words(page)


def test_the_answer_says_what_it_covers_until_when_and_as_of_which_moment(client, register):
    for code in ("IRL", "DEU"):
        MemberStateFactory(iso3=code)
    recruiter = RecruiterFactory(
        register=register,
        legal_name="Care Inc.",
        professions=["2221", "2222"],
        source_states=["PHL"],
        destination_states=["DEU", "IRL"],
        valid_from=datetime.date(2025, 3, 1),
        valid_until=datetime.date(2100, 3, 1),
    )
    before = timezone.now()
    page = client.get(recruiter.get_absolute_url())

    assert "<dd>Nursing professionals, Midwifery professionals</dd>" in words(page)
    assert "<dt>Recruits from</dt><dd>Philippines</dd>" in words(page)
    assert "<dt>For work in</dt><dd>Germany, Ireland</dd>" in words(page)
    assert "1 March 2025 to 28 February 2100" in words(page)
    assert before <= page.context["moment"] <= timezone.now()
    assert f"Live answer of {page.context['moment']:%-d %B %Y, %H:%M:%S} UTC" in words(page)


@pytest.mark.parametrize("licence", ["A/1", "0417", "Ä 1", "50%", "a?b#c", "'=1", "x" * 60])
def test_a_licence_number_of_any_kind_has_an_address(client, register, licence):
    recruiter = RecruiterFactory(register=register, licence_number=licence)

    assert client.get(recruiter.get_absolute_url()).context["answer"].recruiter == recruiter


@pytest.mark.parametrize("licence", ["DMW-9999", "0417", "0", "%25", "x" * 500])
def test_a_number_that_is_not_on_the_register_is_answered_so(client, care, licence):
    page = client.get(reverse("recruiter", args=["PHL", "dmw", licence]))

    assert page.status_code == 404
    assert "<h2>Not on this register</h2>" in words(page)


@pytest.mark.parametrize("licence", ["dmw-0417-lb", "DMW-0417-lb ", "ＤＭＷ-0417-LB"])
def test_a_number_is_the_same_however_it_is_typed(client, care, licence):
    page = client.get(reverse("recruiter", args=["PHL", "dmw", licence]))

    assert page.context["answer"].recruiter == care


@pytest.mark.parametrize(
    "path", ["PHL/nothing/", "XYZ/", "phl/", "PHL/dmw/%00/", "PHL/DMW'/", "XYZ/dmw/DMW-0417-LB/"]
)
def test_an_address_of_no_register_does_not_exist(client, care, path):
    response = client.get(reverse("recruiters") + path)

    assert (response.status_code, response.context.get("register")) == (404, None)


def test_a_state_shows_its_registers_and_its_recruiters_only(client, care, ireland):
    RecruiterFactory(register=RegisterFactory(member_state=ireland, code="wrc"), legal_name="Irish")
    address = reverse("register_state", args=["PHL"])
    page = client.get(address)

    assert list(page.context["registers"]) == [care.register]
    assert found(client, "", address) == ["Énfermería Care Inc."]
    assert found(client, "irish", address) == []


def test_a_state_without_a_register_is_told_apart_from_one_without_recruiters(client, register, ireland):
    without = client.get(reverse("register_state", args=["IRL"]))
    empty = client.get(reverse("register_state", args=["PHL"]))

    assert "This state keeps no register here" in words(without)
    assert "There is no entry on these registers yet." in words(empty)


def test_registers_that_are_invented_say_so(client, care):
    Register.objects.update(illustrative=True)
    pages = [
        care.get_absolute_url(),
        care.register.get_absolute_url(),
        reverse("recruiter", args=["PHL", "dmw", "0"]),
    ]

    assert [page for page in pages if "No such licence exists." not in words(client.get(page))] == []


@pytest.mark.parametrize("count", [1, 3])
def test_pages_take_the_same_queries_whatever_their_length(
    client, register, count, django_assert_num_queries
):
    RecruiterFactory.create_batch(count, register=register, source_states=["PHL"])
    expected = {
        reverse("recruiters"): 1,
        reverse("recruiters") + "?q=care": 3,
        reverse("register_state", args=["PHL"]): 5,
        register.get_absolute_url(): 4,
        register.recruiters.first().get_absolute_url(): 7,
    }

    for address, queries in expected.items():
        with django_assert_num_queries(queries, info=address):
            client.get(address)


def test_names_of_states_are_read_once_by_a_process_for_all_who_ask(
    client, register, settings, django_assert_num_queries
):
    here = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "near-in-a-test"}
    settings.CACHES = settings.CACHES | {"near": here}
    recruiter = RecruiterFactory(register=register, source_states=["PHL"])
    client.get(recruiter.get_absolute_url())

    for address, queries in {recruiter.get_absolute_url(): 6, reverse("recruiters") + "?q=care": 2}.items():
        with django_assert_num_queries(queries, info=address):
            assert "Philippines" in words(client.get(address))
