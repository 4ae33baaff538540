import json

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from openpyxl import Workbook

from reporting.instruments.rules.logic import evaluate
from reporting.instruments.xlsform.raw_workbook import MAX_BYTES, MAX_ROWS
from reporting.instruments.xlsform.reader import InstrumentError, read_instrument, read_instrument_file
from tests.reporting.instruments.small_form import FORM, as_markdown, changed, questions_of, read


def test_a_workbook_becomes_a_definition():
    definition = read(FORM)
    head = {key: value for key, value in definition.items() if key != "sections"}
    assert head == {
        "id": "small",
        "version": "1",
        "title": "A small form",
        "note": "For the tests",
        "code_version": "2010",
        "audience": "national",
    }
    assert [(section["code"], section["title"]) for section in definition["sections"]] == [("A", "Section")]
    assert [(code, question["type"]) for code, question in questions_of(definition).items()] == [
        ("q1", "yesno"),
        ("q2", "multiple"),
        ("q3", "group"),
        ("q4", "table"),
        ("q5", "url"),
    ]


def test_a_question_keeps_everything_its_row_says():
    assert questions_of(read(FORM))["q2"] == {
        "code": "q2",
        "number": "",
        "text": "Which?",
        "hint": "",
        "type": "multiple",
        "required": False,
        "relevant": ["=", ["answer", "q1"], "yes"],
        "constraint": None,
        "constraint_message": "",
        "articles": [],
        "indicator": "",
        "public": True,
        "counted": True,
        "provenance": "",
        "options": [
            {"value": "law", "label": "Law", "exclusive": False, "indicator": "law_policy"},
            {"value": "none", "label": "None", "exclusive": True, "indicator": ""},
        ],
        "columns": [],
        "rows": [],
    }


def test_a_table_has_rows_and_columns_and_a_group_has_limits():
    questions = questions_of(read(FORM))
    assert questions["q1"]["articles"] == ["8.1", "7.2(a)"]
    assert (questions["q3"]["min_rows"], questions["q3"]["max_rows"]) == (1, 3)
    assert questions["q4"]["rows"] == [{"value": "law", "label": "Law"}, {"value": "none", "label": "None"}]
    assert questions["q4"]["columns"] == [
        {
            "code": "total",
            "label": "Total",
            "hint": "Heads",
            "type": "integer",
            "required": True,
            "relevant": None,
            "constraint": None,
            "constraint_message": "",
            "public": False,
            "options": [],
        }
    ]


def test_a_cell_is_never_more_public_than_its_question():
    form = changed("survey", 9, public="no")
    form["survey"][8]["public"] = "yes"
    assert questions_of(read(form))["q4"]["columns"][0]["public"] is False


def test_a_rule_of_a_row_asks_the_cells_beside_it():
    rule = questions_of(read(FORM))["q3"]["columns"][1]["constraint"]
    assert evaluate(rule, {"from": "2012-01-01"}, this="2011-12-31") is False
    assert evaluate(rule, {"from": None}, this="2011-12-31") is True


def test_an_unknown_column_without_a_value_does_no_harm():
    assert read(changed("survey", 2, calculation="")) == read(FORM)


def test_a_spreadsheet_reads_like_its_markdown_form(tmp_path):
    book = Workbook()
    book.remove(book.active)
    for sheet, rows in FORM.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        page = book.create_sheet(sheet)
        for cells in (columns, *([row.get(column) for column in columns] for row in rows)):
            page.append(cells)
    book.save(tmp_path / "small.xlsx")
    assert read_instrument_file(tmp_path / "small.xlsx") == read(FORM)


@pytest.mark.parametrize(
    ("source", "file_name"),
    [
        ("", "small.md"),
        ("not a table at all", "small.md"),
        ("/etc/hostname", "small.md"),
        ("| survey |\n| | type |\n| | text | too | many |", "small.md"),
        ("| sheet one |\n| | a | b |\n| | 1 | 2 |", "small.md"),
        ("\x00\x01\ud800|||||", "small.md"),
        (b"\xff\xfe\x00binary", "small.md"),
        (b"PK\x03\x04 cut off", "small.xlsx"),
        (b"", "small.xlsx"),
        (as_markdown(FORM), "small.xlsx"),
        (as_markdown(FORM), "small.docx"),
        ("|" * (MAX_BYTES + 1), "small.md"),
        ("| survey |\n| | type |\n" + "| | text |\n" * (MAX_ROWS + 1), "small.md"),
        ("| survey |\n| | type | name |\n" + "| | begin_group | g |\n" * 1500, "small.md"),
    ],
)
def test_what_is_no_workbook_is_refused_with_a_sentence(source, file_name):
    with pytest.raises(InstrumentError) as refusal:
        read_instrument(source, file_name=file_name)
    assert all(problem.sentence for problem in refusal.value.problems)
    assert refusal.value.problems


@hypothesis_settings(max_examples=150)
@given(st.data())
def test_a_damaged_workbook_is_read_or_refused_and_nothing_else(data):
    text = as_markdown(FORM)
    for _damage in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        length = data.draw(st.sampled_from([0, 1, 5, 40, 400]))
        text = text[:start] + data.draw(st.text("|\n${}'()= aq1#\\", max_size=8)) + text[start + length :]
    try:
        told = json.dumps(read_instrument(text, file_name="small.md"))
    except InstrumentError as refusal:
        told = str(refusal)
    assert told
