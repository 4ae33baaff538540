"""Rounds: what came, what is public, and what others have published."""

import pytest

from reporting.models import PublishedFigure, Round
from tests.reporting.public.report_steps import (
    make_round,
    publish_report,
    report_in_every_way,
    start_report,
    submit_report,
)


@pytest.fixture
def first(db):
    return make_round()


@pytest.fixture
def answered(first):
    return report_in_every_way(first)


def figure(**fields):
    known = {
        "region": "WORLD",
        "unit": "countries",
        "as_of": "2013-07",
        "source": "Somebody",
        "trust": "sourced",
    }
    return PublishedFigure.objects.create(**{**known, **fields})


def test_unknown_rounds_do_not_exist(client, first):
    addresses = ("/rounds/9/", "/rounds/99999999999999999999/", "/rounds/x/")

    assert [client.get(address).status_code for address in addresses] == [404] * 3


def test_a_round_lists_what_came_and_what_is_public(client, answered):
    page = client.get("/rounds/1/")
    rows = [(row.report.member_state_id, row.is_published) for row in page.context["reports"]]

    assert rows == [("DEU", True), ("IDN", True), ("IRL", True), ("KEN", False), ("PHL", True)]
    assert "5 reports received here, 4 of them published." in page.content.decode()


@pytest.mark.parametrize(
    ("day", "timing"), [(9, "In time"), (10, "Late"), (121, "Late"), (122, "After the round closed")]
)
def test_reports_are_late_after_the_due_date_and_apart_after_the_closure(client, first, day, timing):
    submit_report(start_report(first), day=day)

    assert client.get("/rounds/1/").context["reports"][0].timing.label == timing


def test_without_a_due_date_no_report_is_late(client, db):
    submit_report(start_report(make_round(due="", closes="")), day=900)
    page = client.get("/rounds/1/")

    assert page.context["reports"][0].timing is None
    assert "no report is counted as late" in page.content.decode()


def test_the_list_of_rounds_gives_dates_as_known_and_says_where_nothing_is_held(client, answered):
    Round.objects.create(number=2, title="Round 2", opens="2015-03")
    figure(round_id=2, indicator="reports_received", value=74, as_of="2016-03")
    page = client.get("/rounds/")
    held = [(row.round.number, row.received, row.published) for row in page.context["rounds"]]

    assert held == [(2, 0, 0), (1, 5, 4)]
    for words in ("March 2015", "not known", "No report of this round is held here.", "<strong>74</strong>"):
        assert words in page.content.decode()


def test_many_rounds_are_listed_on_several_pages(client, answered):
    Round.objects.bulk_create(Round(number=number, title=f"Round {number}") for number in range(2, 13))
    pages = [client.get(f"/rounds/{page}") for page in ("", "?page=2", "?page=x")]
    found = [[row.round.number for row in page.context["rounds"]] for page in pages]

    assert found == [list(range(12, 2, -1)), [2, 1], list(range(12, 2, -1))]
    assert "?page=2" in pages[0].content.decode()
    assert pages[1].context["rounds"][1].received == 5


def test_published_figures_are_never_added_to_what_is_held(client, answered):
    figure(round=answered, indicator="reports_received", value=54)
    text = client.get("/rounds/1/").content.decode()

    assert "5 reports received here" in text
    assert "<strong>54</strong>" in text


@pytest.mark.parametrize("states", [["PHL"], ["PHL", "IDN", "IRL"]])
@pytest.mark.parametrize(("address", "queries"), [("/rounds/", 5), ("/rounds/1/", 5)])
def test_as_many_queries_for_three_reports_as_for_one(
    client, first, states, address, queries, django_assert_num_queries
):
    for state in states:
        publish_report(start_report(first, state))

    with django_assert_num_queries(queries):
        client.get(address)
