"""The findings of a preview, row by row, in one private file: to be paged through and downloaded.

The file is a zip archive with a CSV for each category and their lengths in `lengths.json`; of a workbook it
also holds all rows, in `rows.jsonl`, as `engine.row_archive` writes them.
"""

import csv
import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import IO, Any

from django.core.files import File

from authorities.imports.engine.row_results import RowProblem
from authorities.imports.registry import IMPORT_KINDS
from authorities.languages.sentences import sentence_as_text, sentence_from_text
from authorities.models import Import
from authorities.spreadsheets.formats import escape_formula

COLUMNS = {
    "new": ["row", "record", "values"],
    "changed": ["row", "record", "column", "before", "after"],
    "unchanged": ["row", "record"],
    "missing": ["record"],
    "marked": ["record", "missing_since"],
    "wrong": ["row", "column", "value", "sentence"],
    "noted": ["row", "column", "value", "note"],
    "identities": ["row", "number", "here", "file"],
    "corrected": ["row", "column", "before", "after", "by", "at"],
    # and the `look_alike_columns` of the Resource
    "alike": ["row", "name", "other"],
}
CATEGORIES = tuple(COLUMNS)
# Categories that a sheet lists itself, and by which method.
BY_THEMSELVES = {
    "missing": "missing",
    "marked": "marked",
    "noted": "noted",
    "identities": "identity_questions",
    "corrected": "corrected",
    "alike": "look_alikes",
}
# Categories of which an outcome has no count.
NOTICED = ("alike", "noted", "identities", "corrected")
# Categories whose last column is a sentence, which is stored as data.
WITH_SENTENCES = ("wrong", "noted")
LENGTHS, ROWS = "lengths.json", "rows.jsonl"


def category_rows(sheet: Any, category: str) -> Iterator[tuple]:
    """Return the rows of a category that an importer has found, in the order of COLUMNS."""
    if category == "wrong":
        return (
            (p.row, p.column, p.value, p.sentence) for p in sorted(sheet.outcome.problems, key=row_of_problem)
        )
    if category in BY_THEMSELVES:
        return getattr(sheet, BY_THEMSELVES[category])()
    if category == "changed":
        return (
            (row, record, *change)
            for row, record, changes in sheet.differences("changed")
            for change in changes
        )
    if category == "new":
        return ((row, record, values_as_json(changes)) for row, record, changes in sheet.differences("new"))
    return ((row, record) for row, record, _changes in sheet.differences(category))


def values_as_json(changes: Iterable[tuple]) -> str:
    """Return {column: value} of what a new record will hold, as JSON."""
    return json.dumps({column: after for column, _before, after in changes}, ensure_ascii=False, default=str)


def spell_out_values(row: Sequence[str]) -> list[str]:
    """Return a row of new records with its JSON as a text for readers.

    >>> spell_out_values(["2", "Care", '{"sector": "public"}'])
    ['2', 'Care', 'sector: public']
    """
    *rest, values = row
    return [*rest, "; ".join(f"{column}: {value}" for column, value in json.loads(values).items())]


def row_of_problem(problem: RowProblem) -> int:
    return problem.row


def write_findings(batch: Import, sheet: Any, archived_rows: IO[bytes] | None = None) -> dict[str, int]:
    """Store what the sheet has found, and the file `archived_rows`; return {category: number of rows}."""
    lengths = {}
    with tempfile.TemporaryFile() as target:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for category in CATEGORIES:
                with archive.open(f"{category}.csv", "w", force_zip64=True) as entry:
                    text = io.TextIOWrapper(entry, encoding="utf-8", newline="")
                    rows = category_rows(sheet, category)
                    if category in WITH_SENTENCES:
                        rows = ((*row, sentence_as_text(sentence)) for *row, sentence in rows)
                    lengths[category] = write_csv_rows(text, rows)
                    text.flush()
                    text.detach()
            archive.writestr(LENGTHS, json.dumps(lengths))
            if archived_rows:
                archived_rows.seek(0)
                with archive.open(ROWS, "w", force_zip64=True) as entry:
                    shutil.copyfileobj(archived_rows, entry)
        target.seek(0)
        batch.findings.save("findings.zip", File(target), save=False)
    return lengths


def write_csv_rows(text: IO[str], rows: Iterator[Sequence]) -> int:
    """Write rows and return how many there were."""
    writer, length = csv.writer(text), 0
    while chunk := list(islice(rows, 5000)):
        writer.writerows(chunk)
        length += len(chunk)
    return length


class Findings:
    """The stored findings of an import, read one category at a time.

    `columns` are {category: names of its columns}.
    """

    def __init__(self, batch: Import) -> None:
        self.batch = batch
        more = IMPORT_KINDS[batch.kind].resource.look_alike_columns
        self.columns = {**COLUMNS, "alike": [*COLUMNS["alike"], *more]}

    @contextmanager
    def _archive(self) -> Iterator[zipfile.ZipFile]:
        with self.batch.findings.open("rb") as stored, zipfile.ZipFile(stored) as archive:
            yield archive

    def _rows(self, archive: zipfile.ZipFile, category: str) -> Iterator[list[str]]:
        with archive.open(f"{category}.csv") as entry:
            rows: Iterator[list[str]] = csv.reader(io.TextIOWrapper(entry, encoding="utf-8", newline=""))
            if category in WITH_SENTENCES:
                rows = ([*row, sentence_from_text(sentence)] for *row, sentence in rows)
            yield from rows

    def lengths(self) -> dict[str, int]:
        """Return {category: number of rows}, which is 0 where nothing was found yet."""
        if not self.batch.findings:
            return dict.fromkeys(CATEGORIES, 0)
        with self._archive() as archive:
            return {**dict.fromkeys(CATEGORIES, 0), **json.loads(archive.read(LENGTHS))}

    @contextmanager
    def open_archived_rows(self) -> Iterator[IO[bytes] | None]:
        """Open the rows that the check archived, as lines; None if there are none."""
        if not self.batch.findings:
            yield None
            return
        with self._archive() as archive:
            if ROWS not in archive.namelist():
                yield None
                return
            with archive.open(ROWS) as lines:
                yield lines

    def page(self, category: str, number: int = 1, size: int = 50) -> tuple[list[dict[str, str]], int]:
        """Return (rows of that page as {column: value}, number of all rows)."""
        total = self.lengths()[category]
        if not total:
            return [], 0
        start = (number - 1) * size
        with self._archive() as archive:
            rows = islice(self._rows(archive, category), start, start + size)
            return [dict(zip(self.columns[category], row, strict=False)) for row in rows], total

    def stream(self, category: str) -> Iterator[bytes]:
        """Yield the rows of a category as the bytes of a CSV file that no spreadsheet program runs."""
        yield b"\xef\xbb\xbf"
        line = io.StringIO()
        writer = csv.writer(line)
        writer.writerow(self.columns[category])
        if self.lengths()[category]:
            with self._archive() as archive:
                for row in self._rows(archive, category):
                    told = (
                        spell_out_values(row)
                        if category == "new" and len(row) == len(COLUMNS["new"])
                        else row
                    )
                    writer.writerow(map(escape_formula, told))
                    if line.tell() > 64_000:
                        yield line.getvalue().encode()
                        line.seek(0)
                        line.truncate()
        yield line.getvalue().encode()

    def problems(self) -> Iterator[tuple]:
        """Yield (row, column, value, sentence) of what is wrong, in the order of the rows."""
        if self.batch.findings:
            with self._archive() as archive:
                for row, *problem in self._rows(archive, "wrong"):
                    yield (int(row), *problem)
