"""A copy of a sheet that somebody sent, with a comment on every cell that is wrong."""

import datetime
from itertools import islice

import xlsxwriter
from django.utils import translation
from django.utils.translation import gettext as _

from authorities.spreadsheets.csv_reader import MalformedRecord
from authorities.spreadsheets.formats import LITERAL_CELLS, escape_formula
from authorities.spreadsheets.reader import CHUNK, open_sheet

MOST_COMMENTS = 10_000
LONGEST_COMMENT = 1000
WRONG_FORMAT = {"bg_color": "#FFD6D6", "border": 1, "border_color": "#B3261E"}
DATE_FORMAT = {"num_format": "yyyy-mm-dd"}


def write_annotated_copy(file, name, problems, target, how=None):
    """Writes an .xlsx into `target`: the rows of `file` where they stand, its wrong cells coloured.

    `how` it is read is as in `open_sheet`. `problems`: (row number, header or "", value, sentence), in the
    order of the rows; the first MOST_COMMENTS are shown. What is wrong with a whole row stands beside its
    first cell.
    """
    sheet = open_sheet(file, name, how)
    options = {**LITERAL_CELLS, "constant_memory": True}
    with xlsxwriter.Workbook(target, options) as book:
        AnnotatedCopy(book, sheet).write(ProblemCursor(problems))


class ProblemCursor:
    """Comes along with the rows."""

    def __init__(self, problems):
        self.problems = iter(islice(problems, MOST_COMMENTS + 1))
        self.next = next(self.problems, None)
        self.taken = 0

    def of_row(self, number):
        """[(header, sentence)] of a row."""
        found = []
        while self.next and self.next[0] <= number:
            row, header, _value, sentence = self.next
            if row == number:
                found.append((header, str(sentence)) if self.taken < MOST_COMMENTS else self.end())
            self.taken += 1
            self.next = next(self.problems, None)
        return found

    def end(self):
        """Said where the first problem stands that is not shown."""
        return "", _("Only the first %(count)s problems are shown, those above.") % {"count": MOST_COMMENTS}


class AnnotatedCopy:
    def __init__(self, book, sheet):
        self.sheet, self.written = sheet, book.add_worksheet()
        self.places = dict(zip(sheet.headers, sheet.places, strict=True))
        self.formats = {
            (False, False): None,
            (True, False): book.add_format(WRONG_FORMAT),
            (False, True): book.add_format(DATE_FORMAT),
            (True, True): book.add_format(WRONG_FORMAT | DATE_FORMAT),
        }
        self.written.freeze_panes(sheet.header_row, 0)
        self.written.set_column(0, sheet.width - 1, 20)
        if translation.get_language_bidi():
            self.written.right_to_left()

    def write(self, problems):
        number = 0
        for batch in self.sheet.book.batches(CHUNK):
            for row in batch:
                number += 1
                self.write_row(number, row, problems.of_row(number))

    def write_row(self, number, row, found):
        """A comment must not be lost where the row is shorter than the sheet."""
        sentences: dict[int, list] = {}
        for header, sentence in found:
            place = self.places.get(header, 0)
            sentences.setdefault(place, []).append(sentence)
        row = [row.text.rstrip("\r\n")] if isinstance(row, MalformedRecord) else row
        cells = [*row, *[""] * (max(sentences, default=-1) + 1 - len(row))]
        for place, cell in enumerate(cells):
            self.write_cell(number - 1, place, cell, place in sentences)
        for place, said in sentences.items():
            self.comment(number - 1, place, said)

    def write_cell(self, row, place, cell, is_wrong):
        is_day = isinstance(cell, datetime.date)
        style = self.formats[is_wrong, is_day]
        if is_day:
            self.written.write_datetime(row, place, cell, style)
        elif isinstance(cell, bool):
            self.written.write_boolean(row, place, cell, style)
        elif isinstance(cell, float | int):
            self.written.write_number(row, place, cell, style)
        elif cell not in ("", None):
            self.written.write_string(row, place, escape_formula(cell), style)
        elif is_wrong:
            self.written.write_blank(row, place, None, style)

    def comment(self, row, place, sentences):
        text = "\n".join(sentences)[:LONGEST_COMMENT]
        self.written.write_comment(row, place, text, {"x_scale": 2, "y_scale": 1 + len(text) / 200})
