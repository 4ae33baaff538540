"""Opening a table that somebody sent: text, Excel or OpenDocument, by what it is and not by its name.

What cannot be read as a table is refused with a sentence. Rows come in chunks, so that a file of any length
needs no more memory than one of them.
"""

import tempfile
from collections import Counter
from itertools import chain, compress
from pathlib import PurePath
from statistics import median_high

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .delimited import Delimited
from .unfolding import refuse_damaged
from .workbooks import Workbook, letters_of

CHUNK = 10_000
MOST_COLUMNS = 200
LONGEST_CELL = 32_767
# The names of the columns stand in one of the first rows; titles may stand above them.
TOP = 20
PEEK = 100
WORKBOOKS = (".xlsx", ".xlsm", ".ods")
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# Marks of the direction of writing and of nothing, which are copied along with words unseen.
MARKS = [
    0xFEFF,
    0x00AD,
    0x061C,
    0x180E,
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x206A),
]
INVISIBLE = dict.fromkeys(MARKS)
BLANKS = "".join(map(chr, [*MARKS, *filter(lambda code: chr(code).isspace(), range(0x3001))]))
OTHERS = {
    b"%PDF": gettext_lazy("This is a PDF, not a table. Ask for the spreadsheet it was made from."),
    b"\x89PNG": gettext_lazy("This is a picture, not a table."),
    b"\xff\xd8\xff": gettext_lazy("This is a picture, not a table."),
    b"GIF8": gettext_lazy("This is a picture, not a table."),
    b"{\\rtf": gettext_lazy("This is a text document, not a table."),
    b"\x1f\x8b": gettext_lazy("The file is compressed. Unpack it first."),
    b"7z\xbc\xaf": gettext_lazy("The file is compressed. Unpack it first."),
    b"Rar!": gettext_lazy("The file is compressed. Unpack it first."),
}
MARKUP = ("<!doctype", "<html", "<table", "<?xml", "<head", "<meta", "<style")


def is_blank(cell):
    return cell is None or (isinstance(cell, str) and not cell.strip(BLANKS))


def without_marks(header):
    """
    >>> without_marks("\\ufeff \\u200flegal\\u00a0name\\u200e ")
    'legal name'
    """
    return " ".join(str(header).translate(INVISIBLE).split())


def open_sheet(file, name):
    """The table in a seekable binary file called `name`. Raises ValidationError: what is wrong, and where."""
    file = bare(file)
    file.seek(0)
    beginning = file.read(2048)
    refuse_what_is_no_table(file, beginning, name)
    if beginning.startswith(ZIP):
        return Sheet(Workbook(file))
    if PurePath(name).suffix.lower() in WORKBOOKS:
        raise ValidationError(_("The file is damaged or is no workbook, although its name says so."))
    return Sheet(Delimited(file))


def bare(file):
    """The file beneath the wrappings of Django and of temporary files."""
    while isinstance(file, File | tempfile._TemporaryFileWrapper):
        file = file.file
    return file


def refuse_what_is_no_table(file, beginning, name):
    if not beginning:
        raise ValidationError(_("The file is empty."))
    for signature, sentence in OTHERS.items():
        if beginning.startswith(signature):
            raise ValidationError(sentence)
    if beginning.startswith(OLE):
        refuse_ole(file)
    if beginning.startswith(b"PK") and not beginning.startswith(ZIP):
        refuse_damaged()
    if beginning.startswith(ZIP) and PurePath(name).suffix.lower() in (".csv", ".tsv", ".txt"):
        raise ValidationError(
            _("This is a workbook although its name ends in %(ending)s. Rename it to .xlsx or .ods.")
            % {"ending": PurePath(name).suffix.lower()}
        )
    if beginning.decode("utf-8-sig", "ignore").replace("\x00", "").lstrip().lower().startswith(MARKUP):
        raise ValidationError(
            _("This is a web page, not a table. Open it in a spreadsheet program and save it as .xlsx.")
        )


def refuse_ole(file):
    """Old workbooks, and the wrapping of new ones that a password protects."""
    file.seek(0)
    locked, before = "EncryptedPackage".encode("utf-16-le"), b""
    while block := file.read(1 << 20):
        if locked in before + block:
            raise ValidationError(
                _("The workbook is protected by a password. Take it off, then send it again.")
            )
        before = block[-64:]
    raise ValidationError(_("This is a workbook of an old Excel (.xls). Save it as .xlsx."))


class Sheet:
    """A table whose rows have as many cells as `headers`.

    `misfits` are (row number, sentence) of rows that do not fit and are left out; they fill while reading.
    """

    def __init__(self, book):
        self.book = book
        self.misfits: list[tuple[int, str]] = []
        top = next(book.batches(PEEK), [])
        self.header_row = row_of_headers(top)
        self.as_written = top[self.header_row - 1]
        self.width, self.places, self.headers = named_columns(self.as_written, self.header_row)
        self.refuse_names_on_two_rows(top)
        self.notes = [*book.notes]
        if any(not all(map(is_blank, row)) for row in top[: self.header_row - 1]):
            sentence = _("The names of the columns stand in row %(row)s. What is above was not read.")
            self.notes.append(sentence % {"row": self.header_row})
        self.expected = max(book.height - self.header_row, 0)

    @property
    def is_whole(self):
        """Whether every column has a name, so that rows need not be cut up."""
        return self.width == len(self.headers)

    def refuse_names_on_two_rows(self, top):
        rows = [row for row in top[self.header_row :] if not all(map(is_blank, row))]
        if not rows and len(top) < PEEK:
            raise ValidationError(_("The sheet has names of columns, but no rows below them."))
        filled = Counter(place for row in rows for place in self.unnamed_in(row))
        for place, count in filled.items():
            if place < self.width and count * 2 > len(rows):
                words = {"column": letters_of(place), "row": self.header_row}
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
        if longest(batch) > LONGEST_CELL:
            numbers, batch = self.without_long_ones(numbers, batch)
        return [*numbers], batch

    def mended(self, numbers, batch):
        kept, rows = [], []
        for number, row in zip(numbers, batch, strict=True):
            if all(map(is_blank, row)):
                continue
            if sentence := self.misfit(row):
                self.misfits.append((number, sentence))
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
            words = {"column": letters_of(extra[0])}
            return _("There is a value in column %(column)s, which has no name.") % words
        if row == self.as_written:
            return _("The row repeats the names of the columns. Take it out.")
        return ""

    def without_long_ones(self, numbers, batch):
        kept, rows = [], []
        for number, row in zip(numbers, batch, strict=True):
            if (length := longest([row])) > LONGEST_CELL:
                words = {"length": length, "limit": LONGEST_CELL}
                sentence = _("A cell has %(length)s characters; at most %(limit)s are read.") % words
                self.misfits.append((number, sentence))
                continue
            kept.append(number)
            rows.append(row)
        return kept, rows


def longest(rows):
    """The length of the longest text; 0 where whole rows are short enough."""
    try:
        if max(map(len, map("".join, rows)), default=0) <= LONGEST_CELL:
            return 0
    except TypeError:  # not all of them are text
        pass
    return max((len(cell) for cell in chain.from_iterable(rows) if isinstance(cell, str)), default=0)


def row_of_headers(top):
    """The number of the first row that looks like the rest; a title above it fills a cell or two."""
    filled = [(number, sum(not is_blank(cell) for cell in row)) for number, row in enumerate(top[:TOP], 1)]
    filled = [(number, count) for number, count in filled if count]
    if not filled:
        raise ValidationError(_("The sheet is blank where the names of its columns should be, at the top."))
    usual = median_high(count for _number, count in filled)
    title = 2 if usual > 5 else 1 if usual > 1 else 0
    return next((number for number, count in filled if count > title), filled[0][0])


def named_columns(row, number):
    """(width, places of the columns that have a name, their names)."""
    headers = [without_marks("" if cell is None else cell) for cell in row]
    places = [place for place, header in enumerate(headers) if header]
    if not places:
        raise ValidationError(_("The sheet is blank where the names of its columns should be, at the top."))
    if len(places) > MOST_COLUMNS:
        words = {"count": len(places), "limit": MOST_COLUMNS}
        raise ValidationError(_("The sheet has %(count)s columns; at most %(limit)s are read.") % words)
    first: dict[str, int] = {}
    problems = []
    for place in places:
        before = first.setdefault(headers[place].casefold(), place)
        if before != place:
            columns = {"first": letters_of(before), "second": letters_of(place)}
            sentence = _("“%(header)s” names two columns in row %(row)s: %(first)s and %(second)s.")
            problems.append(sentence % {"header": headers[place][:100], "row": number, **columns})
    if problems:
        raise ValidationError(problems)
    return places[-1] + 1, places, [headers[place] for place in places]
