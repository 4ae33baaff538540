"""A page of figures reads nothing that another page has read, and shows nothing stale."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from authorities.data_version.triggers import CHANGES, VERSION, public_tables
from authorities.models import MemberState
from tests.reporting.compliance.records import make_random_records, make_report, make_round

PAGES = ["/", "/compliance/?round=1", "/countries/AAX/"]
VERSION_TABLES = {CHANGES, VERSION}


@pytest.fixture
def figures(transactional_db):
    make_round()
    make_random_records(6)
    make_report(MemberState.objects.get(iso3="AAX"), make_round(2, opens="2015", due="2016", closes="2016"))


def read_tables(client, path):
    """Return the tables of each query of a page."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    found = [set(re.findall(r'(?:FROM|JOIN) "?(\w+)', query["sql"])) for query in queries]
    return [tables - VERSION_TABLES for tables in found if tables - VERSION_TABLES]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_reads_public_tables_alone_and_once(client, figures, path):
    first = read_tables(client, path)

    assert first
    assert set.union(*first) <= set(public_tables())
    assert read_tables(client, path) == []


@pytest.mark.parametrize("path", PAGES[1:])
def test_a_page_shows_what_was_written_last(client, figures, path):
    for name in ("Atlantis", "Utopia"):
        MemberState.objects.filter(iso3="AAX").update(name_en=name)
        assert name in client.get(path).content.decode()
