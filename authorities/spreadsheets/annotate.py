"""Copy a sheet that somebody sent, with a comment on every cell that is wrong."""

import datetime
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import IO

import xlsxwriter
from django.core.files import File
from django.utils import translation
from django.utils.translation import gettext as _

from authorities.spreadsheets.csv_reader import MalformedRecord
from authorities.spreadsheets.formats import LITERAL_CELLS, escape_formula
from authorities.spreadsheets.reader import CHUNK, Sheet, open_sheet

MOST_COMMENTS = 10_000
LONGEST_COMMENT = 1000
# What Excel refuses in the name of a sheet.
LONGEST_TITLE = 31
NOT_IN_TITLES = str.maketrans("[]:*?/\\", "()-----")
WRONG_FORMAT = {"bg_color": "#FFD6D6", "border": 1, "border_color": "#B3261E"}
CORRECTED_FORMAT = {"bg_color": "#DDEBFF", "border": 1, "border_color": "#1F5FA8"}
DATE_FORMAT = {"num_format": "yyyy-mm-dd"}

Problem = tuple[int, str, object, object]
# {row: {header: what is read instead of the cell}}.
Corrections = Mapping[int, Mapping[str, str]]


def write_annotated_copy(
    file: IO | File,
    name: str,
    problems: Iterable[Problem],
    target: IO,
    chosen: dict | None = None,
    corrections: Corrections | None = None,
) -> None:
    """Write an .xlsx into `target`: the rows of `file` where they stand, its wrong cells coloured.

    Cells that are read otherwise hold what is read, in another colour, and say what the file holds.
    `chosen` says how the file is read, as in `open_sheet`. `problems`: (row number, header or "", value,
    sentence) in the order of the rows; the first MOST_COMMENTS are shown. A problem of a whole row stands
    beside its first cell.
    """
    sheet = open_sheet(file, name, chosen)
    options = {**LITERAL_CELLS, "constant_memory": True}
    with xlsxwriter.Workbook(target, options) as book:
        AnnotatedCopy(book, sheet, corrections or {}).write_rows(ProblemCursor(problems))


def sheet_title(name: str) -> str | None:
    """Return the name of a sheet as Excel takes it; None, for its own name, where nothing is left of it.

    >>> sheet_title("List [2026]: new"), sheet_title("")
    ('List (2026)- new', None)
    """
    title = name.translate(NOT_IN_TITLES)[:LONGEST_TITLE].strip("' ")
    return None if not title or title.casefold() == "history" else title


class ProblemCursor:
    """Problems in the order of their rows, taken row by row while the workbook is copied."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = iter(islice(problems, MOST_COMMENTS + 1))
        self.next = next(self.problems, None)
        self.taken = 0

    def take_row(self, number: int) -> list[tuple[str, str]]:
        """Return [(header, sentence)] of a row. Rows must be asked for in their order."""
        found = []
        while self.next and self.next[0] <= number:
            row, header, _value, sentence = self.next
            if row == number:
                too_many = self.taken >= MOST_COMMENTS
                found.append(self.describe_limit() if too_many else (header, str(sentence)))
            self.taken += 1
            self.next = next(self.problems, None)
        return found

    def describe_limit(self) -> tuple[str, str]:
        """Return the remark that stands where the first problem is that is not shown."""
        return "", _("Only the first %(count)s problems are shown above.") % {"count": MOST_COMMENTS}


class AnnotatedCopy:
    """A worksheet into which the rows of a sheet are copied."""

    def __init__(self, book: xlsxwriter.Workbook, sheet: Sheet, corrections: Corrections) -> None:
        self.sheet, self.corrections = sheet, corrections
        self.worksheet = book.add_worksheet(sheet_title(sheet.read_options.get("sheet", "")))
        self.places = dict(zip(sheet.headers, sheet.columns, strict=True))
        self.formats = {
            (False, False): None,
            (True, False): book.add_format(WRONG_FORMAT),
            (False, True): book.add_format(DATE_FORMAT),
            (True, True): book.add_format(WRONG_FORMAT | DATE_FORMAT),
        }
        self.corrected_format = book.add_format(CORRECTED_FORMAT)
        self.worksheet.freeze_panes(sheet.header_row, 0)
        self.worksheet.set_column(0, sheet.width - 1, 20)
        if translation.get_language_bidi():
            self.worksheet.right_to_left()

    def write_rows(self, problems: ProblemCursor) -> None:
        number = 0
        for batch in self.sheet.reader.batches(CHUNK):
            for row in batch:
                number += 1
                self.write_row(number, row, problems.take_row(number))

    def write_row(self, number: int, row: list, problems: list[tuple[str, str]]) -> None:
        """Write a row, as long as its last comment even if the row itself is shorter."""
        sentences: dict[int, list[str]] = {}
        for header, sentence in problems:
            place = self.places.get(header, 0)
            sentences.setdefault(place, []).append(sentence)
        row = [row.text.rstrip("\r\n")] if isinstance(row, MalformedRecord) else row
        cells = [*row, *[""] * (max(sentences, default=-1) + 1 - len(row))]
        for place, cell in enumerate(cells):
            self.write_cell(number - 1, place, cell, place in sentences)
        self.write_corrections(number - 1, cells, sentences)
        for place, comments in sentences.items():
            self.write_comment(number - 1, place, comments)

    def write_corrections(self, row: int, cells: list, sentences: dict[int, list[str]]) -> None:
        """Write what is read instead of the cells of a row, and note what the file holds there."""
        for header, value in self.corrections.get(row + 1, {}).items():
            place = self.places.get(header)
            if place is None:
                continue
            before = cells[place] if place < len(cells) else ""
            style = self.formats[True, False] if place in sentences else self.corrected_format
            if value:
                self.worksheet.write_string(row, place, escape_formula(value), style)
            else:
                self.worksheet.write_blank(row, place, None, style)
            note = _("Corrected on the page of the import. The file says: %(value)s")
            sentences.setdefault(place, []).append(note % {"value": "–" if before in ("", None) else before})

    def write_cell(self, row: int, place: int, cell: object, is_wrong: bool) -> None:
        """Write a value as what it is; text that begins like a formula stays text."""
        is_day = isinstance(cell, datetime.date)
        style = self.formats[is_wrong, is_day]
        if is_day:
            self.worksheet.write_datetime(row, place, cell, style)
        elif isinstance(cell, bool):
            self.worksheet.write_boolean(row, place, cell, style)
        elif isinstance(cell, float | int):
            self.worksheet.write_number(row, place, cell, style)
        elif cell not in ("", None):
            self.worksheet.write_string(row, place, escape_formula(cell), style)
        elif is_wrong:
            self.worksheet.write_blank(row, place, None, style)

    def write_comment(self, row: int, place: int, sentences: list[str]) -> None:
        text = "\n".join(sentences)[:LONGEST_COMMENT]
        self.worksheet.write_comment(row, place, text, {"x_scale": 2, "y_scale": 1 + len(text) / 200})
