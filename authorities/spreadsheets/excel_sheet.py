"""Read the facts of a sheet of Excel: in any prefix, order of attributes, with or without references."""

import re
from array import array
from collections.abc import Callable
from functools import cache

from authorities.spreadsheets.error_cells import RoundedNumber, UncalculatedFormula
from authorities.spreadsheets.number_formats import ZeroFormat, has_lost_digits, write_with_zeros
from authorities.spreadsheets.sheet_facts import (
    LONGEST_TEXT,
    MOST_COLUMNS,
    MOST_ROWS,
    SheetFacts,
    cell_name,
    column_number,
    refuse_damaged,
    refuse_too_large,
)
from authorities.spreadsheets.xml_parser import XmlHandler, attributes_of

REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
# The errors that calamine knows; it refuses a workbook with others.
CALAMINE_ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"}
NO_ERROR_NAMED = "#N/A"
TRUE_WORDS = ("1", "true", "on")
FEW_DIGITS = 15


# The elements of a formatted text in a cell.
WITHIN_CELL = frozenset(
    (
        *("t", "r", "rPr", "rPh", "phoneticPr", "rFont", "charset", "family", "b", "i", "strike", "outline"),
        *("shadow", "condense", "extend", "color", "sz", "u", "vertAlign", "scheme", "extLst", "ext"),
    )
)


class SheetHandler(XmlHandler):
    """Fills `facts` from the XML of a sheet.

    `lengths` are those of the shared texts, `zero_formats` {number of a style: its format}. A cell is
    finished where the next one begins, for that costs least.
    """

    def __init__(self, lengths: array, zero_formats: dict[str, ZeroFormat]) -> None:
        super().__init__()
        self.facts = SheetFacts()
        self.lengths, self.zero_formats = lengths, zero_formats
        self.row, self.row_text = 0, "0"
        # {letters: number} of the columns met so far: to look them up is faster than to count.
        self.columns: dict[str, int] = {}
        self.reference, self.offset = "", 0
        self.cell: list[str] = []
        self.is_filled = self.is_reading = self.has_value = False
        self.formula: str | None = None
        self.value = ""

    def action_for(self, name: str) -> Callable[[list[str]], None] | None:
        """Return what is done where an element begins; one that stands in no cell ends the last one."""
        return super().action_for(name) or (None if name in WITHIN_CELL else self.leave_cell)

    def leave_cell(self, _attributes: list[str]) -> None:
        """Finish the last cell before the text of a header, a footer or a rule, which is none of its own."""
        self.finish_cell()

    def text(self, data: str) -> None:
        if self.is_reading:
            self.value += data
            if len(self.value) > LONGEST_TEXT:
                refuse_too_large()

    def finish_block(self) -> None:
        super().finish_block()
        self.facts.refuse_excess()

    def finish_sheet(self) -> SheetFacts:
        self.finish_cell()
        self.facts.refuse_excess()
        return self.facts

    def start_row(self, attributes: list[str]) -> None:
        if self.is_filled:
            self.finish_cell()
        # A row of a formatted sheet says no more than its number: a million of them shall cost little.
        is_plain = len(attributes) == 2 and attributes[0] == "r"
        found = {"r": attributes[1]} if is_plain else attributes_of(attributes)
        self.row = int(found["r"]) if found.get("r", "").isdecimal() else self.row + 1
        self.row_text = str(self.row)
        self.reference, self.offset = "", -1
        if found.get("hidden") in TRUE_WORDS and self.row <= MOST_ROWS:
            self.facts.hidden_rows.append(self.row)

    def start_c(self, attributes: list[str]) -> None:
        if self.is_filled:
            self.finish_cell()
        self.cell = attributes
        if attributes and attributes[0] == "r":
            self.reference, self.offset = attributes[1], 0
        elif "r" in attributes[::2]:
            self.reference, self.offset = attributes[2 * attributes[::2].index("r") + 1], 0
        else:
            self.offset += 1

    def start_v(self, _attributes: list[str]) -> None:
        if self.formula is not None:
            self.formula = self.value
        self.value = ""
        self.is_filled = self.is_reading = self.has_value = True

    def start_f(self, _attributes: list[str]) -> None:
        # Some programs write the result before the formula; then its text is not wanted.
        self.is_filled, self.is_reading, self.formula = True, not self.has_value, ""

    def start_is(self, _attributes: list[str]) -> None:
        self.is_filled = True

    def start_mergeCell(self, attributes: list[str]) -> None:  # noqa: N802 - the name of the element
        self.finish_cell()
        first, _colon, last = attributes_of(attributes).get("ref", "").partition(":")
        if first and last:
            self.facts.add_merged((parse_reference(first), parse_reference(last)))

    def start_col(self, attributes: list[str]) -> None:
        found = attributes_of(attributes)
        if found.get("hidden") in TRUE_WORDS:
            first, last = int(found.get("min", 1)), int(found.get("max", 1))
            self.facts.hidden_columns += range(first - 1, min(last, MOST_COLUMNS))
            if len(self.facts.hidden_columns) > MOST_COLUMNS:
                refuse_damaged()

    def start_sheetData(self, _attributes: list[str]) -> None:  # noqa: N802 - the name of the element
        self.finish_cell()

    def finish_cell(self) -> None:
        """Add what the last cell is to the facts."""
        if not self.is_filled:
            return
        row, column = self.locate_cell()
        facts = self.facts
        if row > facts.last_row or column > facts.last_column:
            facts.add_filled(row, column)
        elif row < facts.last_row:
            refuse_damaged()  # calamine takes the last cell for the lowest
        else:
            facts.filled += 1
        if self.has_value or self.formula is not None:
            self.note_value(row, column, dict(zip(self.cell[::2], self.cell[1::2], strict=True)))
            self.is_reading = self.has_value = False
            self.formula, self.value = None, ""
        self.is_filled = False

    def locate_cell(self) -> tuple[int, int]:
        """Return (row, column) of the cell; without a reference it stands behind the one before."""
        if not self.reference:
            return self.row, self.offset
        letters, _row, after = self.reference.partition(self.row_text)
        if not after and letters in self.columns:
            return self.row, self.columns[letters] + self.offset
        row, column = parse_reference(self.reference)
        if row == self.row:
            self.columns[letters] = column
        return row, column + self.offset

    def note_value(self, row: int, column: int, attributes: dict[str, str]) -> None:
        kind, value, facts = attributes.get("t", "n"), self.value, self.facts
        if self.formula is not None and not self.has_value:
            facts.add_value(row, column, UncalculatedFormula(value))
        elif kind == "e":
            error = value.strip() or NO_ERROR_NAMED
            facts.add_value(row, column, error[:100])
            if error not in CALAMINE_ERRORS:
                facts.unknown_errors.setdefault(error, cell_name(row, column))
        elif self.formula is not None and not value and kind != "str":
            facts.add_value(row, column, UncalculatedFormula(self.formula))
        elif kind == "s":
            self.add_shared_text(value.strip())
        elif kind == "n" and self.has_value:
            self.note_number(row, column, value.strip(), attributes.get("s", ""))

    def add_shared_text(self, index: str) -> None:
        """Count a text that cells share. Raises ValidationError if the workbook does not hold it."""
        if not index.isdecimal() or int(index) >= len(self.lengths):
            refuse_damaged()
        self.facts.text_length += self.lengths[int(index)]

    def note_number(self, row: int, column: int, value: str, style: str) -> None:
        if len(value) > FEW_DIGITS and has_lost_digits(value):
            self.facts.add_value(row, column, RoundedNumber(value[:30]))
        elif style in self.zero_formats and (digits := parse_whole_number(value)) is not None:
            self.facts.add_value(row, column, write_with_zeros(digits, self.zero_formats[style]))


def parse_whole_number(text: str) -> int | None:
    """Return a number without fraction and sign, else None.

    >>> parse_whole_number("417"), parse_whole_number("4.17E2"), parse_whole_number("4.5")
    (417, 417, None)
    """
    try:
        number = float(text)
    except ValueError:
        return None
    return int(number) if 0 <= number < 1e15 and number.is_integer() else None


@cache
def cached_column(letters: str) -> int:
    return column_number(letters)


def parse_reference(reference: str) -> tuple[int, int]:
    """Return (row from 1, column from 0) of the name of a cell. Raises ValidationError if it is none.

    >>> parse_reference("AB12"), parse_reference("$A$1")
    ((12, 27), (1, 0))
    """
    match = REFERENCE.fullmatch(reference)
    if not match:
        refuse_damaged()
    row, column = int(match[2]), cached_column(match[1])
    if not 1 <= row <= MOST_ROWS or column >= MOST_COLUMNS:
        refuse_damaged()
    return row, column
