"""Bad and odd files, each with the answer it must get.

REFUSED: no table at all; the sentence that says why. In `corpus_of_tables` READ: tables, with their rows, and
what is said of them; those in other encodings in `corpus_of_encodings`. In `corpus_of_cells` LEFT: rows that
do not fit. WRONG: cells that an import refuses, by row, column and sentence. TAKEN: what an import makes of
the one row. `build` makes the file when it is wanted.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.authorities.spreadsheets.sample_files import (
    GOOD,
    HEAD,
    OLE,
    archive,
    bomb,
    bomb_that_lies,
    far_corner,
    far_corner_in_disguise,
    good,
    ods,
    ods_bomb,
    ods_row,
    one_text_in_many_cells,
    sheet,
    text,
    with_sheet,
    workbook,
)

DAMAGED = "The workbook is damaged, or it was not saved completely."
TOO_LARGE = "The unpacked workbook is larger than can be read at once"
LOCKED = "The workbook is protected by a password."
WEB_PAGE = "This is a web page, not a table."
PICTURE = "This is a picture, not a table."
BLANK = "The top of the sheet, where the column names should be, is blank"
ONLY_HEADERS = "The sheet has column names, but no rows below them."


@dataclass
class Specimen:
    name: str
    file: str
    build: Callable[[], bytes]
    sentence: str = ""
    rows: list = field(default_factory=list)
    note: str = ""
    place: tuple = ()
    saved: dict = field(default_factory=dict)

    def __str__(self):
        return self.name


def refused(name, file, build, sentence):
    return Specimen(name, file, build, sentence)


def read(name, file, build, rows=(GOOD,), note=""):
    return Specimen(name, file, build, rows=[list(row) for row in rows], note=note)


def changed_within(content):
    """A good archive with some bytes of a part changed."""
    return content[:600] + bytes(byte ^ 0x55 for byte in content[600:700]) + content[700:]


REFUSED = [
    refused("empty", "list.csv", lambda: b"", "The file is empty."),
    refused("empty workbook", "list.xlsx", lambda: b"", "The file is empty."),
    refused("blank lines only", "list.csv", lambda: b"\r\n \r\n,,,\r\n", BLANK),
    refused("blank sheet", "list.xlsx", lambda: workbook([]), "The workbook has no sheet with cells."),
    refused("headers only", "list.csv", lambda: text(HEAD), ONLY_HEADERS),
    refused("headers only in a workbook", "list.xlsx", lambda: workbook(HEAD), ONLY_HEADERS),
    refused("byte order mark only", "list.csv", lambda: b"\xef\xbb\xbf", BLANK),
    refused("HTML named .xls", "list.xls", lambda: b"<html><table><tr><td>iso3", WEB_PAGE),
    refused("HTML named .xlsx", "list.xlsx", lambda: b"\r\n<!DOCTYPE html><p>Log in", WEB_PAGE),
    refused("HTML named .csv", "list.csv", lambda: "<HTML>".encode("utf-16"), WEB_PAGE),
    refused(
        "XML of Excel 2003", "list.xls", lambda: b'\xef\xbb\xbf<?xml version="1.0"?><Workbook>', WEB_PAGE
    ),
    refused(
        "old Excel", "list.xls", lambda: OLE + "Workbook".encode("utf-16-le"), "This workbook is in an old"
    ),
    refused(
        "password", "list.xlsx", lambda: OLE + bytes(1 << 20) + "EncryptedPackage".encode("utf-16-le"), LOCKED
    ),
    refused(
        "password of OpenDocument",
        "list.ods",
        lambda: ods(ods_row(HEAD), manifest="<manifest:encryption-data/>"),
        LOCKED,
    ),
    refused("binary Excel", "list.xlsx", lambda: archive(xl__workbook_dot_bin="x"), "This is Excel's binary"),
    refused("Word", "list.xlsx", lambda: archive(word__document_dot_xml="<w/>"), "This is an archive, not a"),
    refused("zip of a CSV", "list.zip", lambda: archive(list_dot_csv="iso3"), "This is an archive, not a"),
    refused("workbook named .csv", "list.csv", workbook, "This is a workbook, but its name ends in .csv."),
    refused(
        "text named .xlsx",
        "list.xlsx",
        sheet,
        "The file is damaged, or it is not a workbook although its name",
    ),
    refused("truncated zip", "list.xlsx", lambda: workbook()[:-200], DAMAGED),
    refused("cut in half", "list.ods", lambda: ods(ods_row(HEAD) * 500)[:400], DAMAGED),
    refused("zip of nothing", "list.xlsx", lambda: b"PK\x05\x06" + bytes(18), DAMAGED),
    refused("bytes changed", "list.xlsx", lambda: changed_within(workbook()), DAMAGED),
    refused("XML cut off", "list.xlsx", lambda: with_sheet("<row r='1'><c r='A1'><v>1</"), DAMAGED),
    refused("a table that never ends", "list.ods", lambda: ods(ods_row(HEAD) + "</table:table>"), DAMAGED),
    refused("zip bomb", "list.xlsx", bomb, TOO_LARGE),
    refused("zip bomb that lies", "list.xlsx", bomb_that_lies, TOO_LARGE),
    refused(
        "a cell in the far corner", "list.xlsx", far_corner, "A cell stands far from all others: XFD1048576."
    ),
    refused(
        "the far corner in disguise",
        "list.xlsx",
        far_corner_in_disguise,
        "A cell stands far from all others: XFD1048576.",
    ),
    refused("one text in many cells", "list.xlsx", one_text_in_many_cells, TOO_LARGE),
    refused("a row said once, meant a million times", "list.ods", ods_bomb, TOO_LARGE),
    refused("PDF", "list.csv", lambda: b"%PDF-1.7\n%\xe2\xe3", "This is a PDF, not a table."),
    refused("PNG", "list.xlsx", lambda: b"\x89PNG\r\n\x1a\n\x00", PICTURE),
    refused("JPEG", "list.csv", lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF", PICTURE),
    refused("gzip", "list.csv", lambda: b"\x1f\x8b\x08\x00", "The file is compressed."),
    refused("NUL bytes", "list.csv", lambda: sheet(good(legal_name="a\x00b")), "Line 2 contains NUL bytes"),
    refused("noise", "list.csv", lambda: bytes(range(256)) * 9, "Line 1 contains NUL bytes"),
    refused(
        "a quotation mark among the names",
        "list.csv",
        lambda: text(['"Name" of agency', "Licence"], ["Care", "1"]),
        "Row 1: A quotation mark is never closed, or something follows the closing one.",
    ),
    refused(
        "the same header twice",
        "list.csv",
        lambda: text([*HEAD, "Legal_Name"], [*GOOD, "x"]),
        "“Legal_Name” is the name of two columns in row 1: D and H.",
    ),
    refused(
        "names on two rows",
        "list.xlsx",
        lambda: workbook(
            ["iso3", "Licence", "", "Holder"], ["", "number", "until", ""], *[["PHL", "1", "2", "x"]] * 3
        ),
        "Column C has no name in row 1.",
    ),
    refused(
        "too many columns",
        "list.csv",
        lambda: text([f"c{n}" for n in range(201)], ["x"] * 201),
        "The sheet has 201 columns; at most 200 are read.",
    ),
]
