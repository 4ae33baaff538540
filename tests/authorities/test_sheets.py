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

from authorities.sheets import CSV, MAX_UNFOLDED_BYTES, ROW, XLSX, guarded, unguarded


def workbook(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stored = io.BytesIO()
    book.save(stored)
    return stored.getvalue()


def bomb():
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (MAX_UNFOLDED_BYTES + 1))
    return stored.getvalue()


@pytest.mark.parametrize(
    ("sheet_format", "content", "sentence"),
    [
        (CSV, b"PK\x03\x04 and so on", "This is an Excel workbook although its name ends in .csv."),
        (CSV, "iso3,näme\n".encode("latin-1"), "The file is not in UTF-8."),
        (CSV, "iso3,name\n".encode("utf-16"), "The file is not in UTF-8."),
        (CSV, b"<!DOCTYPE html><html><table>", "This is a web page"),
        (CSV, b"", "The first row must hold the names of the columns, but it is blank."),
        (CSV, b"\n\niso3,name\n", "The first row must hold the names of the columns, but it is blank."),
        (CSV, b'iso3,name\nPHL,"never closed\n', "The file breaks the rules of CSV: unexpected end of data."),
        (CSV, b"iso3,name\nPHL,a\nIDN,b,c\n", "Row 3 has 3 cells, but only 2 columns have a name."),
        (XLSX, b"<html><table>", "The file is damaged or is no Excel workbook (.xlsx)."),
        (XLSX, workbook(["iso3"], ["PHL"])[:-100], "The file is damaged or is no Excel workbook (.xlsx)."),
        (XLSX, bomb(), "The workbook unfolds to more than can be read at once."),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_in_words(sheet_format, content, sentence):
    with pytest.raises(ValidationError) as refusal:
        sheet_format().create_dataset(content)

    assert refusal.value.messages[0].startswith(sentence)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_delimiter_of_excel_is_read(delimiter):
    content = delimiter.join(["iso3", "name"]) + "\n" + delimiter.join(["PHL", "Ministry"]) + "\n"

    assert CSV().create_dataset(content.encode("utf-8-sig")).dict == [
        {ROW: 2, "iso3": "PHL", "name": "Ministry"}
    ]


def test_blank_rows_go_and_the_numbers_of_the_others_stay():
    table = XLSX().create_dataset(workbook(["iso3", "name"], [], ["PHL", "a"], [None, " "], ["IDN", "b"]))

    assert table[ROW] == [3, 5]


def test_leading_zeros_and_the_code_of_namibia_survive_both_formats():
    rows = [["iso2", "licence"], ["NA", "00417"]]
    from_csv = CSV().create_dataset(b"iso2,licence\nNA,00417\n")

    assert from_csv.dict == XLSX().create_dataset(workbook(*rows)).dict
    assert from_csv.dict == [{ROW: 2, "iso2": "NA", "licence": "00417"}]


@pytest.mark.parametrize("formula", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "'=1", "''=1"])
@pytest.mark.parametrize("sheet_format", [CSV, XLSX])
def test_a_formula_is_written_as_text_and_comes_back_as_it_was(sheet_format, formula):
    written = sheet_format().export_data(tablib.Dataset([formula], headers=["name"]))

    assert sheet_format().create_dataset(written)["name"] == [formula]


def test_no_cell_that_is_written_is_run():
    table = tablib.Dataset(["=1+1"], headers=["name"])
    rows = list(csv.reader(io.StringIO(CSV().export_data(table).decode("utf-8-sig"))))
    sheet = openpyxl.load_workbook(io.BytesIO(XLSX().export_data(table))).active

    assert rows[1] == ["'=1+1"]
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("'=1+1", "s")


@given(st.text(st.characters(blacklist_categories=["Cc", "Cs"])))
def test_guarding_can_be_undone(text):
    assert unguarded(guarded(text)) == text
