"""Files that hold a table, CSV or Excel: read with suspicion, written without formulas."""

import csv
import io
import re
import zipfile

import openpyxl
import tablib
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export.formats import base_formats
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

# Spreadsheet programs run a cell that begins so. An apostrophe keeps it text; reading takes it off again.
FORMULA = re.compile(r"'*[=+\-@\t\r]")
# An .xlsx is a zip archive: what a few kilobytes unfold to must fit into memory.
MAX_UNFOLDED_BYTES = 60 * 1024 * 1024
MAX_ROWS = 200_000
# The column that holds the number of the row.
ROW = "#"
CSV_DELIMITERS = ",;\t"


def guarded(value):
    """
    >>> guarded("=1+1"), guarded("'=1+1"), guarded("Care Ltd")
    ("'=1+1", "''=1+1", 'Care Ltd')
    """
    text = "" if value is None else ILLEGAL_CHARACTERS_RE.sub("", str(value))
    return f"'{text}" if FORMULA.match(text) else text


def unguarded(value):
    """
    >>> unguarded("'=1+1"), unguarded("''=1+1"), unguarded("'s-Gravenhage")
    ('=1+1', "'=1+1", "'s-Gravenhage")
    """
    if isinstance(value, str) and value.startswith("'") and FORMULA.match(value):
        return value[1:]
    return value


def as_dataset(rows):
    """The rows of a sheet; the first holds the names of the columns. Blank rows go.

    The column ROW holds the number each row has on the sheet, which is where a person looks for it.
    """
    rows = enumerate(rows, start=1)
    _number, headers = next(rows, (1, ()))
    headers = ["" if is_blank(header) else str(header).strip() for header in headers]
    while headers and not headers[-1]:
        headers.pop()
    if not headers:
        raise ValidationError(_("The first row must hold the names of the columns, but it is blank."))
    dataset = tablib.Dataset(headers=[ROW, *headers])
    for number, cells in rows:
        if not all(map(is_blank, cells)):
            dataset.append([number, *fitted(cells, len(headers), number)])
        if len(dataset) > MAX_ROWS:
            raise ValidationError(
                _("The sheet has more than %(limit)s rows. Send it in parts.") % {"limit": MAX_ROWS}
            )
    return dataset


def is_blank(cell):
    return cell is None or (isinstance(cell, str) and not cell.strip())


def fitted(cells, width, number):
    """As many cells as there are columns."""
    if not all(map(is_blank, cells[width:])):
        raise ValidationError(
            _("Row %(row)s has %(cells)s cells, but only %(columns)s columns have a name.")
            % {"row": number, "cells": len(cells), "columns": width}
        )
    cells = [unguarded(cell) for cell in cells[:width]]
    return [*cells, *[""] * (width - len(cells))]


def safe_dataset(dataset):
    return tablib.Dataset(*[[guarded(cell) for cell in row] for row in dataset], headers=dataset.headers)


class CSV(base_formats.CSV):
    """Comma-separated values in UTF-8. Semicolons and tabs, which Excel writes in many countries, do too."""

    ENDING = ".csv"

    def is_binary(self):
        return True

    def get_read_mode(self):
        return "rb"

    def create_dataset(self, in_stream):
        if in_stream.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
            raise ValidationError(
                _("This is an Excel workbook although its name ends in .csv. Rename it to .xlsx.")
            )
        try:
            text = in_stream.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise ValidationError(
                _("The file is not in UTF-8. In Excel, save it as “CSV UTF-8” or as a workbook (.xlsx).")
            ) from error
        if text[:500].lstrip().lower().startswith(("<!doctype", "<html", "<?xml", "<table")):
            raise ValidationError(_("This is a web page, not a table of comma-separated values."))
        first_line = text.partition("\n")[0]
        delimiter = max(CSV_DELIMITERS, key=first_line.count)
        try:
            return as_dataset(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
        except csv.Error as error:
            raise ValidationError(
                _("The file breaks the rules of CSV: %(error)s.") % {"error": error}
            ) from error

    def export_data(self, dataset, **kwargs):
        """With a byte order mark, without which Excel takes UTF-8 for something else."""
        return b"\xef\xbb\xbf" + safe_dataset(dataset).export("csv").encode()


class XLSX(base_formats.XLSX):
    """The first sheet of an Excel workbook."""

    ENDING = ".xlsx"

    def create_dataset(self, in_stream):
        try:
            unfolded = sum(item.file_size for item in zipfile.ZipFile(io.BytesIO(in_stream)).infolist())
        except zipfile.BadZipFile as error:
            raise ValidationError(_("The file is damaged or is no Excel workbook (.xlsx).")) from error
        if unfolded > MAX_UNFOLDED_BYTES:
            raise ValidationError(
                _("The workbook unfolds to more than can be read at once. Send it in parts.")
            )
        book = openpyxl.load_workbook(io.BytesIO(in_stream), read_only=True, data_only=True)
        if not book.worksheets:
            raise ValidationError(_("The workbook has no sheet with cells."))
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # some programs write a wrong size, which would cut columns off
        return as_dataset(sheet.iter_rows(values_only=True))

    def export_data(self, dataset, **kwargs):
        return safe_dataset(dataset).export("xlsx")


FORMATS: list[type[CSV] | type[XLSX]] = [CSV, XLSX]
