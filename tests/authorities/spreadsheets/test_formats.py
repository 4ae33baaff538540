"""Files with a table: what is read, what is refused in which words, and that nothing written can run."""

import csv
import io
import zipfile

import openpyxl
import pytest
import tablib
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from authorities.spreadsheets.formats import (
    CSV,
    FORMATS,
    ODS,
    ROW_COLUMN,
    XLSX,
    escape_formula,
    unescape_formula,
)


def workbook(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stored = io.BytesIO()
    book.save(stored)
    return stored.getvalue()


@pytest.mark.parametrize(
    ("sheet_format", "content", "sentence"),
    [
        (CSV, b"PK\x03\x04 and so on", "This is a workbook, but its name ends in .csv."),
        (CSV, b"<!DOCTYPE html><html><table>", "This is a web page, not a table."),
        (CSV, b"iso3,name\nPHL,a\nIDN,b,c\n", "Row 3: The row has 3 cells, but only 2 columns have a name."),
        (
            XLSX,
            b"iso3,name\nPHL,a\n",
            "The file is damaged, or it is not a workbook although its name says so.",
        ),
        (ODS, workbook(["iso3"], ["PHL"])[:-100], "The workbook is damaged, or it was not saved completely."),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_in_words(sheet_format, content, sentence):
    with pytest.raises(ValidationError) as refusal:
        sheet_format().create_dataset(content)

    assert refusal.value.messages[0].startswith(sentence)


def test_more_rows_than_a_dataset_takes_are_refused(monkeypatch):
    monkeypatch.setattr("authorities.spreadsheets.formats.MAX_ROWS", 2)

    with pytest.raises(ValidationError, match="more than 2 rows"):
        CSV().create_dataset(b"iso3\nPHL\nIDN\nNAM\n")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_delimiter_of_excel_is_read(delimiter):
    content = delimiter.join(["iso3", "name"]) + "\n" + delimiter.join(["PHL", "Ministry"]) + "\n"

    assert CSV().create_dataset(content.encode("utf-8-sig")).dict == [
        {ROW_COLUMN: 2, "iso3": "PHL", "name": "Ministry"}
    ]


def test_blank_rows_go_and_the_numbers_of_the_others_stay():
    table = XLSX().create_dataset(workbook(["iso3", "name"], [], ["PHL", "a"], [None, " "], ["IDN", "b"]))

    assert table[ROW_COLUMN] == [3, 5]


def test_leading_zeros_and_the_code_of_namibia_survive_both_formats():
    rows = [["iso2", "licence"], ["NA", "00417"]]
    from_csv = CSV().create_dataset(b"iso2,licence\nNA,00417\n")

    assert from_csv.dict == XLSX().create_dataset(workbook(*rows)).dict
    assert from_csv.dict == [{ROW_COLUMN: 2, "iso2": "NA", "licence": "00417"}]


@pytest.mark.parametrize("formula", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "'=1", "''=1"])
@pytest.mark.parametrize("sheet_format", FORMATS)
def test_a_formula_is_written_as_text_and_comes_back_as_it_was(sheet_format, formula):
    written = sheet_format().export_data(tablib.Dataset([formula], headers=["name"]))

    assert sheet_format().create_dataset(written)["name"] == [formula]


def test_no_cell_that_is_written_is_run():
    table = tablib.Dataset(["=1+1"], headers=["name"])
    rows = list(csv.reader(io.StringIO(CSV().export_data(table).decode("utf-8-sig"))))
    sheet = openpyxl.load_workbook(io.BytesIO(XLSX().export_data(table))).active

    assert rows[1] == ["'=1+1"]
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("'=1+1", "s")
    assert b"table:formula" not in zipfile.ZipFile(io.BytesIO(ODS().export_data(table))).read("content.xml")


@pytest.mark.parametrize("sheet_format", FORMATS)
@pytest.mark.parametrize(
    "text", ["00417", "two\nlines", "<b>&amp;", "wide   space", "مكتب", "2013-07-31", "1e5"]
)
def test_text_comes_back_from_every_format_as_it_was(sheet_format, text):
    written = sheet_format().export_data(tablib.Dataset([text], headers=["name"]))

    assert sheet_format().create_dataset(written)["name"] == [text]


@given(st.text(st.characters(blacklist_categories=["Cc", "Cs"])) | st.text("a';=+-@\t\n\r "))
def test_guarding_can_be_undone(text):
    assert unescape_formula(escape_formula(text)) == text


INNER = ["a;=1+1", "a;'=1+1", "a\t=1+1", "a\n=1+1", "a\r\n+1", 'a";@SUM(1)', "=1;=2", "a;-1"]


@pytest.mark.parametrize("text", INNER)
@pytest.mark.parametrize("separator", [";", "\t", "\n", "\r"])
def test_no_part_of_a_cell_runs_however_a_program_splits_it(text, separator):
    parts = escape_formula(text).split(separator)

    assert [part for part in parts if part[:1] in ("=", "+", "-", "@")] == []
