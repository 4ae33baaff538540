"""The columns and cells of an XLSForm workbook; problems are named by sheet, row and column."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter
from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from reporting.instruments.xlsform_problems import InstrumentProblem
from reporting.instruments.xlsform_workbook import RawSheet, read_workbook

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


@dataclass
class Workbook:
    """The rows of the three sheets, what was noticed on the way, and the problems found so far."""

    sheets: dict[str, list[SheetRow]]
    problems: list[InstrumentProblem]
    notes: list[str]
    languages: list[str]


def read_sheets(content: bytes, file_type: str) -> Workbook:
    """Return the rows of the three sheets, and the list that collects problems with them.

    Raise InstrumentError if the file cannot be read at all, or is too large.
    """
    raw = read_workbook(content, file_type, COLUMNS)
    book = Workbook({}, raw.problems, raw.notes, [])
    for name in COLUMNS:
        book.sheets[name] = read_sheet(raw.sheets.get(name, RawSheet(name)), book)
    return book


def read_sheet(sheet: RawSheet, book: Workbook) -> list[SheetRow]:
    """Return the rows of a sheet; add problems for its headings and for cells that cannot be read."""
    columns = read_headings(sheet, book)
    rows = []
    for number, cells in sheet.rows:
        row = SheetRow(sheet.name, number, {}, book.problems)
        for place, text in cells.items():
            if place not in columns:
                row.add_problem(get_column_letter(place), _("A cell has no heading above it."))
            elif UNPRINTABLE.search(text):
                row.add_problem(columns[place], _("The cell contains a character that cannot be shown."))
            elif columns[place] not in row.cells:
                row.cells[columns[place]] = text
        rows.append(row)
    unknown = {column for row in rows for column in row.cells} - COLUMNS[sheet.name]
    for column in sorted(unknown):
        book.problems.append(InstrumentProblem(sheet.name, 1, explain_unknown_column(column), column))
    return [row for row in rows if row.cells]


def read_headings(sheet: RawSheet, book: Workbook) -> dict[int, str]:
    """Return the names of the columns by place; add problems for those missing or doubled.

    Columns of translations are told once a sheet; the first of each kind stands for the missing column, so
    that its rows are not told again.
    """
    names = {place: normalise_header(text) for place, text in sheet.headings.items()}
    translated = {place: name for place, name in names.items() if "::" in name}
    report_translations(sheet, translated, book)
    for place, name in translated.items():
        names[place] = name.partition("::")[0]
    plain = [name for place, name in names.items() if place not in translated]
    for name in sorted({name for name in plain if plain.count(name) > 1}):
        sentence = _("There are two columns “%s”; keep one of them.") % name
        book.problems.append(InstrumentProblem(sheet.name, 1, sentence, name))
    if not names and sheet.name != "choices":
        sentence = _("The workbook has no sheet named “%s”.") % sheet.name
        book.problems.append(InstrumentProblem(sheet.name, None, sentence))
    for column in sorted(REQUIRED_COLUMNS[sheet.name] - set(names.values())) if names else []:
        sentence = _("The sheet has no column “%s”.") % column
        book.problems.append(InstrumentProblem(sheet.name, 1, sentence, column))
    return names


def report_translations(sheet: RawSheet, translated: dict[int, str], book: Workbook) -> None:
    """Add one problem for the columns that are translations, and the languages they are in."""
    if not translated:
        return
    headings = [sheet.headings[place] for place in translated]
    for heading in headings:
        language = heading.partition("::")[2].strip()
        if language not in book.languages:
            book.languages.append(language)
    sentence = _("An instrument is read in one language; these columns are translations: %s.") % ", ".join(
        f"“{heading}”" for heading in headings
    )
    book.problems.append(InstrumentProblem(sheet.name, 1, sentence, next(iter(translated.values()))))


def normalise_header(header: str) -> str:
    plain = "_".join(header.lower().split())
    return HEADER_ALIASES.get(plain, plain)


def explain_unknown_column(column: str) -> str:
    return _("The column “%s” means nothing here; check its spelling or remove it.") % column


def find_pyxform_problem(book: Workbook) -> InstrumentProblem | None:
    """Return the problem that pyxform, the standard's own reader, has with the rows, or None."""
    sheets: dict[str, Any] = {"sheet_names": list(book.sheets)}
    for name, rows in book.sheets.items():
        cells = {row.number: dict(row.cells) for row in rows}
        # Rows keep their numbers, which pyxform names in its messages.
        sheets[name] = [cells.get(number, {}) for number in range(2, max(cells, default=1) + 1)]
        sheets[f"{name}_header"] = [dict.fromkeys(column for row in rows for column in row.cells)]
    try:
        convert(xlsform=sheets, warnings=[])
    except Exception as error:  # noqa: BLE001  whatever it raises is a problem of the workbook
        return describe_pyxform_error(error)
    return None


def describe_pyxform_error(error: Exception) -> InstrumentProblem:
    message = str(error) if isinstance(error, PyXFormError) else ""
    if not message:
        return InstrumentProblem("survey", None, _("The standard's own reader cannot read this workbook."))
    row, sheet = PYXFORM_ROW.search(message), PYXFORM_SHEET.search(message)
    return InstrumentProblem(
        sheet=sheet[1] if sheet else "survey",
        row=int(row[1]) if row else None,
        sentence=_("XLSForm: %s") % PYXFORM_ROW.sub("", message)[:500],
    )
