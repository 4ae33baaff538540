"""Read the facts of the tables of OpenDocument, where one row, cell or space may stand for many."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from authorities.spreadsheets.error_cells import LostCell, RoundedNumber, UncalculatedFormula
from authorities.spreadsheets.number_formats import has_lost_digits
from authorities.spreadsheets.sheet_facts import (
    LONGEST_TEXT,
    MOST_CELLS,
    MOST_REPEATED,
    MOST_TEXT,
    SheetFacts,
    refuse_too_large,
)
from authorities.spreadsheets.xml_parser import XmlHandler, attributes_of, local_name, parse_xml

NOT_DIGITS = re.compile(r"[^0-9]+")
HIDDEN = ("collapse", "filter")
FEW_DIGITS = 15


@dataclass
class TableCell:
    """A cell while it is read: its attributes, how many cells it stands for, and its text."""

    attributes: dict[str, str]
    repeated: int
    text: str = ""
    paragraphs: int = 0
    has_breaks: bool = False

    @property
    def is_blank(self) -> bool:
        return not (self.attributes.keys() & {"value-type", "formula"} or self.text)

    @property
    def value(self) -> str | LostCell | None:
        """What calamine reads as blank, or otherwise than the sheet shows it; else None."""
        kind = self.attributes.get("value-type", "")
        if kind == "error":
            return self.text.strip()[:100] or "#N/A"
        if "formula" in self.attributes and not kind:
            return UncalculatedFormula(self.attributes["formula"].partition("=")[2])
        if kind == "float":
            return self.shown_number
        return self.text if kind == "string" and self.has_breaks else None

    @property
    def shown_number(self) -> str | LostCell | None:
        number = self.attributes.get("value", "")
        if len(number) > FEW_DIGITS and has_lost_digits(number):
            return RoundedNumber(number[:30])
        digits = NOT_DIGITS.sub("", self.text)
        is_whole = number.isdecimal() and digits and int(digits) == int(number)
        return self.text.strip() if is_whole and len(digits) > len(number.lstrip("0") or "0") else None


class TablesHandler(XmlHandler):
    """Fills `tables`, {name: SheetFacts}. Cells are counted in the whole file, for calamine reads it all."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: dict[str, SheetFacts] = {}
        self.facts = SheetFacts()
        self.row = self.column = self.cells = self.text_length = 0
        self.row_repeated, self.is_hidden = 1, False
        self.cell: TableCell | None = None
        self.is_reading = False
        self.notes = 0
        self.filled: list[tuple[int, TableCell]] = []
        self.ends: dict[str, Callable[[], None] | None] = {}

    def end_element(self, tag: str) -> None:
        super().end_element(tag)
        if tag not in self.ends:
            self.ends[tag] = getattr(self, f"end_{local_name(tag).replace('-', '_')}", None)
        if action := self.ends[tag]:
            action()

    def text(self, data: str) -> None:
        if self.is_reading and self.cell and not self.notes:
            self.cell.text += data
            if len(self.cell.text) > LONGEST_TEXT:
                refuse_too_large()

    def add_text(self, data: str) -> None:
        if self.is_reading and self.cell and not self.notes:
            self.cell.text += data
            self.cell.has_breaks |= data in "\t\n"
            self.facts.text_length += len(data)
            self.facts.refuse_excess()

    def start_table(self, attributes: list[str]) -> None:
        self.facts = self.tables.setdefault(attributes_of(attributes).get("name", ""), SheetFacts())
        self.row = 0

    def end_table(self) -> None:
        """Add up what the tables take together."""
        self.cells += self.facts.area
        self.text_length += self.facts.text_length
        if self.cells > MOST_CELLS or self.text_length > MOST_TEXT:
            refuse_too_large()

    def start_table_row(self, attributes: list[str]) -> None:
        found = attributes_of(attributes)
        self.row_repeated = read_count(found.get("number-rows-repeated", "1"))
        self.is_hidden = found.get("visibility") in HIDDEN
        self.column, self.filled = 0, []

    def start_table_cell(self, attributes: list[str]) -> None:
        found = attributes_of(attributes)
        # LibreOffice gives an error the type of a text, and its own in another attribute.
        if "calcext:value-type" in attributes[::2]:
            place = attributes[::2].index("calcext:value-type")
            found["value-type"] = "error" if attributes[2 * place + 1] == "error" else found["value-type"]
        self.cell = TableCell(found, read_count(found.get("number-columns-repeated", "1")))

    start_covered_table_cell = start_table_cell

    def start_p(self, _attributes: list[str]) -> None:
        self.is_reading = True
        if self.cell and not self.notes:
            self.cell.text += "\n" if self.cell.paragraphs else ""
            self.cell.paragraphs += 1

    def start_annotation(self, _attributes: list[str]) -> None:
        self.notes += 1

    def start_line_break(self, _attributes: list[str]) -> None:
        self.add_text("\n")

    def start_tab(self, _attributes: list[str]) -> None:
        self.add_text("\t")

    def start_s(self, attributes: list[str]) -> None:
        spaces = read_count(attributes_of(attributes).get("c", "1"))
        if spaces > MOST_REPEATED:
            refuse_too_large()
        self.add_text(" " * spaces)

    def end_annotation(self) -> None:
        self.notes -= 1

    def end_p(self) -> None:
        self.is_reading = False

    def end_table_cell(self) -> None:
        if not self.cell:
            return
        if not self.cell.is_blank:
            self.filled.append((self.column, self.cell))
            self.cells += self.cell.repeated
            self.facts.text_length += len(self.cell.text) * self.cell.repeated * self.row_repeated
        self.column += self.cell.repeated
        self.cell = None

    end_covered_table_cell = end_table_cell

    def end_table_row(self) -> None:
        """Add the cells of a row; blank ones at the end of a row or of the table count for nothing."""
        if self.filled:
            self.add_rows()
            self.facts.refuse_excess()
        self.row += self.row_repeated
        self.cells += self.filled[-1][0] if self.filled else 0
        if self.cells > MOST_CELLS:
            refuse_too_large()

    def add_rows(self) -> None:
        first, last = self.row + 1, self.row + self.row_repeated
        for column, cell in self.filled:
            self.facts.add_filled(first, column)
            self.facts.extend_to(last, column + cell.repeated - 1, cell.repeated * self.row_repeated - 1)
            self.facts.refuse_excess()
            self.add_spans(first, column, cell)
            if (value := cell.value) is not None:
                self.add_values(range(first, last + 1), range(column, column + cell.repeated), value)
        if self.is_hidden:
            self.facts.hidden_rows += range(first, last + 1)

    def add_values(self, rows: Iterable[int], columns: Iterable[int], value: str | LostCell) -> None:
        columns = [*columns]
        for row in rows:
            for column in columns:
                self.facts.add_value(row, column, value)

    def add_spans(self, row: int, column: int, cell: TableCell) -> None:
        rows = read_count(cell.attributes.get("number-rows-spanned", "1"))
        columns = read_count(cell.attributes.get("number-columns-spanned", "1"))
        if rows > 1 or columns > 1:
            self.facts.add_merged(((row, column), (row + rows - 1, column + columns - 1)))


def read_count(text: str) -> int:
    """Return a number of repetitions, at least 1. Raises ValidationError if it is none."""
    if not text.isdecimal() or len(text) > 8:
        refuse_too_large()
    return max(int(text), 1)


def read_tables(blocks: Iterable[bytes]) -> dict[str, SheetFacts]:
    """Return {name of table: SheetFacts}. Raises ValidationError, or ExpatError if it is not well-formed."""
    handler = TablesHandler()
    parse_xml(blocks, handler)
    return handler.tables
