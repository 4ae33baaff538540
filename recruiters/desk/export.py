"""A whole register as a file for its registrar: the columns that imports read, and what is not public.

Written line by line, so that a long register needs little more memory than a short one.
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
# What no import reads.
INTERNAL = ["complaints", "missing_since"]
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def columns(register):
    """{header: what reads the cell from an entry}. Decisions have no column: the timeline has them all."""
    own = {field.name for field in Recruiter._meta.concrete_fields}
    same = {"iso3": register.member_state_id, "register": register.code}
    said = {field.column_name: field.attribute for field in RecruiterResource().get_export_fields()}
    readers = {name: attrgetter(attribute) for name, attribute in said.items() if attribute in own}
    fixed = {name: partial(constant, value) for name, value in same.items()}
    return {
        **fixed,
        **{n: r for n, r in readers.items() if n not in fixed},
        **{n: attrgetter(n) for n in INTERNAL},
    }


def constant(value, _entry):
    return value


def lines(register):
    """Headers first; cells as text, formulas disarmed."""
    read = columns(register)
    yield list(read)
    for entry in register.recruiters.order_by("licence_key", "pk").iterator(CHUNK):
        yield [escape_formula(csv_cell(reader(entry))) for reader in read.values()]


def as_file(register, ending):
    headers = {
        "Content-Disposition": f'attachment; filename="{register.member_state_id}-{register.code}.{ending}"'
    }
    if ending == "xlsx":
        return FileResponse(as_workbook(register), content_type=KINDS[ending], headers=headers)
    writer = csv.writer(CsvBuffer())
    text = (mark + writer.writerow(line) for mark, line in zip(marks(), lines(register), strict=False))
    return StreamingHttpResponse(text, content_type=KINDS[ending], headers=headers)


def marks():
    """The mark that Excel needs to read UTF-8, before the first line only."""
    yield "\ufeff"
    while True:
        yield ""


def as_workbook(register):
    """An open file. Every cell is text: a number of a licence keeps its leading zeros."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 closed by the response
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate(lines(register)):
            for column, text in enumerate(line):
                if text:
                    sheet.write_string(number, column, text)
    file.seek(0)
    return file
