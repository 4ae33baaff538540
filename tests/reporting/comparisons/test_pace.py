"""Reports by days since opening: counted up, never beyond what is known, never zero for what is not held."""

import random
from datetime import timedelta

import pytest

from reporting.comparisons.compared_rounds import OpeningPrecision
from reporting.comparisons.pace import compare_pace
from tests.reporting.comparisons.records import compared, day, report, state

STATES = [state("AAA"), state("BBB"), state("CCC", "AFR"), state("DDD", "")]


def numbers(table, *offsets, group=None):
    return [[line.number_by(offset) for offset in offsets] for line in table.find_group(group).lines]


def test_reports_are_counted_up_by_days_since_opening():
    closed = compared(report("AAA", "2018-01-01"), report("CCC", "2018-01-11"), report("XXX", "2018-01-05"))
    table = compare_pace([closed], STATES)

    assert numbers(table, 0, 9, 10, 364, 4000) == [[1, 1, 2, 2, 2]]
    assert numbers(table, 10, group="AFR") == [[1]]
    assert numbers(table, 10, group="") == [[2]]
    assert [arrival.state.iso3 for arrival in table.world.lines[0].arrivals_by(9)] == ["AAA"]
    assert (closed.due_offset, closed.closing_offset, closed.is_closed) == (180, 364, True)


def test_what_came_before_the_opening_came_on_day_0_and_after_closing_does_not_count():
    early = report("AAA", "2017-12-30")
    after = report("BBB", "2019-02-01", after_closure=True)

    assert numbers(compare_pace([compared(early, after)], STATES), 0, 900) == [[1, 1]]


def test_of_an_open_round_no_day_to_come_is_told():
    now = compared(report("AAA", "2018-01-05"), as_of="2018-02-01", closes="")
    table = compare_pace([now], STATES)

    assert table.current_offset == 31
    assert numbers(table, 31, 32) == [[1, None]]
    assert max(table.steps) >= 31


def test_a_round_of_which_nothing_is_held_is_never_zero_nor_drawn():
    nothing = compared(number=2, answers_held=False)
    table = compare_pace([compared(report("AAA", "2018-03-01")), nothing], STATES)

    assert numbers(table, 0, 200) == [[0, 1], [None, None]]
    assert [line.number for line in table.world.drawn] == [1]
    assert table.silent_rounds == [nothing]
    assert table.world.lines[1].total is None


def test_receipts_alone_are_the_least_that_came():
    received = compared(report("AAA", "2018-03-01", receipt="2018-03"), answers_held=False)
    line = compare_pace([received], STATES).world.lines[0]

    assert (line.number_by(100), line.is_least) == (1, True)


@pytest.mark.parametrize(
    ("opens", "precision", "offset"),
    [
        ("2018-01-11", OpeningPrecision.DAY, 20),
        ("2018-01", OpeningPrecision.MONTH, 30),
        ("2017", OpeningPrecision.YEAR, 395),
        ("", OpeningPrecision.UNKNOWN, None),
    ],
)
def test_days_are_counted_from_the_first_possible_day(opens, precision, offset):
    round_ = compared(report("AAA", "2018-01-31"), opens=opens)
    line = compare_pace([round_], STATES).world.lines[0]

    assert round_.opening_precision == precision
    assert round_.is_opening_exact == (precision is OpeningPrecision.DAY)
    assert round_.offset_of(day("2018-01-31")) == offset
    assert line.number_by(offset or 0) == (None if offset is None else 1)


def test_a_round_without_closing_day_is_over_when_the_next_one_opens():
    overtaken = compared(closes="", overtaken_on=day("2019-02-28"))

    assert (overtaken.is_closed, overtaken.last_day) == (True, day("2019-02-28"))
    assert not compared(closes="", as_of="2019-02-01", overtaken_on=day("2019-02-28")).is_closed


def test_numbers_agree_with_counting_by_hand():
    dice = random.Random(5)
    opening = day("2018-01-01")
    for _case in range(20):
        reports = [
            report(
                s.iso3,
                str(opening + timedelta(days=dice.randint(-5, 500))),
                after_closure=dice.random() < 0.2,
            )
            for s in STATES
            if dice.random() < 0.7
        ]
        line = compare_pace([compared(*reports)], STATES).world.lines[0]
        for offset in (0, 50, 180, 364, 500):
            by_hand = sum(
                not r.after_closure and max((r.sent_on - opening).days, 0) <= offset for r in reports
            )
            assert line.number_by(offset) == by_hand
