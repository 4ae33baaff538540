"""Reading the cells of an XLSForm workbook with pyxform; problems are named by sheet, row and column."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from django.utils.translation import gettext as _
from pyxform.errors import PyXFormError
from pyxform.xls2json_backends import get_xlsform
from pyxform.xls2xform import convert

MAX_BYTES = 2_000_000
MAX_BYTES_UNPACKED = 20_000_000
MAX_ROWS = 2_000
COLUMNS = {
    "settings": {"form_id", "version", "form_title", "note", "code_version", "audience"},
    "survey": {
        *("type", "name", "label", "hint", "number", "required", "relevant", "appearance"),
        *("constraint", "constraint_message", "rows", "min_rows", "max_rows"),
        *("article", "indicator", "public", "counted", "provenance"),
    },
    "choices": {"list_name", "name", "label", "exclusive", "indicator"},
}
REQUIRED_COLUMNS = {
    "settings": set(),
    "survey": {"type", "name", "label", "public", "counted"},
    "choices": {"list_name", "name", "label"},
}
HEADER_ALIASES = {"relevance": "relevant"}
YES_NO = {"yes": True, "no": False, "true": True, "false": False, "true()": True, "false()": False}
ARTICLE = re.compile(r"[0-9]+(\.[0-9]+)?(\([a-z]\))?")
SLUG = re.compile(r"[a-z][a-z0-9_]{0,49}")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
PYXFORM_ROW = re.compile(r"\[row : ([0-9]+)\]\s*")
PYXFORM_SHEET = re.compile(r"'(survey|choices|settings)'")


@dataclass(frozen=True)
class InstrumentProblem:
    """One thing to put right. Rows are numbered as a spreadsheet shows them; the header is row 1."""

    sheet: str
    row: int | None
    sentence: str
    column: str = ""

    def __str__(self) -> str:
        where = [self.sheet, self.row and _("row %s") % self.row, self.column]
        return f"{', '.join(part for part in where if part)}: {self.sentence}"


class InstrumentError(ValueError):
    """Raised for a workbook that is not an instrument, with every problem found."""

    def __init__(self, problems: Iterable[InstrumentProblem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass
class SheetRow:
    """One row of a sheet. Its methods read a cell, and add a problem if the cell cannot be read."""

    sheet: str
    number: int
    cells: dict[str, str]
    problems: list[InstrumentProblem] = field(repr=False)

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def add_problem(self, column: str, sentence: str) -> None:
        self.problems.append(InstrumentProblem(self.sheet, self.number, sentence, column))

    def required(self, column: str, sentence: str) -> str:
        """Return the cell; add a problem with this sentence if it is empty."""
        if not self[column]:
            self.add_problem(column, sentence)
        return self[column]

    def yes_no(self, column: str, default: bool) -> bool:
        answer = self[column].lower()
        if answer and answer not in YES_NO:
            self.add_problem(column, _("“%s” is neither yes nor no.") % self[column])
        return YES_NO.get(answer, default)

    def whole_number(self, column: str, default: int | None) -> int | None:
        if not self[column]:
            return default
        if re.fullmatch(r"[0-9]{1,4}", self[column]):
            return int(self[column])
        self.add_problem(column, _("“%s” is not a whole number from 0 to 9999.") % self[column])
        return default

    def slug(self, column: str) -> str:
        if self[column] and not SLUG.fullmatch(self[column]):
            self.add_problem(
                column,
                _("“%s” may only have small letters, digits and _, and begins with a letter.") % self[column],
            )
        return self[column]

    def articles(self) -> list[str]:
        """Return the numbers of articles of the Code, such as 8.5 or 7.2(a)."""
        found = [article.strip() for article in self["article"].split(";") if article.strip()]
        for article in found:
            if not ARTICLE.fullmatch(article):
                self.add_problem(
                    "article", _("“%s” is not the number of an article, such as 8.5 or 7.2(a).") % article
                )
        return found


def read_sheets(content: bytes, file_type: str) -> tuple[dict[str, list[SheetRow]], list[InstrumentProblem]]:
    """Return the rows of the three sheets, and the list that collects problems with them.

    Raise InstrumentError if the file cannot be read at all, or is too large.
    """
    if len(content) > MAX_BYTES:
        raise InstrumentError(
            [InstrumentProblem("", None, _("The file is too large for an instrument (2 MB at most)."))]
        )
    try:
        check_unpacked_size(content, file_type)
        book = get_xlsform(xlsform=content, file_type=file_type)
    except InstrumentError:
        raise
    except Exception as error:  # noqa: BLE001  pyxform and openpyxl trip over damaged files in a dozen ways
        raise InstrumentError([describe_pyxform_error(error)]) from error
    problems = []
    sheets = {name: read_sheet(name, getattr(book, name) or [], problems) for name in COLUMNS}
    if max(len(rows) for rows in sheets.values()) > MAX_ROWS:
        raise InstrumentError(
            [InstrumentProblem("", None, _("The workbook has too many rows (%s at most).") % MAX_ROWS)]
        )
    for name, header in [(name, getattr(book, f"{name}_header")) for name in COLUMNS]:
        check_header(name, {normalise_header(column) for column in (header or [{}])[0]}, problems)
    return sheets, problems


def check_unpacked_size(content: bytes, file_type: str) -> None:
    if file_type == ".xlsx":
        with ZipFile(BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_BYTES_UNPACKED:
                raise InstrumentError(
                    [InstrumentProblem("", None, _("The workbook is too large once unpacked."))]
                )


def read_sheet(
    name: str, rows: Iterable[dict[str, Any]], problems: list[InstrumentProblem]
) -> list[SheetRow]:
    """Return the rows that are not empty; add problems for unknown columns and unprintable characters."""
    unknown: set[str] = set()
    found = [
        SheetRow(
            name,
            number,
            {normalise_header(column): str(cell).strip() for column, cell in cells.items()},
            problems,
        )
        for number, cells in enumerate(rows, start=2)
    ]
    for row in found:
        row.cells = {column: cell for column, cell in row.cells.items() if cell}
        for column in sorted(column for column, cell in row.cells.items() if UNPRINTABLE.search(cell)):
            row.add_problem(column, _("The cell contains a character that cannot be shown."))
        unknown |= set(row.cells) - COLUMNS[name]
    problems += [
        InstrumentProblem(name, 1, explain_unknown_column(column), column) for column in sorted(unknown)
    ]
    return [row for row in found if row.cells]


def check_header(name: str, header: set[str], problems: list[InstrumentProblem]) -> None:
    if not header and name != "choices":
        problems.append(InstrumentProblem(name, None, _("The workbook has no sheet named “%s”.") % name))
    for column in sorted(REQUIRED_COLUMNS[name] - header) if header else []:
        problems.append(InstrumentProblem(name, 1, _("The sheet has no column “%s”.") % column, column))


def normalise_header(header: Any) -> str:
    plain = "_".join(str(header or "").lower().split())
    return HEADER_ALIASES.get(plain, plain)


def explain_unknown_column(column: str) -> str:
    if not column or column == "none":
        return _("A cell has no heading above it.")
    if "::" in column:
        return _("“%s” is a translation; an instrument is read in one language, without “::”.") % column
    return _("The column “%s” means nothing here; check its spelling or remove it.") % column


def find_pyxform_problem(content: bytes, file_type: str) -> InstrumentProblem | None:
    """Return the problem that pyxform, the standard's own reader, has with the workbook, or None."""
    try:
        convert(xlsform=content, file_type=file_type, warnings=[])
    except Exception as error:  # noqa: BLE001  as above: whatever it raises is a problem of the workbook
        return describe_pyxform_error(error)
    return None


def describe_pyxform_error(error: Exception) -> InstrumentProblem:
    message = str(error) if isinstance(error, PyXFormError) else ""
    if not message or message.startswith("Argument 'definition'"):
        return InstrumentProblem(
            "",
            None,
            _(
                "This is not a readable XLSForm workbook: it may be damaged, or a row may be longer "
                "than its header."
            ),
        )
    row, sheet = PYXFORM_ROW.search(message), PYXFORM_SHEET.search(message)
    return InstrumentProblem(
        sheet=sheet[1] if sheet else "survey" if row else "",
        row=int(row[1]) if row else None,
        sentence=_("XLSForm: %s") % PYXFORM_ROW.sub("", message)[:500],
    )
