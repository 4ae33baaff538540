"""Rounds: what came, what is public, and what others have published."""

import pytest

from reporting.models import PublishedFigure, Round
from tests.reporting.public.report_steps import (
    make_round,
    publish_report,
    start_report,
    submit_report,
)


@pytest.fixture
def first(db):
    return make_round()


@pytest.fixture
def answered(first):
    """Yes, no, a reason, a blank and a question that was closed; and one report that is not published."""
    publish_report(start_report(first, "PHL"), q11="yes")
    publish_report(start_report(first, "IDN"), q2=["stakeholders"], q11="no")
    publish_report(start_report(first, "IRL"), q2=None, q1="no", q11=("confidential", ""))
    publish_report(start_report(first, "DEU"))
    submit_report(start_report(first, "KEN"), q11="yes")
    return first


def figure(**fields):
    known = {
        "region": "WORLD",
        "unit": "countries",
        "as_of": "2013-07",
        "source": "Somebody",
        "trust": "sourced",
    }
    return PublishedFigure.objects.create(**{**known, **fields})


def test_unknown_rounds_do_not_exist(client, first):
    addresses = ("/rounds/9/", "/rounds/99999999999999999999/", "/rounds/x/")

<<<<<<< HEAD

def test_a_question_closed_by_an_earlier_answer_is_not_a_no(client, answered):
    assert counts(client, "recruiter_record") == {
        "Yes": ["DEU", "PHL"],
        "No": ["IDN"],
        "Not asked": ["IRL"],
    }


def test_shares_are_of_all_published_reports_and_of_fewer_than_five_a_number(client, answered):
    text = client.get("/rounds/1/indicators/equal_rights/").content.decode()

    assert responses(client, "equal_rights").number_answered == 2
    assert "<strong>1 of 4</strong> said yes, of 4 published reports." in text


def test_an_indicator_of_a_round_without_reports_shows_no_zeros(client, first):
    Round.objects.filter(number=1).update(closes="2016-03")
    figure(round_id=1, indicator="equal_rights", value=41)
    text = client.get("/rounds/1/indicators/equal_rights/").content.decode()

    assert "No report of this round is held here." in text
    assert '<span class="n">0</span>' not in text
    assert "What 0 published" not in text
    assert "<strong>41</strong>" in text


def test_a_correction_counts_once_it_is_published(client, answered):
    report = answered.submissions.get(member_state="PHL")
    reopen_report(report)
    submit_report(report, day=9, q11="no")
    before = counts(client, "equal_rights")["Yes"]
    other = answered.submissions.get(member_state="IDN")
    reopen_report(other)
    publish_report(other, day=9, q11="yes")

    assert before == ["PHL"]
    assert counts(client, "equal_rights")["Yes"] == ["IDN", "PHL"]
    assert responses(client, "equal_rights").number_of_reports == 4


def test_an_answer_leads_to_its_question_in_the_version_that_is_counted(client, answered):
    first_yes = responses(client, "equal_rights").answers[0].responses[0]

    assert first_yes.url == "/reports/1/PHL/v1/#q11"
    assert 'id="q11"' in client.get(first_yes.url).content.decode()


def test_an_indicator_asked_in_private_has_no_answers(client, first):
    publish_report(start_report(first), q10="yes")
    page = client.get("/rounds/1/indicators/private_matter/")

    assert page.context["responses"].groups_with_countries == []
    assert "does not ask this publicly" in page.content.decode()
    assert "private_matter" not in client.get("/rounds/1/").content.decode()


def test_the_indicator_page_quotes_the_question_and_what_others_published(client, answered):
    figure(round=answered, indicator="recruiter_record", value=10, source="Yeates and Pillinger")
    text = client.get("/rounds/1/indicators/recruiter_record/").content.decode()

    for words in ("Question q2?", "Record", "Yeates and Pillinger", "A small instrument"):
        assert words in text


@pytest.mark.parametrize(
    ("language", "name", "definition"),
    [
        ("ar", "الاحتفاظ بسجل", '<bdi lang="en" dir="ltr">What it means</bdi>'),
        ("ru", '<bdi lang="en" dir="ltr">Has a database of laws</bdi>', "Что это значит"),
    ],
)
def test_an_indicator_is_shown_in_the_language_of_the_reader_text_by_text(
    client, first, language, name, definition
):
    translations = {"ar": {"name": name}, "ru": {"definition": definition}}
    words = {"name": "Has a database of laws", "definition": "What it means"}
    Indicator.objects.create(pk="laws_database", **words, translations=translations)
    page = client.get(f"/{language}/rounds/1/indicators/laws_database/").content.decode()

    assert f"<h1>{name}</h1>" in page
    assert f'<p class="muted">{definition}' in page


def test_an_indicator_that_was_asked_otherwise_before_warns_of_the_break(client, first):
    definition = {**first.instrument.definition, "id": "reworded"}
    option = definition["sections"][1]["questions"][1]["options"][1]
    option |= {"label": "Keeps a record of agencies", "lineage": "reworded"}
    later = InstrumentFactory(form_id="reworded", definition=definition)
    Round.objects.filter(pk=make_round(3).pk).update(instrument=later)
    pages = [
        " ".join(client.get(f"/rounds/{number}/indicators/recruiter_record/").content.decode().split())
        for number in (1, 3)
    ]

    assert ["The series breaks here." in page for page in pages] == [False, True]
    assert '<a href="/rounds/1/indicators/recruiter_record/">Round 1</a>: ' in pages[1]


def test_unknown_rounds_and_indicators_do_not_exist(client, first):
    addresses = ("/rounds/9/", "/rounds/99999999999999999999/", "/rounds/1/indicators/none/", "/rounds/x/")

    assert [client.get(address).status_code for address in addresses] == [404] * 4
=======
    assert [client.get(address).status_code for address in addresses] == [404] * 3
>>>>>>> a141771c (Every public indicator has a page for any day and group: overview of a round, groups, map, rounds, the countries behind each number, files)


def test_a_round_lists_what_came_and_what_is_public(client, answered):
    page = client.get("/rounds/1/")
    rows = [(row.report.member_state_id, row.is_published) for row in page.context["reports"]]

    assert rows == [("DEU", True), ("IDN", True), ("IRL", True), ("KEN", False), ("PHL", True)]
    assert "5 reports received here, 4 of them published." in page.content.decode()


@pytest.mark.parametrize(
    ("day", "timing"), [(9, "In time"), (10, "Late"), (121, "Late"), (122, "After the round closed")]
)
def test_reports_are_late_after_the_due_date_and_apart_after_the_closure(client, first, day, timing):
    submit_report(start_report(first), day=day)

    assert client.get("/rounds/1/").context["reports"][0].timing.label == timing


def test_without_a_due_date_no_report_is_late(client, db):
    submit_report(start_report(make_round(due="", closes="")), day=900)
    page = client.get("/rounds/1/")

    assert page.context["reports"][0].timing is None
    assert "no report is counted as late" in page.content.decode()


def test_the_list_of_rounds_gives_dates_as_known_and_says_where_nothing_is_held(client, answered):
    Round.objects.create(number=2, title="Round 2", opens="2015-03")
    figure(round_id=2, indicator="reports_received", value=74, as_of="2016-03")
    page = client.get("/rounds/")
    held = [(row.round.number, row.received, row.published) for row in page.context["rounds"]]

    assert held == [(2, 0, 0), (1, 5, 4)]
    for words in ("March 2015", "not known", "No report of this round is held here.", "<strong>74</strong>"):
        assert words in page.content.decode()


def test_published_figures_are_never_added_to_what_is_held(client, answered):
    figure(round=answered, indicator="reports_received", value=54)
    text = client.get("/rounds/1/").content.decode()

    assert "5 reports received here" in text
    assert "<strong>54</strong>" in text


@pytest.mark.parametrize("states", [["PHL"], ["PHL", "IDN", "IRL"]])
@pytest.mark.parametrize(("address", "queries"), [("/rounds/", 4), ("/rounds/1/", 5)])
def test_as_many_queries_for_three_reports_as_for_one(
    client, first, states, address, queries, django_assert_num_queries
):
    for state in states:
        publish_report(start_report(first, state))

    with django_assert_num_queries(queries):
        client.get(address)
