"""Files as other programs and people make them: each is read as its sender sees it, or refused by cell."""

import io
from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook

from authorities.imports.text.cell_text import cell_text
from authorities.spreadsheets.reader import open_sheet

FILES = Path(__file__).parent / "files" / "odd"
ERROR, FORMULA, DIGITS = (
    "The cell contains an Excel error.",
    "The cell contains a formula",
    "The number has more",
)
END = date(2029, 12, 31)

# (file, row from 0, column from 0, how the sentence begins)
REFUSED_CELLS = [
    ("error-in-filled-down-formula.xlsx", 1, 4, ERROR),
    ("error-with-namespace-prefix.xlsx", 1, 4, ERROR),
    ("error-in-strict-ooxml.xlsx", 1, 4, ERROR),
    ("error-in-cells-without-references.xlsx", 1, 4, ERROR),
    ("error-with-attributes-in-other-order.xlsx", 1, 4, ERROR),
    ("authority-end-is-an-error.xlsx", 0, 4, ERROR),
    ("error-name-of-newer-excel.xlsx", 1, 1, ERROR),
    ("errors-of-french-excel.csv", 0, 1, ERROR),
    ("errors-of-french-excel.csv", 0, 5, ERROR),
    ("errors-of-french-excel.csv", 1, 5, ERROR),
    ("formula-without-result-with-prefix.xlsx", 1, 4, FORMULA),
    ("formula-without-result-without-references.xlsx", 0, 4, FORMULA),
    ("eighteen-digit-number.xlsx", 0, 5, DIGITS),
    ("nineteen-digit-licence.xlsx", 0, 0, DIGITS),
]
# (file, column from 0, its values)
VALUES = [
    ("leading-zeros-by-number-format.xlsx", 0, ["00417", "02035"]),
    ("leading-zeros-by-number-format.ods", 0, ["00417"]),
    ("line-break-in-an-address.ods", 5, ["1 Mock Street\nManila"]),
    ("end-merged-over-three-licences.xlsx", 3, [END] * 3),
    ("rows-hidden-by-a-filter.xlsx", 1, ["A Care", "Struck Off Care", "C Care"]),
    ("workbook-with-backslashes.xlsx", 0, ["0417"]),
    ("error-name-of-newer-excel.xlsx", 4, [END] * 2),
    ("space-before-quotes.csv", 1, ["Horizon Care", "Second Care"]),
    ("space-before-quotes-semicolons.csv", 1, ["Horizon; Care"]),
    ("end-mark-of-dos.csv", 0, ["0417"]),
    ("comma-list-saved-by-a-semicolon-excel.csv", 1, ["Horizon Care", "Horizon, Two", "Third Care"]),
    ("file-cut-in-its-last-line.csv", 0, ["0417"]),
]
REFUSED_FILES = [
    ("stray-point-in-the-last-row.xlsx", "A cell stands far from all others: A1048576"),
    ("apple-numbers.numbers", "This is a file of Apple Numbers."),
    ("flat-opendocument.fods", "This is a flat OpenDocument file (.fods)."),
    ("list.json", "This is JSON, not a table."),
]


def rows_of(name):
    table = open_sheet(io.BytesIO((FILES / name).read_bytes()), name)
    return table, [row for _numbers, rows in table.chunks() for row in rows]


@pytest.mark.parametrize(("name", "row", "column", "sentence"), REFUSED_CELLS)
def test_what_cannot_be_read_is_named_in_its_cell(name, row, column, sentence):
    _table, rows = rows_of(name)

    with pytest.raises(ValueError, match=f"^{sentence}"):
        cell_text(rows[row][column])


@pytest.mark.parametrize(("name", "column", "values"), VALUES)
def test_values_are_read_as_their_sender_sees_them(name, column, values):
    _table, rows = rows_of(name)

    assert [row[column] for row in rows] == values


@pytest.mark.parametrize(("name", "sentence"), REFUSED_FILES)
def test_files_are_called_what_they_are(name, sentence):
    with pytest.raises(ValidationError) as refusal:
        rows_of(name)
    assert refusal.value.messages[0].startswith(sentence)


def test_hidden_rows_are_noted():
    table, _rows = rows_of("rows-hidden-by-a-filter.xlsx")

    assert table.notes[0].startswith("Row 3 is hidden on the sheet")


def test_a_row_cut_off_at_the_end_is_a_problem():
    table, _rows = rows_of("file-cut-in-its-last-line.csv")

    [(row, sentence)] = table.misfits
    assert (row, sentence.startswith("The file ends within this row, after 4 of 5 cells")) == (3, True)


@pytest.mark.parametrize(
    "name",
    ["#N/D", "#VALEUR !", "#¡VALOR!", "#NV", "#ДЕЛ/0!", "#DZIEL/0!", "#YOK", "#RIF!", "#WAARDE!", "Err:502"],
)
def test_errors_of_other_languages_are_errors(name):
    with pytest.raises(ValueError, match=ERROR):
        cell_text(name)


def test_headers_and_footers_are_no_part_of_the_last_cell():
    book, stored = Workbook(), io.BytesIO()
    book.active.append(["name", "country"])
    book.active.append(["Rosewood", "PHL"])
    book.active.oddFooter.center.text = "Page &P"
    book.save(stored)

    table = open_sheet(io.BytesIO(stored.getvalue()), "list.xlsx")

    assert [row for _numbers, rows in table.chunks() for row in rows] == [["Rosewood", "PHL"]]
