"""What is asked, what is missing, and how it reads back."""

import pytest

from reporting.models import Instrument
from reporting.submissions.plain_answers import is_answered
from reporting.submissions.questionnaire import evaluate_form
from reporting.submissions.read_back import render_report
from tests.factories import COMPLETE, small_instrument


@pytest.fixture
def instrument():
    return Instrument(form_id="small", version="1", definition=small_instrument())


def plain_answers(**values):
    return {code: {"value": value, "reason": "", "reason_detail": ""} for code, value in values.items()}


def sentences(instrument, answers):
    return [problem.sentence for problem in evaluate_form(instrument, answers).problems]


@pytest.mark.parametrize(
    ("value", "answered"),
    [
        (None, False),
        ("", False),
        ([], False),
        ({"doctors": {"total": None}}, False),
        ([{"title": None}], False),
        ("no", True),
        (0, True),
        ({"doctors": {"total": 0}}, True),
    ],
)
def test_a_blank_is_not_an_answer_and_a_zero_is(value, answered):
    assert is_answered(value) is answered


def test_a_complete_report_has_no_problems(instrument):
    assert sentences(instrument, plain_answers(**COMPLETE)) == []


def test_what_the_logic_does_not_ask_is_not_missing(instrument):
    assert sentences(instrument, plain_answers(q0="A", q1="no")) == []


def test_a_hidden_answer_hides_what_hangs_on_it(instrument):
    answers = plain_answers(q0="A", q1="no", q2=["record"], q3="Kept somewhere")

    assert sorted(evaluate_form(instrument, answers).answers) == ["q0", "q1"]


def test_a_reason_stands_for_an_answer(instrument):
    answers = plain_answers(q0="A") | {"q1": {"value": None, "reason": "not_collected", "reason_detail": ""}}

    assert sentences(instrument, answers) == []


def test_held_by_another_body_must_name_it(instrument):
    answers = plain_answers(q0="A") | {"q1": {"value": None, "reason": "held_elsewhere", "reason_detail": ""}}

    assert sentences(instrument, answers) == ["Question 1: say which body holds the information."]


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"q2": ["none", "record"]}, "Question 2: “None” cannot be chosen together with others."),
        ({"q6": 1066}, "The year must be 1990 or later."),
        ({"q4": [{"title": None, "partners": ["DEU"]}]}, "Question 4, row 1: “Title” is missing."),
    ],
)
def test_an_impossible_answer_is_explained(instrument, answers, sentence):
    assert sentences(instrument, plain_answers(**{**COMPLETE, **answers})) == [sentence]


def test_a_group_needs_its_least_number_of_rows(instrument):
    instrument.questions["q4"]["min_rows"] = 2
    answers = plain_answers(**COMPLETE, q4=[{"title": "Memorandum", "partners": ["DEU"]}])

    assert sentences(instrument, answers) == ["Question 4 needs at least 2 rows."]


def test_progress_counts_what_is_asked_answered_and_open(instrument):
    form = evaluate_form(instrument, plain_answers(q1="yes"))

    assert [(step.code, step.relevant, step.answered, step.open) for step in form.progress] == [
        ("s0", 1, 0, 1),
        ("sA", 6, 1, 1),
    ]


@pytest.mark.django_db
def test_the_public_does_not_read_what_is_private(instrument, philippines):
    sections = render_report(evaluate_form(instrument, plain_answers(**COMPLETE)), public_only=True)

    assert [section["code"] for section, _rendered in sections] == ["sA"]


@pytest.mark.django_db
def test_answers_are_read_back_in_words(instrument, philippines):
    answers = plain_answers(
        **COMPLETE, q4=[{"title": "Memorandum", "partners": ["PHL"]}], q5={"doctors": {"total": 1200}}
    )

    sections = render_report(evaluate_form(instrument, answers))
    rendered = {answer.code: answer for _section, page in sections for answer in page}

    assert rendered["q1"].text == "Yes"
    assert rendered["q2"].items == ["Record"]
    assert rendered["q4"].rows == [("1", ["Memorandum", "Philippines"])]
    assert rendered["q5"].rows == [("Doctors", ["1,200", ""]), ("Nurses", ["", ""])]
    assert rendered["q6"].blank is True
