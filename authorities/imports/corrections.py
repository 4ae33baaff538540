"""Cells that were typed anew on the page of an import, stored beside its file and read instead of its own.

A correction counts only for the very file and the way of reading it in which the cell was found.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from authorities.models import CellCorrection, Import, User

MOST_CORRECTIONS = 5000
LONGEST_VALUE = 1000
# What tells where a cell stands: with another of these it is another cell.
READ_OPTIONS = ("sheet", "encoding", "delimiter", "header_row")

Place = tuple[int, str]


@dataclass(frozen=True)
class TypedCell:
    """A cell as a person wants it to be read: `after` is blank for a blank cell, None as the file has it."""

    row: int
    header: str
    before: str
    after: str | None

    @property
    def place(self) -> Place:
        return self.row, self.header


def sheet_key(batch: Import) -> str:
    """Return what stands for the file of an import and for how its cells are found, in hexadecimal digits."""
    options = [batch.sha256, *(batch.reading.get(name) for name in READ_OPTIONS)]
    return hashlib.sha256(json.dumps(options).encode()).hexdigest()


def latest_corrections(batch: Import) -> dict[Place, CellCorrection]:
    """Return {(row, header): its latest correction} of the file as it is read now."""
    found = batch.corrections.filter(sheet_key=sheet_key(batch)).select_related("by")
    return {(correction.row, correction.header): correction for correction in found}


def corrections_in_force(batch: Import) -> dict[Place, CellCorrection]:
    """Return {(row, header): correction} of the cells that are read otherwise than the file says."""
    if batch.pk is None:
        return {}
    latest = latest_corrections(batch)
    return {place: correction for place, correction in latest.items() if correction.after is not None}


def corrected_values(batch: Import) -> dict[int, dict[str, str]]:
    """Return {row: {header: what is read instead}}."""
    found: dict[int, dict[str, str]] = {}
    for (row, header), correction in corrections_in_force(batch).items():
        found.setdefault(row, {})[header] = correction.after
    return found


def store_corrections(batch: Import, cells: Sequence[TypedCell], *, by: User, known: int) -> None:
    """Store cells for the next check; `known` is the last correction of the import that `by` has seen.

    Raises ValidationError if there are too many, or if somebody stored others meanwhile. To be called under
    the lock of the import.
    """
    if batch.corrections.filter(pk__gt=known).exists():
        raise ValidationError(_("Somebody has corrected cells of this file meanwhile. Check the list again."))
    if len({*corrections_in_force(batch), *(cell.place for cell in cells)}) > MOST_CORRECTIONS:
        sentence = _(
            "At most %(limit)s cells can be corrected here. Correct the others in your file, "
            "then send it again."
        )
        raise ValidationError(sentence % {"limit": MOST_CORRECTIONS})
    key = sheet_key(batch)
    CellCorrection.objects.bulk_create(
        CellCorrection(batch=batch, sheet_key=key, by=by, **vars(cell)) for cell in cells
    )


class CorrectedRows:
    """A source of rows in which some cells are read as they were typed anew."""

    def __init__(self, source: Any, corrections: Iterable[CellCorrection]) -> None:
        self.source, self.headers = source, source.headers
        places = {header: place for place, header in enumerate(self.headers)}
        self.by_row: dict[int, dict[int, CellCorrection]] = {}
        for correction in corrections:
            if correction.header in places:
                self.by_row.setdefault(correction.row, {})[places[correction.header]] = correction
        # {(row, place): what the file says}, of the rows that were read.
        self.originals: dict[tuple[int, int], str] = {}

    @property
    def expected_rows(self) -> int:
        return self.source.expected_rows

    @property
    def misfits(self) -> list[tuple[int, str]]:
        return self.source.misfits

    @property
    def notes(self) -> list[str]:
        return self.source.notes

    def chunks(self, size: int) -> Iterator[tuple[Sequence[int], Sequence[Sequence]]]:
        for numbers, rows in self.source.chunks(size):
            if self.by_row.keys().isdisjoint(numbers):
                yield numbers, rows
            else:
                yield numbers, list(map(self.correct_row, numbers, rows))

    def correct_row(self, number: int, row: Sequence) -> Sequence:
        """Return a row as it is to be read; the row itself stays as it was."""
        if number not in self.by_row:
            return row
        cells = [*row]
        for place, correction in self.by_row[number].items():
            self.originals[number, place] = "" if cells[place] is None else str(cells[place])
            cells[place] = correction.after
        return cells

    def corrected(self) -> Iterator[tuple]:
        """Yield (row, header, what the file says, what is read, who corrected it, when), row by row."""
        for number, cells in sorted(self.by_row.items()):
            for place, correction in sorted(cells.items()):
                before = self.originals.get((number, place), correction.before)
                at = localtime(correction.at).isoformat(" ", "minutes")
                yield number, self.headers[place], before, correction.after, str(correction.by), at


def describe_corrections(batch: Import) -> Iterator[str]:
    """Yield a sentence if cells were read otherwise than the file says."""
    if count := batch.counts.get("corrected", 0):
        sentence = ngettext(
            "%(count)d cell was corrected on this page and is read as it was typed here.",
            "%(count)d cells were corrected on this page and are read as they were typed here.",
            count,
        )
        yield sentence % {"count": count}


def correct_rows(batch: Import, source: Any) -> Any:
    """Return the rows of an import as they are to be read: the source itself, unless cells were corrected."""
    found = corrections_in_force(batch)
    return CorrectedRows(source, found.values()) if found else source
