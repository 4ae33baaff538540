"""Answers between two rounds: of those that answered, on all and on the same countries, and broken series."""

import pytest

from reporting.comparisons.indicator_changes import AnsweringSide, compare_answers, find_breaks
from reporting.models import Indicator, Instrument, Round
from tests.factories import option, question
from tests.reporting.comparisons.records import report, state

STATES = [state(iso3) for iso3 in ("AAA", "BBB", "CCC", "DDD")]
RECORD = Indicator(key="record", name="Record", definition="Keeps a record")


def instrument(pk, *questions):
    sections = [{"code": "s1", "title": "One", "questions": list(questions)}]
    return Instrument(pk=pk, form_id="x", version=str(pk), definition={"sections": sections})


def ask(key, lineage=None, public=True):
    return question(f"q_{key}", "yesno", indicator=key, lineage=lineage, public=public)


def round_of(number, form):
    return Round(number=number, title="", instrument=form)


FIRST = instrument(1, ask("record"), ask("hidden", public=False))
REWORDED = instrument(2, ask("record", "reworded"), ask("new", "new"))
SAME = instrument(3, ask("record", "same"), ask("new", "same"))


def side(number, form, held=True, **values):
    """The side of a round in which each country gave one answer to “record”; None stands for no report."""
    reports = {
        (number, iso3): report(iso3, "2018-03-01", number, version_id=1, values={"record": value})
        for iso3, value in values.items()
    }
    return AnsweringSide(round_of(number, form), STATES, reports, held)


def change(asked, other, breaks=frozenset()):
    rows = compare_answers(asked, other, {"record": RECORD}, breaks)
    assert [(row.key, row.answer) for row in rows] == [("record", "yes")]
    return rows[0]


def test_shares_are_of_those_that_answered_and_of_the_same_countries():
    other = side(1, FIRST, AAA="no", BBB="yes", CCC="unanswered")
    found = change(side(3, SAME, AAA="yes", BBB="no", DDD="yes", CCC="yes"), other)

    assert found.numbers == {
        "asked": 3, "asked_of": 4, "other": 1, "other_of": 2,
        "same_asked": 1, "same_other": 1, "same_of": 2, "gained": 1, "lost": 1,
    }  # fmt: skip
    assert (found.countries["gained"], found.countries["lost"]) == (["AAA"], ["BBB"])
    assert found.asked_share is None, "four countries are too few for a percentage"


def test_a_reason_a_blank_and_a_question_not_asked_are_no_answers():
    asked = side(3, SAME, AAA="confidential", BBB="unanswered", CCC="skipped", DDD="no")

    assert (change(asked, side(1, FIRST)).numbers["asked"], asked.answers_to("record")) == (0, {"DDD": "no"})


def test_reports_that_came_after_closing_or_are_not_public_answer_nothing():
    late = report("AAA", "2019-03-01", 3, version_id=1, after_closure=True, values={"record": "yes"})
    hidden = report("BBB", "2018-03-01", 3, values={"record": "yes"})
    asked = AnsweringSide(round_of(3, SAME), STATES, {(3, "AAA"): late, (3, "BBB"): hidden}, True)

    assert asked.answers_to("record") == {}


def test_what_is_not_held_or_not_asked_is_not_zero():
    found = change(side(3, SAME, AAA="yes"), side(2, REWORDED, held=False))
    assert (found.numbers["asked"], found.numbers["other"], found.numbers["gained"]) == (1, None, None)
    assert found.points is None

    rows = compare_answers(side(3, SAME), side(1, FIRST), {"new": Indicator(key="new")}, frozenset())
    assert [(row.numbers["asked"], row.numbers["other"]) for row in rows] == [(0, None)]


def test_each_option_of_a_choice_has_a_row():
    choice = question("q1", "single", indicator="record", options=[option("source"), option("both")])
    found = compare_answers(
        side(3, instrument(4, choice), AAA="both"), side(1, FIRST), {"record": RECORD}, frozenset()
    )

    assert [(row.answer, row.numbers["asked"]) for row in found][:2] == [("source", 0), ("both", 1)]


@pytest.mark.parametrize(
    ("first", "second", "breaks"),
    [
        ((1, FIRST), (2, REWORDED), {"record"}),
        ((3, SAME), (1, FIRST), {"record"}),
        ((2, REWORDED), (3, SAME), set()),
        ((1, FIRST), (1, FIRST), set()),
        ((2, REWORDED), (4, REWORDED), set()),
    ],
)
def test_a_series_breaks_where_a_round_in_between_asks_in_other_words(first, second, breaks):
    rounds = [round_of(1, FIRST), round_of(2, REWORDED), round_of(3, SAME), round_of(4, REWORDED)]
    rounds = rounds[:3] if (4, REWORDED) not in (first, second) else [rounds[0], rounds[1], rounds[3]]

    assert find_breaks(rounds, round_of(*first), round_of(*second)) == breaks
