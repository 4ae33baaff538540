"""Reading the sheets of an XLSForm workbook (.xlsx, .xls, .ods, .md): each cell is read, or a problem names
its place.

pyxform itself stops after 60 blank rows and 20 blank headings, and drops cells without a heading above them
and formulas whose values the file does not contain.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Any, NoReturn
from zipfile import ZipFile

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl.utils import get_column_letter
from python_calamine import CalamineError

from authorities.spreadsheets.file_types import OLE, refuse_other_files
from reporting.instruments.workbooks.workbook_cells import (
    formats_of_fractions,
    is_lost,
    is_made_a_date,
    read_cells,
)
from reporting.instruments.xlsform.problems import InstrumentError, InstrumentProblem

MAX_BYTES = 2_000_000
MAX_BYTES_UNPACKED = 20_000_000
MAX_ROWS = 5_000
MAX_COLUMNS = 200
SPREADSHEET_ERROR = re.compile(r"#(?:REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|N/A|[A-Z_]{2,20}!)")
TWO_PLACES = re.compile(r"0\.(0{1,9})")
PIPE = re.compile(r"(?<!\\)\|")
RULE = re.compile(r":?-+:?")

WITHOUT_VALUE = gettext_lazy(
    "The file does not contain the value of this formula. Open it in Excel and save it, or type the text."
)
MADE_A_DATE = gettext_lazy(
    "The spreadsheet has made a date of this cell. Format the column as text and type it again."
)


@dataclass
class RawSheet:
    """One sheet: its headings and its rows that are not blank, cells by the number of their column from 1."""

    name: str
    headings: dict[int, str] = field(default_factory=dict)
    rows: list[tuple[int, dict[int, str]]] = field(default_factory=list)


@dataclass
class RawWorkbook:
    """The sheets of a workbook by name in small letters, with the problems and notes from reading them."""

    sheets: dict[str, RawSheet] = field(default_factory=dict)
    problems: list[InstrumentProblem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    merged: dict[str, list[tuple[int, int]]] = field(default_factory=dict)

    def read_date(self, value: Any, place: tuple[str, int, int]) -> str:
        """Return a cell that holds a date; report it unless it stands where a date may."""
        name, row, column = place
        is_default = name in self.sheets and self.sheets[name].headings.get(column, "").lower() == "default"
        if is_default and isinstance(value, date):
            return value.strftime("%Y-%m-%d")
        self.add_problem(*place, str(MADE_A_DATE))
        return text_of(value)

    def add_problem(self, name: str, row: int, place: int, sentence: str) -> None:
        """Add a problem in a cell; its column goes by its heading, or by its letter if it has none."""
        heading = self.sheets[name].headings.get(place, "") if name in self.sheets else ""
        column = "_".join(heading.lower().split()) or get_column_letter(place)
        self.problems.append(InstrumentProblem(name, row, sentence, column))

    def add_sheet(self, name: str, rows: Iterable[tuple[int, dict[int, str]]], wanted: Iterable[str]) -> None:
        """Add a sheet with these rows, of which row 1 are the headings."""
        key = name.strip().lower()
        if key == "entities":
            sentence = _("“%s” cannot be asked in a form in the browser; ask for it in words.") % name
            self.problems.append(InstrumentProblem("survey", None, sentence))
            return
        if key not in wanted:
            self.notes.append(_("The sheet “%s” is not read.") % name)
            return
        if key in self.sheets:
            self.problems.append(InstrumentProblem(key, None, _("There are two sheets of this name.")))
            return
        sheet = self.sheets[key] = RawSheet(key)
        for number, cells in rows:
            if number == 1:
                sheet.headings = {column: " ".join(text.split()) for column, text in cells.items()}
            else:
                sheet.rows.append((number, cells))


def read_workbook(content: bytes, file_type: str, wanted: Iterable[str]) -> RawWorkbook:
    """Return the wanted sheets of a workbook.

    Raise InstrumentError if the file cannot be read at all, or is too large.
    """
    if len(content) > MAX_BYTES:
        refuse_file(_("The file is too large for an instrument (2 MB at most)."))
    try:
        return read_markdown(content, wanted) if file_type == ".md" else read_spreadsheet(content, wanted)
    except InstrumentError:
        raise
    except ValidationError as refusal:
        raise InstrumentError([InstrumentProblem("", None, " ".join(refusal.messages))]) from refusal
    except Exception as error:  # readers trip over damaged files in a dozen ways
        sentence = _("This is not a readable XLSForm workbook: it may be damaged.")
        raise InstrumentError([InstrumentProblem("", None, sentence)]) from error


def refuse_file(sentence: str, error: Exception | None = None) -> NoReturn:
    raise InstrumentError([InstrumentProblem("", None, sentence)]) from error


def read_spreadsheet(content: bytes, wanted: Iterable[str]) -> RawWorkbook:
    """Return the sheets of an .xlsx, .ods or .xls workbook."""
    if not content.startswith(OLE):
        refuse_other_files(BytesIO(content), content[:4096], "instrument.xlsx")
        check_unpacked_size(content)
    book, sheets = RawWorkbook(), {}
    try:
        for name, cells in read_cells(content):
            if cells.last_row > MAX_ROWS and name.strip().lower() in wanted:
                refuse_size()
            sheets[name] = list(cells.rows(MAX_ROWS)) if name.strip().lower() in wanted else []
            book.merged[name.strip().lower()] = cells.merged
    except CalamineError as error:
        refuse_file(damaged_or_protected(content), error)
    formats = formats_of_fractions(content, find_fractions(sheets)) if content.startswith(b"PK") else {}
    for name, rows in sheets.items():
        book.add_sheet(name, read_texts(name, rows, formats, book), wanted)
    report_merged_cells(book)
    return book


def find_fractions(sheets: dict[str, list]) -> dict[str, set[tuple[int, int]]]:
    """Return the places of numbers with decimals, by sheet."""
    return {
        name: {
            (number, place)
            for number, cells in rows
            for place, value in cells.items()
            if isinstance(value, float) and not value.is_integer()
        }
        for name, rows in sheets.items()
    }


def damaged_or_protected(content: bytes) -> str:
    if content.startswith(OLE):
        return _("The workbook is protected by a password, or damaged. Save it as .xlsx without a password.")
    return _("This is not a readable XLSForm workbook: it may be damaged.")


def read_texts(
    name: str, rows: list, formats: dict[tuple, str], book: RawWorkbook
) -> Iterator[tuple[int, dict[int, str]]]:
    """Yield (number, texts) of the rows that are not blank."""
    key = name.strip().lower()
    for number, cells in rows:
        if number > MAX_ROWS or max(cells) > MAX_COLUMNS:
            refuse_size()
        texts = {
            place: read_cell_text(value, formats.get((name, number, place), ""), (key, number, place), book)
            for place, value in cells.items()
        }
        if filled := {place: text for place, text in texts.items() if text}:
            yield number, filled


def read_cell_text(value: Any, number_format: str, place: tuple[str, int, int], book: RawWorkbook) -> str:
    """Return a cell as its author sees it; report an error, a date, or a formula without its value."""
    if is_lost(value):
        book.add_problem(*place, str(WITHOUT_VALUE))
        return ""
    text = text_of(value, number_format)
    if is_made_a_date(value):
        return book.read_date(value, place)
    if SPREADSHEET_ERROR.fullmatch(text):
        book.add_problem(*place, _("The cell shows an error of the spreadsheet, “%s”.") % text)
    return text


def check_unpacked_size(content: bytes) -> None:
    with ZipFile(BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > MAX_BYTES_UNPACKED:
            refuse_file(_("The workbook is too large once unpacked."))


def refuse_size() -> NoReturn:
    refuse_file(
        _("A sheet has too many rows or columns (%(rows)s rows and %(columns)s columns at most).")
        % {"rows": MAX_ROWS, "columns": MAX_COLUMNS}
    )


def text_of(value: Any, number_format: str = "") -> str:
    """Return the value of a cell as text, a number with the decimal places that its format shows.

    >>> text_of(8.1, "0.00"), text_of(8.0), text_of(True), text_of(None)
    ('8.10', '8', 'TRUE', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        places = TWO_PLACES.fullmatch(number_format or "")
        return f"{value:.{len(places[1])}f}" if places else f"{value:.15g}"
    return str(value).strip()


def report_merged_cells(book: RawWorkbook) -> None:
    """Report merged cells: all but the first of them read as blank."""
    for name, places in book.merged.items():
        for row, column in places if name in book.sheets else ():
            book.add_problem(name, row, column, _("Cells are merged here; separate them and fill in each."))


def read_markdown(content: bytes, wanted: Iterable[str]) -> RawWorkbook:
    """Return the sheets of the Markdown form: the name of a sheet, then its rows between pipes."""
    book, name, rows = RawWorkbook(), "", []
    for line in content.decode("utf-8", "replace").splitlines():
        cells = split_markdown_row(line)
        if cells is None:
            continue
        if cells[0]:
            if name:
                book.add_sheet(name, rows, wanted)
            name, rows = cells[0], []
        found = {column: text for column, text in enumerate(cells[1:], 1) if text}
        if not name or not found:
            continue
        rows.append((len(rows) + 1, found))
        if len(rows) > MAX_ROWS or max(found) > MAX_COLUMNS:
            refuse_size()
    if not name:
        refuse_file(_("This is not a readable XLSForm workbook: it has no table."))
    book.add_sheet(name, rows, wanted)
    return book


def split_markdown_row(line: str) -> list[str] | None:
    """Return the cells of a line, None if it is no row; what follows a # behind the last pipe is a comment.

    >>> split_markdown_row(r"|  | text | either\\|or |  # note")
    ['', 'text', 'either|or']
    """
    line = line.strip()
    if not line.startswith("|"):
        return None
    cells = [cell.strip().replace(r"\|", "|") for cell in PIPE.split(line[1:])]
    if len(cells) > 1 and (not cells[-1] or cells[-1].startswith("#")):
        cells.pop()
    filled = [cell for cell in cells if cell]
    return None if filled and all(RULE.fullmatch(cell) for cell in filled) else cells
