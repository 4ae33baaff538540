"""An instrument brings warnings of its own: read, written, compared, translated; they change no meaning."""

from copy import deepcopy

import pytest

from reporting.instrument_desk.translators_sheet import text_places
from reporting.instruments.changes.comparison import compare_definitions
from reporting.instruments.texts import meaning_of, reworded_texts
from reporting.instruments.workbooks.workbook_writer import SURVEY, write_instrument
from reporting.instruments.xlsform.reader import read_instrument
from tests.reporting.instruments.small_form import problems_in, questions_of, read, survey_form

ROWS = [
    {"type": "integer", "name": "n", "label": "N", "warning": ". < 10", "warning_message": "Fewer than ten?"},
    {"type": "begin_repeat", "name": "g", "label": "G", "warning": "count(${g}) < 5"},
    {"type": "integer", "name": "total", "label": "Total", "sum_of": "${a} + ${b}"},
    {"type": "integer", "name": "a", "label": "A"},
    {"type": "decimal", "name": "b", "label": "B", "warning": ". <= ${a}", "warning_message": "At most A."},
    {"type": "end_repeat"},
]


def form_with(number=0, **cells):
    rows = deepcopy(ROWS)
    rows[number] |= cells
    return survey_form(*rows)


def test_the_rule_the_message_and_the_parts_of_a_sum_are_read():
    questions = questions_of(read(form_with()))
    total, _a, b = questions["g"]["columns"]

    assert questions["n"]["warning"] == ["<", ["this"], 10]
    assert questions["n"]["warning_message"] == "Fewer than ten?"
    assert questions["g"]["warning"] is not None
    assert total["sum_of"] == ["a", "b"]
    assert b["warning"] == ["<=", ["this"], ["answer", "a"]]


def test_a_form_without_warnings_is_stored_as_before():
    plain = questions_of(read(survey_form({"type": "integer", "name": "n", "label": "N"})))["n"]

    assert not {"warning", "warning_message", "sum_of"} & plain.keys()


@pytest.mark.parametrize(
    ("row", "cells", "place", "sentence"),
    [
        (0, {"warning": ". <"}, ("survey", 3, "warning"), ""),
        (0, {"warning": "${nothing} < 1"}, ("survey", 3, "warning"), "nothing"),
        (0, {"warning": ". = 'many'"}, ("survey", 3, "warning"), "many"),
        (0, {"warning_message": "As in ${nothing}"}, ("survey", 3, "warning_message"), "nothing"),
        (2, {"sum_of": "a total"}, ("survey", 5, "sum_of"), "total"),
        (2, {"sum_of": "a n"}, ("survey", 5, "sum_of"), "n"),
        (0, {"type": "text", "sum_of": "n"}, ("survey", 3, "sum_of"), "Only a number"),
        (1, {"sum_of": "n"}, ("survey", 4, "sum_of"), "means nothing"),
    ],
)
def test_what_is_wrong_with_a_warning_is_told_at_its_cell(row, cells, place, sentence):
    places, sentences = problems_in(form_with(row, **cells))

    assert place in places
    assert sentence in sentences


def test_an_instrument_with_warnings_in_two_languages_loads_again_unchanged():
    form = form_with(**{"label::Français (fr)": "N", "warning_message::Français (fr)": "Moins de dix ?"})
    definition = read(form)

    assert read_instrument(write_instrument(definition), file_name="small.xlsx") == definition
    assert questions_of(definition)["n"]["warning_message"]["fr"] == "Moins de dix ?"
    assert {"warning", "warning_message", "sum_of"} <= set(SURVEY)


@pytest.mark.parametrize(
    ("number", "cells", "kinds"),
    [
        (0, {"warning": ". < 12"}, ["warnings"]),
        (2, {"sum_of": "a"}, ["warnings"]),
        (0, {"warning_message": "Ten?"}, ["reworded"]),
    ],
)
def test_a_changed_warning_is_told_and_changes_no_meaning(number, cells, kinds):
    before, after = read(form_with()), read(form_with(number, **cells))
    comparison = compare_definitions(before, after)

    assert [difference.kind for difference in comparison.differences] == kinds
    assert not comparison.changes_meaning
    assert meaning_of(before) == meaning_of(after)


def test_the_message_is_a_text_to_translate():
    definition = read(form_with())
    places = [place for place, _part, key in text_places(definition) if key == "warning_message"]

    assert len(places) == 2
    assert reworded_texts(definition, read(form_with(warning_message="Ten?")), "en")[0]["after"] == "Ten?"
