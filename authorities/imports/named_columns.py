"""The names of columns in files that come and go as they are, without anybody saying what a column is.

Of an end people read and write the last day; machines may have the day after beside it, by our own code.
"""

from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import tablib
from django.db.models import Model
from import_export.fields import Field
from import_export.resources import ModelResource

from authorities.imports.columns import (
    columns_beside,
    guess_mapping,
    importable_columns,
    last_day_headers,
    normalised_names,
)
from authorities.imports.day_doubts import FAR_AHEAD, TURNED, find_day_doubts
from authorities.imports.day_widgets import DateCell
from authorities.imports.engine.row_results import ImportResult
from authorities.normalise import normalise_label
from authorities.spreadsheets.formats import ROW_COLUMN

# What mypy takes the classes for into which this is mixed.
Base: Any = ModelResource if TYPE_CHECKING else object


class NamedColumns(Base):
    # Columns that others hardly call so: with one of them it is a file of ours.
    own_headers: tuple[str, ...] = ("iso3",)
    # Columns of our exports that no import reads.
    columns_not_read: tuple[str, ...] = ()

    @property
    def end_columns(self) -> dict[str, str]:
        """{column that is an end: what its last days are called in our files}."""
        return last_day_headers(type(self))

    def name_columns(self, dataset: tablib.Dataset) -> None:
        """Give the columns of a sheet our names, as far as theirs tell; leave out those never imported."""
        known = {field.column_name for field in self.get_import_fields()}
        for column in self.end_columns:
            self.fields[column].widget.gives_day_after = column in dataset.headers
        dataset.headers = ["_".join(header.lower().split()) for header in dataset.headers]
        for column, last_day in self.end_columns.items():
            if {column, last_day} <= {*dataset.headers}:
                self.fields[column].widget.gives_day_after = False
                del dataset[column]
        for header in columns_beside(dataset.headers, type(self)):
            del dataset[header]
        others = [header for header in dataset.headers if header not in {*known, ROW_COLUMN}]
        guessed = guess_mapping(others, type(self), taken=[name for name in known if name in dataset.headers])
        resource: Any = type(self)
        # Nobody sees what a column was taken for, so a name that is only alike is none.
        names = {
            header: column
            for column, header in guessed.items()
            if normalise_label(header) in normalised_names(resource, column)
        }
        dataset.headers = [names.get(header, header) for header in dataset.headers]
        self.notice_doubtful_days(dataset)

    def notice_doubtful_days(self, dataset: tablib.Dataset) -> None:
        """Let cells be refused of which Excel may have changed the day, for nobody can be asked here."""
        resource: Any = type(self)
        days = {
            name: dataset[name]
            for name, field in importable_columns(resource).items()
            if isinstance(field.widget, DateCell) and dataset.headers.count(name) == 1
        }
        for column, doubts in find_day_doubts(days, {}).items():
            self.fields[column].widget.answers = {
                doubt: "" for doubt in doubts if doubt in (TURNED, FAR_AHEAD)
            }

    def name_last_days(self, result: ImportResult) -> ImportResult:
        """Name the columns of ends in a result as in the sheet; its changes always show last days."""
        for line in result.lines:
            line.changes = [(self.end_columns.get(column, column), *cells) for column, *cells in line.changes]
        result.problems_met = [
            replace(problem, column=self.sheet_column(problem.column)) for problem in result.problems_met
        ]
        return result

    def sheet_column(self, column: str) -> str:
        if column in self.end_columns and not self.fields[column].widget.gives_day_after:
            return self.end_columns[column]
        return column

    def get_user_visible_fields(self) -> list[Field]:
        """Return the fields by the names that their columns have in our files."""
        fields = [copy(field) for field in super().get_user_visible_fields()]
        for field in fields:
            field.column_name = self.end_columns.get(field.column_name, field.column_name)
        return fields

    def get_export_headers(self, selected_fields: Sequence[str] | None = None) -> list[str]:
        headers = super().get_export_headers(selected_fields)
        return [self.end_columns.get(header, header) for header in headers]

    def cells_to_write(self, record: Model) -> dict[str, str]:
        """Return {column of an export: cell}; beside a last day also the day after, by our own code."""
        cells = {field.column_name: field.export(record) for field in self.get_export_fields()}
        for column, last_day in self.end_columns.items():
            end = self.fields[column].get_value(record)
            cells |= {last_day: cells[column], column: end.isoformat() if end else ""}
        return cells
