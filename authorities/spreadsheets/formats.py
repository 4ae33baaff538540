"""Files that hold a table, as django-import-export takes and gives them; nothing that is written can run."""

import io
import re
import zipfile
from xml.sax.saxutils import escape

import tablib
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export.formats import base_formats
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from authorities.spreadsheets.reader import located, open_sheet

# Spreadsheet programs run a cell that begins so. An apostrophe keeps it text; reading takes it off again.
FORMULA = re.compile(r"'*[=+\-@\t\r]")
MAX_ROWS = 200_000
MISFITS_SHOWN = 50
# The column that holds the number of the row.
ROW = "#"
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


def as_sent(value):
    """As a file holds it: the opposite of `unguarded`, and nothing else is changed."""
    return f"'{value}" if isinstance(value, str) and FORMULA.match(value) else value


def as_dataset(content, name):
    """The rows of a sheet. The column ROW holds the number each has there, where a person looks for it."""
    sheet = open_sheet(io.BytesIO(content), name)
    dataset = tablib.Dataset(headers=[ROW, *sheet.headers])
    for numbers, rows in sheet.chunks():
        for number, row in zip(numbers, rows, strict=True):
            dataset.append([number, *map(unguarded, row)])
        if len(dataset) > MAX_ROWS:
            sentence = _("The sheet has more than %(limit)s rows. Send it in parts.")
            raise ValidationError(sentence % {"limit": MAX_ROWS})
    if sheet.misfits:
        raise ValidationError([located(*misfit) for misfit in sheet.misfits[:MISFITS_SHOWN]])
    return dataset


def safe_dataset(dataset):
    return tablib.Dataset(*[[guarded(cell) for cell in row] for row in dataset], headers=dataset.headers)


class CSV(base_formats.CSV):
    """Text, whatever separates its cells and however it is encoded; written with commas, in UTF-8."""

    ENDING = ".csv"

    def is_binary(self):
        return True

    def get_read_mode(self):
        return "rb"

    def create_dataset(self, in_stream):
        return as_dataset(in_stream, f"sheet{self.ENDING}")

    def export_data(self, dataset, **kwargs):
        """With a byte order mark, without which Excel takes UTF-8 for something else."""
        return b"\xef\xbb\xbf" + safe_dataset(dataset).export("csv").encode()


class XLSX(base_formats.XLSX):
    """The first sheet of an Excel workbook."""

    ENDING = ".xlsx"

    def create_dataset(self, in_stream):
        return as_dataset(in_stream, f"sheet{self.ENDING}")

    def export_data(self, dataset, **kwargs):
        return safe_dataset(dataset).export("xlsx")


class ODS(base_formats.Format):
    """The first sheet of an OpenDocument workbook."""

    ENDING = ".ods"

    def get_title(self):
        return "ods"

    def get_extension(self):
        return "ods"

    def get_content_type(self):
        return OPEN_DOCUMENT

    def can_import(self):
        return True

    def can_export(self):
        return True

    def create_dataset(self, in_stream):
        return as_dataset(in_stream, f"sheet{self.ENDING}")

    def export_data(self, dataset, **kwargs):
        """Every cell as text, which keeps zeros in front and runs nothing."""
        table = safe_dataset(dataset)
        rows = "".join(map(row_of_ods, [table.headers, *table]))
        stored = io.BytesIO()
        with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("mimetype", OPEN_DOCUMENT, zipfile.ZIP_STORED)
            archive.writestr("META-INF/manifest.xml", ODS_MANIFEST)
            archive.writestr("content.xml", ODS_CONTENT.replace("ROWS", rows, 1))
        return stored.getvalue()


def row_of_ods(cells):
    return f"<table:table-row>{''.join(map(cell_of_ods, cells))}</table:table-row>"


def cell_of_ods(cell):
    """Lines become paragraphs; further spaces are counted, for XML keeps only one."""
    lines = escape(str(cell)).replace("\t", "<text:tab/>").split("\n")
    paragraphs = "".join(f"<text:p>{SPACES.sub(counted_spaces, line)}</text:p>" for line in lines)
    return f'<table:table-cell office:value-type="string">{paragraphs}</table:table-cell>'


def counted_spaces(found):
    return f'<text:s text:c="{len(found[0])}"/>'


FORMATS: list[type[CSV] | type[XLSX] | type[ODS]] = [CSV, XLSX, ODS]
