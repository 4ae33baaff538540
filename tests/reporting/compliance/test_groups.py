"""Groups of countries as rows; the same number on the page, in CSV, XLSX and JSON, and behind each link."""

import csv
import io
import json
import re
from datetime import date

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from authorities.models import IncomeClassification, InstitutionType, SafeguardsListing
from reporting.compliance.figures import FIGURES
from reporting.models import Indicator, IndicatorValue, ReportReceipt
from tests.reporting.compliance.records import (
    LETTERS,
    make_authority,
    make_report,
    make_round,
    make_state,
)

pytestmark = pytest.mark.django_db

POSITIONS = ("source", "destination", "both", "neither", None, "source")


@pytest.fixture
def world(db):
    """Twelve states in six groups: eight with an authority, six of them in a health ministry."""
    make_round()
    Indicator.objects.create(key="country_position", name="Position", definition="Says what it is")
    states = [
        make_state(f"{letter}AA", ("EUR", "AFR", "WPR")[n % 3]) for n, letter in enumerate(LETTERS[:12])
    ]
    for place, state in enumerate(states):
        IncomeClassification.objects.create(
            member_state=state, fiscal_year=2027, income_group=("L", "LM", "H")[place % 3]
        )
        if place < 5:
            SafeguardsListing.objects.create(member_state=state, edition=2020 if place < 3 else 2023)
        if place < 8:
            kind = InstitutionType.HEALTH_MINISTRY if place < 6 else InstitutionType.LABOUR
            make_authority(state, institution_type=kind, institution="=cmd|'/C calc'!A0")
    for place, position in enumerate(POSITIONS):
        answer = ("yes", "no", "skipped")[place % 3]
        report = make_report(
            states[place], sent_on=["2013-01-10"], published_on=["2013-02-01"], answers=[answer]
        )
        if position:
            IndicatorValue.objects.create(
                version=report.versions.get(), indicator_id="country_position", value=position
            )
    make_report(states[6], sent_on=["2013-03-01"])
    return states


QUERIES = [
    {},
    {"region": "EUR"},
    {"income": "LM", "safeguards": "2023"},
    {"region": "AFR", "income": "LM", "role": "destination"},
    {"first_time": "yes"},
    {"as_of": "2012-12-31"},
]


def read_csv(response):
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def read_xlsx(response):
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0)
    head, *rows = sheet.to_python(skip_empty_area=False)
    return [dict(zip(head, row, strict=True)) for row in rows]


def as_text(value):
    """Write a cell of a workbook or a value of JSON as CSV does."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def normal(row):
    """Return a row of CSV with shares such as 75.0 written as 75."""
    return {key: re.sub(r"^(-?\d+)\.0$", r"\1", value) for key, value in row.items()}


@pytest.mark.parametrize("asked", QUERIES, ids=str)
def test_page_csv_xlsx_and_json_agree_to_the_digit(client, world, asked):
    asked = {"as_of": "2013-07-31", "round": "1", **asked}
    by_format = {form: client.get(f"/compliance.{form}", asked) for form in ("csv", "xlsx", "json")}
    rows = [normal(row) for row in read_csv(by_format["csv"])]
    data = json.loads(by_format["json"].content)
    groups = {
        **{("region", group["region"]): group for group in data["by_region"]},
        **{(group["kind"], group["group"]): group for group in data["by_group"]},
        ("world", "WORLD"): data,
    }

    assert [
        {key: as_text(value) for key, value in row.items()} for row in read_xlsx(by_format["xlsx"])
    ] == rows
    for row in rows:
        found = groups[row["kind"], row["group"]]
        numbers = [key for key in row if key in FIGURES or key.endswith(("_rate", "_answered"))]
        assert {key: row[key] for key in numbers} == {key: as_text(found[key]) for key in numbers}

    page = client.get(reverse("compliance"), asked).content.decode()
    links = re.findall(r'data-figure="(\d+)" href="([^"]*figure=(\w+)[^"]*)"', page)
    codes = {(row["kind"], row["group"]): row for row in rows}
    for number, link, key in links:
        kind, _dash, value = (re.search(r";of=([\w-]+)", link) or ["", "world-WORLD"])[1].rpartition("-")
        assert codes[kind or "region", value.removeprefix("none")][key] == number, link


def test_every_number_of_the_groups_opens_as_many_countries_on_page_and_in_the_file(client, world):
    page = client.get(reverse("compliance"), {"as_of": "2013-07-31", "round": "1"}).content.decode()
    links = {
        link.replace("&amp;", "&"): int(n)
        for n, link in re.findall(r'data-figure="(\d+)" href="([^"]*)"', page)
    }
    assert {"of=income-LM", "of=role-source"} <= {part for link in links for part in link.split("&")}
    for link, number in [*links.items()][::3]:
        listed = client.get(link)
        exported = read_csv(client.get(link.replace("/compliance/countries/", "/compliance/countries.csv")))
        assert (len(listed.context["statuses"]), len(exported)) == (number, number), link


def test_the_share_in_health_ministries_is_a_figure_of_its_own(client, world):
    """Six of eight authorities; three of four in Europe are too few for a share."""
    asked = {"as_of": "2013-07-31", "round": "1"}
    page = " ".join(client.get(reverse("compliance"), asked).content.decode().split())
    assert json.loads(client.get("/compliance.json", asked).content)["health_ministry_rate"] == 75.0
    assert read_csv(client.get("/compliance.csv", asked))[-1]["health_ministry_rate"] == "75.0"
    assert read_xlsx(client.get("/compliance.xlsx", asked))[-1]["health_ministry_rate"] == 75.0
    assert re.search(r"In a health ministry</dt> <dd class=\"n\">75%</dd>", page)
    assert 'id="health_ministry_rate"' in client.get(reverse("glossary")).content.decode()


def test_filters_hold_all_at_once_and_the_title_names_them(client, world):
    asked = {"as_of": "2013-07-31", "round": "1", "region": "AFR", "income": "LM", "safeguards": "2023"}
    response = client.get(reverse("compliance"), asked)
    assert [status.iso3 for status in response.context["page"].summary.statuses] == ["EAA"]
    label = "African Region · Lower middle income (World Bank fiscal year 2027) · Safeguards list 2023"
    assert label in response.content.decode()
    assert response.content.decode().count(" selected>") == 4


@pytest.mark.parametrize(
    ("asked", "countries"),
    [
        ({"role": "source"}, ["AAA", "FAA"]),
        ({"role": "both"}, ["CAA"]),
        ({"role": "source", "income": "L"}, ["AAA"]),
    ],
)
def test_a_role_is_what_the_published_report_says(client, world, asked, countries):
    response = client.get(reverse("compliance"), {"as_of": "2013-07-31", "round": "1", **asked})
    assert [status.iso3 for status in response.context["page"].summary.statuses] == countries


@pytest.fixture
def later_rounds(world):
    """Round 2 is known by one receipt, round 3 is held: AAA reported before, HAA by receipt, LAA never."""
    second, third = (
        make_round(2, opens="2015", due="", closes=""),
        make_round(3, opens="2018", due="", closes=""),
    )
    ReportReceipt.objects.create(round=second, member_state_id="HAA", received_on="2015-05", source="A69/37")
    for iso3 in ("AAA", "HAA", "LAA"):
        make_report(next(state for state in world if state.iso3 == iso3), third, sent_on=["2018-06-01"])
    return second


@pytest.mark.parametrize(
    ("is_held", "first", "others"), [(True, ["LAA"], ["AAA", "HAA"]), (False, [], ["AAA", "HAA"])]
)
def test_a_first_report_is_known_where_all_earlier_rounds_are_held(
    client, world, later_rounds, is_held, first, others
):
    if is_held:
        make_report(world[1], later_rounds, sent_on=["2015-06-01"])
    found = {}
    for answer in ("yes", "no"):
        response = client.get("/compliance/", {"round": "3", "as_of": "2019-01-01", "first_time": answer})
        found[answer] = [status.iso3 for status in response.context["page"].summary.statuses]
        says_unknown = "Of 1 country that has reported it is not known" in " ".join(
            response.content.decode().split()
        )
        assert says_unknown is not is_held
    assert found == {"yes": first, "no": others}
    asked = {"round": "3", "as_of": "2019-01-01", "first_time": "yes"}
    data, page = json.loads(client.get("/compliance.json", asked).content), client.get("/compliance/", asked)
    number, headline = (1, "1 country has reported for the first time") if is_held else (
        None, "Which countries have reported for the first time is not known here",
    )  # fmt: skip
    assert (data["member_states"], data["reported"], data["held"]) == (number, number, is_held)
    assert headline in " ".join(page.content.decode().split())


def test_the_file_of_countries_says_what_is_known_and_holds_no_formula(client, world):
    asked = {"as_of": "2013-07-31", "round": "1"}
    rows = {row["iso3"]: row for row in read_csv(client.get("/compliance/countries.csv", asked))}
    assert len(rows) == 12
    expected = {
        "region": "AFR", "income": "LM", "safeguards": "2020", "role": "destination",
        "reported_on": "2013-01-10", "published": "yes",
    }  # fmt: skip
    assert {key: rows["BAA"][key] for key in expected} == expected
    assert rows["GAA"]["recruiter_record"] == ""  # not published
    assert rows["BAA"]["institution"].startswith("'=")
    days = [row["reported_on"] for row in read_xlsx(client.get("/compliance/countries.xlsx", asked))]
    assert days[0] == date(2013, 1, 10)
    json_rows = json.loads(client.get("/compliance/countries.json", asked).content)
    assert [row["iso3"] for row in json_rows] == list(rows)
