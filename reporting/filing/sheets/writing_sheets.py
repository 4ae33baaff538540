"""A table as a workbook to fill in, and as the plain text that goes from a preview to its confirmation."""

import csv
import io
from collections.abc import Mapping
from itertools import islice
from typing import Any

import xlsxwriter

from authorities.normalise import normalise_label
from authorities.spreadsheets.formats import LITERAL_CELLS
from reporting.filing.fields.question_fields import choices_of
from reporting.filing.sheets.cell_reading import NUMBERS, names_of_columns
from reporting.filing.sheets.table_reading import TableReading, may_be_sent, read_table_rows
from reporting.instruments.question_types import Question, QuestionType, type_of
from reporting.submissions.cell_reasons import find_reason
from reporting.submissions.plain_answers import is_answered
from reporting.submissions.read_back import labelled_rows

ROW_COLUMN = "#"
LONGEST_LIST = 250  # letters of a list of choices that Excel takes
EMPTY_ROWS = 50
MOST_ROWS = 2_000  # of a sheet that are looked at


def write_template(question: Question, value: Any, names: Mapping[str, str]) -> bytes:
    """Return an .xlsx of a table with the names of its rows and columns, and what is answered so far."""
    columns = [column for column in question["columns"] if may_be_sent(column)]
    is_table = question["type"] == QuestionType.TABLE
    rows = labelled_rows(question, value if is_answered(value) else ({} if is_table else []))
    stored = io.BytesIO()
    with xlsxwriter.Workbook(stored, LITERAL_CELLS) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 1 if is_table else 0)
        head = [*([ROW_COLUMN] if is_table else []), *(name_column(question, column) for column in columns)]
        sheet.write_row(0, 0, head, bold)
        sheet.set_column(0, len(head) - 1, 18)
        for number, (label, row) in enumerate(rows, start=1):
            cells = [cell_for_sheet(column, row.get(column["code"]), names) for column in columns]
            sheet.write_row(number, 0, [*([str(label)] if is_table else []), *cells])
        offer_choices(sheet, columns, first=int(is_table), height=max(len(rows), EMPTY_ROWS))
    return stored.getvalue()


def name_column(question: Question, column: Question) -> str:
    """Return the label of a column, or its code where two columns are called alike."""
    label = str(column["label"])
    named = names_of_columns(question).get(normalise_label(label))
    return label if named is column else column["code"]


def offer_choices(sheet: Any, columns: list[Question], first: int, height: int) -> None:
    """Let the program offer the choices of a column in a list, where one of a few can be chosen."""
    for place, column in enumerate(columns, start=first):
        kind = type_of(column)
        labels = [str(label) for _value, label in choices_of(column)] if kind.has_options else []
        is_short = len(",".join(labels)) <= LONGEST_LIST and not any("," in label for label in labels)
        if labels and not kind.is_list and is_short:
            sheet.data_validation(1, place, height, place, {"validate": "list", "source": labels})


def cell_for_sheet(column: Question, value: Any, names: Mapping[str, str]) -> Any:
    """Return a cell as people read it: a number, a label, the name of a country; a list with semicolons."""
    if not is_answered(value) or find_reason(value):
        return ""
    kind = type_of(column)
    if kind.stored in NUMBERS:
        return float(value) if isinstance(value, str) else value
    words = {str(code): str(label) for code, label in choices_of(column)} if kind.has_options else names
    if kind.has_options or kind.names_countries:
        codes = value if isinstance(value, list) else [value]
        return "; ".join(words.get(code, code) for code in codes)
    return str(value)


def write_confirmed(question: Question, reading: TableReading) -> str:
    """Return what was read as text in codes, which can be read again in one way only."""
    codes = [column["code"] for column in question["columns"] if may_be_sent(column)]
    used = [code for code in codes if any(is_answered(row.get(code)) for row in reading.rows.values())]
    written = io.StringIO()
    writer = csv.writer(written, delimiter="\t", lineterminator="\n")
    writer.writerow([ROW_COLUMN, *used])
    for key, row in reading.rows.items():
        writer.writerow([key, *(plain_cell(row.get(code)) for code in used)])
    return written.getvalue()


def plain_cell(value: Any) -> str:
    if value is None:
        return ""
    return "; ".join(value) if isinstance(value, list) else str(value)


def describe_column_names(question: Question) -> list[str]:
    """Return the names of the columns that a sheet may have, in the language of the reader."""
    return [str(column["label"]) for column in question["columns"] if may_be_sent(column)]


def read_confirmed(question: Question, text: str) -> TableReading:
    """Return what `write_confirmed` has written. Raise csv.Error for anything else."""
    lines = csv.reader(io.StringIO(text), delimiter="\t", strict=True)
    grid = [list(row) for row in islice(lines, MOST_ROWS + 1)]
    return read_table_rows(question, grid, mark=".")
