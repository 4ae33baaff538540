"""The page of figures that others have published."""

import csv
import io
import json

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
