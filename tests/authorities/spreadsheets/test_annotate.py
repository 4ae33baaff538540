"""A sheet comes back with comments on its wrong cells, harmless to whoever opens it."""

import io

import openpyxl
import pytest

from authorities.spreadsheets import annotate as annotating
from authorities.spreadsheets.annotate import write_annotated_copy
from tests.authorities.spreadsheets.sample_files import text

SHEET = text("Register 2026", ["licence", "name", "until"], ["001", "=1+1", "soon"], [], ["002", "b"])


def annotated(*problems, content=SHEET, name="list.csv"):
    target = io.BytesIO()
    write_annotated_copy(io.BytesIO(content), name, problems, target)
    return openpyxl.load_workbook(target).active


def comments(sheet):
    return {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}


def test_wrong_cells_are_coloured_and_say_what_is_wrong():
    sheet = annotated(
        (3, "until", "soon", "No date."), (3, "until", "soon", "Too long."), (5, "name", "b", "No.")
    )

    assert comments(sheet) == {"C3": "No date.\nToo long.", "B5": "No."}
    assert (sheet["C3"].fill.fgColor.rgb, sheet["B3"].fill.fill_type) == ("FFFFD6D6", None)


def test_rows_stay_where_they_were_and_text_stays_text():
    sheet = annotated()

    assert [list(row) for row in sheet.iter_rows(values_only=True)] == [
        ["Register 2026", None, None],
        ["licence", "name", "until"],
        ["001", "'=1+1", "soon"],
        [None, None, None],
        ["002", "b", None],
    ]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}


def test_what_is_wrong_with_a_whole_row_stands_at_its_beginning():
    assert comments(annotated((5, "", "", "Twice."))) == {"A5": "Twice."}


def test_a_cell_that_a_short_row_lacks_gets_its_comment():
    assert comments(annotated((5, "until", "", "Required."))) == {"C5": "Required."}


def test_more_comments_than_a_program_bears_are_cut_and_that_is_said(monkeypatch):
    monkeypatch.setattr(annotating, "MOST_COMMENTS", 1)
    found = comments(annotated((3, "until", "soon", "No date."), (5, "name", "b", "No.")))

    assert found == {"C3": "No date.", "A5": "Only the first 1 problems are shown above."}


@pytest.mark.parametrize("problem", [(99, "name", "", "Nowhere."), (3, "unknown", "", "No such column.")])
def test_a_problem_out_of_place_breaks_nothing(problem):
    assert len(comments(annotated(problem))) <= 1


def test_a_row_that_breaks_the_rules_comes_back_as_it_was_with_its_comment():
    content = text(["name", "x"], '"Care" Ltd,1', ["b", "2"])
    sheet = annotated((2, "", "", "A quotation mark."), content=content)

    assert (sheet["A2"].value, comments(sheet)) == ('"Care" Ltd,1', {"A2": "A quotation mark."})


def test_a_copy_is_read_as_its_import_was():
    content = text(["name", "x"], ["Łódź", "1"], encoding="cp1250")
    target = io.BytesIO()
    write_annotated_copy(io.BytesIO(content), "list.csv", [], target, {"encoding": "cp1252"})

    assert openpyxl.load_workbook(target).active["A2"].value == "£ódŸ"


def test_the_sheet_keeps_its_name_its_titles_and_the_order_of_its_columns():
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Agencies 2026")
    for cells in (["Register of 2026"], [], ["licence", None, "name"], ["1", "", "Care"], ["2", "", "Cure"]):
        sheet.append(cells)
    content, target = io.BytesIO(), io.BytesIO()
    book.save(content)
    chosen = {"sheet": sheet.title, "header_row": 3}
    corrections = {4: {"name": "=Care"}, 5: {"name": "", "gone": "x"}}
    write_annotated_copy(content, "a.xlsx", [(5, "name", "", "Blank.")], target, chosen, corrections)
    copy = openpyxl.load_workbook(target).active

    assert copy.title == "Agencies 2026"
    rows = [list(row) for row in copy.iter_rows(values_only=True)]
    assert [row[0] for row in rows] == ["Register of 2026", None, "licence", "1", "2"]
    assert [row[2] for row in rows] == [None, None, "name", "'=Care", None]
    assert comments(copy) == {
        "C4": "Corrected on the page of the import. The file says: Care",
        "C5": "Blank.\nCorrected on the page of the import. The file says: Cure",
    }


def test_names_of_sheets_are_as_excel_takes_them():
    names = ["Liste: März/April [neu] und noch mehr", "'", "History", "", "护理"]

    kept = ["Liste- März-April (neu) und noc", None, None, None, "护理"]
    assert [annotating.sheet_title(name) for name in names] == kept
