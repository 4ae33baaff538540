"""What is asked, what is missing, and how it reads back."""

import pytest

from reporting.models import Instrument
from reporting.submissions.questionnaire import in_play, is_answered, problems_in, progress
from reporting.submissions.read_back import read_back
from tests.factories import COMPLETE, small_instrument


@pytest.fixture
def instrument():
    return Instrument(form_id="small", version="1", definition=small_instrument())


def said(**values):
    return {code: {"value": value, "reason": "", "reason_detail": ""} for code, value in values.items()}


def sentences(instrument, answers):
    return [problem.sentence for problem in problems_in(instrument, answers)]


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
    assert sentences(instrument, said(**COMPLETE)) == []


def test_what_the_logic_does_not_ask_is_not_missing(instrument):
    assert sentences(instrument, said(q0="A", q1="no")) == []


def test_a_hidden_answer_hides_what_hangs_on_it(instrument):
    answers = said(q0="A", q1="no", q2=["record"], q3="Kept somewhere")

    assert sorted(in_play(instrument, answers)) == ["q0", "q1"]


def test_a_reason_stands_for_an_answer(instrument):
    answers = said(q0="A") | {"q1": {"value": None, "reason": "not_collected", "reason_detail": ""}}

    assert sentences(instrument, answers) == []


def test_held_by_another_body_must_name_it(instrument):
    answers = said(q0="A") | {"q1": {"value": None, "reason": "held_elsewhere", "reason_detail": ""}}

    assert sentences(instrument, answers) == ["Question 1: say which body holds the information."]


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"q2": ["none", "record"]}, "Question 2: “None” cannot be ticked together with others."),
        ({"q6": 1066}, "The year must be 1990 or later."),
        ({"q4": [{"title": None, "partners": ["DEU"]}]}, "Question 4, row 1: “Title” is missing."),
    ],
)
def test_an_impossible_answer_is_explained(instrument, answers, sentence):
    assert sentences(instrument, said(**{**COMPLETE, **answers})) == [sentence]


def test_a_group_needs_its_least_number_of_rows(instrument):
    instrument.questions["q4"]["min_rows"] = 2
    answers = said(**COMPLETE, q4=[{"title": "Memorandum", "partners": ["DEU"]}])

    assert sentences(instrument, answers) == ["Question 4 needs at least 2 rows."]


def test_progress_counts_what_is_asked_answered_and_open(instrument):
    answers = said(q1="yes")

    steps = progress(instrument, answers, problems_in(instrument, answers))

    assert [(step.code, step.asked, step.answered, step.open) for step in steps] == [
        ("s0", 1, 0, 1),
        ("sA", 6, 1, 1),
    ]


@pytest.mark.django_db
def test_the_public_does_not_read_what_is_private(instrument, philippines):
    sections = read_back(instrument, said(**COMPLETE), public_only=True)

    assert [section["code"] for section, _readings in sections] == ["sA"]


@pytest.mark.django_db
def test_answers_are_read_back_in_words(instrument, philippines):
    answers = said(
        **COMPLETE, q4=[{"title": "Memorandum", "partners": ["PHL"]}], q5={"doctors": {"total": 1200}}
    )

    readings = {
        reading.code: reading for _section, page in read_back(instrument, answers) for reading in page
    }

    assert readings["q1"].text == "Yes"
    assert readings["q2"].items == ["Record"]
    assert readings["q4"].rows == [("1", ["Memorandum", "Philippines"])]
    assert readings["q5"].rows == [("Doctors", ["1,200", ""]), ("Nurses", ["", ""])]
    assert readings["q6"].blank is True
