"""Bad and odd files, each with the answer it must get.

REFUSED: no table at all; the sentence that says why. READ: tables, with their rows, and what is said of them.
And in `corpus_of_cells`, LEFT: rows that do not fit. WRONG: cells that an import refuses, by row, column and
sentence. TAKEN: what an import makes of the one row. `build` makes the file when it is wanted.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from .odd_files import (
    GOOD,
    HEAD,
    OLE,
    archive,
    bomb,
    bomb_that_lies,
    far_corner,
    far_corner_in_disguise,
    formatted_to_the_end,
    good,
    ods,
    ods_bomb,
    ods_formatted_to_the_end,
    ods_row,
    one_text_in_many_cells,
    replaced,
    sheet,
    text,
    with_sheet,
    workbook,
    written,
)

DAMAGED = "The workbook is damaged, or was not stored to its end."
TOO_LARGE = "The workbook unfolds to more than can be read at once"
LOCKED = "The workbook is protected by a password."
WEB_PAGE = "This is a web page, not a table."
PICTURE = "This is a picture, not a table."
BLANK = "The sheet is blank where the names of its columns should be"
ONLY_HEADERS = "The sheet has names of columns, but no rows below them."
NAMES = ["Clínica Ñandú", "Œuvre d’Été", "Größe & Söhne"]


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


def encoded(name, words, encoding, note):
    row = good(legal_name=words)
    return read(name, "list.csv", lambda: sheet(row, encoding=encoding), [row], note)


def merged(book):
    book.active.merge_cells("D2:D4")


def with_second_sheet(book):
    book.create_sheet("Notes").append(["nothing to read"])


def with_blank_first(book):
    book.move_sheet(book.create_sheet("Cover"), -1)


def with_formula(book):
    book.active["D2"] = '="Horizon "&"Care"'


def with_error(book):
    book.active["D2"] = "#N/A"


def with_macros(content):
    return replaced(content, {"xl/vbaProject.bin": b"\x01"})


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
        "old Excel", "list.xls", lambda: OLE + "Workbook".encode("utf-16-le"), "This is a workbook of an old"
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
    refused(
        "workbook named .csv", "list.csv", workbook, "This is a workbook although its name ends in .csv."
    ),
    refused(
        "text named .xlsx", "list.xlsx", sheet, "The file is damaged or is no workbook, although its name"
    ),
    refused("truncated zip", "list.xlsx", lambda: workbook()[:-200], DAMAGED),
    refused("cut in half", "list.ods", lambda: ods(ods_row(HEAD) * 500)[:400], DAMAGED),
    refused("zip of nothing", "list.xlsx", lambda: b"PK\x05\x06" + bytes(18), DAMAGED),
    refused("bytes changed", "list.xlsx", lambda: changed_within(workbook()), DAMAGED),
    refused("XML cut off", "list.xlsx", lambda: with_sheet("<row r='1'><c r='A1'><v>1</"), DAMAGED),
    refused("a table that never ends", "list.ods", lambda: ods(ods_row(HEAD) + "</table:table>"), DAMAGED),
    refused("zip bomb", "list.xlsx", bomb, TOO_LARGE),
    refused("zip bomb that lies", "list.xlsx", bomb_that_lies, TOO_LARGE),
    refused("a cell in the far corner", "list.xlsx", far_corner, TOO_LARGE),
    refused("the far corner in disguise", "list.xlsx", far_corner_in_disguise, TOO_LARGE),
    refused("one text in many cells", "list.xlsx", one_text_in_many_cells, TOO_LARGE),
    refused("a row said once, meant a million times", "list.ods", ods_bomb, TOO_LARGE),
    refused("PDF", "list.csv", lambda: b"%PDF-1.7\n%\xe2\xe3", "This is a PDF, not a table."),
    refused("PNG", "list.xlsx", lambda: b"\x89PNG\r\n\x1a\n\x00", PICTURE),
    refused("JPEG", "list.csv", lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF", PICTURE),
    refused("gzip", "list.csv", lambda: b"\x1f\x8b\x08\x00", "The file is compressed."),
    refused("NUL bytes", "list.csv", lambda: sheet(good(legal_name="a\x00b")), "Line 2 holds NUL bytes"),
    refused("noise", "list.csv", lambda: bytes(range(256)) * 9, "Line 1 holds NUL bytes"),
    refused(
        "quotation mark never closed",
        "list.csv",
        lambda: sheet(GOOD, 'PHL,dmw,0418,"Never closed'),
        "The file breaks the rules of CSV in row 3: unexpected end of data.",
    ),
    refused(
        "text after a quotation mark",
        "list.csv",
        lambda: sheet('PHL,dmw,"04"18,Care,,,'),
        "The file breaks the rules of CSV in row 2",
    ),
    refused(
        "the same header twice",
        "list.csv",
        lambda: text([*HEAD, "Legal_Name"], [*GOOD, "x"]),
        "“Legal_Name” names two columns in row 1: D and H.",
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


READ = [
    read("plain", "list.csv", sheet),
    read("byte order mark", "list.csv", lambda: sheet(encoding="utf-8-sig")),
    read(
        "UTF-16 of Excel",
        "list.txt",
        lambda: sheet(by="\t", encoding="utf-16"),
        note="UTF-16, separated by tabs",
    ),
    read("UTF-16 big-endian", "list.csv", lambda: b"\xfe\xff" + sheet(encoding="utf-16-be"), note="UTF-16"),
    read("UTF-16 without a mark", "list.csv", lambda: sheet(encoding="utf-16-le"), note="UTF-16"),
    *(encoded(f"Windows-1252: {name}", name, "cp1252", "Windows-1252") for name in NAMES),
    encoded("Windows-1251", "Агентство по найму медицинских работников «Здоровье»", "cp1251", "Windows-1251"),
    encoded("Windows-1256", "مكتب الرعاية الصحية لتوظيف الممرضات والأطباء", "cp1256", "Windows-1256"),
    encoded("GB18030", "北京医疗卫生人员国际招聘服务有限公司", "gb18030", "GB18030"),
    encoded("Shift-JIS", "東京メディカル人材紹介サービス株式会社", "shift_jis", "Shift-JIS"),
    encoded("UTF-8 in a long file", "Ärztevermittlung", "utf-8", ""),
    read("semicolons", "list.csv", lambda: sheet(by=";"), note="UTF-8, separated by semicolons"),
    read("tabs", "list.tsv", lambda: sheet(by="\t"), note="separated by tabs"),
    read("vertical bars", "list.txt", lambda: sheet(by="|"), note="separated by vertical bars"),
    read("delimiter told by Excel", "list.csv", lambda: b"sep=;\r\n" + sheet(by=";"), note="semicolons"),
    read(
        "lists in cells between commas",
        "list.csv",
        lambda: text(["iso3", "source_states"], ["PHL", "PHL; IDN; NAM"], ["IRL", "PHL; NAM"]),
        [["PHL", "PHL; IDN; NAM"], ["IRL", "PHL; NAM"]],
    ),
    read("line feeds only", "list.csv", lambda: sheet(end="\n")),
    read("carriage returns only", "list.csv", lambda: sheet(end="\r")),
    read("no end of the last line", "list.csv", lambda: sheet().rstrip()),
    read(
        "lines within a cell",
        "list.csv",
        lambda: sheet('PHL,dmw,0417,"Horizon\nCare, ""Inc""",,,'),
        [["PHL", "dmw", "0417", 'Horizon\nCare, "Inc"', "", "", ""]],
    ),
    read("blank rows between", "list.csv", lambda: sheet("", ",,,,,,", GOOD, "  , ,,,,,")),
    read("trailing delimiters", "list.csv", lambda: text([*HEAD, "", ""], [*GOOD, "", ""])),
    read("short rows", "list.csv", lambda: sheet(GOOD[:4]), [[*GOOD[:4], "", "", ""]]),
    read("a blank column in front", "list.csv", lambda: text(["", *HEAD], ["", *GOOD])),
    read("a title above", "list.csv", lambda: text(["Register 2026"], [], HEAD, GOOD), note="stand in row 3"),
    read(
        "a title above, in a workbook",
        "list.xlsx",
        lambda: workbook(["Register"], HEAD, GOOD),
        note="in row 2",
    ),
    read("marks in the headers", "list.csv", lambda: text(["\u200f" + h + "\u200e " for h in HEAD], GOOD)),
    read("Excel", "list.xlsx", workbook),
    read(
        "XlsxWriter",
        "list.xlsx",
        lambda: written(lambda book, s: [s.write_row(0, 0, HEAD), s.write_row(1, 0, GOOD)]),
    ),
    read("OpenDocument", "list.ods", lambda: ods(ods_row(HEAD) + ods_row(GOOD))),
    read("an Excel name in capitals", "LIST.XLSX", workbook),
    read(
        "a table that begins at C3", "list.xlsx", lambda: workbook([], [], ["", "", *HEAD], ["", "", *GOOD])
    ),
    read("1,048,576 formatted rows", "list.xlsx", formatted_to_the_end),
    read("1,048,576 formatted rows of OpenDocument", "list.ods", ods_formatted_to_the_end),
    read(
        "macros",
        "list.xlsm",
        lambda: with_macros(workbook()),
        note="The workbook holds macros. They were not run.",
    ),
    read(
        "several sheets",
        "list.xlsx",
        lambda: workbook(finish=with_second_sheet),
        note="“Sheet” was read, of 2.",
    ),
    read(
        "a blank first sheet", "list.xlsx", lambda: workbook(finish=with_blank_first), note="“Sheet” was read"
    ),
    read(
        "merged cells",
        "list.xlsx",
        lambda: workbook(HEAD, GOOD, good(legal_name=""), finish=merged),
        [GOOD, good(legal_name="")],
        "Cells are merged (D2:D4)",
    ),
    read(
        "a formula without its result",
        "list.xlsx",
        lambda: workbook(finish=with_formula),
        [good(legal_name="")],
        "1 cells hold formulas without results",
    ),
    read("an error of Excel", "list.xlsx", lambda: workbook(finish=with_error), [good(legal_name="#N/A")]),
    read(
        "an error of OpenDocument",
        "list.ods",
        lambda: ods(ods_row(HEAD) + ods_row(GOOD) + ods_row(["#N/A"], cell=' calcext:value-type="error"')),
        [GOOD, ["#N/A", *[""] * 6]],
        "Cells with errors",
    ),
    read(
        "numbers, days and yes in a workbook",
        "list.xlsx",
        lambda: workbook(["a", "b", "c"], [417, datetime(2024, 1, 1), True]),
        [[417.0, date(2024, 1, 1), True]],
    ),
]
