"""The result of reading a spreadsheet: what would change, or every problem with its place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from import_export.results import Result, RowResult

from authorities.languages.sentences import build_sentence as _
from authorities.languages.sentences import sentence_of
from authorities.spreadsheets.formats import ROW_COLUMN


@dataclass(frozen=True)
class RowProblem:
    """Something to put right, and where: the row as the spreadsheet program numbers it."""

    sentence: str
    row: int = 0
    column: str = ""
    value: str = ""

    def __str__(self) -> str:
        if not self.row:
            return self.sentence
        if not self.column:
            return _("Row %(row)s: %(sentence)s") % {"row": self.row, "sentence": self.sentence}
        return _("Row %(row)s, column %(column)s, “%(value)s”: %(sentence)s") % vars(self)


class ImportResult(Result):
    """The result of reading a sheet, with its problems in the order of the rows."""

    def __init__(self) -> None:
        super().__init__()
        self.problems_met = []

    @property
    def problems(self) -> list[RowProblem]:
        return sorted(self.problems_met, key=lambda problem: problem.row)

    def append_base_error(self, error: Any) -> None:
        super().append_base_error(error)
        sentences = getattr(error.error, "messages", [str(error.error)])
        self.problems_met += [RowProblem(sentence) for sentence in sentences]

    def append_invalid_row(self, number: int, row: dict, validation_error: Any) -> None:
        super().append_invalid_row(row[ROW_COLUMN], row, validation_error)
        found = getattr(validation_error, "error_dict", None)
        for column, errors in (found or {NON_FIELD_ERRORS: validation_error.error_list}).items():
            named = "" if column == NON_FIELD_ERRORS else column
            value = "" if row.get(named) is None else str(row[named])
            self.problems_met += [
                RowProblem(sentence_of(error), row[ROW_COLUMN], named, value) for error in errors
            ]

    def append_error_row(self, number: int, row: dict, errors: list) -> None:
        super().append_error_row(row[ROW_COLUMN], row, errors)
        for error in errors:
            sentence = _("The row could not be read (%(error)s).") % {"error": error.error}
            self.problems_met.append(RowProblem(sentence, row[ROW_COLUMN]))

    @property
    def new(self) -> int:
        return self.totals[RowResult.IMPORT_TYPE_NEW]

    @property
    def changed(self) -> int:
        return self.totals[RowResult.IMPORT_TYPE_UPDATE]

    @property
    def unchanged(self) -> int:
        return self.totals[RowResult.IMPORT_TYPE_SKIP]

    @property
    def lines(self) -> list["ImportedRow"]:
        """The rows that would change something, in the order of the sheet."""
        return sorted(
            (line for line in self.valid_rows() if not line.is_skip()), key=lambda line: line.number
        )


class BulkImportResult(ImportResult):
    """The same of a sheet that was read as a whole: its counts, and the first of its lines and notes.

    `outcome` is an ImportOutcome.
    """

    notes: Sequence = ()

    def __init__(self, outcome: Any = None, lines: Iterable["ImportedRow"] = ()) -> None:
        super().__init__()
        self.first_lines = list(lines)
        if outcome is not None:
            self.problems_met = outcome.problems
            for kind, verdict in VERDICTS.items():
                self.totals[kind] = outcome.counts[verdict]
            self.total_rows = sum(self.totals.values()) + outcome.counts["wrong"]

    def has_validation_errors(self) -> bool:
        return bool(self.problems_met)

    @property
    def lines(self) -> list["ImportedRow"]:
        return self.first_lines


VERDICTS = {
    RowResult.IMPORT_TYPE_NEW: "new",
    RowResult.IMPORT_TYPE_UPDATE: "changed",
    RowResult.IMPORT_TYPE_SKIP: "unchanged",
}


class ImportedRow(RowResult):
    """A row that was read: its number on the sheet, and (column, before, after) for every difference."""

    number = 0
    changes: Sequence[tuple[str, str, str]] = ()


def first_changed_rows(sheet: Any, limit: int) -> list[ImportedRow]:
    """Return the first rows that a BulkImporter would write, in the order of the sheet."""
    found = []
    for verdict, kind in (("new", ImportedRow.IMPORT_TYPE_NEW), ("changed", ImportedRow.IMPORT_TYPE_UPDATE)):
        for number, label, changes in islice(sheet.differences(verdict, limit), limit):
            line = ImportedRow()
            line.import_type, line.number, line.object_repr, line.changes = kind, number, label, changes
            found.append(line)
    return sorted(found, key=lambda line: line.number)[:limit]


def first_notes(sheet: Any, limit: int) -> list[RowProblem]:
    """Return the first notes on good rows: what they say and is not taken over."""
    found = islice(sheet.noted(), limit)
    return [RowProblem(sentence, number, column, str(value)) for number, column, value, sentence in found]
