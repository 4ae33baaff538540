"""What a sheet holds beside the values that calamine reads: errors, formulas, merged cells, its size."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat

from authorities.languages.sentences import build_plural as ngettext
from authorities.languages.sentences import build_sentence as _
from authorities.normalise import join_first
from authorities.spreadsheets.error_cells import LostCell, UncalculatedFormula

NAMES_SHOWN, ROWS_SHOWN = 3, 5
MOST_BYTES = 150 * 1024 * 1024
MOST_CELLS = 2_500_000
MOST_TEXT = 60 * 1024 * 1024
MOST_FORMULAS = 100_000
MOST_MERGED = 100_000
MOST_VALUES = 500_000
LONGEST_TEXT = 1 << 17
MOST_REPEATED = 1000
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
# So many blank rows above a cell, and it hardly belongs to the list.
FAR_ROWS = 1000

# What calamine does not give of a cell: an error as text, a number as the sheet shows it, or why it is lost.
CellValue = str | LostCell
Range = tuple[tuple[int, int], tuple[int, int]]


@dataclass
class SheetFacts:
    """What calamine does not tell of a sheet. Rows are counted from 1, columns from 0.

    `values` are {row: [(column, value)]} of cells that it reads as blank, or otherwise than the sheet shows
    them; `far_cells` the names of cells far below or beside the others.
    """

    values: dict[int, list[tuple[int, CellValue]]] = field(default_factory=dict)
    value_count: int = 0
    uncalculated: int = 0
    merged: list[Range] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    unknown_errors: dict[str, str] = field(default_factory=dict)
    filled: int = 0
    last_row: int = 0
    last_column: int = 0
    lowest_cell: str = ""
    widest_cell: str = ""
    far_cells: list[str] = field(default_factory=list)
    text_length: int = 0

    def add_value(self, row: int, column: int, value: CellValue) -> None:
        self.values.setdefault(row, []).append((column, value))
        self.value_count += 1
        if self.value_count > MOST_VALUES:
            refuse_too_large()
        if isinstance(value, UncalculatedFormula):
            self.uncalculated += 1
            if self.uncalculated > MOST_FORMULAS:
                refuse_too_many_formulas()

    def add_merged(self, merged: Range) -> None:
        self.merged.append(merged)
        if len(self.merged) > MOST_MERGED:
            refuse_too_large()

    def add_filled(self, row: int, column: int) -> None:
        """Count a cell that is not blank. Cells come row by row."""
        if row > self.last_row + FAR_ROWS and self.last_row:
            self.far_cells.append(cell_name(row, column))
        self.extend_to(row, column)

    def extend_to(self, row: int, column: int, count: int = 1) -> None:
        """Count cells, of which the last stands here."""
        self.filled += count
        if row > self.last_row:
            self.last_row, self.lowest_cell = row, cell_name(row, column)
        if column > self.last_column:
            self.last_column, self.widest_cell = column, cell_name(row, column)

    @property
    def area(self) -> int:
        return self.last_row * (self.last_column + 1)

    def refuse_excess(self) -> None:
        """Raise ValidationError if the rectangle of the cells, or their text, is larger than allowed."""
        if self.text_length > MOST_TEXT or (self.area > MOST_CELLS and self.filled * 10 > self.area):
            refuse_too_large()
        if self.area > MOST_CELLS or self.last_row > MOST_ROWS or self.last_column >= MOST_COLUMNS:
            cells = " / ".join(sorted({self.lowest_cell, self.widest_cell} - {""}))
            sentence = _(
                "A cell stands far from all others: %(cells)s. Delete its row and column, and save again."
            )
            raise ValidationError(sentence % {"cells": cells})


def refuse_too_large() -> NoReturn:
    words = {"limit": filesizeformat(MOST_BYTES)}
    raise ValidationError(
        _(
            "The unpacked workbook is larger than can be read at once (%(limit)s, or %(cells)s "
            "cells). Send it in parts, or save it as CSV, which may be of any length."
        )
        % {**words, "cells": MOST_CELLS}
    )


def refuse_too_many_formulas() -> NoReturn:
    raise ValidationError(
        _(
            "More than %(count)s cells contain formulas without results. Open the workbook in a "
            "spreadsheet program and save it there, so that the results are stored."
        )
        % {"count": MOST_FORMULAS}
    )


def refuse_damaged(why: Exception | None = None) -> NoReturn:
    sentence = _("The workbook is damaged, or it was not saved completely. Save it and send it again.")
    raise ValidationError(sentence) from why


def cell_name(row: int, column: int) -> str:
    """Return the name of a cell, of a row from 1 and a column from 0.

    >>> cell_name(3, 27)
    'AB3'
    """
    return f"{column_letters(column)}{row}"


def range_name(merged: Range) -> str:
    """Return the name of a range from its corners (row from 1, column from 0).

    >>> range_name(((1, 0), (3, 27)))
    'A1:AB3'
    """
    return ":".join(cell_name(*corner) for corner in merged)


def column_letters(column: int) -> str:
    """Return the letters of a column, counted from 0.

    >>> column_letters(0), column_letters(25), column_letters(26)
    ('A', 'Z', 'AA')
    """
    before, letter = divmod(column, 26)
    return (column_letters(before - 1) if before else "") + chr(65 + letter)


def column_number(letters: str) -> int:
    """Return the number of a column, counted from 0.

    >>> column_number("A"), column_number("xfd")
    (0, 16383)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def describe_sheet(facts: SheetFacts) -> Iterator[str]:
    """Yield sentences on formulas without results, merged cells, hidden rows and columns, and far cells."""
    if count := facts.uncalculated:
        sentence = ngettext(
            "%(count)s cell contains a formula without its result. Open the workbook in a "
            "spreadsheet program and save it there, so that the result is stored.",
            "%(count)s cells contain formulas without their results. Open the workbook in a "
            "spreadsheet program and save it there, so that the results are stored.",
            count,
        )
        yield sentence % {"count": count}
    if facts.merged:
        ranges = join_first([*map(range_name, facts.merged[: NAMES_SHOWN + 1])], NAMES_SHOWN)
        yield _("Cells are merged (%(ranges)s): the first value was read for every row of the range.") % {
            "ranges": ranges
        }
    yield from describe_hidden(facts)
    if facts.far_cells:
        cells = join_first(facts.far_cells[: NAMES_SHOWN + 1], NAMES_SHOWN)
        yield _(
            "A cell stands far below the others (%(cells)s). Delete its row if it does not belong "
            "to the list."
        ) % {"cells": cells}


def describe_hidden(facts: SheetFacts) -> Iterator[str]:
    rows = [row for row in facts.hidden_rows if row <= facts.last_row]
    if rows:
        sentence = ngettext(
            "Row %(rows)s is hidden on the sheet, perhaps by a filter. It was read all the same.",
            "Rows %(rows)s are hidden on the sheet, perhaps by a filter. They were read all the same.",
            len(rows),
        )
        yield sentence % {"rows": join_first(rows, ROWS_SHOWN)}
    columns = [column_letters(column) for column in facts.hidden_columns if column <= facts.last_column]
    if columns:
        sentence = ngettext(
            "Column %(columns)s is hidden on the sheet. It was read all the same.",
            "Columns %(columns)s are hidden on the sheet. They were read all the same.",
            len(columns),
        )
        yield sentence % {"columns": join_first(columns, ROWS_SHOWN)}
