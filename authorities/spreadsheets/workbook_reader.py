"""Workbooks (.xlsx, .xlsm, .ods): one sheet, read by calamine once it is known to fit."""

import zipfile
from itertools import islice
from xml.etree import ElementTree

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from authorities.normalise import join_first
from authorities.spreadsheets.error_cells import UncalculatedFormula, find_lost_cells_in_ods
from authorities.spreadsheets.zip_limits import DAMAGE_ERRORS, PartSummary, refuse_damaged, summarise_parts

WORKBOOK_PART, RELATIONS_PART = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
MERGED_SHOWN = 3


class WorkbookReader:
    """The rows of a sheet as a spreadsheet program shows them, from row 1 on.

    `asked` is the name of a sheet; `usual` is that of the last file, for one that has it too.
    """

    def __init__(self, file, asked="", usual=""):
        self.notes = []
        self.asked, self.usual = asked, usual
        try:
            paths, parts = self.surveyed(file)
            file.seek(0)
            with CalamineWorkbook.from_filelike(file) as book:
                self.sheet = self.chosen(book)
                self.merged = self.sheet.merged_cell_ranges or []
            self.about = parts.get(paths.get(self.sheet.name, "content.xml"), PartSummary())
            self.lost = self.about.lost if paths else self.lost_in_ods(file)
        except (CalamineError, ElementTree.ParseError, *DAMAGE_ERRORS) as error:
            refuse_damaged(error)
        self.height = self.sheet.start[0] + self.sheet.height
        self.note_what_is_odd()

    @property
    def how(self):
        return {"sheet": self.sheet.name, "sheets": self.sheets}

    def lost_in_ods(self, file):
        if not self.about.hides_errors and not self.about.without_result:
            return {}
        with zipfile.ZipFile(file) as archive:
            return find_lost_cells_in_ods(archive, self.sheet.name)

    def surveyed(self, file):
        """Before anything is parsed."""
        with zipfile.ZipFile(file) as archive:
            self.refuse_others(archive)
            parts = summarise_parts(archive)
            return sheet_paths(archive), parts

    def refuse_others(self, archive):
        names = {*map(str.lower, archive.namelist())}
        if "xl/workbook.bin" in names:
            raise ValidationError(_("This is Excel's binary format (.xlsb). Save it as .xlsx."))
        manifest = "META-INF/manifest.xml"
        if manifest in archive.namelist() and b"encryption-data" in archive.read(manifest):
            raise ValidationError(
                _("The workbook is protected by a password. Take it off, then send it again.")
            )
        if not names & {WORKBOOK_PART, "content.xml"}:
            raise ValidationError(
                _("This is an archive, not a workbook. Unpack it and send the .xlsx, .ods or .csv in it.")
            )
        if any(name.endswith("vbaproject.bin") for name in names):
            self.notes.append(_("The workbook holds macros. They were not run."))

    def chosen(self, book):
        """The sheet that was asked for, else the first that is shown and holds a table, or anything."""
        self.sheets = [
            about.name
            for about in book.sheets_metadata
            if about.typ == SheetTypeEnum.WorkSheet and about.visible == SheetVisibleEnum.Visible
        ]
        if self.asked and self.asked not in self.sheets:
            raise ValidationError(_("The workbook has no sheet “%(name)s”.") % {"name": self.asked})
        wanted = [self.asked] if self.asked else sorted(self.sheets, key=lambda name: name != self.usual)
        sheet = self.first_table(map(book.get_sheet_by_name, wanted))
        if len(book.sheet_names) > 1:
            words = {"name": sheet.name, "count": len(book.sheet_names)}
            self.notes.append(_("Only the sheet “%(name)s” was read, of %(count)s.") % words)
        return sheet

    def first_table(self, sheets):
        """The usual one, or the first of several rows and columns, or the first that holds anything."""
        first = None
        for sheet in sheets:
            if sheet.start is not None:
                first = first or sheet
                if sheet.name == self.usual or (sheet.height > 1 and sheet.width > 1):
                    return sheet
        if first is None:
            self.refuse_blank()
        return first

    def refuse_blank(self):
        if self.asked:
            raise ValidationError(_("The sheet “%(name)s” is blank.") % {"name": self.asked})
        raise ValidationError(_("The workbook has no sheet with cells."))

    def note_what_is_odd(self):
        lost = [value for cells in self.lost.values() for _column, value in cells]
        if count := sum(isinstance(value, UncalculatedFormula) for value in lost):
            sentence = ngettext(
                "%(count)s cell holds a formula without its result. Open the workbook in a spreadsheet "
                "program and save it there, so that the result is stored.",
                "%(count)s cells hold formulas without their results. Open the workbook in a spreadsheet "
                "program and save it there, so that the results are stored.",
                count,
            )
            self.notes.append(sentence % {"count": count})
        if self.merged:
            ranges = join_first([*map(range_name, self.merged[: MERGED_SHOWN + 1])], MERGED_SHOWN)
            self.notes.append(
                _("Cells are merged (%(ranges)s): only the first of each range holds the value.")
                % {"ranges": ranges}
            )

    def batches(self, size):
        """Lists of rows from the first on, blank ones included."""
        indent = [""] * self.sheet.start[1]
        rows, done = self.sheet.iter_rows(), 0
        while batch := list(islice(rows, size)):
            if indent:
                batch = [indent + row for row in batch]
            self.put_back(batch, done)
            yield batch
            done += len(batch)

    def put_back(self, batch, done):
        """What calamine leaves blank: neither an error nor a formula is a blank cell."""
        for row in self.lost.keys() & range(done + 1, done + len(batch) + 1):
            cells = batch[row - done - 1]
            for column, value in self.lost[row]:
                if column < len(cells):
                    cells[column] = value


def sheet_paths(archive):
    """{name of sheet: path of its part} of an Excel workbook."""
    if not {WORKBOOK_PART, RELATIONS_PART} <= {*archive.namelist()}:
        return {}
    # Expat itself refuses entities that grow.
    book, relations = (ElementTree.fromstring(archive.read(name)) for name in (WORKBOOK_PART, RELATIONS_PART))  # noqa: S314
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    sheets = [tag for tag in book.iter() if tag.tag.endswith("}sheet")]
    found = {sheet.get("name"): targets.get(sheet.get(RELATION_ID), "") for sheet in sheets}
    return {name: path.lstrip("/") if path.startswith("/") else f"xl/{path}" for name, path in found.items()}


def range_name(corners):
    """
    >>> range_name(((0, 0), (2, 27)))
    'A1:AB3'
    """
    return ":".join(f"{column_letters(column)}{row + 1}" for row, column in corners)


def column_letters(column):
    """
    >>> column_letters(0), column_letters(25), column_letters(26)
    ('A', 'Z', 'AA')
    """
    before, letter = divmod(column, 26)
    return (column_letters(before - 1) if before else "") + chr(65 + letter)
