"""Bulk import and export: the parts that all spreadsheets share.

All or nothing: a sheet is read to its end, every problem is named by row, column and value, and it is
applied in one transaction only if there is none. Records are found by natural keys, so sending the same
sheet again changes nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import tablib
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model, QuerySet
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import ModelResource
from import_export.results import Error

from authorities.designations import explain_conflicts
from authorities.imports.engine.bulk_importer import BulkImporter
from authorities.imports.engine.importer import RowSource
from authorities.imports.engine.locks import lock_with_parents
from authorities.imports.engine.row_importer import RowImporter
from authorities.imports.engine.row_results import (
    BulkImportResult,
    ImportedRow,
    ImportResult,
    first_changed_rows,
    first_notes,
)
from authorities.imports.engine.undo import UndoableResource
from authorities.imports.named_columns import NamedColumns
from authorities.imports.widgets import TextCell
from authorities.languages.sentences import build_sentence as _
from authorities.languages.sentences import sentence_of
from authorities.models import Import, User
from authorities.normalise import casefold_key
from authorities.spreadsheets.formats import ROW_COLUMN, restore_escape


class NaturalKeyLoader(BaseInstanceLoader):
    """Finds the records of all rows with one query."""

    def __init__(self, resource: "SpreadsheetResource", dataset: tablib.Dataset | None = None) -> None:
        super().__init__(resource, dataset)
        candidates = resource.candidates(dataset) if dataset else ()
        self.known = {resource.key_of(record): record for record in candidates}

    def get_instance(self, row: dict[str, Any]) -> Model | None:
        return self.known.get(self.resource.key(row))


class SpreadsheetResource(NamedColumns, UndoableResource, ModelResource):
    """The columns of a kind of record, with all that the import desk must know of these records."""

    # Columns that must be filled where a sheet has them, but need not be there.
    may_be_left_out: tuple[str, ...] = ()
    # Columns that a scope determines for every row, so that a file for one scope may lack them.
    scope_columns: tuple[str, ...] = ()
    # The value of all rows in columns that this file lacks: {column: value as a cell holds it}.
    values_for_all: dict[str, str] = {}
    # Columns for which one value may be typed for all rows: {column: what it is called}.
    columns_for_all: dict[str, Any] = {}
    # What it means that a file lacks a column: {column: sentence}.
    advice_on_missing: dict[str, Any] = {}
    # Columns of the table by which a reader recognises a record in a list.
    label_columns: tuple[str, ...] = ()
    # More columns that a reader sees of the look-alike of a new record: {column: title}; empty if none
    # are looked for.
    look_alike_columns: dict[str, Any] = {}
    # The answers to choose from where a row calls a record by an unlike name: [(code, words)].
    identity_choices: Sequence[tuple[str, Any]] = ()
    # What a person has said of such rows: {row: [name here, name in the file, code]}.
    identity_answers: dict[str, list[str]] = {}
    # The meaning of a category of the preview, where it is particular to these records:
    # {category: sentence}.
    preview_meanings: dict[str, Any] = {}
    # Titles of columns of the preview, where they are particular: {column: title}.
    preview_titles: dict[str, Any] = {}

    class Meta:
        instance_loader_class = NaturalKeyLoader
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True
        store_instance = True
        skip_html_diff = True
        use_transactions = True

    @classmethod
    def get_result_class(cls) -> type[ImportResult]:
        return ImportResult

    @classmethod
    def get_row_result_class(cls) -> type[ImportedRow]:
        return ImportedRow

    def sheet(self, source: RowSource, mapping: dict[str, str], **options: Any) -> RowImporter | BulkImporter:
        """Return the importer of the rows of a source for this Resource."""
        return RowImporter(self, source, mapping, **options)

    @classmethod
    def list_address(cls, scope: str, batch: int) -> str:
        """Return the address of the records that an import wrote, or of all; blank if they have no list."""
        return ""

    @classmethod
    def scopes_of(cls, user: User) -> list[str]:
        """Return the scopes that a person who is no administrator may import."""
        return []

    def keep_to(self, scope: str) -> None:
        """Let a blank cell mean what the scope says; called once, before rows are read."""

    def candidates(self, dataset: tablib.Dataset) -> QuerySet:
        """Return the records a sheet could be about."""
        return self.get_queryset()

    def key(self, row: dict[str, Any]) -> tuple | None:
        """Return the natural key a row names, or None if it cannot be read."""
        try:
            return casefold_key(self.fields[name].clean(row) for name in self.get_import_id_fields())
        except ValueError:
            return None

    def key_of(self, record: Model) -> tuple:
        return casefold_key(self.fields[name].get_value(record) for name in self.get_import_id_fields())

    def lock(self, dataset: tablib.Dataset) -> None:
        """Keep others from writing to what a sheet is about, and from adding what it is to add.

        To be called within a transaction, which releases the locks.
        """
        self.before_import(dataset)
        keys = {self.key(row) for row in dataset.dict} - {None}
        records = [record for record in self.candidates(dataset) if self.key_of(record) in keys]
        lock_with_parents(self._meta.model, keys, records)

    def before_undo(self, batch: Import) -> None:
        records = list(self.get_queryset().filter(pk__in=batch.changes.values("record")))
        lock_with_parents(self._meta.model, {self.key_of(record) for record in records}, records)

    def import_data(self, dataset: tablib.Dataset, **kwargs: Any) -> ImportResult:
        """Import a sheet that was sent as it is, without anybody saying what its columns are."""
        self.name_columns(dataset)
        return self.name_last_days(self.import_rows(dataset, **kwargs))

    def import_rows(self, dataset: tablib.Dataset, **kwargs: Any) -> ImportResult:
        """Import rows whose columns have our names."""
        return super().import_data(dataset, **kwargs, rollback_on_validation_errors=True)

    def before_import(self, dataset: tablib.Dataset, **kwargs: Any) -> None:
        """Number the rows and normalise the headers; raise ValidationError if columns are wrong."""
        self.rows_by_key, self.rows_saved, self.same_again, self.sentences = {}, {}, {}, {}
        if ROW_COLUMN not in dataset.headers:
            dataset.insert_col(0, range(2, len(dataset) + 2), header=ROW_COLUMN)
        dataset.headers = ["_".join(header.lower().split()) for header in dataset.headers]
        problems = list(self.problems_of_columns(dataset.headers))
        if problems:
            dataset.wipe()
            raise ValidationError(problems)
        self.headers_sent = dataset.headers

    def problems_of_columns(self, headers: Sequence[str]) -> Iterator[str]:
        """Yield a sentence for each column that is unknown, unnamed, missing or there twice."""
        columns = {field.column_name: field for field in self.get_import_fields()}
        for header in dict.fromkeys(headers):
            if headers.count(header) > 1 and header:
                yield _("The column “%(column)s” appears twice.") % {"column": header}
            if header not in columns and header not in (ROW_COLUMN, ""):
                yield _("Unknown column “%(column)s”. Known columns: %(known)s.") % {
                    "column": header,
                    "known": ", ".join(self.end_columns.get(name, name) for name in columns),
                }
        if "" in headers:
            yield _("Column number %(number)s has no name in the first row.") % {"number": headers.index("")}
        for name, field in columns.items():
            if field.widget.required and name not in (*headers, *self.may_be_left_out):
                yield _("The column “%(column)s” is missing.") % {"column": name}

    def import_instance(self, instance: Model, row: dict[str, Any], **kwargs: Any) -> None:
        """Fill a record from a row; raise ValidationError of all its cells, or if another row is about it."""
        errors: dict[str, list] = {}
        try:
            super().import_instance(instance, row, **kwargs)
        except ValidationError as error:
            error.update_error_dict(errors)
        key = self.key(row)
        first = self.rows_by_key.setdefault(key, row[ROW_COLUMN])
        if key is not None and first != row[ROW_COLUMN]:
            sentence = _("Rows %(first)s and %(second)s are about the same record. Keep one of them.")
            numbers = sorted([first, row[ROW_COLUMN]])
            self.same_again[first] = sentence % {"first": numbers[0], "second": numbers[1]}
            errors[NON_FIELD_ERRORS] = [ValidationError(self.same_again[first])]
        if errors:
            raise ValidationError(errors)

    def import_field(
        self, field: Any, instance: Model, row: dict[str, Any], *args: Any, **kwargs: Any
    ) -> None:
        """Leave a text as it is where the sheet has just that, though it might be read otherwise.

        What an error says is kept, for the library hands on the bare text of it.
        """
        is_here = instance.pk and isinstance(field.widget, TextCell)
        if is_here and str(row.get(field.column_name, "")).strip() == field.export(instance):
            return
        try:
            super().import_field(field, instance, row, *args, **kwargs)
        except ValueError as refusal:
            self.sentences[str(refusal)] = sentence_of(refusal)
            raise

    def validate_instance(
        self,
        instance: Model,
        import_validation_errors: dict[str, Any] | None = None,
        validate_unique: bool = True,
    ) -> None:
        """Validate as full_clean does, without a query per foreign key: those were looked up already."""
        errors = dict(import_validation_errors or {})

        def gather(check: Callable[..., Any], *exclude: str) -> None:
            try:
                check(exclude={*errors, *exclude})
            except ValidationError as error:
                error.update_error_dict(errors)

        gather(instance.clean_fields, *(field.name for field in instance._meta.fields if field.is_relation))
        gather(instance.validate_unique)
        if NON_FIELD_ERRORS not in errors:
            gather(instance.validate_constraints)
        if errors:
            columns = {field.attribute: field.column_name for field in self.get_import_fields()}
            raise ValidationError({columns.get(name, name): found for name, found in errors.items()})

    def do_instance_save(self, instance: Model, is_create: bool) -> None:
        """Save only what the sheet holds of a record that is here: others may have written the rest."""
        with explain_conflicts():
            if is_create:
                super().do_instance_save(instance, is_create)
            else:
                instance.save(update_fields=self.columns_sent)

    @property
    def columns_sent(self) -> list[str]:
        """The columns of the table that this sheet fills."""
        fields = [field for field in self.get_import_fields() if field.column_name in self.headers_sent]
        return [f.attribute for f in fields if not f.readonly and "__" not in f.attribute]

    def after_save_instance(self, instance: Model, row: dict[str, Any], **kwargs: Any) -> None:
        self.rows_saved[instance.pk] = row[ROW_COLUMN]

    def after_import_row(self, row: dict[str, Any], row_result: ImportedRow, **kwargs: Any) -> None:
        row_result.number = row[ROW_COLUMN]
        before = row_result.original or self._meta.model()
        pairs = [
            (f.column_name, f.export(before), f.export(row_result.instance)) for f in self.get_import_fields()
        ]
        row_result.changes = [(column, old, new) for column, old, new in pairs if old != new]


class BulkResource(SpreadsheetResource):
    """A Resource whose rows are staged and applied all together: `sheet_class` says how."""

    sheet_class: type[BulkImporter] | type[RowImporter]
    # The number of lines of a preview that are shown with their values before and after.
    SHOWN = 200

    def lock(self, dataset: tablib.Dataset) -> None:
        """Leave it to the importer, which takes its locks when its rows are staged."""

    def import_data(
        self, dataset: tablib.Dataset, dry_run: bool = False, user: User | None = None, **kwargs: Any
    ) -> ImportResult:
        """Import as the library does: a dry run or a sheet with a problem writes nothing; `user` signs."""
        try:
            self.name_columns(dataset)
            self.before_import(dataset)
        except ValidationError as refusal:
            result = BulkImportResult()
            result.append_base_error(Error(refusal))
            return result
        sheet = self.sheet(DatasetSource(dataset))
        result = BulkImportResult(sheet.preview(), first_changed_rows(sheet, self.SHOWN))
        result.notes = first_notes(sheet, self.SHOWN)
        self.name_last_days(result)
        if not dry_run and not result.problems and (result.new or result.changed):
            self.sheet(DatasetSource(dataset)).apply(by=user)
        return result

    def sheet(
        self, source: RowSource, mapping: dict[str, str] | None = None, **options: Any
    ) -> RowImporter | BulkImporter:
        """Return the importer of a source; columns go by their own names unless a mapping is given."""
        if mapping is None:
            known = [field.column_name for field in self.get_import_fields() if not field.readonly]
            mapping = {name: name for name in known if name in source.headers}
        return self.sheet_class(self, source, mapping, **options)


class DatasetSource:
    """A dataset as a source of rows. Its cells were freed of apostrophes, which a source still has."""

    def __init__(self, dataset: tablib.Dataset) -> None:
        self.headers = [header for header in dataset.headers if header != ROW_COLUMN]
        self.dataset = dataset

    def chunks(self, size: int) -> Iterator[tuple[list[int], list[list]]]:
        at = self.dataset.headers.index(ROW_COLUMN)
        for start in range(0, len(self.dataset), size):
            rows = [list(map(restore_escape, row)) for row in self.dataset[start : start + size]]
            yield [row.pop(at) for row in rows], rows
