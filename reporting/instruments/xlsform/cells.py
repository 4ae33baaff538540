"""The rows and cells of an XLSForm workbook; problems are named by sheet, row and column."""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from reporting.instruments.question_types import Lineage, RecordField
from reporting.instruments.texts import StoredText
from reporting.instruments.xlsform.columns import (
    COLUMNS,
    REQUIRED_COLUMNS,
    TRANSLATABLE,
    SheetColumns,
    find_main_language,
    read_headings,
)
from reporting.instruments.xlsform.problems import InstrumentProblem
from reporting.instruments.xlsform.raw_workbook import RawSheet, read_workbook

YES_NO = {"yes": True, "no": False, "true": True, "false": False, "true()": True, "false()": False}
ARTICLE = re.compile(r"[0-9]+(\.[0-9]+)?(\([a-z]\))?")
EARLIER_QUESTION = re.compile(r"(?P<form>[A-Za-z0-9_-]{1,50}):(?P<code>[A-Za-z_][A-Za-z0-9_.-]{0,59})")
SLUG = re.compile(r"[a-z][a-z0-9_]{0,49}")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ue000]")
LONGEST_CELL = 10_000


@dataclass
class SheetRow:
    """One row of a sheet. Its methods read a cell, and add a problem if the cell cannot be read.

    `cells` are its cells by column, a text in the main language if it has that; `texts` are those of the
    columns that may be translated, as {column: {language: text}}; `extra` are cells of unknown columns.
    """

    sheet: str
    number: int
    cells: dict[str, str]
    problems: list[InstrumentProblem] = field(repr=False)
    texts: dict[str, dict[str, str]] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)
    main_language: str = ""

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def text(self, column: str) -> StoredText:
        """Return a text as a definition stores it."""
        found = self.texts.get(column, {})
        if set(found) <= {self.main_language}:
            return self[column]
        return dict(sorted(found.items(), key=lambda text: text[0] != self.main_language))

    def add_problem(self, column: str, sentence: str) -> None:
        self.problems.append(InstrumentProblem(self.sheet, self.number, sentence, column))

    def has_problem(self, column: str) -> bool:
        place = (self.sheet, self.number, column)
        return any((problem.sheet, problem.row, problem.column) == place for problem in self.problems)

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

    def lineage(self) -> dict[str, str]:
        """Return the lineage of a question or option as a definition stores it: nothing if it is blank."""
        written = self["lineage"].lower()
        if not written:
            return {}
        if written not in set(Lineage):
            words = {"word": self["lineage"], "known": ", ".join(Lineage)}
            self.add_problem("lineage", _("“%(word)s” is no lineage; write one of: %(known)s.") % words)
        elif not self["indicator"]:
            self.add_problem("lineage", _("Only what asks an indicator has a lineage."))
        return {"lineage": written}

    def continues(self) -> dict[str, dict[str, str]]:
        """Return the earlier questions that a question goes on with, as {form: code}; nothing if blank."""
        found = {}
        for part in self["continues"].replace(";", " ").split():
            if not (named := EARLIER_QUESTION.fullmatch(part)):
                sentence = _(
                    "“%s” does not name an earlier question; write its form and name, as in form:q1."
                )
                self.add_problem("continues", sentence % part)
            else:
                found[named["form"]] = named["code"]
        return {"continues": found} if found else {}

    def prefill(self) -> dict[str, str]:
        """Return the field of the authority's record that the answer is taken from; nothing if blank."""
        written = self["prefill"].lower()
        if not written:
            return {}
        if written not in set(RecordField):
            words = {"word": self["prefill"], "known": ", ".join(RecordField)}
            self.add_problem(
                "prefill", _("“%(word)s” is no field of the record; write one of: %(known)s.") % words
            )
        elif RecordField(written).is_personal and YES_NO.get(self["public"].lower()):
            self.add_problem("prefill", _("What is known of a contact person never fills a public question."))
        return {"prefill": written}

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
    raw: dict[str, RawSheet]
    columns: dict[str, SheetColumns]

    @property
    def main_language(self) -> str:
        return self.languages[0]

    @property
    def lacks_columns(self) -> bool:
        """True if rows cannot be read at all; what else would be told of them follows from that."""
        return not self.raw["survey"].headings or any(
            REQUIRED_COLUMNS[name] - self.columns[name].names
            for name in self.sheets
            if self.raw[name].headings
        )


def read_sheets(content: bytes, file_type: str) -> Workbook:
    """Return the rows of the three sheets, and the list that collects problems with them.

    Raise InstrumentError if the file cannot be read at all, or is too large.
    """
    found = read_workbook(content, file_type, COLUMNS)
    raw = {name: found.sheets.get(name, RawSheet(name)) for name in COLUMNS}
    columns = {name: read_headings(raw[name], found.problems, found.notes) for name in COLUMNS}
    book = Workbook({}, found.problems, found.notes, [], raw, columns)
    book.languages = find_languages(raw["settings"], columns)
    for name in COLUMNS:
        book.sheets[name] = read_sheet_rows(raw[name], columns[name], book)
    book.notes += missing_translations(book)
    return book


def find_languages(settings: RawSheet, columns: dict[str, SheetColumns]) -> list[str]:
    """Return the codes of all languages, the main one first, then in the order of the headings."""
    main = find_main_language(settings, columns["survey"])
    headings = [
        heading for sheet in ("survey", "choices", "settings") for heading in columns[sheet].by_place.values()
    ]
    return list(dict.fromkeys([main, *(heading.language for heading in headings if heading.language)]))


def read_sheet_rows(sheet: RawSheet, columns: SheetColumns, book: Workbook) -> list[SheetRow]:
    """Return the rows of a sheet that are not blank; add problems for cells that cannot be read."""
    rows = []
    for number, cells in sheet.rows:
        row = SheetRow(sheet.name, number, {}, book.problems, main_language=book.main_language)
        for place, text in cells.items():
            if place in columns.left_out:
                row.extra.setdefault(columns.left_out[place], text)
            elif place not in columns.by_place:
                row.add_problem(get_column_letter(place), _("A cell has no heading above it."))
            else:
                read_cell(row, columns, place, text)
        rows.append(row)
    return [row for row in rows if row.cells or row.extra]


def read_cell(row: SheetRow, columns: SheetColumns, place: int, text: str) -> None:
    heading = columns.by_place[place]
    if UNPRINTABLE.search(text):
        row.add_problem(heading.column, _("The cell contains a character that cannot be shown."))
    elif len(text) > LONGEST_CELL:
        row.add_problem(heading.column, _("The text is too long (%s characters at most).") % LONGEST_CELL)
    elif heading.column in TRANSLATABLE[row.sheet]:
        language = heading.language or row.main_language
        row.texts.setdefault(heading.column, {}).setdefault(language, text)
        if language == row.main_language or heading.column not in row.cells:
            row.cells[heading.column] = text
    else:  # in words a blank that does not break is meant; elsewhere it is a slip
        row.cells.setdefault(heading.column, text.replace("\xa0", " "))


def missing_translations(book: Workbook) -> list[str]:
    """Return a sentence for each language in which some texts are missing, with their places."""
    notes = []
    for language in book.languages if len(book.languages) > 1 else []:
        places, count = [], 0
        for name, rows in book.sheets.items():
            missing = [
                row.number
                for row in rows
                for texts in row.texts.values()
                if language not in texts and any(texts.values())
            ]
            count += len(missing)
            numbers = list(dict.fromkeys(missing))
            if numbers and name != "settings":
                places.append(f"{name} {', '.join(map(str, numbers[:8]))}{', …' if len(numbers) > 8 else ''}")
        if places:
            words = {"language": language, "count": count, "places": "; ".join(places)}
            notes.append(_("Not translated into “%(language)s”: texts in these rows: %(places)s.") % words)
    return notes
