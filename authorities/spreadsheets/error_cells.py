"""Find cells that calamine reads as blank although they are not: errors, and formulas without results.

A blank cell may mean that something has no end. So these cells are restored, to be refused where they matter.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import NoReturn
from xml.etree import ElementTree

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_FORMULAS = 100_000
MOST_REPEATED = 1000

ERROR_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*\bt="e"[^>]*>(?:<f[^>]*>[^<]*</f>)?<v>([^<]{1,20})</v>'
)
UNCALCULATED_CELL = re.compile(rb"<c\b([^>]*)>\s*<f(?:\s[^>]*)?(?:/>|>([^<]*)</f>)(<v\s*/>|<v></v>)?\s*</c>")
CELL_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,3})(\d{1,7})["']""")
# A formula may yield an empty string, which is a result.
TEXT_RESULT = re.compile(rb"""\bt\s*=\s*["']str["']""")
ODS_UNCALCULATED_FORMULA = re.compile(
    rb"<table:table-cell\b(?=[^>]*\btable:formula=)(?![^>]*\boffice:value-type=)[^>]*>"
)

NAMESPACE = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
TABLE, OFFICE = NAMESPACE % "table", NAMESPACE % "office"
CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
CELL_TAGS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")


@dataclass(frozen=True)
class UncalculatedFormula:
    """A formula whose result the file does not hold."""

    text: str

    def __str__(self) -> str:
        return f"={self.text}" if self.text else "="


# What stands in a cell, as in “#N/A”; and {row from 1: [(column from 0, value)]}.
CellValue = str | UncalculatedFormula
LostCells = dict[int, list[tuple[int, CellValue]]]


def column_number(letters: bytes) -> int:
    """Return the number of a column, counted from 1.

    >>> column_number(b"A"), column_number(b"XFD")
    (1, 16384)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def find_errors(block: bytes) -> Iterator[tuple[int, int, CellValue]]:
    """Yield (row, column from 0, value) of the errors in a block of a sheet of Excel."""
    if b't="e"' in block:
        for letters, row, value in ERROR_CELL.findall(block):
            yield int(row), column_number(letters) - 1, value.decode("utf-8", "replace")


def find_uncalculated_formulas(block: bytes) -> Iterator[tuple[int, int, CellValue]]:
    """Yield (row, column from 0, formula) of the formulas without results in a block of a sheet of Excel."""
    if b"<f" not in block:
        return
    for attributes, formula, value in UNCALCULATED_CELL.findall(block):
        if (place := CELL_REFERENCE.search(attributes)) and not (value and TEXT_RESULT.search(attributes)):
            text = unescape(formula.decode("utf-8", "replace"))
            yield int(place[2]), column_number(place[1]) - 1, UncalculatedFormula(text)


def refuse_too_many_formulas() -> NoReturn:
    raise ValidationError(
        _(
            "More than %(count)s cells contain formulas without results. Open the workbook in a "
            "spreadsheet program and save it there, so that the results are stored."
        )
        % {"count": MOST_FORMULAS}
    )


def find_lost_cells_in_ods(archive: zipfile.ZipFile, name: str) -> LostCells:
    """Return the lost cells of the table called `name` in a workbook of OpenDocument."""
    found: LostCells = {}
    row = column = 0
    table, named = None, ""
    with archive.open("content.xml") as stored:
        for event, tag in ElementTree.iterparse(stored, ("start", "end")):  # noqa: S314 - read before by expat
            if event == "start" and tag.tag == f"{TABLE}table":
                table, named, row = tag, tag.get(f"{TABLE}name"), 0
            elif event == "end" and tag.tag in CELL_TAGS and named == name:
                column += record_lost_cell(found, row + 1, column, tag)
            elif event == "end" and tag.tag == f"{TABLE}table-row":
                repeated = int(tag.get(f"{TABLE}number-rows-repeated", 1))
                repeat_row(found, row + 1, repeated)
                row, column = row + repeated, 0
                table.clear()
    return found


def record_lost_cell(found: LostCells, row: int, column: int, tag: ElementTree.Element) -> int:
    """Add a cell to `found` if it is lost; return how many cells its tag stands for."""
    repeated = int(tag.get(f"{TABLE}number-columns-repeated", 1))
    value: CellValue | None = None
    if tag.get(f"{CALC}value-type") == "error":
        value = "".join(tag.itertext()).strip() or "#N/A"
    elif tag.get(f"{TABLE}formula") and not tag.get(f"{OFFICE}value-type"):
        value = UncalculatedFormula(tag.get(f"{TABLE}formula").partition("=")[2])
    if value is not None:
        places = range(column, column + min(repeated, MOST_REPEATED))
        found.setdefault(row, []).extend((place, value) for place in places)
    return repeated


def repeat_row(found: LostCells, row: int, repeated: int) -> None:
    """Add what is lost in a row to the rows that repeat it."""
    for further in range(row + 1, row + min(repeated, MOST_REPEATED) if row in found else row):
        found[further] = found[row]
