"""Download of a whole register for its registrar: the columns that imports read, and what is not public.

Written row by row, so that a long register needs little more memory than a short one.
"""

import csv
import tempfile
from functools import partial
from operator import attrgetter

import xlsxwriter
from django.http import FileResponse, StreamingHttpResponse

from authorities.spreadsheets.formats import escape_formula
from recruiters.entries.list_export import CsvBuffer, csv_cell
from recruiters.models import Recruiter
from recruiters.resources import RecruiterResource

CHUNK = 2000
# Columns that no import reads.
INTERNAL = ["complaints", "missing_since"]
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def export_columns(register):
    """Return {header: function that reads the cell from an entry}.

    Decisions have no column: the history of each entry has them all.
    """
    own = {field.name for field in Recruiter._meta.concrete_fields}
    same = {"iso3": register.member_state_id, "register": register.code}
    attributes = {field.column_name: field.attribute for field in RecruiterResource().get_export_fields()}
    readers = {name: attrgetter(attribute) for name, attribute in attributes.items() if attribute in own}
    fixed = {name: partial(constant_value, value) for name, value in same.items()}
    return {
        **fixed,
        **{n: r for n, r in readers.items() if n not in fixed},
        **{n: attrgetter(n) for n in INTERNAL},
    }


def constant_value(value, _entry):
    return value


def export_rows(register):
    """Yield the headers, then a row for each entry: cells as text, formulas disarmed."""
    read = export_columns(register)
    yield list(read)
    for entry in register.recruiters.order_by("licence_key", "pk").iterator(CHUNK):
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


def write_workbook(register):
    """Return an open file. Every cell is text, so that a licence number keeps its leading zeros."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 closed by the response
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate(export_rows(register)):
            for column, text in enumerate(line):
                if text:
                    sheet.write_string(number, column, text)
    file.seek(0)
    return file
