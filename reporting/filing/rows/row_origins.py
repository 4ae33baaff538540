"""What a row of a page was built from, so that it and its cells are known again when it comes back."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from reporting.filing.fields.uploads import name_uploads
from reporting.filing.fingerprints import canonical_row, canonical_value
from reporting.instruments.question_types import Question
from reporting.models.hashes import content_sha256

LENGTH = 12  # letters of a name or fingerprint
# What a script writes before the name that it gives to a new row: sent twice, it stays one row.
NEW = "+"
NAME_OF_NEW = re.compile(r"[a-z0-9]{6,12}")


@dataclass(frozen=True)
class RowOrigin:
    """The stored row behind a row of a page: its name, and the fingerprints of its answered cells.

    A row that the page has added has no name, or one that its script has chosen. Written as
    "name cell=fingerprint cell=fingerprint", with a plus before a chosen name.
    """

    name: str = ""
    cells: dict[str, str] = field(default_factory=dict)
    is_new: bool = False

    def __str__(self) -> str:
        name = f"{NEW}{self.name}" if self.is_new else self.name
        return " ".join([name, *(f"{code}={mark}" for code, mark in self.cells.items())])

    @classmethod
    def read(cls, text: str) -> "RowOrigin":
        name, *cells = text.split(" ")
        if name.startswith(NEW):
            chosen = NAME_OF_NEW.fullmatch(name.removeprefix(NEW))
            return cls(chosen[0], is_new=True) if chosen else cls()
        marks = (cell.partition("=") for cell in cells)
        return cls(name, {code: mark for code, _equals, mark in marks if mark})

    def with_cells(self, name: str, cells: dict[str, str]) -> "RowOrigin":
        """Return the origin of a row some of whose cells have just been stored."""
        return RowOrigin(name, {code: mark for code, mark in {**self.cells, **cells}.items() if mark})


def describe_origin(columns: list[Question], name: str, row: dict) -> RowOrigin:
    marks = {column["code"]: cell_fingerprint(column, row.get(column["code"])) for column in columns}
    return RowOrigin(name, {code: mark for code, mark in marks.items() if mark})


def cell_fingerprint(column: Question, value: Any) -> str:
    """Return one short hash for all cells that say the same; an empty text for an empty cell."""
    cell = canonical_value(column, name_uploads(value))
    return "" if cell is None else content_sha256(cell)[:LENGTH]


def name_new_row(columns: list[Question], row: dict, taken: Collection[str]) -> str:
    """Return a name for a row: it follows from the content that the row had first."""
    name = content_sha256(canonical_row(columns, name_uploads(row)))[:LENGTH]
    number = 1
    while name in taken:
        number += 1
        name = f"{name[:LENGTH]}.{number}"
    return name


def name_rows(columns: list[Question], rows: Iterable[dict], names: list[str]) -> list[str]:
    """Return the names of stored rows; rows from elsewhere, which have none, get those of their content."""
    rows = list(rows)
    if len(names) == len(rows):
        return names
    found: list[str] = []
    for row in rows:
        found.append(name_new_row(columns, row, found))
    return found
