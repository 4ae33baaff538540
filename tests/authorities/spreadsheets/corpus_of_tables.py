"""Odd tables that are read all the same, as `corpus` explains."""

from datetime import date, datetime

from authorities.spreadsheets.error_cells import MISSING, UncalculatedFormula
from tests.authorities.spreadsheets.corpus import read
from tests.authorities.spreadsheets.sample_files import (
    GOOD,
    HEAD,
    cells,
    formatted_to_the_end,
    good,
    ods,
    ods_formatted_to_the_end,
    ods_row,
    replaced,
    sheet,
    text,
    with_sheet,
    workbook,
    written,
)

ERROR_OF_ODS = ' table:formula="of:=NA()" office:string-value="" calcext:value-type="error"'
FORMULA_OF_ODS = '<table:table-cell table:formula="of:=DATE(2030;1;1)" table:number-columns-repeated="2"/>'
EMPTY_RESULT = '<c r="G2" t="str"><f>IF(A2="","x","")</f><v></v></c>'


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


READ = [
    read("plain", "list.csv", sheet),
    read("semicolons", "list.csv", lambda: sheet(by=";"), note="UTF-8, separated by semicolons"),
    read("tabs", "list.tsv", lambda: sheet(by="\t"), note="separated by tabs"),
    read("vertical bars", "list.txt", lambda: sheet(by="|"), note="separated by vertical bars"),
    read("circumflexes", "list.txt", lambda: sheet(by="^"), note="separated by circumflexes"),
    read("tildes", "list.txt", lambda: sheet(by="~"), note="separated by tildes"),
    read("colons", "list.txt", lambda: sheet(by=":"), note="separated by colons"),
    read("any delimiter that is told", "list.csv", lambda: b"SEP=#\n" + sheet(by="#"), note="by “#”"),
    read(
        "times and addresses between commas",
        "list.csv",
        lambda: text(["name", "url"], *[["10:30", "https://a.example:8000/b:c"]] * 3),
        [["10:30", "https://a.example:8000/b:c"]] * 3,
    ),
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
    read("short rows", "list.csv", lambda: sheet(GOOD[:4]), [[*GOOD[:4], MISSING, MISSING, MISSING]]),
    read("a blank column in front", "list.csv", lambda: text(["", *HEAD], ["", *GOOD])),
    read("a title above", "list.csv", lambda: text(["Register 2026"], [], HEAD, GOOD), note="are in row 3"),
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
        note="The workbook contains macros. They were not run.",
    ),
    read(
        "several sheets",
        "list.xlsx",
        lambda: workbook(finish=with_second_sheet),
        note="“Sheet” was read, out of 2 sheets.",
    ),
    read(
        "a blank first sheet", "list.xlsx", lambda: workbook(finish=with_blank_first), note="“Sheet” was read"
    ),
    read(
        "merged cells",
        "list.xlsx",
        lambda: workbook(HEAD, GOOD, good(legal_name=""), finish=merged),
        [GOOD, GOOD],
        "Cells are merged (D2:D4)",
    ),
    read(
        "a formula without its result",
        "list.xlsx",
        lambda: workbook(finish=with_formula),
        [good(legal_name=UncalculatedFormula('"Horizon "&"Care"'))],
        "1 cell contains a formula without its result.",
    ),
    read("an error of Excel", "list.xlsx", lambda: workbook(finish=with_error), [good(legal_name="#N/A")]),
    read(
        "an error of OpenDocument",
        "list.ods",
        lambda: ods(ods_row(HEAD) + ods_row(GOOD) + ods_row(["#N/A"], cell=' calcext:value-type="error"')),
        [GOOD, ["#N/A", *[""] * 6]],
    ),
    read(
        "an error of LibreOffice",
        "list.ods",
        lambda: ods(ods_row(HEAD) + ods_row(["#REF!"], cell=ERROR_OF_ODS) + ods_row(GOOD)),
        [["#REF!", *[""] * 6], GOOD],
    ),
    read(
        "a formula of LibreOffice without its result",
        "list.ods",
        lambda: ods(ods_row(HEAD) + f"<table:table-row>{FORMULA_OF_ODS}</table:table-row>" + ods_row(GOOD)),
        [[UncalculatedFormula("DATE(2030;1;1)")] * 2 + [""] * 5, GOOD],
        "2 cells contain formulas without their results.",
    ),
    read(
        "a formula that results in no letters",
        "list.xlsx",
        lambda: with_sheet(cells(1, HEAD) + cells(2, GOOD[:6]).replace("</row>", f"{EMPTY_RESULT}</row>")),
        [good(standing="")],
    ),
    read(
        "sums below and between",
        "list.csv",
        lambda: sheet(GOOD, ["Sub-total", "", "", "", "1", "", ""], GOOD, ["", "TOTAL:", "", "", "2"]),
        [GOOD, GOOD],
        "Rows 3, 5 contain only totals and were skipped.",
    ),
    read(
        "numbers, days and yes in a workbook",
        "list.xlsx",
        lambda: workbook(["a", "b", "c"], [417, datetime(2024, 1, 1), True]),
        [[417.0, date(2024, 1, 1), True]],
    ),
]
