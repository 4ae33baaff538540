"""The blank questionnaire of a round: open to everybody, in any language, with its conditions in words."""

import pytest
from django.urls import reverse

from reporting.models import Instrument
from reporting.public.questionnaires import BlankField, describe_condition
from tests import factories

ADDRESS = reverse("questionnaire", args=[6])


@pytest.fixture
def open_round(indicators):
    return factories.RoundFactory()


def test_anybody_reads_it_before_starting(client, open_round, django_assert_num_queries):
    with django_assert_num_queries(3):
        html = client.get(ADDRESS).content.decode()

    assert "Asked only if question 1 is answered “Yes”." in html
    assert "Asked only if question 2 is answered “Record”." in html
    assert all(words in html for words in ("Stakeholders", "Up to 3 rows", "Doctors", "Not made public."))
    assert "<form" not in html.split("<main")[1]
    assert f'href="{ADDRESS}"' in client.get(reverse("round", args=[6])).content.decode()


def test_it_stands_in_the_language_of_the_address_whatever_the_reader_has(client, open_round):
    open_round.instrument.definition["languages"] = ["en", "fr", "zh-hans"]
    open_round.instrument.definition["sections"][0]["title"] = {"en": "Contact", "fr": "Coordonnées"}
    open_round.instrument.save()
    french = client.get(f"/fr{ADDRESS}", headers={"Accept-Language": "es"}).content.decode()

    assert '<html lang="fr" dir="ltr">' in french
    assert "Coordonnées" in french
    offered = french.partition("<main")[2]
    assert [f'href="{prefix}{ADDRESS}"' in offered for prefix in ("", "/zh", "/ar")] == [True, True, False]


def test_the_former_address_of_a_language_leads_to_that_of_now(client, open_round):
    former = [
        client.get(f"{path}?lang={code}") for path in (ADDRESS, f"/fr{ADDRESS}") for code in ("zh", "en")
    ]

    assert {answer.status_code for answer in former} == {301}
    assert [answer["Location"] for answer in former] == [f"/zh{ADDRESS}", ADDRESS] * 2
    assert client.get(f"{ADDRESS}?lang=xx").status_code == 404


def test_a_round_without_an_instrument_has_none(client, db):
    factories.RoundFactory(number=5, instrument=None)

    assert client.get(reverse("questionnaire", args=[5])).status_code == 404


def test_who_may_start_is_led_to_it(client, open_round, draft, focal_point):
    client.force_login(focal_point)

    for name in ("start_report", "submission"):
        assert f'href="{ADDRESS}"' in client.get(reverse(name, args=[6, "PHL"])).content.decode()


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (None, ""),
        (True, ""),
        ([">", ["answer", "q6"], 3], "Whether it is asked depends on the answer to question 6."),
        (
            ["or", ["=", ["answer", "q1"], "no"], ["selected", ["answer", "q2"], "none"]],
            "Whether it is asked depends on the answers to questions 1, 2.",
        ),
    ],
)
def test_a_condition_is_said_in_words(rule, sentence):
    instrument = Instrument(definition=factories.small_instrument())

    assert describe_condition(factories.question("q9", "text", relevant=rule), instrument) == sentence


def test_of_a_long_list_the_length_is_said():
    options = [factories.option(f"o{number}") for number in range(41)]
    field = BlankField(factories.question("q9", "single", options=options))

    assert (field.options, field.kind) == ([], "A list of 41 to choose from")
