"""Read one sheet of a workbook (.xlsx, .xlsm, .ods) by calamine, once its size is known to be safe."""

import zipfile
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import BinaryIO, NoReturn
from xml.etree import ElementTree

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from authorities.normalise import join_first
from authorities.spreadsheets.error_cells import LostCells, UncalculatedFormula, find_lost_cells_in_ods
from authorities.spreadsheets.zip_limits import DAMAGE_ERRORS, PartSummary, refuse_damaged, summarise_parts

WORKBOOK_PART, RELATIONS_PART = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
MERGED_SHOWN = 3


class WorkbookReader:
    """The rows of a sheet as a spreadsheet program shows them, from row 1 on.

    `chosen` is the name of the sheet that a person chose; `default` is that of the last file, taken if this
    one has it too. Raises ValidationError for what cannot be read.
    """

    def __init__(self, file: BinaryIO, chosen: str = "", default: str = "") -> None:
        self.notes: list[str] = []
        self.chosen, self.default = chosen, default
        try:
            paths, parts = self.check_parts(file)
            file.seek(0)
            with CalamineWorkbook.from_filelike(file) as book:
                self.sheet = self.choose_sheet(book)
                self.merged = self.sheet.merged_cell_ranges or []
            part = parts.get(paths.get(self.sheet.name, "content.xml"), PartSummary())
            self.lost_cells = part.lost_cells if paths else self.lost_cells_in_ods(file, part)
        except (CalamineError, ElementTree.ParseError, *DAMAGE_ERRORS) as error:
            refuse_damaged(error)
        self.height = self.sheet.start[0] + self.sheet.height
        self.add_notes()

    @property
    def read_options(self) -> dict:
        return {"sheet": self.sheet.name, "sheets": self.sheet_names}

    def lost_cells_in_ods(self, file: BinaryIO, part: PartSummary) -> LostCells:
        if not part.hides_errors and not part.uncalculated:
            return {}
        with zipfile.ZipFile(file) as archive:
            return find_lost_cells_in_ods(archive, self.sheet.name)

    def check_parts(self, file: BinaryIO) -> tuple[dict[str, str], dict[str, PartSummary]]:
        """Return ({sheet: path of its part}, {path: summary of the part}).

        Raises ValidationError, before anything is parsed, if the parts are larger than allowed.
        """
        with zipfile.ZipFile(file) as archive:
            self.refuse_other_archives(archive)
            parts = summarise_parts(archive)
            return sheet_paths(archive), parts

    def refuse_other_archives(self, archive: zipfile.ZipFile) -> None:
        """Raise ValidationError for archives that are no workbook, or one that cannot be read."""
        names = {*map(str.lower, archive.namelist())}
        if "xl/workbook.bin" in names:
            raise ValidationError(_("This is Excel's binary format (.xlsb). Save it as .xlsx."))
        manifest = "META-INF/manifest.xml"
        if manifest in archive.namelist() and b"encryption-data" in archive.read(manifest):
            raise ValidationError(
                _(
                    "The workbook is protected by a password. Remove the password, then send the "
                    "workbook again."
                )
            )
        if not names & {WORKBOOK_PART, "content.xml"}:
            raise ValidationError(
                _("This is an archive, not a workbook. Unpack it and send the .xlsx, .ods or .csv in it.")
            )
        if any(name.endswith("vbaproject.bin") for name in names):
            self.notes.append(_("The workbook contains macros. They were not run."))

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
        sheet = self.find_table(map(book.get_sheet_by_name, wanted))
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

    def add_notes(self) -> None:
        """Tell the sender of formulas without results and of merged cells."""
        lost = [value for cells in self.lost_cells.values() for _column, value in cells]
        if count := sum(isinstance(value, UncalculatedFormula) for value in lost):
            sentence = ngettext(
                "%(count)s cell contains a formula without its result. Open the workbook in a "
                "spreadsheet program and save it there, so that the result is stored.",
                "%(count)s cells contain formulas without their results. Open the workbook in a "
                "spreadsheet program and save it there, so that the results are stored.",
                count,
            )
            self.notes.append(sentence % {"count": count})
        if self.merged:
            ranges = join_first([*map(range_name, self.merged[: MERGED_SHOWN + 1])], MERGED_SHOWN)
            self.notes.append(
                _("Cells are merged (%(ranges)s): only the first of each range contains the value.")
                % {"ranges": ranges}
            )

    def batches(self, size: int) -> Iterator[list[list]]:
        """Yield lists of rows from the first on, blank ones included."""
        indent = [""] * self.sheet.start[1]
        rows, done = self.sheet.iter_rows(), 0
        while batch := list(islice(rows, size)):
            if indent:
                batch = [indent + row for row in batch]
            self.restore_lost_cells(batch, done)
            yield batch
            done += len(batch)

    def restore_lost_cells(self, batch: list[list], done: int) -> None:
        """Write into a batch what calamine leaves blank: neither an error nor a formula is a blank cell."""
        for row in self.lost_cells.keys() & range(done + 1, done + len(batch) + 1):
            cells = batch[row - done - 1]
            for column, value in self.lost_cells[row]:
                if column < len(cells):
                    cells[column] = value


def sheet_paths(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return {name of sheet: path of its part} of an Excel workbook; {} for any other."""
    if not {WORKBOOK_PART, RELATIONS_PART} <= {*archive.namelist()}:
        return {}
    # Expat itself refuses entities that grow.
    book, relations = (ElementTree.fromstring(archive.read(name)) for name in (WORKBOOK_PART, RELATIONS_PART))  # noqa: S314
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    sheets = [tag for tag in book.iter() if tag.tag.endswith("}sheet")]
    found = {sheet.get("name"): targets.get(sheet.get(RELATION_ID), "") for sheet in sheets}
    return {name: path.lstrip("/") if path.startswith("/") else f"xl/{path}" for name, path in found.items()}


def range_name(corners: Iterable[tuple[int, int]]) -> str:
    """Return the name of a range from its corners (row, column), counted from 0.

    >>> range_name(((0, 0), (2, 27)))
    'A1:AB3'
    """
    return ":".join(f"{column_letters(column)}{row + 1}" for row, column in corners)


def column_letters(column: int) -> str:
    """Return the letters of a column, counted from 0.

    >>> column_letters(0), column_letters(25), column_letters(26)
    ('A', 'Z', 'AA')
    """
    before, letter = divmod(column, 26)
    return (column_letters(before - 1) if before else "") + chr(65 + letter)
