"""Opening a table that somebody sent: text, Excel or OpenDocument, by what it is and not by its name.

What cannot be read as a table is refused with a sentence. Rows come in chunks, so that a file of any length
needs no more memory than one of them.
"""

import tempfile
from collections import Counter
from itertools import chain, compress

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from authorities.normalise import join_first
from authorities.spreadsheets.blanks import is_blank
from authorities.spreadsheets.csv_reader import CsvReader, MalformedRecord
from authorities.spreadsheets.file_types import WORKBOOK_EXTENSIONS, ZIP, refuse_other_files, table_extension
from authorities.spreadsheets.header_row import find_header_row, read_column_names
from authorities.spreadsheets.total_rows import is_total_row
from authorities.spreadsheets.workbook_reader import WorkbookReader, column_letters

CHUNK = 10_000
LONGEST_CELL = 32_767
ROWS_PEEKED = 100
ROWS_SHOWN = 5


def open_sheet(file, name, asked=None, usual=None):
    """The table in a seekable binary file called `name`. Raises ValidationError: what is wrong, and where.

    `asked` says how it is to be read, as `Sheet.how` does: what is not said is found out. `usual` is how the
    last file of its sender was read, which counts where this one does not show it.
    """
    asked, usual = asked or {}, usual or {}
    file = unwrap_file(file)
    file.seek(0)
    beginning = file.read(2048)
    refuse_other_files(file, beginning, name)
    if beginning.startswith(ZIP):
        book: WorkbookReader | CsvReader = WorkbookReader(
            file, asked.get("sheet", ""), usual.get("sheet", "")
        )
    elif table_extension(name) in WORKBOOK_EXTENSIONS:
        raise ValidationError(_("The file is damaged or is no workbook, although its name says so."))
    else:
        book = CsvReader(file, asked, usual)
    return Sheet(book, asked.get("header_row"))


def unwrap_file(file):
    """The file beneath the wrappings of Django and of temporary files."""
    while isinstance(file, File | tempfile._TemporaryFileWrapper):
        file = file.file
    return file


def with_row_number(number, sentence):
    return _("Row %(row)s: %(sentence)s") % {"row": number, "sentence": sentence}


class Sheet:
    """A table whose rows have as many cells as `headers`.

    `misfits` are (row number, sentence) of rows that do not fit and are left out, `totals` the numbers of
    rows that only add up; both fill while reading.
    """

    def __init__(self, book, header_row=None):
        self.book = book
        self.misfits: list[tuple[int, str]] = []
        self.totals: list[int] = []
        top = next(book.batches(ROWS_PEEKED), [])
        self.header_row = find_header_row(top, header_row)
        for number, row in enumerate(top[: self.header_row], 1):
            if isinstance(row, MalformedRecord):
                raise ValidationError(with_row_number(number, row.sentence))
        self.as_written = top[self.header_row - 1]
        self.width, self.places, self.headers = read_column_names(self.as_written, self.header_row)
        self.refuse_names_on_two_rows(top)
        self.has_titles = any(not all(map(is_blank, row)) for row in top[: self.header_row - 1])
        self.expected = max(book.height - self.header_row, 0)

    @property
    def how(self):
        """How it was read: enough to read it so again."""
        return {**self.book.how, "header_row": self.header_row}

    @property
    def notes(self):
        """What a person should know of how it was read."""
        notes = [*self.book.notes]
        if self.has_titles:
            sentence = _("The names of the columns stand in row %(row)s. What is above was not read.")
            notes.append(sentence % {"row": self.header_row})
        if self.totals:
            sentence = ngettext(
                "Row %(rows)s only adds up and was left out.",
                "Rows %(rows)s only add up and were left out.",
                len(self.totals),
            )
            notes.append(sentence % {"rows": join_first(self.totals, ROWS_SHOWN)})
        return notes

    @property
    def is_whole(self):
        """Whether every column has a name, so that rows need not be cut up."""
        return self.width == len(self.headers)

    def refuse_names_on_two_rows(self, top):
        rows = [row for row in top[self.header_row :] if not all(map(is_blank, row))]
        if not rows and len(top) < ROWS_PEEKED and not any(isinstance(row, MalformedRecord) for row in top):
            raise ValidationError(_("The sheet has names of columns, but no rows below them."))
        filled = Counter(place for row in rows for place in self.unnamed_in(row))
        for place, count in filled.items():
            if place < self.width and count * 2 > len(rows):
                words = {"column": column_letters(place), "row": self.header_row}
                raise ValidationError(
                    _("Column %(column)s has no name in row %(row)s. Each column has one name, in one row.")
                    % words
                )

    def unnamed_in(self, row):
        """The places of filled cells in columns without a name."""
        named = {*self.places}
        return [place for place, cell in enumerate(row) if place not in named and not is_blank(cell)]

    def chunks(self, size=CHUNK):
        """(row numbers as the spreadsheet program numbers them, rows); blank rows are skipped."""
        self.misfits.clear()
        self.totals.clear()
        first = 1
        for batch in self.book.batches(size):
            numbers = range(first, first + len(batch))
            first += len(batch)
            if numbers[0] <= self.header_row:
                above = self.header_row - numbers[0] + 1
                numbers, batch = numbers[above:], batch[above:]
            numbers, rows = self.fitted(numbers, batch)
            if rows:
                yield numbers, rows

    def fitted(self, numbers, batch):
        """Rows as they are where nothing is to do, which is nearly always."""
        if not batch:
            return [], []
        if not self.is_whole or {*map(len, batch)} != {self.width} or self.as_written in batch:
            numbers, batch = self.mended(numbers, batch)
        elif any(is_blank(row[0]) for row in batch):
            filled = [not all(map(is_blank, row)) for row in batch]
            numbers, batch = [*compress(numbers, filled)], [*compress(batch, filled)]
        if longest_text(batch) > LONGEST_CELL:
            numbers, batch = self.without_long_ones(numbers, batch)
        return self.without_totals([*numbers], batch)

    def mended(self, numbers, batch):
        kept, rows = [], []
        for number, row in zip(numbers, batch, strict=True):
            if sentence := row.sentence if isinstance(row, MalformedRecord) else self.misfit(row):
                self.misfits.append((number, sentence))
                continue
            if all(map(is_blank, row)):
                continue
            kept.append(number)
            rows.append([row[place] if place < len(row) else "" for place in self.places])
        return kept, rows

    def misfit(self, row):
        """Why a row does not fit, or nothing."""
        extra = self.unnamed_in(row)
        if extra and extra[-1] >= self.width:
            words = {"cells": extra[-1] + 1, "columns": self.width}
            return _("The row has %(cells)s cells, but only %(columns)s columns have a name.") % words
        if extra:
            words = {"column": column_letters(extra[0])}
            return _("There is a value in column %(column)s, which has no name.") % words
        if row == self.as_written:
            return _("The row repeats the names of the columns. Take it out.")
        return ""

    def without_totals(self, numbers, batch):
        """Nearly always all of them: at most half of the cells of a sum are filled."""
        sums = {
            place for place, row in enumerate(batch) if 2 * row.count("") >= len(row) and is_total_row(row)
        }
        self.totals += [numbers[place] for place in sorted(sums)]
        if not sums:
            return numbers, batch
        kept = [place not in sums for place in range(len(batch))]
        return [*compress(numbers, kept)], [*compress(batch, kept)]

    def without_long_ones(self, numbers, batch):
        kept, rows = [], []
        for number, row in zip(numbers, batch, strict=True):
            if (length := longest_text([row])) > LONGEST_CELL:
                words = {"length": length, "limit": LONGEST_CELL}
                sentence = _("A cell has %(length)s characters; at most %(limit)s are read.") % words
                self.misfits.append((number, sentence))
                continue
            kept.append(number)
            rows.append(row)
        return kept, rows


def longest_text(rows):
    """The length of the longest text; 0 where whole rows are short enough."""
    try:
        if max(map(len, map("".join, rows)), default=0) <= LONGEST_CELL:
            return 0
    except TypeError:  # not all of them are text
        pass
    return max((len(cell) for cell in chain.from_iterable(rows) if isinstance(cell, str)), default=0)
