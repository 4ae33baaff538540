"""The rows of a workbook, archived by the check so that the apply need not parse the workbook again.

JSON, one line for each chunk of rows; the first line holds the headers, the last one the rows that do not
fit. Cells keep their types: what JSON does not know is written as an object with one key.
"""

import json
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import IO, Any

from authorities.spreadsheets.error_cells import LOST_CELLS, LostCell
from authorities.spreadsheets.reader import Sheet

Chunk = tuple[list[int], list[list]]
DECODERS: dict[str, Callable[[Any], Any]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "seconds": lambda seconds: timedelta(seconds=seconds),
    **LOST_CELLS,
}


def encode_cell(cell: Any) -> dict[str, Any]:
    """Return a cell that JSON does not know as {name of its decoder: value}."""
    if isinstance(cell, datetime | date | time):
        return {type(cell).__name__: cell.isoformat()}
    if isinstance(cell, timedelta):
        return {"seconds": cell.total_seconds()}
    if isinstance(cell, LostCell):
        return {cell.kind: cell.text}
    raise TypeError(f"A cell cannot hold a {type(cell).__name__}.")


def decode_cell(found: dict[str, Any]) -> Any:
    [(name, value)] = found.items()
    return DECODERS[name](value)


class RowArchiver:
    """A sheet as a source of rows that writes down each chunk it hands on.

    `file` holds the archive once all rows are read; a second reading begins it anew. Close it after use.
    """

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.headers = sheet, sheet.headers
        self.file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()

    def close(self) -> None:
        self.file.close()

    @property
    def misfits(self) -> list[tuple[int, str]]:
        return self.sheet.misfits

    @property
    def notes(self) -> list[str]:
        return self.sheet.notes

    @property
    def expected_rows(self) -> int:
        return self.sheet.expected_rows

    def chunks(self, size: int) -> Iterator[Chunk]:
        self.file.seek(0)
        self.file.truncate()
        self.write({"headers": self.headers, "expected": self.expected_rows})
        for numbers, rows in self.sheet.chunks(size):
            self.write([[*numbers], rows])
            yield numbers, rows
        self.write({"misfits": [(number, str(sentence)) for number, sentence in self.misfits]})

    def write(self, line: Any) -> None:
        self.file.write(json.dumps(line, default=encode_cell, check_circular=False).encode() + b"\n")


class ArchivedRows:
    """The rows of an archive as a source; `lines` is the open archive, read once."""

    def __init__(self, lines: IO[bytes]) -> None:
        self.lines = lines
        top = json.loads(next(lines))
        self.headers, self.expected_rows = top["headers"], top["expected"]
        self.misfits: list[tuple[int, str]] = []

    def chunks(self, size: int) -> Iterator[Chunk]:
        """Yield the chunks as they were written, whatever `size` is asked for."""
        for line in self.lines:
            if line.startswith(b"["):
                numbers, rows = json.loads(line, object_hook=decode_cell)
                yield numbers, rows
            else:
                self.misfits = [(number, sentence) for number, sentence in json.loads(line)["misfits"]]
