"""Download of a whole register for its registrar: the columns that imports read, and what is not public.

Written row by row, so that a long register needs little more memory than a short one.
"""

import csv
import tempfile
from datetime import date
from functools import partial
from operator import attrgetter

import xlsxwriter
from django.http import FileResponse, StreamingHttpResponse
from django.utils import translation
from django.utils.text import capfirst

from authorities.imports.columns import column_headings, last_day_headers
from authorities.languages import active_un_language
from authorities.spreadsheets.formats import LITERAL_CELLS, escape_formula
from recruiters.entries.list_export import CsvBuffer, csv_cell
from recruiters.models import Recruiter
from recruiters.resources import RecruiterResource

CHUNK = 2000
# Columns that no import reads.
INTERNAL = ["complaints", "missing_since"]
# People read the last day of what ends.
LAST_DAYS = {
    "valid_until": attrgetter("terms.last_day"),
    "suspended_until": attrgetter("terms.last_day_suspended"),
}
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
NARROWEST, WIDEST, DAY_FORMAT = 11, 50, "yyyy-mm-dd"


def export_columns(register):
    """Return {column: function that reads the cell from an entry}.

    Decisions have no column: the history of each entry has them all.
    """
    own = {field.name for field in Recruiter._meta.concrete_fields}
    same = {"iso3": register.member_state_id, "register": register.code}
    attributes = {field.column_name: field.attribute for field in RecruiterResource().get_export_fields()}
    readers = {name: attrgetter(attribute) for name, attribute in attributes.items() if attribute in own}
    fixed = {name: partial(constant_value, value) for name, value in same.items()}
    return {
        **fixed,
        **{name: LAST_DAYS.get(name, reader) for name, reader in readers.items() if name not in fixed},
        **{name: attrgetter(name) for name in INTERNAL},
    }


def constant_value(value, _entry):
    return value


def entries_to_export(register):
    return register.recruiters.order_by("licence_key", "pk").iterator(CHUNK)


def export_rows(register):
    """Yield the codes of the columns, then a row for each entry: cells as text, formulas disarmed."""
    read = export_columns(register)
    ends = last_day_headers(RecruiterResource)
    yield [ends.get(column, column) for column in read]
    for entry in entries_to_export(register):
        yield [escape_formula(csv_cell(reader(entry))) for reader in read.values()]


def register_file(register, ending):
    headers = {
        "Content-Disposition": f'attachment; filename="{register.member_state_id}-{register.code}.{ending}"'
    }
    if ending == "xlsx":
        return FileResponse(write_workbook(register), content_type=CONTENT_TYPES[ending], headers=headers)
    writer = csv.writer(CsvBuffer())
    text = (
        mark + writer.writerow(line)
        for mark, line in zip(byte_order_marks(), export_rows(register), strict=False)
    )
    return StreamingHttpResponse(text, content_type=CONTENT_TYPES[ending], headers=headers)


def byte_order_marks():
    """Yield the mark that Excel needs to read UTF-8, before the first line only."""
    yield "\ufeff"
    while True:
        yield ""


def column_titles(columns):
    """Return the heading of each column, in the language of the reader."""
    titles = column_headings(RecruiterResource, active_un_language())
    names = {field.name: field.verbose_name for field in Recruiter._meta.concrete_fields}
    internal = {name: str(capfirst(names[name])) for name in INTERNAL}
    return [{**titles, **internal}[column] for column in columns]


def write_workbook(register):
    """Return an open file. Days are days; all else is text, so that a licence number keeps its zeros."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 closed by the response
    with xlsxwriter.Workbook(file, {"constant_memory": True, **LITERAL_CELLS}) as book:
        sheet = book.add_worksheet()
        if translation.get_language_bidi():
            sheet.right_to_left()
        read = export_columns(register)
        sheet.write_row(0, 0, column_titles(read), book.add_format({"bold": True}))
        widths, last_row = write_entries(sheet, read, register, book.add_format({"num_format": DAY_FORMAT}))
        for column, (title, width) in enumerate(zip(column_titles(read), widths, strict=True)):
            sheet.set_column(column, column, min(max(NARROWEST, len(title) + 2, width + 2), WIDEST))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, last_row, len(read) - 1)
    file.seek(0)
    return file


def write_entries(sheet, read, register, day_format):
    """Write a row for each entry. Return ([longest text of each column], the number of the last row)."""
    widths, row = [0] * len(read), 0
    for row, entry in enumerate(entries_to_export(register), 1):
        for column, reader in enumerate(read.values()):
            value = reader(entry)
            if isinstance(value, date):
                sheet.write_datetime(row, column, value, day_format)
            elif text := escape_formula(csv_cell(value)):
                sheet.write_string(row, column, text)
                widths[column] = max(widths[column], len(text))
    return widths, row
