"""The curve of the reports received."""

import re
from datetime import date

import pytest

from reporting.charts.axes import axis_ticks, month_ticks
from reporting.charts.line_chart import Line, LineChart, Style
from reporting.compliance.curve import ReportCurve
from reporting.compliance.page import bar_length
from reporting.compliance.published_figures import order_published_figures
from reporting.compliance.query import SummaryQuery
from reporting.compliance.summary import summarise
from reporting.models import PublishedFigure
from tests.reporting.compliance.records import make_report, make_round, make_state

FIRST, LAST = date(2013, 1, 1), date(2013, 12, 31)


@pytest.mark.parametrize(("part", "whole", "bar"), [(0, 0, "0"), (0, 5, "0"), (1, 3, "33.3"), (5, 5, "100")])
def test_bars_are_shares(part, whole, bar):
    assert bar_length(part, whole) == bar


def line_of(points):
    chart = LineChart(title="Curve", lines=[Line("Round", points, style=Style.STEPS)], span=(FIRST, LAST))
    path = re.search(r'<path class="line strong" d="([^"]*)"', chart.picture("wide").content)[1]
    return [tuple(map(float, corner.split())) for corner in path[1:].split("L")]


def test_the_curve_climbs_in_steps():
    corners = line_of([(FIRST, 0), (date(2013, 3, 1), 2), (date(2013, 9, 1), 3), (LAST, 3)])
    heights = [y for _x, y in corners]
    assert len(set(heights)) == 3
    assert heights == sorted(heights, reverse=True)
    assert all(a[0] == b[0] or a[1] == b[1] for a, b in zip(corners, corners[1:], strict=False))


def test_a_curve_without_reports_is_flat():
    assert len({y for _x, y in line_of([(FIRST, 0), (LAST, 0)])}) == 1


@pytest.mark.parametrize(
    ("last", "room", "labels"),
    [(date(2013, 12, 31), 13, 12), (date(2013, 12, 31), 4, 4), (date(2026, 11, 23), 13, 7)],
)
def test_months_are_labelled_as_far_as_there_is_room(last, room, labels):
    assert sum(labelled for _day, labelled in month_ticks(FIRST, last, room)) == labels


@pytest.mark.parametrize("highest", range(0, 200, 7))
def test_axis_ticks_are_few_round_and_high_enough(highest):
    found = axis_ticks(highest)
    assert found[0] == 0
    assert found[-1] >= highest
    assert len(found) <= 5


@pytest.fixture
def rounds(db):
    first = make_round(1, opens="2012-01-01", due="2012-06-01", closes="2012-12-31")
    third = make_round(3, opens="2018-01-01", due="2018-06-01", closes="2018-12-31")
    states = [make_state(iso3) for iso3 in ("AAA", "BBB", "CCC")]
    make_report(states[0], first, sent_on=["2012-01-31"])
    make_report(states[1], first, sent_on=["2012-11-30"])
    make_report(states[0], third, sent_on=["2018-02-10"])
    make_report(states[2], third, sent_on=["2018-02-10"])
    return first, third


def curve_on(round_, as_of, published=()):
    return ReportCurve(summarise(SummaryQuery(date.fromisoformat(as_of), round_)), published)


def test_an_open_round_is_drawn_up_to_its_closing_with_the_deadline_ahead(rounds):
    curve = curve_on(rounds[1], "2018-03-01")
    assert curve.period == (date(2018, 1, 1), date(2019, 1, 1))
    assert [(point[0].isoformat(), point[1]) for point in curve.line.points] == [
        ("2018-01-01", 0),
        ("2018-02-10", 2),
        ("2018-03-01", 2),
    ]
    assert [marker.x for marker in curve.markers] == [date(2018, 6, 1), date(2018, 12, 31)]


def test_an_earlier_round_runs_beside_as_many_days_after_its_opening(rounds):
    (line,) = curve_on(rounds[1], "2018-03-01").earlier
    assert line.dashed
    assert [(point[0].isoformat(), point[1]) for point in line.points] == [
        ("2018-01-01", 0),
        ("2018-01-31", 1),
        ("2018-12-01", 2),
        ("2019-01-01", 2),
    ]


def test_the_countries_of_a_day_are_named_at_its_point(rounds):
    (day,) = curve_on(rounds[1], "2018-03-01").report_days
    assert (day.label, day.url) == ("10 February 2018: Land AAA, Land CCC. 2 in all.", "")
    (only,) = curve_on(rounds[0], "2012-03-01").report_days
    assert only.url == "/countries/AAA/"


def test_nothing_is_drawn_before_the_round_has_begun(rounds):
    assert curve_on(rounds[1], "2017-12-01").period is None


def test_a_published_number_is_a_ring_within_the_days_that_are_drawn(rounds):
    figures = [
        PublishedFigure(round=rounds[1], indicator="reports_received", as_of=day, region="WORLD", value=40)
        for day in ("2018-02-15", "2017-01-01", "2018-09-10")
    ]
    rings = curve_on(rounds[1], "2018-03-01", order_published_figures(figures)).rings
    assert [[point[0] for point in line.points] for line in rings] == [[date(2018, 2, 15)]]
