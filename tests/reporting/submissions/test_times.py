"""Times and moments: loaded, typed, asked by rules, read back and written into a workbook again."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from reporting.filing.fields.question_fields import field_for, to_stored_value
from reporting.instruments.rules.logic import compile_expression, evaluate
from reporting.instruments.rules.scope import ANY, DAY, Scope
from reporting.instruments.workbooks.workbook_writer import write_instrument
from reporting.instruments.xlsform.reader import read_instrument
from reporting.submissions.item_words import render_item
from tests.reporting.instruments.small_form import problems_in, read_survey, survey_form

ROWS = [
    {"type": "time", "name": "t", "label": "Opens at?", "default": "09:00"},
    {"type": "dateTime", "name": "m", "label": "Signed when?", "constraint": ". <= today()"},
    {"type": "add date time prompt", "name": "n", "label": "N", "relevant": "${t} < '12:30' and ${m} > ''"},
]
QUESTION = {"code": "q", "label": "When?"}


def test_times_load_and_are_written_as_they_were():
    definition = read_survey(*ROWS)
    types = [question["type"] for question in definition["sections"][0]["questions"]]
    again = read_instrument(write_instrument(definition), file_name="again.xlsx")

    assert types == ["time", "datetime", "datetime"]
    assert again["sections"] == definition["sections"]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"relevant": "${t} < 'noon'"}, "A time is compared with “noon”; write it as 14:30."),
        ({"relevant": "${t} + 1 > 2"}, "cannot be asked of “t”, whose type is time"),
        ({"relevant": "${m} < '2024-02-30T10:00'"}, "write a day that exists as 2020-12-31"),
        ({"type": "time", "default": "25:00"}, "cannot be the answer"),
    ],
)
def test_what_no_time_can_be_is_refused(row, words):
    places, problems = problems_in(survey_form(*ROWS[:2], {"type": "text", "name": "x", "label": "X"} | row))

    assert words in problems
    assert len(places) == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("${t} < '14:31'", True),
        ("${t} = '14:30'", True),
        ("${t} >= '14:30:01'", False),
        ("${t} > ${d}", False),  # a time and a day have no order
        ("${m} > ${d}", True),  # a day is its beginning
        ("${m} < today()", True),
        ("${m} - ${d} = 0.25", True),
        ("decimal-time(${t}) > 0.6 and decimal-time(${m}) = 0.25", True),
        ("decimal-date-time(${m}) = 19796.25", True),
        ("date(${m}) = ${d}", True),
        ("format-date-time(${m}, '%d/%m %H:%M') = '14/03 06:00'", True),
        ("not(decimal-time(${blank}) > 0)", True),
    ],
)
def test_rules_know_times(text, told):
    answers = {"t": "14:30", "m": "2024-03-14T06:00", "d": "2024-03-14"}
    scope = Scope({"t": ANY, "m": DAY, "d": DAY, "blank": ANY})

    assert evaluate(compile_expression(text, scope), answers, today=date(2024, 3, 15)) is told


@pytest.mark.parametrize(
    ("kind", "typed", "stored", "words"),
    [
        ("time", "14:30", "14:30", {"en": "14:30", "ar": "14:30"}),
        ("time", "06:05:59", "06:05", {"en": "06:05"}),
        (
            "datetime",
            "2024-03-14T06:00",
            "2024-03-14T06:00",
            {"en": "14 March 2024, 06:00", "fr": "14 mars 2024, 06:00"},
        ),
        ("datetime", "2024-03-14 06:00:30", "2024-03-14T06:00", {}),
        ("datetime", "2024-03-14T06:00Z", "2024-03-14T06:00", {}),
        ("datetime", "", None, {}),
    ],
)
def test_a_time_is_stored_as_the_clock_shows_it_and_read_back(kind, typed, stored, words):
    question = QUESTION | {"type": kind}
    assert to_stored_value(field_for(question, []).clean(typed)) == stored
    for language, expected in words.items():
        with override(language):
            assert render_item(question, stored, {}).replace("\u200f", "") == expected


@pytest.mark.parametrize("kind", ["time", "datetime"])
def test_a_time_that_is_none_is_refused_and_a_stored_one_shown_again(kind):
    field = field_for(QUESTION | {"type": kind}, [])
    stored = {"time": "14:30", "datetime": "2024-03-14T06:00"}[kind]

    with pytest.raises(ValidationError):
        field.clean("soon")
    assert f'value="{stored}"' in field.widget.render("q", field.prepare_value(stored))
