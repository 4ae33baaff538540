"""The outcome of reading a sheet: rows of each kind, what is wrong, and whether it may be applied."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from authorities.imports.engine.row_results import RowProblem
from authorities.models.intervals import last_day_before

# So many problems are listed; all are counted.
MOST_PROBLEMS = 50_000
# Of the value of a cell that is wrong so much is listed.
LONGEST_SHOWN = 200


class ImportRefused(Exception):
    """Nothing was applied: there are problems, or the records are no longer what the preview showed."""


@dataclass
class ImportOutcome:
    """The outcome of reading a sheet. `headers` are {column: what the file calls it}.

    `counts`: new, changed, unchanged, missing, wrong (rows). `digest` stands for every change with its before
    and after: two that are alike would do the same.
    """

    headers: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(["new", "changed", "unchanged", "missing", "wrong"], 0)
    )
    problems: list[RowProblem] = field(default_factory=list)
    digest: str = ""

    @property
    def summary(self) -> dict[str, Any]:
        """The part of a preview that is stored, so that its apply can tell whether it would do the same."""
        return {**self.counts, "digest": self.digest}

    def refuse(self, good_rows_only: bool, expected: dict[str, Any] | None) -> None:
        """Raise ImportRefused if rows are wrong, or are not `expected` as an earlier `summary` says."""
        if self.counts["wrong"] and not good_rows_only:
            raise ImportRefused
        if expected is not None and any(expected.get(name) != value for name, value in self.summary.items()):
            raise ImportRefused

    def add_problem(
        self, row: int, column: str, value: Any, sentence: str, *, first_of_row: bool = True
    ) -> None:
        """Count a problem, and list it unless too many are listed; `value` is what the cell holds."""
        self.counts["wrong"] += first_of_row
        if len(self.problems) < MOST_PROBLEMS:
            header, text = (
                self.headers.get(column, column),
                "" if value is None else str(value)[:LONGEST_SHOWN],
            )
            self.problems.append(RowProblem(sentence, row, header, text))


def display_value(value: Any, is_list: bool, is_end: bool = False) -> str:
    """Return a value of the database as people read it: of an end the last day, which is the one before.

    >>> display_value('["2221", "221"]', True), display_value("[Care Ltd]", False), display_value(None, False)
    ('2221; 221', '[Care Ltd]', '')
    >>> display_value("2030-01-01", False, is_end=True)
    '2029-12-31'
    """
    if value is None:
        return ""
    if is_end:
        return str(last_day_before(date.fromisoformat(str(value))))
    return "; ".join(map(str, json.loads(value))) if is_list else str(value)


def digest_rows(rows: Iterable[tuple]) -> str:
    """Return the SHA-256 of rows in hexadecimal digits.

    >>> digest_rows([(1, "a")]) == digest_rows(iter([(1, "a")])) != digest_rows([(1, "b")])
    True
    """
    found = hashlib.sha256()
    for row in rows:
        found.update(repr(row).encode())
    return found.hexdigest()
