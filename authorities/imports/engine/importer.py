"""The parts that all importers share: the way of a sheet from its rows to what it would do."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

from authorities.imports.engine.result import ImportOutcome

ProgressNote = Callable[..., None]
# (row, name of the record, [(column, before, after)])
Difference = tuple[int, str, list[tuple[str, str, str]]]


class RowSource(Protocol):
    """A table that is read in chunks of rows."""

    headers: list[str]

    def chunks(self, size: int) -> Iterator[tuple[Sequence[int], Sequence[Sequence]]]:
        """Yield (row numbers, rows as wide as the headers)."""


def ignore_progress(step: str, done: int = 0) -> None:
    """Take the place of a note of progress where nobody looks."""


class SheetImporter:
    """The rows of a source on their way into the records of a Resource.

    `mapping` gives for each column of the Resource its header in the source; `scope` narrows what is touched.

    Subclasses have `preview()`, `differences(verdict, limit)` and `apply(...)`. The lists below are empty
    unless a sheet is compared with records that it does not name, or with other names.
    """

    def __init__(
        self,
        resource: Any,
        source: RowSource,
        mapping: dict[str, str],
        *,
        scope: str = "",
        whole_list: bool = False,
        progress: ProgressNote | None = None,
    ) -> None:
        self.resource, self.source, self.mapping = resource, source, mapping
        self.scope, self.whole_list = scope, whole_list
        self.progress = progress or ignore_progress
        self.outcome = ImportOutcome(mapping)

    @property
    def misfits(self) -> list[tuple[int, str]]:
        """(row number, sentence) of the rows that the source left out; complete once all rows are read."""
        return getattr(self.source, "misfits", [])

    def rows_to_write(self) -> Iterator[tuple]:
        """Yield (row number, "new" or "changed", {column: value as an export has it})."""
        raise NotImplementedError

    def notes_on_cells(self) -> Iterator[str]:
        """Yield sentences on what cells were taken for; all of them once the rows are read."""
        for column, header in self.mapping.items():
            cell = self.resource.fields[column].widget
            for part in (cell, getattr(cell, "item", None)):
                if notes := getattr(part, "notes", None):
                    yield from notes.sentences(header)

    def missing(self) -> Iterator[tuple]:
        """Yield (label,) of the records that a whole list does not name, and that no list before lacked."""
        return iter(())

    def marked(self) -> Iterator[tuple]:
        """Yield (label, day) of those that it does not name either, marked by an earlier list on that day."""
        return iter(())

    def noted(self) -> Iterator[tuple]:
        """Yield (row, column, value, sentence) of what a good row says and is not taken over."""
        return iter(())

    def corrected(self) -> Iterator[tuple]:
        """Yield (row, column, before, after, by, at) of the cells that are read otherwise than they stand."""
        return getattr(self.source, "corrected", lambda: iter(()))()

    def identity_questions(self) -> Iterator[tuple]:
        """Yield (row, number, name here, name in the file) of rows that may be about another record."""
        return iter(())

    def look_alikes(self) -> Iterator[tuple]:
        """Yield (row, name, name of the other, *its `look_alike_columns`) of new records."""
        return iter(())

    def settle(self) -> None:
        """Do what may wait until everything is saved, as the upkeep of indexes."""

    def close(self) -> None:
        """Release what the reading took, as temporary tables."""
