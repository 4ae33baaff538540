"""Counting answers: each kind of answer and of silence apart, by group, over the rounds. No database."""

from datetime import date

import pytest

from reporting.compliance.reports_on_record import ReportOnRecord
from reporting.compliance.states_on_record import StateOnRecord
from reporting.indicators.answer_tones import tone_of
from reporting.indicators.asked_indicators import AskedIndicator, public_asked_indicators
from reporting.indicators.country_list import parse_panel
from reporting.indicators.group_tallies import divisions_on
from reporting.indicators.overview import Ordering, OverviewRow
from reporting.indicators.series import build_series, choose_rounds
from reporting.indicators.tallies import AnswerTally, answers_on_record
from reporting.models import Instrument, Round
from tests.factories import option, question

DAY = date(2013, 7, 31)
YES_NO = AskedIndicator("equal_rights", question("q1", "yesno", indicator="equal_rights"))
POSITIONS = [option("source"), option("destination"), option("both")]
SINGLE = AskedIndicator("position", question("q2", "single", options=POSITIONS, indicator="position"))


def state(iso3, region="EUR", income="H", safeguards=()):
    return StateOnRecord(iso3, f"Land {iso3}", region, income, 2014, tuple(safeguards))


def report(iso3, value="", round_number=1, key="equal_rights", **fields):
    """A report that is public and answers, unless the fields say otherwise."""
    known = {"sent_on": DAY, "published": True, "version_id": 1, "version_number": 1}
    return ReportOnRecord(round_number, iso3, **{**known, **fields}, values={key: value} if value else {})


def tally(*reports, asked=YES_NO, states=None):
    states = states or [state(found.iso3) for found in reports]
    by_key = {(found.round, found.iso3): found for found in reports}
    return AnswerTally(asked, answers_on_record(1, asked, states, by_key))


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        (report("AAA", "yes"), "yes"),
        (report("AAA", "no"), "no"),
        (report("AAA", "confidential"), "confidential"),
        (report("AAA", "unanswered"), "unanswered"),
        (report("AAA", "skipped"), "skipped"),
        (report("AAA"), "skipped"),  # its questionnaire does not ask
        (report("AAA", "a word of then"), "a word of then"),
        (report("AAA", "yes", version_id=None, version_number=None), "not_public"),
        (report("AAA", version_id=None, version_number=None, receipt="2013"), "not_public"),
        (report("AAA", "yes", after_closure=True), "no_report"),
        (report("AAA", "yes", sent_on=None), "no_report"),
    ],
)
def test_each_kind_of_answer_and_silence_is_counted_by_itself(found, kind):
    assert dict(tally(found).numbers) == {kind: 1}


def test_a_state_without_a_report_has_no_answer():
    found = tally(report("AAA", "yes"), states=[state("AAA"), state("BBB")])

    assert dict(found.numbers) == {"yes": 1, "no_report": 1}
    assert (found.member_states, found.reports, found.answered) == (2, 1, 1)


def test_shares_are_of_those_who_answered_and_of_fewer_than_five_there_is_none():
    values = ["yes", "yes", "no", "no", "no", "unanswered", "confidential", "skipped"]
    found = tally(*(report(f"A{n}X", value) for n, value in enumerate(values)))
    few = tally(*(report(f"A{n}X", value) for n, value in enumerate(values[1:])))

    assert (found.share_of_answered("yes"), found.share_of_reports("yes")) == (40.0, 25.0)
    assert (few.share_of_answered("yes"), few.share_of_reports("yes")) == (None, 14.3)


def test_another_answer_than_yes_and_no_is_counted_in_the_order_of_its_options():
    found = tally(
        report("AAA", "both", key="position"), report("BBB", "source", key="position"), asked=SINGLE
    )

    assert [(kind.key, kind.label, found.numbers[kind.key]) for kind in found.answer_kinds] == [
        ("source", "Source", 1),
        ("destination", "Destination", 0),
        ("both", "Both", 1),
    ]
    assert found.answered == 2


def test_a_tone_stands_for_one_thing_in_a_chart():
    """In the overview what is hatched is a reason, also beside an indicator with other answers."""
    found = tally(
        *(
            report(f"{value[:2].upper()}X", value, key="position")
            for value in ("source", "both", "not_collected")
        ),
        asked=SINGLE,
    )
    kinds = [found.kinds[key] for key in ("source", "destination", "both", "not_collected")]
    alone, beside = (
        [str(tone_of(kind, found, beside_yes_no=is_beside)) for kind in kinds] for is_beside in (False, True)
    )

    assert alone == ["strong", "middle", "hatched", "warm"]
    assert beside == ["strong", "middle", "strong-dot", "hatched"]


def test_the_sum_of_the_groups_is_the_whole():
    states = [
        state("AAA", "EUR", "H"),
        state("BBB", "AFR", "L", [2020, 2023]),
        state("CCC", "AFR", "", [2023]),
        state("DDD", "", "L"),
    ]
    found = tally(report("AAA", "yes"), report("BBB", "no"), states=states)
    groups = {
        division.name: {group.key: dict(group.tally.numbers) for group in division.split(found)}
        for division in divisions_on(date(2024, 1, 1), states)
    }

    assert groups == {
        "region": {
            "region-AFR": {"no": 1, "no_report": 1},
            "region-EUR": {"yes": 1},
            "region-none": {"no_report": 1},
        },
        "income": {
            "income-L": {"no": 1, "no_report": 1},
            "income-H": {"yes": 1},
            "income-none": {"no_report": 1},
        },
        "safeguards": {
            "safeguards-2023": {"no": 1, "no_report": 1},
            "safeguards-none": {"yes": 1, "no_report": 1},
        },
    }


def test_before_the_first_safeguards_list_nobody_is_on_it():
    states = [state("AAA", safeguards=[2020])]

    assert [division.name for division in divisions_on(DAY, states)] == ["region", "income"]


# Over the rounds


def instrument(number, **details):
    asked = question("q1", "yesno", **{"indicator": "equal_rights", "text": f"Question {number}", **details})
    definition = {"sections": [{"code": "s", "questions": [asked]}]}
    return Instrument(pk=number, definition=definition)


def make_rounds(*instruments):
    return [
        Round(number=number, opens=f"20{number:02}", instrument=found)
        for number, found in enumerate(instruments, 1)
    ]


def series(instruments, answers):
    """Return the series of {country: the answer of each round; "" for none}."""
    reports = [
        report(iso3, value, number)
        for iso3, values in answers.items()
        for number, value in enumerate(values, 1)
        if value
    ]
    states = [state(iso3) for iso3 in answers]
    by_key = {(found.round, found.iso3): found for found in reports}
    return build_series("equal_rights", make_rounds(*instruments), states, by_key)


def test_the_same_countries_are_those_that_answered_in_every_round():
    same = instrument(1)
    found = series(
        [same, same],
        {"AAA": ["yes", "no"], "BBB": ["no", "unanswered"], "CCC": ["yes", ""], "DDD": ["", "yes"]},
    )

    assert [dict(point.tally.numbers) for point in found.counted_points] == [
        {"yes": 2, "no": 1, "no_report": 1},
        {"no": 1, "unanswered": 1, "no_report": 1, "yes": 1},
    ]
    assert [dict(part.numbers) for _point, part in found.panel] == [{"yes": 1}, {"no": 1}]
    assert found.panel_key == "1-2"


def test_the_series_breaks_where_the_words_changed_and_shows_both():
    later = instrument(2, lineage="reworded")
    found = series([instrument(1), later, later], {"AAA": ["yes", "yes", "yes"]})

    assert [point.breaks for point in found.points] == [False, True, False]
    assert [(p.asked_before.words, p.asked.words) for p in found.breaks] == [("Question 1", "Question 2")]
    assert found.breaks_after(1, 2)
    assert not found.breaks_after(2, 3)


def test_what_is_asked_as_before_goes_on():
    found = series([instrument(1), instrument(2, lineage="same")], {"AAA": ["yes", "yes"]})

    assert found.breaks == []


def test_a_break_in_a_round_of_which_nothing_is_held_counts_for_the_next():
    later = instrument(2, lineage="split")
    found = series([instrument(1), later, later], {"AAA": ["yes", "", "yes"]})

    assert [point.is_held for point in found.points] == [True, False, True]
    assert [point.round.number for point in found.counted_points] == [1, 3]
    assert found.breaks_after(1, 3)


@pytest.mark.parametrize("private", [instrument(2, public=False), None])
def test_a_round_that_does_not_ask_in_public_has_no_numbers(private):
    found = series([instrument(1), private], {"AAA": ["yes", "yes"]})

    assert [point.tally is None for point in found.points] == [False, True]
    assert found.panel == []


def test_at_most_six_rounds_are_compared_and_none_that_had_not_opened():
    rounds = [Round(number=number, opens=f"20{number:02}") for number in range(1, 12)]

    def numbers(asked):
        return [round_.number for round_ in choose_rounds(rounds, rounds[asked - 1], date(2009, 12, 1))]

    assert numbers(9) == [4, 5, 6, 7, 8, 9]
    assert numbers(2) == [2, 5, 6, 7, 8, 9]


# What asks an indicator, and the order of the overview


def test_options_and_questions_ask_indicators_and_what_is_private_does_not():
    questions = [
        question("q1", "multiple", options=[option("record", indicator="record"), option("none")]),
        question("q2", "single", options=POSITIONS, indicator="position"),
        question("q3", "yesno", public=False, indicator="secret"),
    ]
    found = public_asked_indicators(
        Instrument(definition={"sections": [{"code": "s", "questions": questions}]})
    )

    assert {key: list(asked.choices) for key, asked in found.items()} == {
        "record": ["yes", "no"],
        "position": ["source", "destination", "both"],
    }


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("", [0, 1, 2]),
        ("-question", [2, 1, 0]),
        ("nonsense", [0, 1, 2]),
        ("yes", [1, 0, 2]),
        ("-yes", [2, 0, 1]),
        ("no", [2, 0, 1]),
        ("reason", [0, 1, 2]),
        ("other", [2, 0, 1]),
        ("unanswered", [1, 0, 2]),
    ],
)
def test_the_overview_is_sorted_by_any_kind(sort, order):
    tallies = [
        tally(report("AAA", "yes"), report("BBB", "not_collected")),
        tally(report("AAA", "yes"), report("BBB", "yes"), report("CCC", "unanswered")),
        tally(report("AAA", "no"), report("BBB", "another word")),
    ]
    rows = [OverviewRow(None, None, found, place) for place, found in enumerate(tallies)]

    assert [row.place for row in Ordering.parse(sort).sort(rows)] == order


@pytest.mark.parametrize("text", ["", "x", "1-", "1-2-3-4-5-6-7", "-1", "99999", "1,2", "١"])
def test_a_panel_that_cannot_be_read_names_no_round(text):
    assert parse_panel(text) == []
