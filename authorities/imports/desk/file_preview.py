"""Descriptions of columns, of ours and of those in the file, by which a person says which is which."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from authorities.imports.columns import example_value, guess_mapping, importable_columns, listed_column_names
from authorities.imports.day_widgets import EndCell
from authorities.imports.interpretation import proposed_mapping, read_beginning
from authorities.imports.registry import IMPORT_KINDS, ImportDesk
from authorities.imports.source_profile import find_source, new_headers
from authorities.imports.stored_file import reopen_sheet
from authorities.languages import active_un_language
from authorities.languages.cldr import join_items
from authorities.languages.sentences import restore_sentence
from authorities.models import Import, Source
from authorities.spreadsheets.blanks import is_blank
from authorities.spreadsheets.csv_reader import delimiter_name
from authorities.spreadsheets.encodings import ENCODING_NAMES
from authorities.spreadsheets.reader import Sheet

MOST_TO_NAME = 12


@dataclass(frozen=True)
class TargetColumn:
    """A column of ours that a file may have."""

    name: str
    title: str
    meaning: str
    required: bool
    example: str


@dataclass(frozen=True)
class FileColumn:
    """A column of the file: its first values, what it is read as, and whether it was never there before."""

    name: str
    samples: list
    column: str
    is_new: bool


def describe_target_columns(desk: ImportDesk) -> Iterator[TargetColumn]:
    """Yield the columns that a file for this desk may have."""
    resource = desk.kind.resource
    beneath = {field.name: field for field in resource._meta.model._meta.get_fields()}
    optional = (*resource.may_be_left_out, *(resource.scope_columns if desk.scope else ()))
    for name, field in importable_columns(resource).items():
        model_field = beneath.get(field.attribute)
        yield TargetColumn(
            name,
            target_title(resource, name, field, model_field),
            " ".join(str(sentence) for sentence in describe_target(field, model_field) if sentence),
            field.widget.required and name not in optional,
            example_value(resource, name),
        )


def target_title(resource: Any, column: str, field: Any, model_field: Any) -> str:
    """Return what people call a column of ours; of an end, its last day."""
    if isinstance(field.widget, EndCell):
        return str(field.widget.title)
    return capfirst(getattr(model_field, "verbose_name", "") or default_title(resource, column))


def describe_target(field: Any, model_field: Any) -> tuple[str | Promise, str | Promise]:
    if isinstance(field.widget, EndCell):
        return expected_value(field.widget), _("Below, say which end date your file gives.")
    return getattr(model_field, "help_text", ""), expected_value(field.widget)


def expected_value(cell: Any) -> str | Promise:
    """Return what to write into a cell; its values by name, where they are few."""
    values = [code for code, _name in cell.allowed]
    if not values or len(values) > MOST_TO_NAME:
        return cell.wanted
    return _("%(wanted)s These are: %(values)s.") % {"wanted": cell.wanted, "values": join_items(values)}


def default_title(resource: Any, column: str) -> str:
    """Return the name of a column of no field, in the language of the page."""
    listed = listed_column_names(resource._meta.model._meta.app_label).get(column, {})
    return listed.get(active_un_language(), "").partition(";")[0] or column.replace("_", " ")


class FilePreview:
    """The file of an import: how it was read, its first values, and what its columns were taken for.

    `asked` says how it shall be read instead; raises ValidationError if it cannot.
    """

    def __init__(self, batch: Import, asked: dict[str, Any] | None = None) -> None:
        self.batch = batch
        self.resource = IMPORT_KINDS[batch.kind].resource
        self.chosen_options, self.reading = asked, batch.reading
        self.sheet = self.open_file() if asked or "excerpt" not in self.reading else None
        self.excerpt = self.reading.get("excerpt", {})

    def open_file(self) -> Sheet | None:
        """Open the file: it is to be read in another way, or was sent before excerpts were kept."""
        try:
            with self.batch.file.open("rb") as file:
                sheet = reopen_sheet(self.batch, file, self.chosen_options)
                read = read_beginning(sheet, self.resource, self.source)
                self.reading = read if self.chosen_options else {**self.reading, "excerpt": read["excerpt"]}
                return sheet
        except ValidationError:
            if self.chosen_options:
                raise
            return None

    @cached_property
    def source(self) -> Source:
        return find_source(self.batch.kind, self.batch.scope)

    @property
    def headers(self) -> list[str]:
        return self.sheet.headers if self.chosen_options else self.batch.headers

    @property
    def notes(self) -> list[str]:
        return self.sheet.notes if self.chosen_options else self.batch.notes

    @cached_property
    def mapping(self) -> dict[str, str]:
        return (
            proposed_mapping(self.source, self.headers, self.resource, self.reading)
            if self.chosen_options
            else self.batch.mapping
        )

    @property
    def facts(self) -> list[tuple[str, Any]]:
        """[(option, its value)] of the way it was read, as far as it is known."""
        labels = {
            "sheet": _("Sheet"),
            "encoding": _("Encoding"),
            "delimiter": _("Separated by"),
            "header_row": _("Row with the column names"),
        }
        return [
            (label, reading_option_label(name, self.reading[name]))
            for name, label in labels.items()
            if name in self.reading
        ]

    @property
    def words(self) -> list[str]:
        """Some cells beyond ASCII, which show whether the encoding is right."""
        return self.excerpt.get("words", [])

    @property
    def rows(self) -> list[list]:
        """The first rows of the table."""
        return self.excerpt.get("rows", [])

    @property
    def warnings(self) -> list[str]:
        """Sentences on faults of whole columns, as far as they show before all rows are checked."""
        faults = self.excerpt.get("faults", {}).items()
        unreadable = _(
            "None of the values in “%(header)s” can be read. Is it the right column? For example "
            "“%(value)s”: %(sentence)s"
        )
        told = [
            unreadable % {**fault, "sentence": restore_sentence(fault["sentence"])}
            for column, fault in faults
            if column in self.mapping
        ]
        return told + [
            str(sentence)
            for column, sentence in self.resource.advice_on_missing.items()
            if column not in self.mapping
        ]

    @property
    def doubts(self) -> dict[str, dict[str, str]]:
        """{header: {doubt: answer}} of its days."""
        return self.reading.get("doubts", {})

    @property
    def headers_with_ambiguous_days(self) -> list[str]:
        """The columns whose days may have two readings, or have had an answer."""
        asked = {*self.excerpt.get("days", []), *self.reading.get("dates", {})}
        return [name for name in self.headers if name in asked]

    def columns(self, ours: Iterable[TargetColumn]) -> list[FileColumn]:
        """Return the columns of the file, in their order. `ours` are described."""
        titles = {self.mapping.get(column.name): column.title for column in ours}
        new = {*new_headers(self.source, self.headers)}
        return [
            FileColumn(name, filled_cells(row[place] for row in self.rows), titles.get(name, ""), name in new)
            for place, name in enumerate(self.headers)
        ]

    def target_columns(self, ours: Iterable[TargetColumn]) -> list[TargetColumn]:
        """Return `ours` without the columns that the desk says already, unless the file has them."""
        there = {*guess_mapping(self.headers, self.resource), *self.mapping}
        hidden = {*self.resource.scope_columns} - there if self.batch.scope else set()
        return [column for column in ours if column.name not in hidden]


def reading_option_label(name: str, how: Any) -> Any:
    if name == "encoding":
        return ENCODING_NAMES[how]
    return capfirst(str(delimiter_name(how))) if name == "delimiter" else how


def filled_cells(cells: Iterable) -> list:
    return [cell for cell in cells if not is_blank(cell)]
