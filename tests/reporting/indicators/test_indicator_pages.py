"""The pages of indicators: what countries answered, for any day, with the countries behind each number."""

import csv
import io
import json
import re
from html import unescape

import pytest
from python_calamine import CalamineWorkbook

from reporting.models import Indicator, PublishedFigure, Round
from tests.factories import InstrumentFactory, option, question
from tests.reporting.public.report_steps import (
    make_round,
    partly_public_instrument,
    publish_report,
    reopen_report,
    report_in_every_way,
    start_report,
)

RIGHTS, RECORD = "/rounds/1/indicators/equal_rights/", "/rounds/1/indicators/recruiter_record/"


@pytest.fixture
def first(db):
    return make_round()


@pytest.fixture
def answered(first):
    return report_in_every_way(first)


def read(client, address, **parameters):
    return " ".join(client.get(address, parameters).content.decode().split())


def counts(client, address, **parameters):
    """Return {kind: countries} as the list of all countries has them."""
    listed = client.get(f"{address}countries/", parameters).context["countries"].rows
    found = {}
    for row in listed:
        found.setdefault(row.answer.kind.key, []).append(row.answer.state.iso3)
    return found


def linked_numbers(text):
    """Return [(number, address)] of every number of a page that opens its countries."""
    links = re.findall(r"<a ([^>]*data-figure=[^>]*)>", text)
    return [
        (int(re.search(r'data-figure="(\d+)"', link)[1]), unescape(re.search(r'href="([^"]*)"', link)[1]))
        for link in links
    ]


def figure(**fields):
    known = {"region": "WORLD", "unit": "countries", "as_of": "2013-07", "source": "S", "trust": "sourced"}
    return PublishedFigure.objects.create(**{**known, **fields})


def test_every_kind_of_answer_and_silence_is_counted_by_itself(client, answered):
    assert counts(client, RIGHTS) == {
        "yes": ["PHL"],
        "no": ["IDN"],
        "confidential": ["IRL"],
        "unanswered": ["DEU"],
        "not_public": ["KEN"],
    }


def test_a_question_closed_by_an_earlier_answer_is_not_a_no(client, answered):
    assert counts(client, RECORD) == {
        "yes": ["DEU", "PHL"],
        "no": ["IDN"],
        "skipped": ["IRL"],
        "not_public": ["KEN"],
    }


def test_shares_are_of_those_who_answered_and_of_the_reports_and_of_few_a_number(client, answered):
    text = re.sub(r"</?a[^>]*>", "", read(client, RIGHTS))

    assert "<strong>1 of 2</strong> that answered said yes." in text
    assert "<strong>1 of 4</strong> published reports say yes." in text
    assert "%" not in text[text.index("What 4 published") : text.index("The question</h2>")]


def test_a_round_of_which_nothing_is_held_shows_no_zeros(client, first):
    Round.objects.filter(number=1).update(closes="2016-03")
    figure(round_id=1, indicator="equal_rights", value=41)
    for address in (RIGHTS, "/indicators/"):
        text = read(client, address, round=1)
        assert "No report of this round is held here." in text
        assert '<span class="n">0</span>' not in text
        assert "data-figure" not in text
    assert "<strong>41</strong>" in read(client, RIGHTS)
    for name in ("/indicators", RIGHTS.rstrip("/")):
        rows = json.loads(client.get(f"{name}.json", {"round": 1}).content)
        assert rows
        assert {row["number"] for row in rows} == {None}


def test_a_correction_counts_from_the_day_it_is_published(client, answered):
    report = answered.submissions.get(member_state="IDN")
    reopen_report(report)
    publish_report(report, day=9, q11="yes")
    yes = [counts(client, RIGHTS, as_of=day)["yes"] for day in ("2024-03-09", "2024-03-10", "2024-03-11")]

    assert yes == [["PHL"], ["PHL"], ["IDN", "PHL"]]
    listed = client.get(f"{RIGHTS}countries/", {"answer": "yes"}).context["countries"].rows
    assert [row.url for row in listed] == ["/reports/1/IDN/v2/#q11", "/reports/1/PHL/v1/#q11"]
    assert 'id="q11"' in client.get(listed[0].url).content.decode()


def test_every_number_opens_exactly_that_many_countries(client, answered):
    for address in (
        "/indicators/?round=1",
        RIGHTS,
        f"{RECORD}?region=WPR",
        "/rounds/1/indicators/steps_taken/",
    ):
        numbers = linked_numbers(client.get(address).content.decode())
        assert len(numbers) > 4
        for number, countries in dict.fromkeys(numbers):
            assert len(client.get(countries).context["countries"].rows) == number, countries


def test_page_and_files_agree(client, answered):
    page = client.get("/indicators/", {"round": 1, "sort": "-name"}).context
    files = {kind: client.get(page["files"][kind]).content for kind in ("csv", "xlsx", "json")}
    rows = json.loads(files["json"])
    head, *sheet = CalamineWorkbook.from_filelike(io.BytesIO(files["xlsx"])).get_sheet_by_index(0).to_python()
    as_csv = list(csv.DictReader(io.StringIO(files["csv"].decode())))

    assert [row["number"] for row in as_csv] == [str(row["number"]) for row in rows]
    assert [row[head.index("number")] for row in sheet] == [row["number"] for row in rows]
    assert {(row["as_of"], row["round"], row["filters"], row["basis"]) for row in as_csv} == {
        ("2024-06-30", "1", "WORLD", "published")
    }
    shown = [
        (row.row.indicator.pk, cell.content.number)
        for row in page["table"].rows
        for key, cell in zip(page["table"].number_columns, row.cells, strict=True)
        if key in ("yes", "no", "reason", "unanswered", "skipped")
    ]
    held = [
        (row["indicator"], row["number"]) for row in rows if row["kind"] not in ("not_public", "no_report")
    ]
    assert shown == held


def test_the_numbers_of_a_page_are_those_of_its_file(client, answered):
    page = client.get(RIGHTS)
    rows = json.loads(client.get(page.context["files"]["json"]).content)
    by_group = {(row["group"], row["answer"]): row["number"] for row in rows}
    groups = {
        (group.key, kind.key): group.tally.numbers[kind.key]
        for group in page.context["page"].groups.values()
        for kind in group.tally.shown_kinds
    }

    assert {(group, answer): n for (group, answer), n in by_group.items() if group != "all"} == groups
    assert by_group["all", "yes"] == page.context["numbers"].yes.number.number == 1
    assert sum(n for (group, _answer), n in by_group.items() if group == "all") == 5
    listed = client.get(f"{RIGHTS}countries.csv", {"answer": "confidential"}).content.decode()
    assert [(r["iso3"], r["answer"], r["version"]) for r in csv.DictReader(io.StringIO(listed))] == [
        ("IRL", "confidential", "1")
    ]


def test_an_indicator_asked_in_private_has_no_answers_anywhere(client, first):
    publish_report(start_report(first), q10="yes")
    private = "/rounds/1/indicators/private_matter"
    page = client.get(f"{private}/")

    assert page.context["numbers"] is None
    assert "does not ask this publicly" in page.content.decode()
    assert "private_matter" not in client.get("/rounds/1/").content.decode()
    assert "private_matter" not in read(client, "/indicators/", round=1)
    assert client.get(f"{private}/countries/").status_code == 404
    assert client.get(f"{private}/countries.csv").status_code == 404
    assert json.loads(client.get(f"{private}.json").content) == []
    for chart in ("indicator-map", "indicator-groups", "indicator-rounds"):
        assert client.get(f"/charts/{chart}/?round=1&indicator=private_matter").status_code == 404


def test_what_is_accepted_and_not_public_is_for_the_secretariat(client, answered, reviewer, stranger):
    from_accepted = {"basis": "accepted"}
    assert client.get(RIGHTS, from_accepted).status_code == 404
    client.force_login(stranger)
    assert client.get(f"{RIGHTS}countries/", from_accepted).status_code == 404
    client.force_login(reviewer)
    page = client.get(RIGHTS, from_accepted)

    assert "for the secretariat only" in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_the_page_quotes_the_question_and_what_others_published(client, answered):
    figure(round=answered, indicator="recruiter_record", value=10, source="Yeates and Pillinger")
    text = client.get(RECORD).content.decode()

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
    asked = definition["sections"][1]["questions"][1]["options"][1]
    asked |= {"label": "Keeps a record of agencies", "lineage": "reworded"}
    later = InstrumentFactory(form_id="reworded", definition=definition)
    Round.objects.filter(pk=make_round(3, opens="2024-07", due="", closes="").pk).update(instrument=later)
    publish_report(start_report(first, "PHL"))
    publish_report(start_report(Round.objects.get(number=3), "PHL"), day=200)
    pages = [read(client, f"/rounds/{number}/indicators/recruiter_record/") for number in (1, 3)]

    assert ["The series breaks here." in page for page in pages] == [False, True]
    assert '<a href="/rounds/1/indicators/recruiter_record/?as_of=' in pages[1]
    assert (
        "In Round 1 it was: <q>Record</q> From here on it is: <q>Keeps a record of agencies</q>" in pages[1]
    )
    for number, countries in dict.fromkeys(linked_numbers(pages[1])):
        assert len(client.get(countries).context["countries"].rows) == number, countries


def test_an_indicator_with_other_answers_than_yes_and_no(client, first):
    positions = [option(value) for value in ("source", "destination")]
    definition = {**partly_public_instrument(), "id": "positions"}
    asked = question("q20", "single", options=positions, indicator="country_position")
    definition["sections"][1]["questions"].append(asked)
    Indicator.objects.create(pk="country_position", name="Position", definition="Source or destination")
    Round.objects.filter(pk=1).update(
        instrument=InstrumentFactory(form_id="positions", definition=definition)
    )
    first = Round.objects.get(pk=1)
    publish_report(start_report(first, "PHL"), q20="source")
    publish_report(start_report(first, "IRL"), q20="destination")
    address = "/rounds/1/indicators/country_position/"

    assert counts(client, address) == {"source": ["PHL"], "destination": ["IRL"]}
    assert counts(client, address, role="source") == {"source": ["PHL"]}
    assert "2</a> of <a" in read(client, address)
    assert "1</a> Source<br>" in read(client, "/indicators/", round=1)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/rounds/9/indicators/equal_rights/", 404),
        ("/rounds/99999999999999999999/indicators/equal_rights/", 404),
        ("/rounds/1/indicators/none/", 404),
        ("/rounds/1/indicators/none.csv", 404),
        ("/indicators.pdf?round=1", 404),
        (f"{RIGHTS}countries/?answer=perhaps", 404),
        (f"{RIGHTS}countries/?group=region-XXX", 404),
        (f"{RIGHTS}countries/?answer=yes&panel=1-9", 404),
        (f"{RIGHTS}countries.json?group=EUR", 404),
        (f"{RIGHTS}?as_of=yesterday", 400),
        (f"{RIGHTS}?as_of=2024-06-30&known_on=2024-01-01", 400),
        ("/indicators/?region=XXX", 400),
        ("/indicators.csv?as_of=2999-01-01", 400),
        ("/indicators/?sort=%00", 200),
        (f"{RIGHTS}?shown_round=1&round=1&as_of=2024-06-30&shown_as_of=2024-06-30", 302),
    ],
)
def test_bad_questions_get_a_sentence_or_a_404(client, first, address, status):
    assert client.get(address).status_code == status


def test_whoever_chooses_another_round_is_led_to_its_page(client, first):
    make_round(3)
    chosen = {"shown_round": "1", "shown_as_of": "2024-06-30", "as_of": "2024-06-30", "round": "3"}
    response = client.get(RIGHTS, {**chosen, "region": "EUR"})

    assert response["Location"] == "/rounds/3/indicators/equal_rights/?region=EUR"


@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/indicators/?round=1", 9),
        ("/indicators.csv?round=1", 9),
        ("/rounds/1/indicators/steps_taken/", 9),
        ("/rounds/1/indicators/steps_taken/?first_time=yes&known_on=2024-07-01", 10),
        ("/rounds/1/indicators/steps_taken/countries/?answer=yes", 8),
    ],
)
def test_as_many_queries_for_many_reports_as_for_one(
    client, first, address, queries, django_assert_num_queries
):
    publish_report(start_report(first, "PHL"))
    client.get(address)  # a process reads a questionnaire once
    with django_assert_num_queries(queries):
        client.get(address)
    for state in ("IDN", "IRL"):
        publish_report(start_report(first, state))
    with django_assert_num_queries(queries):
        client.get(address)
