"""A sheet of records that have rules of their own, as intervals have: row by row through its Resource.

The same ways in and out as `BulkImporter`, for lists of some thousands.
"""

from collections.abc import Callable, Collection, Iterator
from functools import cached_property
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from authorities.change_log import changed_columns
from authorities.imports.engine.importer import Difference, SheetImporter
from authorities.imports.engine.result import ImportOutcome, ImportRefused, digest_rows
from authorities.imports.engine.row_results import ImportedRow, ImportResult
from authorities.languages.sentences import build_sentence as _
from authorities.models import Change, Import, User
from authorities.models.changes import build_change, column_values
from authorities.spreadsheets.formats import ROW_COLUMN, unescape_formula

CHUNK = 1000


class RowImporter(SheetImporter):
    most_rows = 20_000

    @cached_property
    def rows(self) -> list[list]:
        """[[number, *cells in the order of the mapping]] of the source, which is read once.

        Raises ValidationError if there are more than `most_rows`.
        """
        places = [self.source.headers.index(header) for header in self.mapping.values()]
        found = []
        for numbers, rows in self.source.chunks(CHUNK):
            for number, row in zip(numbers, rows, strict=True):
                found.append([number, *(unescape_formula(row[place]) for place in places)])
            if len(found) > self.most_rows:
                sentence = _("The sheet has more than %(limit)s rows. Send it in parts.")
                raise ValidationError(sentence % {"limit": self.most_rows})
            self.progress("reading", len(found))
        return found

    def dataset(self, without: Collection[int] = ()) -> tablib.Dataset:
        """Return a new Dataset of the rows, but for those with these numbers."""
        rows = (row for row in self.rows if row[0] not in without)
        return tablib.Dataset(*rows, headers=[ROW_COLUMN, *self.mapping])

    def run(self, *, dry_run: bool, without: Collection[int] = ()) -> ImportResult:
        """Import the rows but for those with these numbers.

        Raises ValidationError for problems of the sheet as a whole.
        """
        result = self.resource.import_rows(self.dataset(without), dry_run=dry_run)
        whole = [problem.sentence for problem in result.problems if not problem.row]
        if whole:
            raise ValidationError(whole)
        return result

    def preview(self) -> ImportOutcome:
        """Find every wrong row; what remains is looked at again, for a row may have leant on a wrong one."""
        result = self.run(dry_run=True)
        for number, sentence in self.misfits:
            self.outcome.add_problem(number, "", "", sentence)
        wrong = {number for number, _sentence in self.misfits}
        while result.problems:
            for problem in result.problems:
                first = problem.row not in wrong
                wrong.add(problem.row)
                sentence = self.resource.sentences.get(problem.sentence, problem.sentence)
                told = (problem.row, problem.column, problem.value, sentence)
                self.outcome.add_problem(*told, first_of_row=first)
            for row in self.resource.same_again.keys() - wrong:
                wrong.add(row)
                self.outcome.add_problem(row, "", "", self.resource.same_again[row])
            result = self.run(dry_run=True, without=wrong)
        self.result, self.wrong = result, wrong
        self.outcome.counts |= self.totals
        self.outcome.digest = digest_rows(self.differences("changed"))
        return self.outcome

    @property
    def totals(self) -> dict[str, int]:
        return {name: getattr(self.result, name) for name in ("new", "changed", "unchanged")}

    def apply(
        self,
        *,
        by: User,
        batch: Import | None = None,
        good_rows_only: bool = False,
        expected: dict[str, Any] | None = None,
        first: Callable[[], Any] = lambda: None,
        finally_: Callable[[], Any] = lambda: None,
    ) -> ImportOutcome:
        """Apply as a `BulkImporter` does: all or nothing, in one transaction with `first` and `finally_`."""
        dataset = self.dataset()
        self.progress("writing")
        with transaction.atomic():
            first()
            self.resource.lock(dataset)
            self.preview().refuse(good_rows_only, expected)
            self.write(by, batch)
            finally_()
        return self.outcome

    def write(self, by: User, batch: Import | None) -> None:
        """Save what the preview found good, and remember what it was before.

        Raises ImportRefused if it would not be just that.
        """
        expected = {**self.totals, "digest": self.outcome.digest}
        self.result, now = self.run(dry_run=False, without=self.wrong), timezone.now()
        if (
            self.result.problems
            or {**self.totals, "digest": digest_rows(self.differences("changed"))} != expected
        ):
            raise ImportRefused
        Change.objects.bulk_create(
            self.change(line, by=by, at=now, batch=batch) for line in self.result.lines
        )

    def change(self, line: ImportedRow, **about: Any) -> Change:
        """Return an entry of the log with all that was written: other edits of these kinds are not logged."""
        before, now = column_values(line.original) if line.is_update() else None, column_values(line.instance)
        after = changed_columns(before, now)
        for name in self.resource.counters:
            after.pop(name, None)
        return build_change(line.instance, before, after=after, **about)

    def rows_to_write(self) -> Iterator[tuple[int, str, dict]]:
        for line in self.result.lines:
            verdict = "new" if line.is_new() else "changed"
            yield line.number, verdict, self.resource.cells_to_write(line.instance)

    def differences(self, verdict: str, limit: int = -1) -> Iterator[Difference]:
        """Yield as a `BulkImporter` does; where all is in memory anyway, `limit` need not be kept to."""
        for line in self.result.valid_rows():
            kind = "unchanged" if line.is_skip() else "new" if line.is_new() else "changed"
            if kind == verdict:
                yield line.number, line.object_repr or str(line.instance), line.changes
