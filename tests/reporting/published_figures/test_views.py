"""The page of figures that others have published."""

import csv
import io
import json
import re
from html import unescape

import pytest
from django.urls import reverse

from reporting.models import PublishedFigure
from tests.reporting.compliance.records import make_round

pytestmark = pytest.mark.django_db
BULLETIN = "Bulletin of WHO 2013;91:816-823"


@pytest.fixture(autouse=True)
def figures():
    round_ = make_round()
    rows = [
        ("dna_designated", "WORLD", 84, "countries", "2013-07", "Yeates and Pillinger", "sourced"),
        ("dna_designated", "WORLD", 85, "countries", "2013-08", BULLETIN, "sourced"),
        ("equal_rights", "WORLD", 90, "percent_of_reporting", "2013-08", BULLETIN, "sourced"),
        ("coverage", "EUR", 80, "percent", "2013-07", "Yeates and Pillinger", "disputed"),
        ("reports_same_period", "AFR", 5, "countries", "2015", "WHO slides", "sourced"),
        ("reports_same_period", "EUR", 25, "countries", "2015", "WHO slides", "sourced"),
    ]
    columns = ("indicator", "region", "value", "unit", "as_of", "source", "trust")
    for row in rows:
        PublishedFigure.objects.create(round=round_, **dict(zip(columns, row, strict=True)))


def test_both_numbers_stand_on_the_page_with_their_sources(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        text = client.get(reverse("published_figures")).content.decode()
    assert text.count(BULLETIN) >= 2
    assert text.count('class="point rings"') == 2 * 3  # two dots in three widths
    assert "disputed" in text
    assert "Region of the Americas" not in text
    assert text.count('id="dna_designated"') == 1


def test_the_link_beside_the_bulletin_leads_to_the_end_of_the_month_that_it_names(client):
    text = client.get(reverse("published_figures")).content.decode()
    assert "As counted here on 31 August 2013" in text
    assert "as_of=2013-08-31" in text


def test_the_files_hold_the_same_rows(client):
    files = {
        name: client.get(reverse("published_figures_export", args=[name])) for name in ("csv", "json", "xlsx")
    }
    rows = list(csv.DictReader(io.StringIO(files["csv"].content.decode())))
    data = json.loads(files["json"].content)
    assert (
        [row["value"] for row in rows]
        == [str(row["value"]) for row in data]
        == ["84", "85", "5", "25", "90", "80"]
    )
    assert (rows[-1]["reliability"], rows[-1]["region"], rows[-1]["as_of"]) == ("disputed", "EUR", "2013-07")
    assert files["xlsx"].content.startswith(b"PK")
    assert client.get(reverse("published_figures_export", args=["exe"])).status_code == 404


def test_each_chart_has_its_files_and_an_address_to_show_and_to_cite(client):
    text = unescape(client.get(reverse("published_figures")).content.decode())
    assert len(re.findall(r'<figure class="chart-card" aria-labelledby="([^"]+)"', text)) == 2
    assert len(set(re.findall(r' id="([^"]+)"', text))) == len(re.findall(r' id="([^"]+)"', text))

    files = dict.fromkeys(re.findall(r'"(/charts/published-[^"]+)"', text))
    assert {path.split("?")[0].rsplit(".")[-1] for path in files} == {"csv", "xlsx", "svg", "png"}
    assert [path for path in files if client.get(path).status_code != 200] == []
    assert len(files) == 2 * 4
    (by_date, by_region) = (read_table(client.get(path)) for path in files if ".csv" in path)
    assert [(row["As of"], row["Number"], row["Source"]) for row in by_date] == [
        ("2013-07-31", "84", "Yeates and Pillinger"),
        ("2013-08-31", "85", BULLETIN),
    ]
    assert [(row["Region"], row["Number"]) for row in by_region] == [
        ("African Region", "5"),
        ("European Region", "25"),
    ]
    alone = re.findall(r'<iframe src="https?://[^/]+(/charts/[^"]+)"', text)
    assert [client.get(path).status_code for path in alone] == [200, 200]
    assert "85" in client.get(alone[0]).content.decode()


def test_a_chart_answers_for_both_days(client):
    path = reverse("chart_file", args=["published-by-date", "csv"])
    asked = {"subject": "dna_designated", "as_of": "2013-07-31"}
    assert client.get(path, asked).status_code == 404  # one number makes no line
    assert client.get(path, {**asked, "as_of": "2013-08-31"}).status_code == 200
    assert client.get(path, {"subject": "nothing"}).status_code == 404


def read_table(answer):
    return list(csv.DictReader(io.StringIO(answer.content.decode())))
