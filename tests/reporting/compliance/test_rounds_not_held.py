"""A round of which nothing is held says so everywhere: what is not held is not zero."""

import csv
import io
import json
import re

import pytest
from django.core.management import call_command
from django.urls import reverse

from authorities.models import Region
from reporting.compliance.figures import FIGURES
from reporting.models import PublishedFigure
from tests import factories
from tests.reporting.compliance.records import LETTERS, make_authority, make_report, make_round, make_state

pytestmark = pytest.mark.django_db

OF_REPORTS = [key for key, figure in FIGURES.items() if figure.of_reports]
RATES = ["reporting_rate", "reporting_rate_of_designated", "recruiter_record_rate"]
SENTENCE = "No report of round 2 is held here"


@pytest.fixture(autouse=True)
def second_round(db):
    """Five states, one with an authority; round 1 has reports here, round 2 was published elsewhere."""
    make_round()
    make_round(2, opens="2015-03", due="", closes="2016-03")
    make_round(6, opens="2026", due="", closes="")
    states = [make_state(iso3) for iso3 in ("AAA", "BBB", "CCC", "DDD", "EEE")]
    make_authority(states[0])
    make_report(states[0], sent_on=["2013-01-10"], published_on=["2013-02-01"], answers=["yes"])
    for region, value in (("WORLD", 74), ("AFR", 9)):
        PublishedFigure.objects.create(
            round_id=2, indicator="reports_received", region=region, value=value, unit="countries",
            as_of="2016-03", source="Document A69/37", trust="sourced",
        )  # fmt: skip


def page_of(client, **asked):
    return client.get(reverse("compliance"), {"round": "2", **asked}).content.decode()


def printed(file_format):
    output = io.StringIO()
    call_command("compliance", "--as-of=2016-03-31", "--round=2", f"--format={file_format}", stdout=output)
    return output.getvalue()


def test_the_page_says_that_nothing_is_held_and_gives_the_published_number_first(client):
    page = page_of(client)
    assert SENTENCE in re.search(r"<h1>(.*?)</h1>", page, re.S)[1]
    numbers = re.findall(r'<dd class="n">(.*?)</dd>', page)
    assert numbers == ["74"]
    assert page.index("74") < page.index("Document A69/37") < page.index("Group by group")


def test_the_page_draws_no_zeros(client):
    page = page_of(client)
    assert [
        mark for mark in ('data-size="wide"', "chart-card", 'class="chart', "0 of 5") if mark in page
    ] == []
    headings = re.findall(r"<abbr[^>]*>(.*?)</abbr>", page)
    assert headings == [
        "Member States",
        "Authority",
        "In the health ministry",
        "Share of authorities",
        "Register here",
    ]


def test_a_region_shows_its_own_published_number(client):
    numbers = re.findall(r'<dd class="n">(.*?)</dd>', page_of(client, region="AFR"))
    assert numbers == ["74", "9"]


@pytest.mark.parametrize("write", [lambda client: client.get("/compliance.json?round=2").content, None])
def test_json_says_null_and_not_zero(client, write):
    found = json.loads(write(client) if write else printed("json"))
    assert found["held"] is False
    for group in (found, *found["by_region"]):
        assert {key: group[key] for key in (*OF_REPORTS, *RATES)} == dict.fromkeys((*OF_REPORTS, *RATES))
    assert (found["designated"], found["member_states"]) == (1, 5)
    assert {state["stage"] for state in found["countries"]} == {None}
    assert not {key for state in found["countries"] for key in state["figures"]} & set(OF_REPORTS)


@pytest.mark.parametrize(
    "write", [lambda client: client.get("/compliance.csv?round=2").content.decode(), None]
)
def test_csv_is_blank_and_not_zero(client, write):
    rows = list(csv.DictReader(io.StringIO(write(client) if write else printed("csv"))))
    assert [row["region"] for row in rows] == [*Region.values, "WORLD"]
    assert {row[key] for row in rows for key in (*OF_REPORTS, *RATES)} == {""}
    assert {row["held"] for row in rows} == {"no"}
    assert (rows[-1]["designated"], rows[-1]["member_states"]) == ("1", "5")


def test_the_terminal_says_so(client):
    table = printed("table")
    assert SENTENCE in table
    assert table.splitlines()[-1].split() == ["WORLD", "5", "1", "1", "–", "–", "–", "–", "0"]


def test_the_countries_behind_an_unknown_number_are_unknown(client):
    page = client.get(reverse("compliance_countries"), {"round": "2", "figure": "reported"}).content.decode()
    assert SENTENCE in re.search(r"<h1>(.*?)</h1>", page, re.S)[1]
    known = client.get(reverse("compliance_countries"), {"round": "2", "figure": "designated"})
    assert "Have a national authority: 1" in known.content.decode()


def test_a_round_that_runs_without_a_report_yet_has_zero(client):
    latest = make_round(7, opens="2026-02", due="", closes="", instrument=factories.InstrumentFactory())
    found = json.loads(client.get(f"/compliance.json?round={latest.number}").content)
    assert (found["held"], found["reported"], found["reporting_rate"]) == (True, 0, 0.0)


def test_home_says_that_nothing_of_the_latest_round_is_held(client):
    page = client.get(reverse("home")).content.decode()
    assert "No report of round 6 is held here" in re.search(r"<h1[^>]*>(.*?)</h1>", page, re.S)[1]
    assert 'data-size="wide"' not in page


# The day on which a round opens


@pytest.mark.parametrize(
    ("number", "day", "interim"),
    [(1, "2013-10-31", "no"), (2, "2016-03-31", "no")],
)
def test_a_closed_round_opens_at_its_closing_day_and_is_final(client, number, day, interim):
    row = next(csv.DictReader(io.StringIO(client.get(f"/compliance.csv?round={number}").content.decode())))
    assert (row["as_of"], row["interim"]) == (day, interim)


def test_a_round_whose_closing_day_is_unknown_opens_when_the_next_one_did(client):
    make_round(3, opens="2018-04", due="", closes="")
    make_round(4, opens="2021", due="", closes="2022-05")
    row = next(csv.DictReader(io.StringIO(client.get("/compliance.csv?round=3").content.decode())))
    assert (row["as_of"], row["interim"]) == ("2020-12-31", "yes")


def test_the_page_of_a_closed_round_is_final_and_leads_to_today(client):
    response = client.get(reverse("compliance"), {"round": "1"})
    page = response.content.decode()
    assert "Final." in page
    assert f"?{response.context['page'].today_query_string.replace('&', '&amp;')}" in page


@pytest.mark.parametrize(
    ("chosen", "leads_to"),
    [
        ({"round": "1", "as_of": "2026-11-01"}, "round=1"),
        ({"round": "1", "as_of": "2014-01-01"}, "as_of=2014-01-01&round=1"),
        ({"round": "6", "as_of": "2026-11-01"}, "as_of=2026-11-01&round=6"),
    ],
)
def test_another_round_is_not_asked_about_the_day_left_in_the_form(client, chosen, leads_to):
    shown = {"shown_round": "6", "shown_as_of": "2026-11-01", "countries": ""}
    assert client.get(reverse("compliance"), {**chosen, **shown}).url == f"/compliance/?{leads_to}"


# What every export says of itself


def test_exports_name_definitions_income_year_and_whether_they_are_interim(client):
    asked = "round=1&as_of=2013-07-31"
    (row, *_rest) = csv.DictReader(io.StringIO(client.get(f"/compliance.csv?{asked}").content.decode()))
    found = json.loads(client.get(f"/compliance.json?{asked}").content)
    names = ("definitions", "income_year", "interim", "held")
    assert [row[name] for name in names] == ["4", "", "yes", "yes"]
    assert [found[name] for name in names] == ["4", None, True, True]
    assert "Definitions 4, final" in printed("table")


def test_the_share_that_keeps_a_record_is_of_those_that_reported(client):
    """Those that the rules of a questionnaire did not ask are not left out of the whole."""
    answers = ["yes"] * 2 + ["no"] + ["skipped"] * 3 + ["unanswered"]
    for place, answer in enumerate(answers):
        state = make_state(f"X{LETTERS[place]}X")
        make_report(state, sent_on=["2013-02-01"], published_on=["2013-02-02"], answers=[answer])
    found = json.loads(client.get("/compliance.json?round=1&as_of=2013-07-31").content)
    assert (found["keeps_recruiter_record"], found["published"], found["recruiter_record_rate"]) == (
        3,
        8,
        37.5,
    )
    page = " ".join(client.get("/compliance/?round=1&as_of=2013-07-31").content.decode().split())
    assert "of 8 that have reported and whose reports are published · 38%" in page
    said = re.findall(r'figure=recruiter_record_\w+">(\d+)</a> ([a-z ]+)', page)
    assert [(number, words.strip()) for number, words in said] == [
        ("1", "say they keep none"),
        ("1", "left the question blank"),
        ("3", "were not asked"),
    ]
