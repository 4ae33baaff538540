"""Files as the worst of days brings them, built by code: damaged, disguised, hostile, or only odd."""

import io
import struct
import zipfile
from functools import cache

import openpyxl
import xlsxwriter

HEAD = ["iso3", "register", "licence_number", "legal_name", "valid_from", "valid_until", "standing"]
GOOD = ["PHL", "dmw", "0417", "Horizon Care", "2024-01-01", "2030-01-01", "authorised"]
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504
NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns"


def text(*rows, by=",", end="\r\n", encoding="utf-8"):
    """Rows as a text file. A row may be text already."""
    lines = [row if isinstance(row, str) else by.join(row) for row in rows]
    return (end.join(lines) + end).encode(encoding)


def sheet(*rows, by=",", **options):
    """The usual head and these rows; without any, the good one."""
    return text(HEAD, *(rows or [GOOD]), by=by, **options)


def good(**cells):
    """The good row with other cells."""
    return [cells.get(column, value) for column, value in zip(HEAD, GOOD, strict=True)]


def workbook(*rows, finish=lambda book: None):
    """An .xlsx; `finish` does with it what it likes before it is stored."""
    book = openpyxl.Workbook()
    for row in rows or [HEAD, GOOD]:
        book.active.append(row)
    finish(book)
    stored = io.BytesIO()
    book.save(stored)
    return stored.getvalue()


def written(fill):
    """An .xlsx as XlsxWriter stores it; `fill` takes the book and its sheet."""
    stored = io.BytesIO()
    with xlsxwriter.Workbook(stored) as book:
        fill(book, book.add_worksheet())
    return stored.getvalue()


def archive(**parts):
    """A zip archive of these parts, given as name="content" with __ for / and _dot_ for a dot."""
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return stored.getvalue()


def with_sheet(data, strings="", tail=""):
    """A good .xlsx whose sheet holds this XML instead."""
    xml = f'<worksheet xmlns="{SPREADSHEET}"><sheetData>{data}</sheetData>{tail}</worksheet>'
    parts = {"xl/worksheets/sheet1.xml": xml}
    if strings:
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{SPREADSHEET}">{strings}</sst>'
    return replaced(workbook(), parts)


def replaced(content, parts):
    stored = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            new.writestr(name, part)
    return stored.getvalue()


def cells(number, values):
    """A row of XML with its values as text."""
    written = "".join(
        f'<c r="{chr(65 + place)}{number}" t="inlineStr"><is><t>{value}</t></is></c>'
        for place, value in enumerate(values)
    )
    return f'<row r="{number}">{written}</row>'


@cache
def formatted_to_the_end():
    """Every row of the sheet is coloured, two of them hold something."""
    blank = "".join(f'<row r="{n}"><c r="A{n}" s="0"/><c r="B{n}" s="0"/></row>' for n in range(3, 1_048_577))
    return with_sheet(cells(1, HEAD) + cells(2, GOOD) + blank)


def far_corner():
    """Two cells whose rectangle is the whole sheet."""
    return with_sheet(cells(1, HEAD) + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def far_corner_in_disguise():
    """The same, with attributes as no program writes them."""
    return with_sheet(cells(1, HEAD) + "<row><c s='0' r = 'xfd1048576' ><v>1</v></c></row>")


def one_text_in_many_cells():
    """A text of 30,000 letters that 20,000 cells point at."""
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(2, 20_002))
    return with_sheet(cells(1, HEAD) + rows, strings=f"<si><t>{'x' * 30_000}</t></si>")


def bomb():
    """200 kilobytes that unfold to 200 MB of zeros."""
    stored = io.BytesIO(workbook())
    with (
        zipfile.ZipFile(stored, "a", zipfile.ZIP_DEFLATED) as packed,
        packed.open("xl/worksheets/sheet2.xml", "w") as part,
    ):
        for _megabyte in range(200):
            part.write(bytes(1 << 20))
    return stored.getvalue()


def bomb_that_lies():
    """The same, which says of itself that it is small."""
    content = bytearray(bomb())
    at = content.rindex(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 1000)
    return bytes(content)


def ods(rows, name="content.xml", **more):
    """An .ods whose table holds this XML."""
    content = (
        f'<office:document-content xmlns:office="{NAMESPACE}:office:1.0" '
        f'xmlns:table="{NAMESPACE}:table:1.0" xmlns:text="{NAMESPACE}:text:1.0" '
        f'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" '
        f'office:version="1.2"><office:body><office:spreadsheet><table:table table:name="Sheet1">{rows}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        packed.writestr("META-INF/manifest.xml", more.get("manifest", "<manifest/>"))
        packed.writestr(name, content)
    return stored.getvalue()


def ods_row(values, attributes="", cell=""):
    found = "".join(
        f'<table:table-cell office:value-type="string"{cell}><text:p>{value}</text:p></table:table-cell>'
        for value in values
    )
    return f"<table:table-row{attributes}>{found}</table:table-row>"


def ods_formatted_to_the_end():
    blank = (
        '<table:table-row table:number-rows-repeated="1048574">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    return ods(ods_row(HEAD) + ods_row(GOOD) + blank)


def ods_bomb():
    """One row, said to stand there a million times."""
    return ods(ods_row(HEAD) + ods_row(GOOD, ' table:number-rows-repeated="1048574"'))
