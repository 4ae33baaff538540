"""The cells of a workbook (.xlsx, .ods, .xls), by calamine once its size is known to be safe.

What calamine reads as blank, or otherwise than the sheet shows it, is put in from the facts of the sheet.
"""

from collections.abc import Iterator
from datetime import date, time, timedelta
from io import BytesIO
from itertools import islice
from typing import Any
from zipfile import ZipFile

from openpyxl import load_workbook
from python_calamine import CalamineSheet, CalamineWorkbook

from authorities.spreadsheets.error_cells import LostCell
from authorities.spreadsheets.excel_parts import WORKBOOK_PART, ExcelParts
from authorities.spreadsheets.file_types import OLE
from authorities.spreadsheets.opendocument import read_tables
from authorities.spreadsheets.zip_limits import check_sizes, mend_archive, refuse_other_archives

BLOCK_SIZE = 1 << 20
MOST_FOR_FORMATS = 5_000_000  # bytes unpacked, up to which the formats of numbers are looked up
# {row: [(column from 0, value)]}
Values = dict[int, list]


class SheetCells:
    """One sheet: its rows that are not blank, as (number, {column from 1: value}), and its merged cells."""

    def __init__(self, sheet: CalamineSheet, values: Values) -> None:
        self.sheet, self.values = sheet, values

    @property
    def last_row(self) -> int:
        top = self.sheet.start[0] if self.sheet.start else 0
        return max([top + self.sheet.height, *self.values])

    def rows(self, most_rows: int) -> Iterator[tuple[int, dict[int, Any]]]:
        """Yield the rows in order, up to one row more than allowed."""
        top, left = self.sheet.start or (0, 0)
        found = dict(enumerate(islice(self.sheet.iter_rows(), most_rows + 1), top + 1))
        for number in sorted({*found, *self.values}):
            cells = {
                place: value
                for place, value in enumerate(found.get(number, ()), left + 1)
                if value not in ("", None)
            }
            cells |= {column + 1: value for column, value in self.values.get(number, ())}
            if cells:
                yield number, cells

    @property
    def merged(self) -> list[tuple[int, int]]:
        """The first cell of each merged range, as (row, column) from 1."""
        return [(row + 1, column + 1) for (row, column), _end in self.sheet.merged_cell_ranges or ()]


def read_cells(content: bytes) -> Iterator[tuple[str, SheetCells]]:
    """Yield (name, cells) of each sheet of a workbook. Raise ValidationError if it cannot be read safely."""
    if content.startswith(OLE):
        with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
            yield from ((name, SheetCells(book.get_sheet_by_name(name), {})) for name in book.sheet_names)
        return
    file = mend_archive(BytesIO(content))
    with ZipFile(file) as archive:
        refuse_other_archives(archive)
        check_sizes(archive)
        names = {name.lower() for name in archive.namelist()}
        excel = ExcelParts(archive) if WORKBOOK_PART in names else None
        tables = {} if excel else read_opendocument(archive)
        file.seek(0)
        with CalamineWorkbook.from_filelike(file) as book:
            for name in book.sheet_names:
                facts = excel.read_facts(name) if excel else tables[name]
                yield name, SheetCells(book.get_sheet_by_name(name), facts.values)


def read_opendocument(archive: ZipFile) -> dict[str, Any]:
    with archive.open("content.xml") as stored:
        return read_tables(iter(lambda: stored.read(BLOCK_SIZE), b""))


def formats_of_fractions(content: bytes, cells: dict[str, set[tuple[int, int]]]) -> dict[tuple, str]:
    """Return the formats of numbers such as 8.1, by (sheet, row, column), which may be shown as 8.10.

    Workbooks are large for other reasons than their numbers; then nothing is returned.
    """
    places = {name: wanted for name, wanted in cells.items() if wanted}
    with ZipFile(BytesIO(content)) as archive:
        size = sum(part.file_size for part in archive.infolist())
    if not places or size > MOST_FOR_FORMATS:
        return {}
    book = load_workbook(BytesIO(content), read_only=True, data_only=True)
    formats = {}
    for name, wanted in places.items():
        sheet = book[name]
        sheet.reset_dimensions()
        for row in sheet.iter_rows(max_row=max(row for row, _column in wanted)):
            for cell in row:
                if cell.value is not None and (cell.row, cell.column) in wanted:
                    formats[name, cell.row, cell.column] = cell.number_format
    return formats


def is_made_a_date(value: Any) -> bool:
    return isinstance(value, date | time | timedelta)


def is_lost(value: Any) -> bool:
    """Return True for a formula whose value the file does not hold."""
    return isinstance(value, LostCell)
