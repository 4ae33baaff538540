"""A chart alone: the page for other sites, its picture and its table."""

import csv
import xml.etree.ElementTree as ET

import pytest
from django.urls import reverse
from django.utils import translation

from reporting.charts.registry import CHARTS
from tests.reporting.compliance.records import make_authority, make_report, make_round, make_state

pytestmark = pytest.mark.django_db
ASKED = {"as_of": "2013-01-31", "round": "1"}


@pytest.fixture
def two_states():
    round_ = make_round()
    make_authority(make_state("FRA"))
    make_report(make_state("DEU"), round_, sent_on=["2013-01-10"])


def get_file(client, name, **asked):
    return client.get(reverse("chart_file", args=["reports-by-region", name]), {**ASKED, **asked})


def test_a_chart_may_be_framed_anywhere_and_sets_no_cookie(client, two_states):
    answer = client.get(reverse("chart", args=["reports-by-region"]), ASKED)
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer
    assert not answer.cookies
    text = answer.content.decode()
    assert "known_on=" in text.split("<blockquote")[1].split("</blockquote>")[0]
    assert "Reports by region" in text
    elsewhere = client.get(reverse("compliance"), ASKED)
    assert "frame-ancestors 'none'" in elsewhere["Content-Security-Policy"]
    assert elsewhere["X-Frame-Options"] == "DENY"


def test_the_files_hold_the_numbers_of_the_picture(client, two_states):
    rows = list(csv.DictReader(get_file(client, "csv").content.decode().splitlines()))
    assert [(row["as_of"], row["round"], row["Region"], row["Together"]) for row in rows] == [
        ("2013-01-31", "1", "European Region", "2")
    ]
    assert get_file(client, "xlsx").content.startswith(b"PK")
    picture = get_file(client, "svg")
    root = ET.fromstring(picture.content)  # noqa: S314 - our own file
    assert root.tag.endswith("svg")
    assert "sha256-" in picture["Content-Security-Policy"]
    assert "1 of 2" in picture.content.decode()
    assert get_file(client, "png").content.startswith(b"\x89PNG")


def test_a_table_is_in_english_and_a_picture_in_the_language_of_the_page(client, two_states):
    with translation.override("fr"):
        assert "European Region" in get_file(client, "csv").content.decode()
        assert "Région européenne" in get_file(client, "svg").content.decode()


@pytest.mark.parametrize(
    ("name", "asked", "status"),
    [("svg", {"as_of": "2013-02-30"}, 400), ("exe", {}, 404), ("csv", {"region": "XXX"}, 400)],
)
def test_what_cannot_be_drawn_is_said(client, two_states, name, asked, status):
    assert get_file(client, name, **asked).status_code == status


@pytest.mark.parametrize("key", ["indicator-map", "indicator-groups", "indicator-rounds"])
def test_an_unknown_indicator_has_no_chart(client, two_states, key):
    for indicator in ("", "no-such", "a\0"):
        assert client.get(reverse("chart", args=[key]), {"indicator": indicator}).status_code == 404


def test_an_unknown_chart_is_not_there(client, two_states):
    assert client.get(reverse("chart", args=["no-such-chart"])).status_code == 404


def test_each_key_has_one_chart():
    assert "reports-by-region" in CHARTS
