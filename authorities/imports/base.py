"""Bulk import and export: what all spreadsheets have in common.

All or nothing: a sheet is read to its end, every problem is named by row, column and value, and it is
applied in one transaction only if there is none. Records are found by natural keys, so sending the same
sheet again changes nothing.
"""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import ModelResource
from import_export.results import Error

from authorities.designations import explain_conflicts
from authorities.imports.engine.bulk_importer import BulkImporter
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
from authorities.normalise import casefold_key
from authorities.spreadsheets.formats import ROW_COLUMN, restore_escape


class NaturalKeyLoader(BaseInstanceLoader):
    """Finds the records of all rows with one query."""

    def __init__(self, resource, dataset=None):
        super().__init__(resource, dataset)
        candidates = resource.candidates(dataset) if dataset else ()
        self.known = {resource.key_of(record): record for record in candidates}

    def get_instance(self, row):
        return self.known.get(self.resource.key(row))


class SpreadsheetResource(UndoableResource, ModelResource):
    """The columns of a kind of record, and what the import desk must know of these records."""

    # Columns that must be filled where a sheet has them, but need not be there.
    may_be_left_out: tuple = ()
    # Columns that a scope determines for every row, so that a file for one scope may lack them.
    scope_columns: tuple = ()
    # Columns of the table by which a reader recognises a record in a list.
    label_columns: tuple = ()
    # What else a reader is told of the look-alike of a new record: {column: title}; empty if none are
    # looked for.
    look_alike_columns: dict = {}
    # What a category of the preview means for these records, where that is particular: {category: sentence}.
    preview_meanings: dict = {}
    # Titles of columns of the preview, where they are particular: {column: title}.
    preview_titles: dict = {}

    class Meta:
        instance_loader_class = NaturalKeyLoader
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True
        store_instance = True
        skip_html_diff = True
        use_transactions = True

    @classmethod
    def get_result_class(cls):
        return ImportResult

    @classmethod
    def get_row_result_class(cls):
        return ImportedRow

    def sheet(self, source, mapping, **options):
        """The rows of a source on their way through this Resource."""
        return RowImporter(self, source, mapping, **options)

    @classmethod
    def scopes_of(cls, user):
        """Return the scopes that a person who is no administrator may import."""
        return []

    def keep_to(self, scope):
        """Let a blank cell mean what the scope says; called once, before rows are read."""

    def candidates(self, dataset):
        """The records a sheet could be about."""
        return self.get_queryset()

    def key(self, row):
        """The natural key a row names, or None if it cannot be read."""
        try:
            return casefold_key(self.fields[name].clean(row) for name in self.get_import_id_fields())
        except ValueError:
            return None

    def key_of(self, record):
        return casefold_key(self.fields[name].get_value(record) for name in self.get_import_id_fields())

    def lock(self, dataset):
        """Within a transaction: nobody else writes to what a sheet is about, or adds what it is to add."""
        self.before_import(dataset)
        keys = {self.key(row) for row in dataset.dict} - {None}
        records = [record for record in self.candidates(dataset) if self.key_of(record) in keys]
        lock_with_parents(self._meta.model, keys, records)

    def before_undo(self, batch):
        records = list(self.get_queryset().filter(pk__in=batch.changes.values("record")))
        lock_with_parents(self._meta.model, {self.key_of(record) for record in records}, records)

    def import_data(self, dataset, **kwargs):
        return super().import_data(dataset, **kwargs, rollback_on_validation_errors=True)

    def before_import(self, dataset, **kwargs):
        self.rows_by_key, self.rows_saved, self.same_again = {}, {}, {}
        if ROW_COLUMN not in dataset.headers:
            dataset.insert_col(0, range(2, len(dataset) + 2), header=ROW_COLUMN)
        dataset.headers = ["_".join(header.lower().split()) for header in dataset.headers]
        problems = list(self.problems_of_columns(dataset.headers))
        if problems:
            dataset.wipe()
            raise ValidationError(problems)
        self.headers_sent = dataset.headers

    def problems_of_columns(self, headers):
        columns = {field.column_name: field for field in self.get_import_fields()}
        for header in dict.fromkeys(headers):
            if headers.count(header) > 1 and header:
                yield _("The column “%(column)s” appears twice.") % {"column": header}
            if header not in columns and header not in (ROW_COLUMN, ""):
                yield _("Unknown column “%(column)s”. Known columns: %(known)s.") % {
                    "column": header,
                    "known": ", ".join(columns),
                }
        if "" in headers:
            yield _("Column number %(number)s has no name in the first row.") % {"number": headers.index("")}
        for name, field in columns.items():
            if field.widget.required and name not in (*headers, *self.may_be_left_out):
                yield _("The column “%(column)s” is missing.") % {"column": name}

    def import_instance(self, instance, row, **kwargs):
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

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        """As full_clean, without a query per foreign key: those were looked up already."""
        errors = dict(import_validation_errors or {})

        def gather(check, *exclude):
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

    def do_instance_save(self, instance, is_create):
        """Of a record that is here only what the sheet holds: others may have written the rest meanwhile."""
        with explain_conflicts():
            if is_create:
                super().do_instance_save(instance, is_create)
            else:
                instance.save(update_fields=self.columns_sent)

    @property
    def columns_sent(self):
        """The columns of the table that this sheet fills."""
        fields = [field for field in self.get_import_fields() if field.column_name in self.headers_sent]
        return [f.attribute for f in fields if not f.readonly and "__" not in f.attribute]

    def after_save_instance(self, instance, row, **kwargs):
        self.rows_saved[instance.pk] = row[ROW_COLUMN]

    def after_import_row(self, row, row_result, **kwargs):
        row_result.number = row[ROW_COLUMN]
        before = row_result.original or self._meta.model()
        pairs = [
            (f.column_name, f.export(before), f.export(row_result.instance)) for f in self.get_import_fields()
        ]
        row_result.changes = [(column, old, new) for column, old, new in pairs if old != new]


class BulkResource(SpreadsheetResource):
    """A Resource whose rows are staged and applied all together: `sheet_class` says how."""

    sheet_class: type[BulkImporter] | type[RowImporter]
    # So many lines of a preview are shown with their values before and after.
    SHOWN = 200

    def lock(self, dataset):
        """The sheet does it, when its rows are staged."""

    def import_data(self, dataset, dry_run=False, user=None, **kwargs):
        """As the library's: a dry run writes nothing, nor does a sheet with a problem; `user` signs."""
        try:
            self.before_import(dataset)
        except ValidationError as refusal:
            result = BulkImportResult()
            result.append_base_error(Error(refusal))
            return result
        sheet = self.sheet(DatasetSource(dataset))
        result = BulkImportResult(sheet.preview(), first_changed_rows(sheet, self.SHOWN))
        result.notes = first_notes(sheet, self.SHOWN)
        if not dry_run and not result.problems and (result.new or result.changed):
            self.sheet(DatasetSource(dataset)).apply(by=user)
        return result

    def sheet(self, source, mapping=None, **options):
        """The rows of a source, as columns of this Resource; by their own names unless a mapping is given."""
        if mapping is None:
            known = [field.column_name for field in self.get_import_fields() if not field.readonly]
            mapping = {name: name for name in known if name in source.headers}
        return self.sheet_class(self, source, mapping, **options)


class DatasetSource:
    """A dataset as a source of rows. Its cells were freed of apostrophes, which a source still has."""

    def __init__(self, dataset):
        self.headers = [header for header in dataset.headers if header != ROW_COLUMN]
        self.dataset = dataset

    def chunks(self, size):
        at = self.dataset.headers.index(ROW_COLUMN)
        for start in range(0, len(self.dataset), size):
            rows = [list(map(restore_escape, row)) for row in self.dataset[start : start + size]]
            yield [row.pop(at) for row in rows], rows
