"""The comparisons ask the database as often for few records as for many, and never more than 15 times."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from authorities.models import MemberState
from reporting.comparisons import views
from reporting.comparisons.question import parse_rounds_question
from reporting.comparisons.records import summarise_sides
from reporting.compliance.query import QueryParser, SummaryQuery
from reporting.compliance.summary import summarise
from reporting.models import ReportReceipt, Round
from tests.reporting.compliance.records import make_random_records, make_report, make_round

pytestmark = pytest.mark.django_db

MOST = 15
SIDES = {"round": "2", "as_of": "2016-03-31", "other_round": "1", "other_as_of": "2013-07-31"}
KNOWN = {"known_on": "2026-01-01", "other_known_on": "2026-01-01"}
PAGES = [
    (views.pace, {"round": "2"}),
    (views.pace_export, {"round": "2"}),
    (views.reporters, {"round": "2"}),
    (views.side_by_side, SIDES),
    (views.side_by_side, {**SIDES, **KNOWN}),
    (views.side_by_side, {"round": "2"}),
    (views.answer_changes, SIDES),
    (views.answer_changes, {"round": "2"}),
]


@pytest.fixture
def two_rounds(db):
    """Two rounds with reports and a receipt."""
    first = make_round()
    second = make_round(2, opens="2015-03", due="2015-09-30", closes="2016-03")
    make_random_records(8)
    report_again(second, MemberState.objects.all()[:4])
    ReportReceipt.objects.create(
        round=first, member_state=MemberState.objects.last(), received_on="2013-02", source="A letter"
    )


def report_again(round_, states):
    for state in states:
        make_report(state, round_, sent_on=["2015-08-01"], published_on=["2015-12-01"], answers=["yes"])


def count_queries(view, query):
    request = RequestFactory().get("/comparisons/", query)
    request.user = AnonymousUser()
    more = {"format": "csv"} if view is views.pace_export else {}
    with CaptureQueriesContext(connection) as queries:
        response = view(request, **more)
    assert response.status_code == 200
    return len(queries)


def test_queries_are_few_and_do_not_grow(two_rounds):
    few = [count_queries(view, query) for view, query in PAGES]
    make_random_records(20, seed=2)
    for number in range(3, 9):
        round_ = make_round(number, opens=f"{2013 + number}", due="", closes="")
        report_again(round_, MemberState.objects.all()[: 2 * number])

    assert [count_queries(view, query) for view, query in PAGES] == few
    assert max(few) <= MOST


@pytest.mark.parametrize("known_on", [None, date(2026, 1, 1)])
def test_tables_that_are_read_once_give_the_same_figures(two_rounds, known_on):
    rounds = Round.objects.in_bulk()
    queries = [
        SummaryQuery(date(2016, 3, 31), rounds[2], known_on=known_on),
        SummaryQuery(date(2013, 7, 31), rounds[1], known_on=known_on),
    ]

    together = summarise_sides(*queries)
    apart = [summarise(query) for query in queries]

    assert [side.statuses for side in together] == [side.statuses for side in apart]
    assert [side.world.numbers for side in together] == [side.world.numbers for side in apart]


def test_at_most_six_rounds_are_compared_unless_others_are_chosen(two_rounds):
    for number in range(3, 9):
        make_round(number, opens=f"{2013 + number}", due="", closes="")
    parser = QueryParser.with_known_rounds()
    query = parser.parse({"round": "8"})

    by_default = parse_rounds_question(parser, query, {})
    chosen = parse_rounds_question(parser, query, {"with": "1, 2,8"})

    assert [round_.number for round_ in by_default.rounds] == [8, 7, 6, 5, 4, 3]
    assert [round_.number for round_ in chosen.rounds] == [8, 2, 1]
    assert chosen.parameters["with"] == "2,1"
