"""Importing a sheet of any length into one table: read and cleaned in chunks, staged, compared, applied.

Memory holds one chunk and the problems. What is read is staged before the transaction begins; the transaction
takes its locks, compares and writes with a few statements over all rows.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, product
from typing import Any

from django.db import transaction
from django.db.models import Field, JSONField, Model
from django.utils import timezone

from authorities.imports.engine.column_cleaner import ColumnCleaner, UnreadableCell, database_value
from authorities.imports.engine.importer import Difference, RowSource, SheetImporter
from authorities.imports.engine.result import ImportOutcome, digest_rows, display_value
from authorities.imports.engine.staging import CHUNK, Stage
from authorities.languages.sentences import build_sentence as _
from authorities.models import Import, User
from authorities.spreadsheets.formats import unescape_formula

# {column: its cells} of one chunk, and {index of a row: [(column, sentence)]} of its wrong cells.
Cells = dict[str, Any]
Wrong = dict[int, list[tuple[str, str]]]


@dataclass(frozen=True)
class ComparedColumn:
    """A column of the sheet, before and after, in SQL over the record `r` and its row on the stage `s`."""

    name: str
    before: str
    after: str
    is_list: bool = False


class BulkImporter(SheetImporter):
    """The rows of a source for the model of a Resource.

    Subclasses say what finds a record, which rules hold within a row, and what else is written.
    """

    key: tuple[str, ...] = ()
    # Columns of no column of the model, and the fields whose rules their cells follow.
    extra: tuple[str, ...] = ()
    extra_fields: dict[str, Field] = {}

    def __init__(self, resource: Any, source: RowSource, mapping: dict[str, str], **options: Any) -> None:
        """Prepare a cleaner for each column, and the stage that the rows go onto."""
        super().__init__(resource, source, mapping, **options)
        self.constants = {**resource.values_for_all, **self.constants_of(self.scope)}
        # Rows without a valid key are counted, because they could be any record's.
        self.unassigned = 0
        self.related: dict[tuple, Model] = {}
        names = [name for name in resource._meta.fields if name in mapping or name in self.constants]
        self.cleaners = {name: self.cleaner(resource.fields[name]) for name in names}
        columns = tuple(
            attname
            for attname in map(self.attname, names)
            if attname and attname not in (*self.key, *self.extra)
        )
        model = resource._meta.model
        self.folds = [
            f for f in model._meta.concrete_fields if hasattr(f, "fold") and f.column not in self.key
        ]
        self.stage = Stage(model, self.key, (*columns, *(fold.column for fold in self.folds)), self.extra)

    def constants_of(self, scope: str) -> dict[str, str]:
        """Return {column: value} of what a scope says of every row, for columns that the sheet lacks."""
        return {}

    def cleaner(self, import_field: Any) -> ColumnCleaner:
        model_field = self.extra_fields.get(import_field.attribute)
        if "__" not in import_field.attribute and not self.is_extra(import_field):
            model_field = self.resource._meta.model._meta.get_field(import_field.attribute)
        return ColumnCleaner(import_field, model_field, getattr(import_field.widget, "beside", ()))

    def is_extra(self, import_field: Any) -> bool:
        return import_field.attribute in self.extra

    def attname(self, name: str) -> str | None:
        """Return the column of the table that a column fills; None for a part of another's key."""
        import_field = self.resource.fields[name]
        if self.is_extra(import_field):
            return import_field.attribute
        if "__" in import_field.attribute:
            return None
        return self.resource._meta.model._meta.get_field(import_field.attribute).attname

    # Reading

    def read(self) -> None:
        """Read everything from the source onto the stage; what cannot be read becomes a problem."""
        self.stage.open()
        done = 0
        for numbers, rows in self.source.chunks(CHUNK):
            self.clean_chunk(numbers, rows)
            done += len(numbers)
            self.progress("reading", done)
        for number, sentence in self.misfits:
            self.outcome.add_problem(number, "", "", sentence)
            self.unassigned += 1
        sentence = _("Rows %(rows)s are about the same record. Keep one of them.")
        for number, same, was_good in self.stage.repeated():
            named = ", ".join(map(str, same[:5]))
            self.outcome.add_problem(number, "", "", sentence % {"rows": named}, first_of_row=was_good)

    def clean_chunk(self, numbers: Sequence[int], rows: Sequence[Sequence]) -> None:
        """Clean the rows of one chunk, list their problems, and stage the good ones."""
        columns = list(zip(*rows, strict=True))
        place = {header: index for index, header in enumerate(self.source.headers)}
        cells: Cells = {name: [value] * len(rows) for name, value in self.constants.items()}
        cells |= {name: columns[place[header]] for name, header in self.mapping.items()}
        values: Cells = {}
        wrong: Wrong = {}
        mended: dict[int, list[str]] = {}
        for name, cleaner in self.cleaners.items():
            beside = (cells.get(other, [""] * len(rows)) for other in cleaner.beside)
            values[name], sentences = cleaner.clean(cells[name], *beside)
            for index, sentence in sentences.items():
                wrong.setdefault(index, []).append((name, sentence))
            for index in cleaner.mended:
                mended.setdefault(index, []).append(name)
        if wrong or mended:
            self.accept_unchanged_cells(cells, values, wrong, mended)
        for index, name, sentence in self.rules(values, wrong):
            wrong.setdefault(index, []).append((name, sentence))
        self.add_problems(numbers, cells, wrong)
        self.stage_rows(numbers, values, wrong)

    def rules(self, values: Cells, wrong: Wrong) -> Iterable[tuple[int, str, str]]:
        """Yield (index, column, sentence) of rows whose cells contradict each other, but for `wrong` ones."""
        return ()

    def accept_unchanged_cells(
        self, cells: Cells, values: Cells, wrong: Wrong, mended: dict[int, list[str]]
    ) -> None:
        """Accept a cell that says what its record says: what was exported comes back unchanged."""
        for index, record in self.records_beside({*wrong, *mended}, cells, values).items():
            for name in [*(name for name, _sentence in wrong.get(index, ())), *mended.get(index, ())]:
                field = self.resource.fields[name]
                if str(unescape_formula(cells[name][index])).strip() == field.export(record):
                    values[name][index] = database_value(field.get_value(record))
            if index not in wrong:
                continue
            wrong[index] = [
                (n, sentence) for n, sentence in wrong[index] if type(values[n][index]) is UnreadableCell
            ]
            if not wrong[index]:
                del wrong[index]

    def records_beside(self, indexes: Iterable[int], cells: Cells, values: Cells) -> dict[int, Model]:
        """Return {index: record} of the rows at these places that are about records that are here."""
        return {}

    def add_problems(self, numbers: Sequence[int], cells: Cells, wrong: Wrong) -> None:
        for index in sorted(wrong):
            for count, (name, sentence) in enumerate(wrong[index]):
                value = cells[name][index] if name in cells else ""
                self.outcome.add_problem(numbers[index], name, value, sentence, first_of_row=not count)

    def stage_rows(self, numbers: Sequence[int], values: Cells, wrong: Wrong) -> None:
        """Put the good rows onto the stage; of the wrong ones only what they name is kept."""
        keys = self.key_columns(values)
        if wrong:
            named = [index for index in wrong if self.names_its_record(index, wrong)]
            self.unassigned += len(wrong) - len(named)
            self.stage.add_named([(numbers[index], *(column[index] for column in keys)) for index in named])
            good = [index for index in range(len(numbers)) if index not in wrong]
            numbers = [numbers[i] for i in good]
            keys = [[column[i] for i in good] for column in keys]
            values = {name: [column[i] for i in good] for name, column in values.items()}
        by_attname = {self.attname(name): column for name, column in values.items()}
        nothing, blank = [None] * len(numbers), [""] * len(numbers)
        for fold in self.folds:
            by_attname[fold.column] = list(map(fold.fold, *(by_attname.get(name, blank) for name in fold.of)))
        rest = [by_attname.get(column, nothing) for column in (*self.stage.columns, *self.extra)]
        if numbers:
            self.stage.add([numbers, *keys, *rest])

    def key_columns(self, values: Cells) -> list[Sequence]:
        """Return for each column of `key` its values."""
        raise NotImplementedError

    def names_its_record(self, index: int, wrong: Wrong) -> bool:
        """Return True if a wrong row still says which record it is about."""
        raise NotImplementedError

    # Comparing and applying

    def compare(self) -> None:
        self.check_against_records()
        self.judge()
        self.outcome.counts |= self.stage.counts() | self.count_missing()
        self.outcome.digest = digest_rows(self.stage.side_by_side("changed", self.compared, "r.id"))

    @property
    def compared(self) -> list[ComparedColumn]:
        """The columns of which a changed row is shown with before and after."""
        names = {self.attname(name): name for name in self.cleaners}
        fields = {field.column: field for field in self.resource._meta.model._meta.concrete_fields}
        return [
            ComparedColumn(names[column], f"r.{column}", f"s.{column}", isinstance(fields[column], JSONField))
            for column in self.stage.compared
            if column in names
        ]

    def judge(self) -> None:
        self.stage.judge()

    def check_against_records(self) -> None:
        """Add problems that show only beside what is there already."""

    def count_missing(self) -> dict[str, int]:
        """Return more counts, of what a whole list lacks."""
        return {}

    def preview(self) -> ImportOutcome:
        """Return what the sheet would come to. The stage stays open, for `differences` to be read."""
        self.read()
        self.progress("comparing")
        self.compare()
        return self.outcome

    def differences(self, verdict: str, limit: int = -1) -> Iterator[Difference]:
        """Yield (row, name of the record, [(column, before, after)]) of the rows with this verdict."""
        compared = self.compared
        for number, label, *values in self.stage.side_by_side(verdict, compared, self.label_of("s"), limit):
            columns = zip(compared, values[::2], values[1::2], strict=True)
            cells = [(c.name, *(self.display_cell(c, value) for value in pair)) for c, *pair in columns]
            yield number, label, [cell for cell in cells if cell[1] != cell[2]]

    def label_of(self, row: str) -> str:
        """Return the name of a record in a list, in SQL over its row `s` on the stage or the record `r`."""
        first, *more = self.resource.label_columns or ("number",)
        return "".join([f"{row}.{first}", *(f" || ' (' || {row}.{column} || ')'" for column in more)])

    def display_cell(self, compared: ComparedColumn, value: Any) -> str:
        return display_value(value, compared.is_list, compared.name in self.resource.end_columns)

    def rows_to_write(self) -> Iterator[tuple[int, str, dict]]:
        for verdict in ("new", "changed"):
            filled = self.columns_to_write(verdict)
            rows = self.stage.staged_rows(verdict, filled.values())
            while chunk := list(islice(rows, CHUNK)):
                here = self.resource.get_queryset().in_bulk([pk for _number, pk, *_values in chunk])
                for number, pk, *values in chunk:
                    record = here.get(pk) or self.stage.model()
                    self.fill_record(record, dict(zip(filled, values, strict=True)))
                    yield number, verdict, self.resource.cells_to_write(record)

    def columns_to_write(self, verdict: str) -> dict[str, str]:
        """Return {column of the table: what is written there}, in SQL over `s` and the record `r`."""
        return {column: f"s.{column}" for column in (*self.key, *self.stage.columns)}

    def fill_record(self, record: Model, values: dict[str, Any]) -> None:
        """Give a record, which is not saved, the values of {column: value in the database}."""
        columns = {field.column: field for field in self.resource._meta.model._meta.concrete_fields}
        for name, value in values.items():
            field = columns.get(name)
            if isinstance(field, JSONField) and isinstance(value, str):
                value = json.loads(value)
            if field is not None and field.is_relation and value is not None:
                setattr(record, field.name, self.related_record(field, value))
            else:
                setattr(record, name, field.to_python(value) if field is not None else value)

    def related_record(self, field: Any, pk: Any) -> Model:
        if (field, pk) not in self.related:
            self.related[field, pk] = field.related_model._default_manager.get(pk=pk)
        return self.related[field, pk]

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
        """Write all or nothing.

        Raises ImportRefused if a row is wrong (unless only good ones are wanted), or if it would not do what
        a preview has shown (`expected`). `first` and `finally_` belong to the same transaction.
        """
        self.read()
        self.progress("writing")
        with transaction.atomic():
            first()
            self.lock()
            self.compare()
            self.outcome.refuse(good_rows_only, expected)
            self.write(by=by, at=timezone.now(), batch=batch)
            finally_()
        self.close()
        return self.outcome

    def close(self) -> None:
        self.stage.close()

    def lock(self) -> None:
        """Make whoever else writes to the same records wait."""

    def write(self, *, by: User, at: datetime, batch: Import | None) -> None:
        self.stage.log(by=by, at=at, batch=batch)
        self.stage.insert()
        self.stage.update()
        self.refold_changed()

    def records_to_refold(self, lacking: set[str]) -> list[int]:
        """Return the records that fields the sheet lacks may make incomplete."""
        return [pk for (pk,) in self.stage.records("changed")]

    def refold_changed(self) -> None:
        """Fold records anew where the sheet lacks names that they have, for what it gives is not whole."""
        columns = {*self.stage.columns}
        lacking = [fold for fold in self.folds if not {*fold.of} <= columns]
        if not lacking:
            return
        manager = self.stage.model._default_manager
        changed = self.records_to_refold({name for fold in lacking for name in fold.of} - columns)
        for start in range(0, len(changed), CHUNK):
            records = list(manager.filter(pk__in=changed[start : start + CHUNK]))
            for record, fold in product(records, lacking):
                fold.pre_save(record, add=False)
            manager.bulk_update(records, [fold.name for fold in lacking], batch_size=1000)
