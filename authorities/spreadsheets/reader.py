"""Open a table that somebody sent: text, Excel or OpenDocument, by what it is and not by its name.

What cannot be read as a table is refused with a sentence. Rows come in chunks, so that a file of any length
needs no more memory than one of them.
"""

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, compress, islice
from typing import IO, Any, BinaryIO

from django.core.exceptions import ValidationError
from django.core.files import File
from django.dispatch import Signal

from authorities.languages.sentences import build_plural as ngettext
from authorities.languages.sentences import build_sentence as _
from authorities.normalise import join_first
from authorities.spreadsheets.blanks import is_blank, is_blank_row
from authorities.spreadsheets.csv_reader import CsvReader, MalformedRecord
from authorities.spreadsheets.error_cells import MISSING, LostCell
from authorities.spreadsheets.file_types import WORKBOOK_EXTENSIONS, ZIP, refuse_other_files, table_extension
from authorities.spreadsheets.header_row import find_header_row, read_column_names
from authorities.spreadsheets.sheet_facts import column_letters
from authorities.spreadsheets.total_rows import is_total_row
from authorities.spreadsheets.workbook_reader import WorkbookReader

CHUNK = 10_000
LONGEST_CELL = 32_767
ROWS_PEEKED = 100
MOST_MISFITS, MOST_BLANK_ROWS = 20_000, 1_100_000
ROWS_SHOWN = 5
# Sent each time all cells of a file have been parsed, so that tests and benchmarks can count it: a workbook
# is parsed when it is opened, a text when its last row is read. Reading its first rows, and passes over its
# bytes for a hash or an encoding, do not count.
table_parsed = Signal()


def open_sheet(
    file: IO | File, name: str, chosen: dict | None = None, defaults: dict | None = None
) -> "Sheet":
    """Return the table in a seekable binary file called `name`.

    `chosen` says how it is to be read, in the shape of `Sheet.read_options`; what it leaves out is found out.
    If it has `rows`, the same file was opened before and its encoding is not proved again.
    `defaults` is how the last file of its sender was read: it decides where this one leaves it open.
    Raises ValidationError: what is wrong, and where.
    """
    chosen = chosen or {}
    return Sheet(open_reader(file, name, chosen, defaults or {}), chosen.get("header_row"))


def open_reader(file: IO | File, name: str, chosen: dict, defaults: dict) -> WorkbookReader | CsvReader:
    """Return what reads the rows of a file, by what it is and not by its name."""
    stream = unwrap_file(file)
    stream.seek(0)
    beginning = stream.read(2048)
    refuse_other_files(stream, beginning, name)
    if beginning.startswith(ZIP):
        return WorkbookReader(stream, chosen.get("sheet", ""), defaults.get("sheet", ""))
    if table_extension(name) in WORKBOOK_EXTENSIONS:
        raise ValidationError(_("The file is damaged, or it is not a workbook although its name says so."))
    return CsvReader(stream, chosen, defaults)


def read_grid(file: IO | File, name: str, *, most_rows: int) -> tuple[list[list], str]:
    """Return (all cells of a small file as they stand, what separates them in a text).

    Nothing is known yet of where the names of its columns are. Raises ValidationError: what is wrong with it.
    """
    reader = open_reader(file, name, {}, {})
    rows = list(islice(chain.from_iterable(reader.batches(CHUNK)), most_rows + 1))
    if len(rows) > most_rows:
        raise ValidationError(_("The sheet has more than %(limit)s rows.") % {"limit": most_rows})
    for number, row in enumerate(rows, 1):
        if isinstance(row, MalformedRecord):
            raise ValidationError(with_row_number(number, row.sentence))
        if longest_text([row]) > LONGEST_CELL:
            words = {"length": longest_text([row]), "limit": LONGEST_CELL}
            sentence = _("A cell has %(length)s characters; at most %(limit)s are read.") % words
            raise ValidationError(with_row_number(number, sentence))
    return rows, getattr(reader, "delimiter", "")


def unwrap_file(file: Any) -> BinaryIO:
    """Return the file beneath the wrappers of Django and of temporary files."""
    while isinstance(file, File | tempfile._TemporaryFileWrapper):
        file = file.file
    return file


def with_row_number(number: int, sentence: str) -> str:
    return _("Row %(row)s: %(sentence)s") % {"row": number, "sentence": sentence}


class Sheet:
    """A table whose rows have as many cells as `headers`.

    `misfits` are (row number, sentence) of rows that do not fit and are left out, `totals` the numbers of
    rows that only add up; both fill while reading. `columns` are the places, from 0, of the columns that have
    a name; `width` counts the others as well.
    """

    def __init__(self, reader: WorkbookReader | CsvReader, header_row: int | None = None) -> None:
        self.reader = reader
        self.misfits: list[tuple[int, str]] = []
        self.totals: list[int] = []
        # The number of a last row whose line is not ended.
        self.cut_row = 0
        top = next(reader.batches(ROWS_PEEKED), [])
        self.header_row = find_header_row(top, header_row)
        for number, row in enumerate(top[: self.header_row], 1):
            if isinstance(row, MalformedRecord):
                raise ValidationError(with_row_number(number, row.sentence))
        self.header_cells = top[self.header_row - 1]
        self.width, self.columns, self.headers = read_column_names(self.header_cells, self.header_row)
        self.refuse_second_header_row(top)
        self.has_titles = any(not is_blank_row(row) for row in top[: self.header_row - 1])
        if isinstance(reader, WorkbookReader):
            reader.header_row = self.header_row
        self.expected_rows = max(reader.height - self.header_row, 0)
        if self.is_parsed_when_opened:
            table_parsed.send(Sheet)

    @property
    def read_options(self) -> dict:
        """How it was read: enough to read it in the same way again."""
        return {**self.reader.read_options, "header_row": self.header_row, "rows": self.reader.height}

    @property
    def is_parsed_when_opened(self) -> bool:
        """True of a workbook: opening it again takes as long as reading its rows."""
        return isinstance(self.reader, WorkbookReader)

    @property
    def notes(self) -> list[str]:
        """Sentences on how it was read, for the person who sent it."""
        notes = [*self.reader.notes]
        if self.has_titles:
            sentence = _("The column names are in row %(row)s. The rows above it were not read.")
            notes.append(sentence % {"row": self.header_row})
        if self.totals:
            sentence = ngettext(
                "Row %(rows)s contains only totals and was skipped.",
                "Rows %(rows)s contain only totals and were skipped.",
                len(self.totals),
            )
            notes.append(sentence % {"rows": join_first(self.totals, ROWS_SHOWN)})
        return notes

    @property
    def names_every_column(self) -> bool:
        """True if rows can be taken as they are, without leaving out columns."""
        return self.width == len(self.headers)

    def refuse_second_header_row(self, top: list[list]) -> None:
        """Raise ValidationError if there are no rows, or columns whose names stand in another row."""
        rows = [row for row in top[self.header_row :] if not is_blank_row(row)]
        if not rows and len(top) < ROWS_PEEKED and not any(isinstance(row, MalformedRecord) for row in top):
            raise ValidationError(_("The sheet has column names, but no rows below them."))
        filled = Counter(place for row in rows for place in self.unnamed_places(row))
        for place, count in filled.items():
            if place < self.width and count * 2 > len(rows):
                words = {"column": column_letters(place), "row": self.header_row}
                raise ValidationError(
                    _("Column %(column)s has no name in row %(row)s. Each column has one name, in one row.")
                    % words
                )

    def unnamed_places(self, row: list) -> list[int]:
        """Return the places of filled cells in columns without a name."""
        named = {*self.columns}
        return [place for place, cell in enumerate(row) if place not in named and not is_blank(cell)]

    def chunks(self, size: int = CHUNK) -> Iterator[tuple[Sequence[int], list[list]]]:
        """Yield (row numbers as a spreadsheet program counts them, rows); blank rows are left out."""
        self.misfits.clear()
        self.totals.clear()
        first, filled = 1, 0
        for batch in self.reader.batches(size):
            numbers = range(first, first + len(batch))
            first += len(batch)
            self.cut_row = numbers[-1] if getattr(self.reader, "is_cut_off", False) and len(batch) else 0
            if numbers[0] <= self.header_row:
                above = self.header_row - numbers[0] + 1
                numbers, batch = numbers[above:], batch[above:]
            kept, rows = self.fit_rows(numbers, batch)
            if rows:
                filled = kept[-1]
                yield kept, rows
            self.refuse_blank_rows(filled, first)
        if not self.is_parsed_when_opened:
            table_parsed.send(Sheet)

    def fit_rows(self, numbers: Sequence[int], batch: list[list]) -> tuple[list[int], list[list]]:
        """Return the rows that hold data, as wide as the headers. Most batches need no change at all."""
        if not batch:
            return [], []
        if not self.names_every_column or {*map(len, batch)} != {self.width} or self.header_cells in batch:
            numbers, batch = self.cut_rows(numbers, batch)
        elif any(is_blank(row[0]) for row in batch):
            filled = [not is_blank_row(row) for row in batch]
            numbers, batch = [*compress(numbers, filled)], [*compress(batch, filled)]
        if longest_text(batch) > LONGEST_CELL:
            numbers, batch = self.leave_out_long_cells(numbers, batch)
        return self.leave_out_totals([*numbers], batch)

    def cut_rows(self, numbers: Iterable[int], batch: list[list]) -> tuple[list[int], list[list]]:
        """Return the rows with the cells of named columns only; rows that do not fit become misfits."""
        kept, rows = [], []
        for number, row in zip(numbers, batch, strict=True):
            if isinstance(self.reader, CsvReader) and len(row) == 1 < self.width:
                row = self.reader.split_wrapped(row, self.width)
            if not isinstance(row, MalformedRecord) and is_blank_row(row):
                continue
            sentence = row.sentence if isinstance(row, MalformedRecord) else self.describe_misfit(number, row)
            if sentence:
                self.add_misfit(number, sentence)
                continue
            kept.append(number)
            end, filler = self.end_of(row)
            rows.append([row[place] if place < end else filler for place in self.columns])
        return kept, rows

    def add_misfit(self, number: int, sentence: str) -> None:
        """Note a row that does not fit. Raises ValidationError if there are more than in any list."""
        self.misfits.append((number, sentence))
        if len(self.misfits) > MOST_MISFITS:
            refusal = _(
                "More than %(limit)s rows do not fit the names of the columns. Check how the file is "
                "separated, and in which row the names stand."
            )
            raise ValidationError(refusal % {"limit": MOST_MISFITS})

    def refuse_blank_rows(self, first: int, last: int) -> None:
        """Raise ValidationError if the blank rows between two others are more than in any list."""
        if last - first > MOST_BLANK_ROWS:
            sentence = _("More than %(limit)s rows follow each other that are blank. Delete them.")
            raise ValidationError(sentence % {"limit": MOST_BLANK_ROWS})

    def end_of(self, row: list) -> tuple[int, str | LostCell]:
        """Return (number of cells of a row, what stands for those that it lacks).

        Blank cells at the end of a row of text that lacks others may be a part of what is lost.
        """
        if len(row) >= self.width or isinstance(self.reader, WorkbookReader):
            return len(row), ""
        return max((place + 1 for place, cell in enumerate(row) if not is_blank(cell)), default=0), MISSING

    def describe_misfit(self, number: int, row: list) -> str:
        """Return why a row does not fit the columns, or ""."""
        if self.is_cut_off(number, row):
            words = {"cells": len(row), "columns": self.width}
            sentence = _(
                "The file ends within this row, after %(cells)s of %(columns)s cells: it may have been cut "
                "off. Complete the row, or ask for the file again."
            )
            return sentence % words
        extra = self.unnamed_places(row)
        if extra and extra[-1] >= self.width:
            words = {"cells": extra[-1] + 1, "columns": self.width}
            return _("The row has %(cells)s cells, but only %(columns)s columns have a name.") % words
        if extra:
            sentence = _("There is a value in column %(column)s, which has no name.")
            return sentence % {"column": column_letters(extra[0])}
        if row == self.header_cells:
            return _("This row repeats the column names. Remove it.")
        return ""

    def is_cut_off(self, number: int, row: list) -> bool:
        """Return True for a last row with too few cells, whose line is not ended."""
        return number == self.cut_row and any(place >= len(row) for place in self.columns) and any(row)

    def leave_out_totals(self, numbers: list[int], batch: list[list]) -> tuple[list[int], list[list]]:
        """Return the rows without those that only add up, of which at most half of the cells are filled."""
        sums = {
            place
            for place, row in enumerate(batch)
            if (2 * row.count("") >= len(row) or row[-1] is MISSING) and is_total_row(row)
        }
        self.totals += [numbers[place] for place in sorted(sums)]
        if not sums:
            return numbers, batch
        kept = [place not in sums for place in range(len(batch))]
        return [*compress(numbers, kept)], [*compress(batch, kept)]

    def leave_out_long_cells(self, numbers: Iterable[int], batch: list[list]) -> tuple[list[int], list[list]]:
        """Return the rows without those that have a cell too long; they become misfits."""
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


def longest_text(rows: list[list]) -> int:
    """Return the length of the longest text in a cell; 0 if those of a whole row together are short."""
    try:
        if max(map(len, map("".join, rows)), default=0) <= LONGEST_CELL:
            return 0
    except TypeError:  # not all of them are text
        pass
    return max((len(cell) for cell in chain.from_iterable(rows) if isinstance(cell, str)), default=0)
