"""The geometry of the pictures."""

from datetime import date

import pytest

from reporting.charts.axes import axis_ticks
from reporting.compliance.charts import bar_length, build_tile_map, draw_curve
from reporting.compliance.figures import ComplianceStatus

FIRST, LAST = date(2013, 1, 1), date(2013, 12, 31)


def numbers_in(path):
    return [float(step[1:]) for step in path.split()[1:] if step[0] in "HV"]


def test_a_tile_stands_at_its_place():
    statuses = [ComplianceStatus("AAA", "A", "EUR", tile=(2, 1)), ComplianceStatus("BBB", "B", "EUR")]
    drawn = build_tile_map(statuses)
    assert [(tile.status.iso3, tile.x, tile.y) for tile in drawn.tiles] == [("AAA", "56", "28")]


@pytest.mark.parametrize(
    ("columns", "view_box"),
    [
        ((0, 32), "-1 55 924 28"),
        ((4, 32), "111 55 812 28"),
        ((10, 13), "-1 55 672 28"),
        ((0,), "-323 55 672 28"),
    ],
)
def test_a_map_is_cut_to_its_tiles_but_not_too_narrow(columns, view_box):
    statuses = [ComplianceStatus(f"A{column}", "A", "EUR", tile=(column, 2)) for column in columns]
    assert build_tile_map(statuses).view_box == view_box


def test_a_map_of_nobody_is_empty():
    assert build_tile_map([]).tiles == ()


@pytest.mark.parametrize(("part", "whole", "bar"), [(0, 0, "0"), (0, 5, "0"), (1, 3, "33.3"), (5, 5, "100")])
def test_bars_are_shares(part, whole, bar):
    assert bar_length(part, whole) == bar


def test_the_curve_climbs_one_step_a_report():
    drawn = draw_curve([date(2013, 3, 1), date(2013, 3, 1), date(2013, 9, 1)], FIRST, LAST)
    assert drawn.line.count("V") == 3
    heights = [float(step[1:]) for step in drawn.line.split() if step[0] == "V"]
    assert heights == sorted(heights, reverse=True)


def test_the_curve_stays_inside_its_frame():
    drawn = draw_curve(
        [date(2013, 1, 1), date(2013, 12, 31)], FIRST, LAST, published=[(date(2013, 6, 30), 90)]
    )
    places = [float(mark.y) for mark in (*drawn.published, *drawn.number_ticks, drawn.end)]
    assert min(places) >= 0
    assert max(places) <= drawn.height
    assert max(numbers_in(drawn.line)) <= drawn.width


def test_a_curve_without_reports_is_flat():
    drawn = draw_curve([], FIRST, LAST)
    assert "V" not in drawn.line
    assert drawn.end.label == 0


def test_a_curve_of_one_day_can_be_drawn():
    assert draw_curve([FIRST], FIRST, FIRST).end.label == 1


@pytest.mark.parametrize(
    ("due", "shown"), [(date(2013, 6, 1), True), (date(2014, 6, 1), False), (None, False)]
)
def test_the_due_day_is_drawn_where_it_lies_in_view(due, shown):
    assert bool(draw_curve([], FIRST, LAST, due=due).due) is shown


def test_a_published_number_outside_the_view_is_left_out():
    assert draw_curve([], FIRST, LAST, published=[(date(2014, 1, 1), 56)]).published == ()


@pytest.mark.parametrize(
    ("last", "room", "labels"),
    [(date(2013, 12, 31), 13, 12), (date(2013, 12, 31), 4, 4), (date(2026, 11, 23), 13, 7)],
)
def test_months_are_labelled_as_far_as_there_is_room(last, room, labels):
    drawn = draw_curve([], FIRST, last, most_labels=room)
    assert sum(month.label is not None for month in drawn.month_ticks) == labels


@pytest.mark.parametrize("highest", range(0, 200, 7))
def test_axis_ticks_are_few_round_and_high_enough(highest):
    found = axis_ticks(highest)
    assert found[0] == 0
    assert found[-1] >= highest
    assert len(found) <= 5
