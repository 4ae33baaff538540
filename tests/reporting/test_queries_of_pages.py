"""Public pages ask as many queries for few records as for many, and pages of figures at most 15."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from authorities.models import MemberState
from tests.reporting.compliance.records import make_random_records, make_report, make_round

MOST = 15
FIGURES = [
    "/compliance/?round=1",
    "/compliance/?round=1&as_of=2013-07-31&known_on=2026-01-01&region=EUR",
    "/compliance/countries/?round=1&figure=reported",
    "/compliance.csv?round=1",
    "/indicators/?round=1",
    "/rounds/1/indicators/recruiter_record/",
    "/answers/?round=1",
    "/answers/agreements/?round=1",
    "/countries/AAX/",
    "/countries/AAX/?as_of=2013-07-31&known_on=2026-01-01",
    "/countries/AAX.csv?known_on=2026-01-01",
]
OTHERS = ["/", "/countries/", "/rounds/", "/rounds/1/", "/authorities/"]


def count_queries(client):
    found = {}
    for path in (*FIGURES, *OTHERS):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200, path
        found[path] = len(queries)
    return found


@pytest.mark.django_db
def test_more_records_ask_no_more_queries(client):
    make_round()
    make_random_records(5)
    make_report(MemberState.objects.first(), make_round(2, opens="2015", due="2016", closes="2016"))
    client.get("/countries/AAX/")  # a process reads a questionnaire once
    few = count_queries(client)
    make_random_records(15)
    many = count_queries(client)

    assert many == few
    assert {path: few[path] for path in FIGURES if few[path] > MOST} == {}
