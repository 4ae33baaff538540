"""A table of the country's own sheet read as the answer to a question with rows.

The names of columns and rows are found by label, in any language of the form, or by code; titles above,
sums below and other columns are left aside. Every problem is named by its cell.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from django.utils.translation import gettext as _

from authorities.imports.words.blank_words import says_nothing
from authorities.normalise import normalise_label
from authorities.spreadsheets.blanks import is_blank
from authorities.spreadsheets.sheet_facts import column_letters
from authorities.spreadsheets.total_rows import is_total_row
from reporting.filing.sheets.cell_reading import NUMBERS, CellReader, names_of_columns, names_of_rows
from reporting.filing.sheets.decimal_marks import find_decimal_mark, settle_number
from reporting.instruments.question_types import Question, QuestionType, Stored, type_of
from reporting.submissions.plain_answers import is_answered

ROWS_SEARCHED = 20  # for the names of the columns
LABEL_SHOWN = 60  # letters of a name in a sentence
Grid = list[list[Any]]


@dataclass(frozen=True)
class SheetProblem:
    """What cannot be read: the cell as a spreadsheet program names it, the column, and a sentence."""

    cell: str
    label: str
    sentence: str


@dataclass
class TableReading:
    """The rows that were read: {code of the row, or its place from 0: {code of the column: value}}."""

    rows: dict[str | int, dict[str, Any]] = field(default_factory=dict)
    problems: list[SheetProblem] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)  # names of columns that the table does not have
    mark: str = ""  # the decimal mark that was found in the sheet

    @property
    def count(self) -> int:
        return sum(is_answered(cell) for row in self.rows.values() for cell in row.values())


@dataclass
class TableReader:
    """Reads one grid; `mark` is the decimal mark if the sender has said it, `delimiter` that of a text."""

    question: Question
    grid: Grid
    mark: str = ""
    delimiter: str = ""
    is_turned: bool = False  # rows and columns stand in each other's place

    def __post_init__(self) -> None:
        self.columns = {
            name: column for name, column in names_of_columns(self.question).items() if may_be_sent(column)
        }
        self.row_codes = names_of_rows(self.question) if self.has_named_rows else {}
        self.cells = CellReader()
        self.reading = TableReading()

    @property
    def has_named_rows(self) -> bool:
        return self.question["type"] == QuestionType.TABLE

    def read(self) -> TableReading:
        header = self.find_header()
        if header is None:
            self.add_problem(0, 0, "", self.explain_missing_columns())
            return self.reading
        places = self.find_columns(self.grid[header])
        self.mark = self.reading.mark = self.mark or self.infer_mark(header, places)
        names = self.find_name_column(header, places)
        if self.has_named_rows and names is None:
            self.add_problem(header, 0, "", self.explain_missing_rows())
            return self.reading
        named = [place for place, cell in enumerate(self.grid[header]) if not is_blank(cell)]
        self.reading.ignored = [
            str(self.grid[header][place]).strip()[:LABEL_SHOWN]
            for place in named
            if place not in places and place != names
        ]
        for number in range(header + 1, len(self.grid)):
            self.read_row(number, places, names)
        return self.reading

    def find_header(self) -> int | None:
        """Return the number of the row, from 0, that names most columns."""
        found = [
            (len(self.find_columns(row)), -number) for number, row in enumerate(self.grid[:ROWS_SEARCHED])
        ]
        most, number = max(found, default=(0, 0))
        return -number if most else None

    def find_columns(self, row: list[Any]) -> dict[int, Question]:
        """Return the columns by place; one that is named twice counts the first time."""
        found: dict[int, Question] = {}
        for place, cell in enumerate(row):
            column = self.columns.get(normalise_label(str(cell))) if isinstance(cell, str) else None
            if column and column not in found.values():
                found[place] = column
        return found

    def find_name_column(self, header: int, places: dict[int, Question]) -> int | None:
        """Return the place of the column whose cells name most rows of the table."""
        counts: dict[int, int] = {}
        for row in self.grid[header + 1 :]:
            for place, cell in enumerate(row):
                if place not in places and self.row_code(cell):
                    counts[place] = counts.get(place, 0) + 1
        return max(counts, key=lambda place: (counts[place], -place), default=None)

    def row_code(self, cell: Any) -> str | None:
        return self.row_codes.get(normalise_label(cell)) if isinstance(cell, str) else None

    def infer_mark(self, header: int, places: dict[int, Question]) -> str:
        numbers = [place for place, column in places.items() if type_of(column).stored in NUMBERS]
        rows = self.grid[header + 1 :]
        cells = [row[place] for row in rows for place in numbers if place < len(row)]
        return find_decimal_mark(cells, self.delimiter)

    def read_row(self, number: int, places: dict[int, Question], names: int | None) -> None:
        row = self.grid[number]
        filled = {place: row[place] for place in places if place < len(row) and not is_blank(row[place])}
        if not filled:
            return
        key: str | int | None = len(self.reading.rows)
        if self.has_named_rows and names is not None:
            name = row[names] if names < len(row) else None
            key = self.row_code(name)
            if key is None and not is_total_row(["" if cell is None else cell for cell in row]):
                self.add_problem(number, names, "", explain_unknown_row(name))
            if key in self.reading.rows:
                self.add_problem(number, names, "", _("This row stands in the sheet twice."))
                return
        if key is None:
            return
        cells = dict(self.read_cells(number, places, filled))
        if is_answered(cells):
            self.reading.rows[key] = cells

    def read_cells(
        self, number: int, places: dict[int, Question], filled: dict[int, Any]
    ) -> Iterator[tuple[str, Any]]:
        for place, cell in filled.items():
            column = places[place]
            if says_nothing(cell) and type_of(column).stored is not Stored.TEXT:
                continue
            if type_of(column).stored in NUMBERS and isinstance(cell, str):
                cell = settle_number(cell, self.mark)
            sentence = self.cells.explain(column, cell)
            if sentence:
                self.add_problem(number, place, str(column["label"]), sentence)
            else:
                yield column["code"], self.cells.read(column, cell)

    def add_problem(self, row: int, place: int, label: str, sentence: str) -> None:
        row, place = (place, row) if self.is_turned else (row, place)
        self.reading.problems.append(SheetProblem(f"{column_letters(place)}{row + 1}", label, sentence))

    def explain_missing_columns(self) -> str:
        known = ", ".join(
            f"“{column['label']}”" for column in self.question["columns"] if may_be_sent(column)
        )
        sentence = _(
            "No column of this table was found. Write their names above the cells, such as %(known)s."
        )
        return sentence % {"known": known}

    def explain_missing_rows(self) -> str:
        known = ", ".join(f"“{row['label']}”" for row in self.question["rows"][:5])
        sentence = _("No row of this table was found. Write their names before the cells, such as %(known)s.")
        return sentence % {"known": known}


def explain_unknown_row(name: Any) -> str:
    if is_blank(name):
        return _("This row has no name, so it was left out.")
    sentence = _("The table has no row “%(row)s”, so it was left out.")
    return sentence % {"row": str(name).strip()[:LABEL_SHOWN]}


def may_be_sent(column: Question) -> bool:
    """Return True if a sheet can answer a column: files and computed values cannot be sent so."""
    is_typed = not type_of(column).is_computed and not column.get("read_only")
    return is_typed and column["type"] != QuestionType.FILE


def read_table_rows(question: Question, grid: Grid, *, mark: str = "", delimiter: str = "") -> TableReading:
    """Return what a grid of cells says as rows of the question, whichever way round the table stands."""
    reading = TableReader(question, grid, mark, delimiter).read()
    if reading.count:
        return reading
    turned = [list(row) for row in zip_longest(*grid)]
    other = TableReader(question, turned, mark, delimiter, is_turned=True).read()
    return other if other.count else reading
