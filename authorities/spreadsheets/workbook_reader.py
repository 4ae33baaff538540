"""Read one sheet of a workbook (.xlsx, .xlsm, .ods) by calamine, once its size is known to be safe.

What calamine reads as blank, or otherwise than the sheet shows it, is put in from the facts of the sheet.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any, BinaryIO, NoReturn

from django.core.exceptions import ValidationError
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from authorities.languages.sentences import build_sentence as _
from authorities.spreadsheets.error_cells import MergedCell
from authorities.spreadsheets.excel_parts import WORKBOOK_PART, ExcelParts
from authorities.spreadsheets.opendocument import read_tables
from authorities.spreadsheets.sheet_facts import (
    MOST_MERGED,
    Range,
    SheetFacts,
    describe_sheet,
    range_name,
    refuse_damaged,
    refuse_too_large,
)
from authorities.spreadsheets.zip_limits import (
    BLOCK_SIZE,
    DAMAGE_ERRORS,
    check_sizes,
    mend_archive,
    refuse_other_archives,
    rewrite_archive,
)

NO_HEADER = 1 << 30


class WorkbookReader:
    """The rows of a sheet as a spreadsheet program shows them, from row 1 on.

    `chosen` is the name of the sheet that a person chose; `default` is that of the last file, taken if this
    one has it too. `header_row` is set when it is known. Raises ValidationError for what cannot be read.
    """

    def __init__(self, file: BinaryIO, chosen: str = "", default: str = "") -> None:
        self.notes: list[str] = []
        self.chosen, self.default = chosen, default
        self.header_row = NO_HEADER
        try:
            file = mend_archive(file)
            with zipfile.ZipFile(file) as archive:
                self.notes += refuse_other_archives(archive)
                check_sizes(archive)
                self.parts = ParsedParts(archive)
                file.seek(0)
                with CalamineWorkbook.from_filelike(file) as book:
                    self.sheet = self.choose_sheet(book)
            self.facts = self.parts.facts[self.sheet.name]
        except (CalamineError, *DAMAGE_ERRORS) as error:
            refuse_damaged(error)
        # Rows of nothing but formulas without results may stand below what calamine reads.
        self.height = max(self.sheet.start[0] + self.sheet.height, *self.facts.values, 0)
        self.merged = MergedCells(self.facts.merged, self.height)
        self.notes += describe_sheet(self.facts)

    @property
    def read_options(self) -> dict:
        options = {"sheet": self.sheet.name, "sheets": self.sheet_names}
        return options | ({"from_1904": True} if self.parts.excel and self.parts.excel.is_1904 else {})

    def choose_sheet(self, book: CalamineWorkbook) -> CalamineSheet:
        """Return the sheet that was chosen, else the first visible one with a table, or with anything."""
        self.sheet_names = [
            metadata.name
            for metadata in book.sheets_metadata
            if metadata.typ == SheetTypeEnum.WorkSheet and metadata.visible == SheetVisibleEnum.Visible
        ]
        if self.chosen and self.chosen not in self.sheet_names:
            raise ValidationError(_("The workbook has no sheet “%(name)s”.") % {"name": self.chosen})
        default_first = sorted(self.sheet_names, key=lambda name: name != self.default)
        wanted = [self.chosen] if self.chosen else default_first
        sheet = self.find_table(self.parts.read_sheet(book, name) for name in wanted)
        if len(book.sheet_names) > 1:
            words = {"name": sheet.name, "count": len(book.sheet_names)}
            self.notes.append(_("Only the sheet “%(name)s” was read, out of %(count)s sheets.") % words)
        return sheet

    def find_table(self, sheets: Iterable[CalamineSheet]) -> CalamineSheet:
        """Return the default sheet, or the first of several rows and columns, or the first with any cell."""
        first = None
        for sheet in sheets:
            if sheet.start is not None:
                first = first or sheet
                if sheet.name == self.default or (sheet.height > 1 and sheet.width > 1):
                    return sheet
        if first is None:
            self.refuse_empty()
        return first

    def refuse_empty(self) -> NoReturn:
        if self.chosen:
            raise ValidationError(_("The sheet “%(name)s” is blank.") % {"name": self.chosen})
        raise ValidationError(_("The workbook has no sheet with cells."))

    def batches(self, size: int) -> Iterator[list[list]]:
        """Yield lists of rows from the first on, blank ones included."""
        indent = [""] * self.sheet.start[1]
        below = self.height - self.sheet.start[0] - self.sheet.height
        blank_rows: Iterator[list] = ([""] * self.sheet.width for _row in range(below))
        rows: Iterator[list] = chain(self.sheet.iter_rows(), blank_rows)
        done = 0
        while batch := list(islice(rows, size)):
            if indent:
                batch = [indent + row for row in batch]
            self.put_values(batch, done)
            if self.facts.merged:
                self.merged.fill_rows(batch, done + 1, self.header_row)
            yield batch
            done += len(batch)

    def put_values(self, batch: list[list], done: int) -> None:
        """Write into a batch what calamine leaves blank, or reads otherwise than the sheet shows it."""
        values = self.facts.values
        if not values:
            return
        for row in range(done + 1, done + len(batch) + 1):
            for column, value in values.get(row, ()):
                cells = batch[row - done - 1]
                cells += [""] * (column + 1 - len(cells))
                cells[column] = value


class ParsedParts:
    """The parts of a workbook of either kind; `facts` are {name: SheetFacts} of the sheets that were read."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        names = {name.lower() for name in archive.namelist()}
        self.excel = ExcelParts(archive) if WORKBOOK_PART in names else None
        self.facts: dict[str, SheetFacts] = {} if self.excel else read_tables(self.read_content())

    def read_content(self) -> Iterator[bytes]:
        with self.archive.open("content.xml") as stored:
            while block := stored.read(BLOCK_SIZE):
                yield block

    def read_sheet(self, book: CalamineWorkbook, name: str) -> CalamineSheet:
        """Return a sheet as calamine reads it, once its own part is known to be safe."""
        if not self.excel:
            return book.get_sheet_by_name(name)
        facts = self.facts[name] = self.excel.read_facts(name)
        if facts.unknown_errors:
            return self.read_without_errors(name, facts)
        return book.get_sheet_by_name(name)

    def read_without_errors(self, name: str, facts: SheetFacts) -> CalamineSheet:
        """Return a sheet whose errors calamine does not know: it reads others in their places."""
        part = self.excel.paths[name] if self.excel else ""
        texts = b"|".join(re.escape(error.encode()) for error in facts.unknown_errors)
        error = re.compile(rb"(<(?:\w+:)?v>)\s*(?:" + texts + rb")\s*(</)")

        def replace_errors(path: str, content: bytes) -> tuple[str, bytes]:
            return path, error.sub(rb"\1#N/A\2", content) if path.lower() == part else content

        try:
            rewritten: io.BytesIO = rewrite_archive(self.archive, replace_errors)
            with CalamineWorkbook.from_filelike(rewritten) as book:
                return book.get_sheet_by_name(name)
        except CalamineError as why:
            self.refuse_errors(facts, why)

    def refuse_errors(self, facts: SheetFacts, why: Exception) -> NoReturn:
        """Raise ValidationError that names the first cell with such an error."""
        error, cell = next(iter(facts.unknown_errors.items()))
        sentence = _("Cell %(cell)s contains the error %(error)s. Correct it and save the workbook again.")
        raise ValidationError(sentence % {"cell": cell, "error": error[:50]}) from why


class MergedCells:
    """The merged ranges of a sheet, as far down as it has rows: the first value counts for each row.

    Rows must be handed over in their order.
    """

    def __init__(self, ranges: list[Range], last_row: int) -> None:
        self.by_row: dict[int, list[Range]] = {}
        self.values: dict[Range, Any] = {}
        count = 0
        for merged in ranges:
            (first, left), (last, right) = merged
            count += (min(last, last_row) - first + 1) * (right - left + 1)
            if count > 10 * MOST_MERGED:
                refuse_too_large()
            for row in range(first, min(last, last_row) + 1):
                self.by_row.setdefault(row, []).append(merged)

    def fill_rows(self, batch: list[list], first: int, header_row: int) -> None:
        """Write into rows, the first of which is number `first`, what covered cells stand for.

        A range that begins in the header or above is a title.
        """
        for row in self.rows_within(first, len(batch)):
            cells = batch[row - first]
            for merged in self.by_row[row]:
                (top, left), _last = merged
                if top > header_row and left < len(cells):
                    self.fill_range(cells, row, merged)

    def rows_within(self, first: int, count: int) -> Iterator[int]:
        return (row for row in range(first, first + count) if row in self.by_row)

    def fill_range(self, cells: list, row: int, merged: Range) -> None:
        (top, left), (_bottom, right) = merged
        if row == top:
            self.values[merged] = cells[left]
        cells[left] = self.values.get(merged, cells[left])
        if cells[left] not in ("", None):
            covered = range(left + 1, min(right + 1, len(cells)))
            cells[left + 1 : left + 1 + len(covered)] = [MergedCell(range_name(merged)) for _place in covered]
