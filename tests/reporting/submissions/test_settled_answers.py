"""What counts of a report: computed values, sums, options that are ruled out, defaults, requirements."""

from datetime import date

import pytest

from reporting.models import Instrument
from reporting.submissions.questionnaire import evaluate_form
from reporting.submissions.read_back import render_report
from tests.reporting.instruments.small_form import read_survey

DAY = date(2024, 3, 1)
END = {"type": "end_repeat"}
GROUP = {"type": "begin_repeat", "name": "g", "label": "Agreements"}
TOTAL = {"type": "integer", "name": "total", "label": "Total"}


def settle(*rows, choices=(), **values):
    instrument = Instrument(definition=read_survey(*rows, choices=choices))
    given = {code: {"value": value, "reason": "", "reason_detail": ""} for code, value in values.items()}
    return evaluate_form(instrument, given, DAY)


def sentences(state):
    return [problem.sentence for problem in state.problems]


def test_totals_and_shares_are_computed_row_by_row_and_over_all_rows():
    state = settle(
        GROUP,
        {"type": "integer", "name": "abroad", "label": "Trained abroad"},
        {"type": "integer", "name": "all", "label": "All"},
        {
            "type": "calculate",
            "name": "share",
            "label": "Share",
            "calculation": "round(${abroad} div ${all} * 100, 1)",
        },
        {"type": "date", "name": "asked", "label": "Never asked", "relevant": "${share} > 1000"},
        END,
        {"type": "calculate", "name": "sum", "label": "Sum", "calculation": "sum(${abroad})"},
        {"type": "text", "name": "why", "label": "Why ${sum}?", "relevant": "${sum} > 40"},
        g=[{"abroad": 20, "all": 60, "asked": "2020-01-01"}, {"abroad": 25, "all": 50}],
    )

    assert state.settled["g"] == [
        {"abroad": 20, "all": 60, "share": "33.3"},
        {"abroad": 25, "all": 50, "share": 50},
    ]
    assert (state.settled["sum"], "why" in state.relevant) == (45, True)
    assert state.fill_texts(state.instrument.questions["why"])["text"] == "Why 45?"
    assert state.answers["sum"]["value"] == 45
    assert [(step.relevant, step.answered) for step in state.progress] == [(2, 1)]


@pytest.mark.parametrize(("total", "message"), [(45, []), (44, ["Rows do not add up."])])
def test_a_constraint_asks_the_sum_of_rows(total, message):
    rule = {"constraint": ". = sum(${n})", "constraint_message": "Rows do not add up."}
    rows = [{"n": 20}, {"n": 25}]

    assert sentences(settle(GROUP, TOTAL | {"name": "n"}, END, TOTAL | rule, g=rows, total=total)) == message


def test_a_constraint_on_a_whole_group():
    rule = {
        "constraint": "sum(${n}) <= 100 and count(${g}) < 3",
        "constraint_message": "Too much in ${total}.",
    }
    state = settle(TOTAL, GROUP | rule, TOTAL | {"name": "n"}, END, total=7, g=[{"n": 60}, {"n": 41}])

    assert sentences(state) == ["Too much in 7."]


def test_an_option_that_is_ruled_out_counts_as_not_given():
    options = [
        {"list_name": "sub", "name": name, "label": name.title(), "of": of}
        for name, of in (("mou", "1"), ("treaty", "1"), ("letter", "2"))
    ]
    rows = (
        {"type": "select_one k", "name": "kind", "label": "Kind"},
        {"type": "select_multiple sub", "name": "sub", "label": "Sub", "choice_filter": "of = ${kind}"},
    )

    assert settle(*rows, choices=options, kind="1", sub=["mou", "letter"]).settled["sub"] == ["mou"]
    assert settle(*rows, choices=options, kind="3", sub=["mou"]).settled["sub"] is None


def test_a_default_counts_until_somebody_answers():
    rows = (
        TOTAL | {"default": "5"},
        {"type": "text", "name": "a", "label": "A", "relevant": "${total} = 5"},
        {"type": "date", "name": "day", "label": "Day", "default": "today()"},
    )

    assert settle(*rows).settled == {"total": 5, "day": "2024-03-01"}
    assert settle(*rows, total=None).settled == {"total": None, "day": "2024-03-01"}
    assert "a" in settle(*rows).relevant
    assert settle(*rows).answers["total"]["value"] == 5


def test_a_question_is_required_by_a_rule_and_says_so_in_its_own_words():
    rows = (
        TOTAL,
        {
            "type": "text",
            "name": "a",
            "label": "A",
            "required": "${total} > 5",
            "required_message": "Say why.",
        },
        {"type": "range", "name": "r", "label": "R", "number": "3", "parameters": "start=0 end=10 step=2"},
    )

    assert sentences(settle(*rows, total=5)) == []
    assert sentences(settle(*rows, total=6)) == ["Say why."]
    assert sentences(settle(*rows, r=5)) == ["Question 3: write a number from 0 to 10, in steps of 2."]
    assert sentences(settle(*rows, r=4)) == []


def test_rows_beyond_the_count_do_not_count():
    rows = (TOTAL, GROUP | {"repeat_count": "${total}"}, TOTAL | {"name": "n"}, END)
    given = [{"n": 1}, {"n": 2}, {"n": 3}]

    assert settle(*rows, total=2, g=given).settled["g"] == given[:2]
    assert settle(*rows, g=given).relevant == {"total"}


def test_a_text_repeats_the_words_of_an_option():
    rows = (
        {"type": "select_one k", "name": "kind", "label": "Kind"},
        {"type": "calculate", "name": "words", "calculation": "jr:choice-name(${kind}, '${kind}')"},
        {"type": "text", "name": "a", "label": "On ${kind}, ${words}", "relevant": "${kind} >= 2"},
    )
    state = settle(*rows, kind="2")

    assert state.fill_texts(state.instrument.questions["a"])["text"] == "On Option 2, Option 2"
    assert "a" in state.relevant
    assert "a" not in settle(*rows, kind="1").relevant


def test_two_blanks_are_equal():
    text = {"type": "text", "label": "T"}
    rows = [text | {"name": "a"}, text | {"name": "b"}, text | {"name": "z", "relevant": "${a} = ${b}"}]

    assert "z" in settle(*rows).relevant
    assert "z" not in settle(*rows, a="x").relevant


@pytest.mark.django_db
def test_computed_and_special_answers_read_as_words():
    state = settle(
        TOTAL,
        {"type": "calculate", "name": "hidden", "calculation": "1"},
        {"type": "calculate", "name": "share", "label": "Share", "calculation": "${total} div 3"},
        {"type": "calculate", "name": "until", "label": "Until", "calculation": "date('2024-02-29')"},
        {"type": "rank k", "name": "order", "label": "Order"},
        {"type": "acknowledge", "name": "ok", "label": "Read ${order}"},
        total=20000,
        order=["3", "1"],
        ok="OK",
    )
    [(_section, answers)] = render_report(state)

    assert {answer.code: answer.text or answer.items for answer in answers} == {
        "total": "20,000",
        "share": "6,666.666667",
        "until": "29 February 2024",
        "order": ["Option 3", "Option 1"],
        "ok": "Acknowledged",
    }
    assert answers[-1].question == "Read Option 3, Option 1"
