"""CSV, XLSX and ODS for django-import-export. What begins like a formula is written so that it cannot run."""

import io
import re
import zipfile
from typing import Any
from xml.sax.saxutils import escape

import tablib
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export.formats import base_formats
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from authorities.spreadsheets.reader import open_sheet, with_row_number

# Spreadsheet programs run cells that begin like this. An apostrophe keeps them text; reading removes it.
# Other programs write one so that Excel keeps the zeros of a number, so that is escaped too.
FORMULA = re.compile(r"'*[=+\-@\t\r]|'+\d[\dA-Z./,\-]*\Z")
# For the same end some write ="0417".
QUOTED_FORMULA = re.compile(r'="((?:[^"]|"")*)"\s*')
# The same inside a cell, where a program that splits at another separator begins a new one.
INNER_FORMULA = re.compile(r"(?<=[;\t\r\n])(?='*[=+\-@])")
ESCAPED_INNER_FORMULA = re.compile(r"(?<=[;\t\r\n])'(?='*[=+\-@])")
MAX_ROWS = 200_000
MISFITS_SHOWN = 50
# The name of the column that holds the number of the row.
ROW_COLUMN = "#"
# A space at the beginning, the end or beside another one.
SPACES = re.compile(r"^ +| {2,}| +$")

# Options of xlsxwriter: text that begins like a formula, a number or an address stays text.
LITERAL_CELLS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}

OPEN_DOCUMENT = "application/vnd.oasis.opendocument.spreadsheet"
NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns"
ODS_MANIFEST = (
    f'<manifest:manifest xmlns:manifest="{NAMESPACE}:manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{OPEN_DOCUMENT}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
ODS_CONTENT = (
    f'<office:document-content xmlns:office="{NAMESPACE}:office:1.0" xmlns:table="{NAMESPACE}:table:1.0" '
    f'xmlns:text="{NAMESPACE}:text:1.0" office:version="1.2"><office:body><office:spreadsheet>'
    '<table:table table:name="Sheet1">ROWS</table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)


def escape_formula(value: object) -> str:
    """Return a value as text that no spreadsheet program runs.

    >>> escape_formula("=1+1"), escape_formula("'=1+1"), escape_formula("Care Ltd"), escape_formula("a;=1+1")
    ("'=1+1", "''=1+1", 'Care Ltd', "a;'=1+1")
    """
    return restore_escape("" if value is None else ILLEGAL_CHARACTERS_RE.sub("", str(value)))


def unescape_formula(value: Any) -> Any:
    """Return a value without the apostrophes that `escape_formula` adds, or what others add to keep zeros.

    >>> unescape_formula("'0417"), unescape_formula('="0417"'), unescape_formula("''0417")
    ('0417', '0417', "'0417")
    >>> unescape_formula("'=1+1"), unescape_formula("''=1+1"), unescape_formula("'s-Gravenhage")
    ('=1+1', "'=1+1", "'s-Gravenhage")
    """
    if not isinstance(value, str):
        return value
    if value.startswith('="') and (quoted := QUOTED_FORMULA.fullmatch(value)):
        return quoted[1].replace('""', '"')
    if "'" not in value:
        return value
    if value.startswith("'") and FORMULA.match(value):
        value = value[1:]
    return ESCAPED_INNER_FORMULA.sub("", value)


def restore_escape(value: Any) -> Any:
    """Return a value as a file holds it: the opposite of `unescape_formula`."""
    if not isinstance(value, str):
        return value
    inner = INNER_FORMULA.sub("'", value)
    return f"'{inner}" if FORMULA.match(value) else inner


def read_dataset(content: bytes, name: str) -> tablib.Dataset:
    """Return the rows of a sheet, each with its number there in the column ROW_COLUMN.

    Raises ValidationError if rows do not fit, or are too many.
    """
    sheet = open_sheet(io.BytesIO(content), name)
    dataset = tablib.Dataset(headers=[ROW_COLUMN, *sheet.headers])
    for numbers, rows in sheet.chunks():
        for number, row in zip(numbers, rows, strict=True):
            dataset.append([number, *map(unescape_formula, row)])
        if len(dataset) > MAX_ROWS:
            sentence = _("The sheet has more than %(limit)s rows. Send it in parts.")
            raise ValidationError(sentence % {"limit": MAX_ROWS})
    if sheet.misfits:
        raise ValidationError([with_row_number(*misfit) for misfit in sheet.misfits[:MISFITS_SHOWN]])
    return dataset


def escape_dataset(dataset: tablib.Dataset) -> tablib.Dataset:
    return tablib.Dataset(
        *[[escape_formula(cell) for cell in row] for row in dataset], headers=dataset.headers
    )


class CSV(base_formats.CSV):
    """Text: read with any delimiter and encoding, written with commas, in UTF-8."""

    EXTENSION = ".csv"

    def is_binary(self) -> bool:
        return True

    def get_read_mode(self) -> str:
        return "rb"

    def create_dataset(self, in_stream: bytes) -> tablib.Dataset:
        return read_dataset(in_stream, f"sheet{self.EXTENSION}")

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        """Add a byte order mark, without which Excel reads UTF-8 as another encoding."""
        return b"\xef\xbb\xbf" + escape_dataset(dataset).export("csv").encode()


class XLSX(base_formats.XLSX):
    """The first sheet of an Excel workbook."""

    EXTENSION = ".xlsx"

    def create_dataset(self, in_stream: bytes) -> tablib.Dataset:
        return read_dataset(in_stream, f"sheet{self.EXTENSION}")

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        return escape_dataset(dataset).export("xlsx")


class ODS(base_formats.Format):
    """The first sheet of an OpenDocument workbook."""

    EXTENSION = ".ods"

    def get_title(self) -> str:
        return "ods"

    def get_extension(self) -> str:
        return "ods"

    def get_content_type(self) -> str:
        return OPEN_DOCUMENT

    def can_import(self) -> bool:
        return True

    def can_export(self) -> bool:
        return True

    def create_dataset(self, in_stream: bytes) -> tablib.Dataset:
        return read_dataset(in_stream, f"sheet{self.EXTENSION}")

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        """Write every cell as text, which keeps leading zeros and cannot run."""
        table = escape_dataset(dataset)
        rows = "".join(map(ods_row, [table.headers, *table]))
        stored = io.BytesIO()
        with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("mimetype", OPEN_DOCUMENT, zipfile.ZIP_STORED)
            archive.writestr("META-INF/manifest.xml", ODS_MANIFEST)
            archive.writestr("content.xml", ODS_CONTENT.replace("ROWS", rows, 1))
        return stored.getvalue()


def ods_row(cells: list) -> str:
    return f"<table:table-row>{''.join(map(ods_cell, cells))}</table:table-row>"


def ods_cell(cell: object) -> str:
    """Return a cell as XML. Lines become paragraphs; of several spaces XML keeps one, so they are counted."""
    lines = escape(str(cell)).replace("\t", "<text:tab/>").split("\n")
    paragraphs = "".join(f"<text:p>{SPACES.sub(ods_spaces, line)}</text:p>" for line in lines)
    return f'<table:table-cell office:value-type="string">{paragraphs}</table:table-cell>'


def ods_spaces(found: re.Match) -> str:
    return f'<text:s text:c="{len(found[0])}"/>'


FORMATS: list[type[CSV] | type[XLSX] | type[ODS]] = [CSV, XLSX, ODS]
