"""The pages of figures: home, compliance, the countries behind a number, downloads, what the figures mean."""

import csv
import io
import json
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from reporting.compliance.figures import FIGURES
from reporting.models import PublishedFigure, Round
from tests import factories
from tests.reporting.compliance.records import (
    add_version,
    make_authority,
    make_random_records,
    make_report,
    make_round,
    make_state,
)

pytestmark = pytest.mark.django_db

THEN = {"as_of": "2013-07-31", "round": "1"}


@pytest.fixture
def round_one(db):
    return make_round(opens="2012", due="", closes="")


@pytest.fixture
def three_states(round_one):
    """AAA reported and keeps a record, published; BBB reported; CCC has begun."""
    make_report(
        make_state("AAA", "EUR"), sent_on=["2013-01-10"], published_on=["2013-02-01"], answers=["yes"]
    )
    make_report(make_state("BBB", "EUR"), sent_on=["2013-07-30"], answers=["yes"])
    make_report(make_state("CCC", "AFR"))
    make_authority(make_state("DDD", "AFR"))


def headline(response):
    return " ".join(re.search(r"<h1[^>]*>(.*?)</h1>", response.content.decode(), re.S)[1].split())


def stages(response):
    """What the map says of each state."""
    tile = r'<a class="mark [^"]*" data-series="(\w+)" href="[^"]*"><title>Land (\w+): '
    return {iso3: stage for stage, iso3 in re.findall(tile, response.content.decode())}


# The page


def test_the_page_begins_with_the_answer(client, three_states):
    response = client.get(reverse("compliance"), THEN)
    assert headline(response) == "2 of 4 countries have reported"


def test_one_country_has_reported(client, three_states):
    assert headline(client.get(reverse("compliance"), {**THEN, "as_of": "2013-01-10"})) == (
        "1 of 4 countries has reported"
    )


def test_the_map_shows_where_each_state_stands(client, three_states):
    assert stages(client.get(reverse("compliance"), THEN)) == {
        "AAA": "record",
        "BBB": "reported",
        "CCC": "begun",
        "DDD": "designated",
    }


def test_an_unpublished_answer_does_not_leak(client, three_states):
    """BBB says yes in a report nobody has published."""
    for name in ("compliance", "compliance_countries"):
        page = client.get(reverse(name), {**THEN, "figure": "reported"}).content.decode()
        table = page[page.index('<table class="standings">') :]
        row = re.search(r"Land BBB</a></th>(.*?)</tr>", table, re.S)[1]
        assert re.findall(r"<td>([^<]*)</td>", row)[-1].strip() == "Not published"
    exported = json.loads(client.get(reverse("compliance_export", args=["json"]), THEN).content)
    assert exported["keeps_recruiter_record"] == 1


def test_without_a_question_the_page_answers_for_today(client, three_states):
    response = client.get(reverse("compliance"))
    assert response.context["page"].query.as_of == timezone.now().date()


def test_figures_of_one_region(client, three_states):
    response = client.get(reverse("compliance"), {**THEN, "region": "AFR"})
    assert headline(response) == "0 of 2 countries have reported"


def test_the_choice_of_countries_leads_to_the_plain_address(client, three_states):
    asked = {**THEN, "countries": "region=EUR"}
    response = client.get(reverse("compliance"), asked)
    assert (response.status_code, response.url) == (302, "/compliance/?as_of=2013-07-31&round=1&region=EUR")


def test_published_figures_stand_beside_with_their_sources(client, three_states):
    for value, source in ((54, "First source"), (56, "Second source")):
        PublishedFigure.objects.create(
            round_id=1, indicator="reports_received", region="WORLD", value=value, unit="countries",
            as_of="2013-07", source=source, trust="sourced",
        )  # fmt: skip
    response = client.get(reverse("compliance"), THEN)
    ((name, rows),) = response.context["page"].published_for_group
    assert [(row.value, row.figure.source) for row in rows] == [
        ("54", "First source"),
        ("56", "Second source"),
    ]
    assert response.context["page"].world.numbers["reported"] == 2


@pytest.mark.parametrize(
    ("asked", "typed"),
    [
        ({"as_of": "abc"}, 'value="abc"'),
        ({"as_of": "2013-02-31"}, 'value="2013-02-31"'),
        ({"as_of": "0001-01-01"}, 'value="0001-01-01"'),
        ({"as_of": "9999-12-31"}, 'value="9999-12-31"'),
        ({"as_of": "٢٠١٣-٠٧-٣١"}, "٢٠١٣"),
        ({"as_of": "2013-07-31\x00"}, "2013-07-31"),
        ({**THEN, "round": "99"}, "There is no round “99”"),
        ({**THEN, "round": "one"}, "There is no round “one”"),
        ({**THEN, "region": "XXX"}, "“XXX” is not a group"),
        ({**THEN, "region": ["EUR", "AFR"]}, "The address gives “region” more than one value"),
        ({**THEN, "safeguards": "1999"}, "“1999” is not a group"),
    ],
)
@pytest.mark.parametrize("name", ["compliance", "compliance_countries"])
def test_a_question_that_cannot_be_answered_is_kept_with_a_sentence(client, three_states, name, asked, typed):
    response = client.get(reverse(name), asked)
    page = response.content.decode()
    assert (response.status_code, 'class="error"' in page, typed in page) == (400, True, True)


def test_what_was_typed_is_not_markup(client, three_states):
    page = client.get(reverse("compliance"), {"as_of": "<b>x</b>"}).content.decode()
    assert "<b>x" not in page


# Countries behind a number


@pytest.mark.parametrize(
    ("asked", "countries"),
    [
        ({"figure": "reported"}, ["AAA", "BBB"]),
        ({"figure": "reported", "of": "AFR"}, []),
        ({"figure": "in_progress", "of": "AFR"}, ["CCC"]),
        ({"figure": "keeps_recruiter_record"}, ["AAA"]),
        ({"figure": "designated", "region": "AFR", "of": "AFR"}, ["DDD"]),
        ({}, ["AAA", "BBB", "CCC", "DDD"]),  # without a figure all that are asked about
    ],
)
def test_every_number_opens_its_countries(client, three_states, asked, countries):
    response = client.get(reverse("compliance_countries"), {**THEN, **asked})
    assert [status.iso3 for status in response.context["statuses"]] == countries


def test_every_number_on_the_page_leads_to_a_list_of_as_many(client, three_states):
    page = client.get(reverse("compliance"), THEN).content.decode()
    links = set(re.findall(r'<a href="(/compliance/countries/[^"]*)">(\d+)</a>', page))
    lengths = {
        (link, len(client.get(link.replace("&amp;", "&")).context["statuses"])) for link, _number in links
    }
    assert lengths == {(link, int(number)) for link, number in links}


@pytest.mark.parametrize(
    "asked", [{"figure": "nothing"}, {"figure": "reported", "of": "XXX"}, {"of": "income-X"}]
)
def test_a_number_that_does_not_exist_has_no_page(client, three_states, asked):
    assert client.get(reverse("compliance_countries"), {**THEN, **asked}).status_code == 404


# Downloads


def test_downloads_are_named_after_the_question(client, three_states):
    response = client.get(reverse("compliance_export", args=["csv"]), {**THEN, "region": "EUR"})
    assert response["Content-Disposition"] == 'attachment; filename="compliance-2013-07-31-round-1.csv"'
    assert list(csv.DictReader(io.StringIO(response.content.decode())))[-1]["reported"] == "2"


@pytest.mark.parametrize(("lineage", "breaks"), [("reworded", True), ("same", False), (None, False)])
def test_figures_say_that_the_question_was_reworded(client, three_states, lineage, breaks):
    instrument = factories.InstrumentFactory()
    option = instrument.definition["sections"][1]["questions"][1]["options"][1]
    option |= {"lineage": lineage} if lineage else {}
    instrument.save()
    Round.objects.update(instrument=instrument)
    page = client.get(reverse("compliance"), THEN).content.decode()
    rows = csv.DictReader(io.StringIO(client.get("/compliance.csv", THEN).content.decode()))
    data = json.loads(client.get("/compliance.json", THEN).content)

    assert ("the series breaks here" in page) is breaks
    assert {row["recruiter_record_lineage"] for row in rows} == {lineage or ""}
    assert data["lineage"] == {"recruiter_record": lineage}


def test_downloads_are_the_same_in_every_language(client, three_states):
    found = {client.get(f"{prefix}/compliance.json", THEN).content for prefix in ("", "/ar")}
    assert len(found) == 1


def test_what_is_known_now_of_a_past_day_may_not_be_kept_longer_than_today(client, three_states):
    kept = [client.get("/compliance.csv", asked)["Cache-Control"] for asked in (THEN, {})]
    assert kept == ["public, max-age=60", "public, max-age=60"]


def test_a_download_that_cannot_be_made_says_why(client, three_states):
    response = client.get("/compliance.json", {"as_of": "2013-02-31"})
    assert (response.status_code, response.content.decode()) == (
        400,
        "“2013-02-31” is not a date. Write it like 2013-07-31.\n",
    )


@pytest.mark.parametrize(
    "asked",
    [
        {"region": "EU"}, {"region": ["EUR", "AFR"]}, {"as_of": "2999-01-01"}, {"as_of": "2010-05-20"},
        {"as_of": "2013-07-31", "known_on": "2013-07-30"}, {"role": "'; DROP TABLE x--"},
        {"first_time": "\x00"},
    ],
    ids=str,
)  # fmt: skip
def test_every_file_refuses_what_cannot_be_asked_in_a_sentence(client, three_states, asked):
    for kind in ("compliance", "compliance/countries"):
        for form in ("csv", "xlsx", "json"):
            response = client.get(f"/{kind}.{form}", {"round": "1", **asked})
            assert (response.status_code, response["Content-Type"]) == (400, "text/plain; charset=utf-8")
            assert len(response.content.decode().strip()) > 20


def test_there_is_no_other_format(client, three_states):
    assert client.get("/compliance.exe", THEN).status_code == 404


# Home


def test_home_answers_for_the_latest_round_today(client, three_states):
    today = timezone.now()
    make_round(6, opens=today.date().isoformat(), due="", closes="")
    add_version(make_report(make_state("EEE"), Round.objects.get(number=6)), today)
    response = client.get(reverse("home"))
    assert headline(response) == "1 of 5 countries has reported"
    text = response.content.decode()
    assert "WHO Global Code of Practice on the International Recruitment of Health Personnel" in text
    # The recruiter check comes before the figures, so that it stands on the first screen of a phone.
    assert text.index('name="q"') < text.index("<h1")
    assert reverse("published_figures") in text


def test_home_opens_before_anything_is_loaded(client, db):
    assert headline(client.get(reverse("home"))) == "WHO Code reporting tracker"


def test_compliance_says_that_nothing_is_loaded(client, db):
    response = client.get(reverse("compliance"))
    assert (response.status_code, "No round is known yet" in response.content.decode()) == (400, True)


# Queries


@pytest.mark.parametrize("size", [3, 30])
@pytest.mark.parametrize(
    ("name", "asked", "queries"),
    [
        ("home", {}, 9),
        ("compliance", THEN, 10),
        ("compliance", {**THEN, "income": "L"}, 10),
        ("compliance_countries", {**THEN, "figure": "reported"}, 9),
    ],
)
def test_pages_take_few_queries(client, round_one, size, name, asked, queries, django_assert_num_queries):
    make_random_records(size)
    for number in range(2, size // 3 + 2):
        make_round(number, opens="2014")
    with django_assert_num_queries(queries):
        client.get(reverse(name), asked)


def test_signed_in_the_page_still_takes_at_most_fifteen(
    client, three_states, focal_point, django_assert_max_num_queries
):
    client.force_login(focal_point)
    with django_assert_max_num_queries(15):
        client.get(reverse("compliance"), {**THEN, "income": "L"})


# What the figures mean


def test_every_figure_is_explained(client):
    page = client.get(reverse("glossary")).content.decode()
    assert [key for key in FIGURES if f'id="{key}"' not in page] == []
