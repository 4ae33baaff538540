"""Who reported for the first time, again, every time, no longer, never: each country in exactly one place."""

import itertools

import pytest

from reporting.comparisons.compared_rounds import ReportMark
from reporting.comparisons.reporters import EVERY_TIME, Pattern, compare_reporters
from tests.reporting.comparisons.records import compared, report, state

# What may be known of a country in a round, and how it is read there.
IN_TIME = {"sent_on": "2018-06-30"}
LATE = {"sent_on": "2018-07-01", "late": True}
AFTER = {"sent_on": "2019-01-01", "after_closure": True}
RECEIPT = {"sent_on": "2018-06-01", "receipt": "2018-06"}
BEGUN = {}
NO = None


def table_of(*history, **fields):
    """The table of one country with such a report in each round, the oldest first."""
    rounds = [
        compared(*([report("AAA", **one)] if one is not None else []), number=number, **fields)
        for number, one in enumerate(history, 1)
    ]
    return compare_reporters(rounds, [state("AAA")])


@pytest.mark.parametrize(
    ("history", "pattern", "every_time"),
    [
        ((NO, IN_TIME), Pattern.FIRST, False),
        ((BEGUN, LATE), Pattern.FIRST, False),
        ((IN_TIME, LATE), Pattern.AGAIN, True),
        ((RECEIPT, NO, IN_TIME), Pattern.AGAIN, False),
        ((AFTER, IN_TIME), Pattern.AGAIN, False),
        ((IN_TIME, NO), Pattern.STOPPED, False),
        ((RECEIPT, BEGUN), Pattern.STOPPED, False),
        ((IN_TIME, AFTER), Pattern.CLOSED, False),
        ((NO, AFTER), Pattern.CLOSED, False),
        ((NO, NO), Pattern.NEVER, False),
        ((IN_TIME,), Pattern.FIRST, False),
        ((NO,), Pattern.NEVER, False),
    ],
)
def test_a_country_has_the_pattern_of_its_history(history, pattern, every_time):
    table = table_of(*history)

    assert [row.pattern for row in table.world.rows] == [pattern]
    assert [row.is_every_time for row in table.world.rows] == [every_time]
    assert table.world.numbers[EVERY_TIME] == every_time


def test_in_an_open_round_nobody_has_stopped_yet():
    rounds = [compared(report("AAA", "2018-03-01")), compared(number=2, closes="", as_of="2018-02-01")]
    table = compare_reporters(rounds, [state("AAA")])

    assert table.world.rows[0].pattern == Pattern.AWAITED


def test_every_country_is_counted_in_exactly_one_pattern():
    kinds = (IN_TIME, LATE, AFTER, RECEIPT, BEGUN, NO)
    for history in itertools.product(kinds, repeat=3):
        numbers = table_of(*history).world.numbers
        assert sum(number for key, number in numbers.items() if key != EVERY_TIME) == 1
        assert numbers[EVERY_TIME] <= numbers[Pattern.AGAIN]


def test_rounds_of_which_nothing_is_held_say_nothing():
    rounds = [
        compared(report("AAA", "2018-03-01")),
        compared(number=2, answers_held=False),
        compared(report("AAA", "2018-03-01"), number=3),
    ]
    table = compare_reporters(rounds, [state("AAA")])

    assert table.not_held == (rounds[1],)
    assert table.world.numbers[EVERY_TIME] == 1
    assert compare_reporters(rounds[:2], [state("AAA")]) is None


def test_where_only_receipts_are_recorded_nothing_is_known_of_the_others():
    received = compared(report("BBB", "2018-03-01", receipt="2018"), number=2, answers_held=False)
    table = compare_reporters([compared(), received], [state("AAA"), state("BBB")])

    assert [row.pattern for row in table.world.rows] == [Pattern.UNKNOWN, Pattern.FIRST]
    assert table.world.rows[0].current is ReportMark.UNKNOWN


def test_without_a_due_date_no_report_is_late():
    table = compare_reporters([compared(report("AAA", "2018-03-01"), due="")], [state("AAA")])

    assert table.world.rows[0].current is ReportMark.SENT


def test_the_grid_is_sorted_by_pattern_within_it_by_name():
    states = [state("AAA"), state("BBB"), state("CCC"), state("DDD", "AFR")]
    rounds = [
        compared(report("AAA", "2018-03-01"), report("CCC", "2018-03-01")),
        compared(report("BBB", "2018-03-01"), report("CCC", "2018-03-01"), number=2),
    ]
    table = compare_reporters(rounds, states)

    def order(key):
        return [row.state.iso3 for row in table.sort_rows(key)]

    assert order("name") == order("nonsense") == ["AAA", "BBB", "CCC", "DDD"]
    assert order("pattern") == ["BBB", "CCC", "AAA", "DDD"]
    assert order("times") == ["CCC", "AAA", "BBB", "DDD"]
    assert order("region")[0] == "DDD"
    assert [group.code for group in table.regions] == ["AFR", "EUR"]
