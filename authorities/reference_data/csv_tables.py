"""Reference facts from CSV files: read strictly, with every problem named by file, line and column.

Reading comes first and touches nothing; `sync` then compares with the database and writes.
"""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import UniqueConstraint
from django.utils.translation import gettext as _

from authorities.models import Interval
from authorities.models.translations import TRANSLATION_LANGUAGES
from authorities.reference_data.overlaps import impossible_intervals
from authorities.reference_data.problems import InvalidReferenceData, describe_file_problem


class UpdatePolicy(Enum):
    """How a value in the database is updated when the file is loaded again."""

    FILE = "the file says what it is"
    CREATION = "the file says what it is at first; from then on it is the administrator's"
    BLANK = "the file fills it in while it is blank, and never replaces it"
    REMARK = "for readers of the file; not stored"


@dataclass(frozen=True)
class ReferenceColumn:
    """A column of a file, and the field of the model it fills if that has another name."""

    name: str
    fills: str = ""
    key: bool = False
    follows: UpdatePolicy = UpdatePolicy.FILE
    check: Callable[[Any], None] | None = None

    @property
    def field(self):
        return self.fills or self.name


@dataclass(frozen=True)
class ReferenceTable:
    """A file, the model it fills, and its columns. The key columns tell its rows apart.

    Columns that are `translated` stand in the file in every other language too, as `name::fr`.
    """

    file: str
    model: type[models.Model]
    columns: tuple[ReferenceColumn, ...]
    translated: tuple[str, ...] = ()

    @cached_property
    def translations(self):
        """The columns of translations, as {name in the file: (column, language)}."""
        columns = {column.name: column for column in self.columns}
        return {
            f"{name}::{language}": (columns[name], language)
            for name in self.translated
            for language in TRANSLATION_LANGUAGES
        }

    @cached_property
    def stored(self):
        stored = [column for column in self.columns if column.follows is not UpdatePolicy.REMARK]
        return [*stored, ReferenceColumn("translations")] if self.translated else stored

    @cached_property
    def key(self):
        return tuple(self.attribute(column) for column in self.stored if column.key)

    @cached_property
    def names(self):
        """The columns by the attribute of the model they fill."""
        return {self.attribute(column): column.name for column in self.stored}

    def attribute(self, column):
        return self.model._meta.get_field(column.field).attname  # type: ignore[union-attr]

    @property
    def holds_intervals(self):
        return issubclass(self.model, Interval)

    @property
    def unique_groups(self):
        """Attributes of which, taken together, no two rows may have the same. The key comes first."""
        meta = self.model._meta
        groups = [self.key]
        groups += [(f.attname,) for f in meta.concrete_fields if f.unique and not f.auto_created]
        for constraint in meta.constraints:
            if isinstance(constraint, UniqueConstraint) and constraint.fields:
                groups.append(tuple(self.attribute(ReferenceColumn(name)) for name in constraint.fields))
        return [group for group in dict.fromkeys(groups) if set(group) <= self.names.keys()]

    def heading(self, group):
        return " + ".join(self.names[name] for name in group)


@dataclass
class ReferenceRow:
    """A line of a file, as values of the model's attributes."""

    line: int
    values: dict

    def key(self, attributes):
        return tuple(self.values[name] for name in attributes)


@dataclass
class TableContent:
    """The rows and problems of a file. Rows with a problem are absent, but their identifiers are known."""

    table: ReferenceTable
    rows: list[ReferenceRow] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    identifiers: dict | None = None  # as written -> primary key; None when the file could not be read


def read_table(table, directory, known):
    """Return the content of a file. `known` maps models to what rows may refer to: {text: primary key}.

    None instead means that any reference is accepted, because the file of that model could not be read.
    """
    reading = TableContent(table)
    try:
        lines = list(_parse_lines(table, (directory / table.file).read_bytes()))
    except FileNotFoundError:
        reading.problems.append(describe_file_problem(table.file, _("The file is missing.")))
    except OSError as error:
        reading.problems.append(
            describe_file_problem(table.file, _("It cannot be read (%s).") % error.strerror)
        )
    except InvalidReferenceData as bad:
        reading.problems += bad.problems
    else:
        reading.identifiers = {}
        for line, cells in lines:
            _read_row(reading, line, cells, known)
        reading.problems += _duplicate_rows(table, reading.rows)
        if table.holds_intervals:
            reading.problems += impossible_intervals(table, reading.rows)
    return reading


def _parse_lines(table, content):
    """Return [(line number, {column: cell})]. Raises InvalidReferenceData if the file as a whole is wrong."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InvalidReferenceData(
            [describe_file_problem(table.file, _("This is not UTF-8 text."), line=line)]
        ) from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begins, rows = 1, []
    try:
        for cells in reader:
            if cells:
                rows.append((begins, [cell.strip() for cell in cells]))
            begins = reader.line_num + 1
    except csv.Error as error:
        sentence = _("This is not well-formed CSV (%(error)s).") % {"error": error}
        raise InvalidReferenceData([describe_file_problem(table.file, sentence, line=begins)]) from error
    if len(rows) < 2:
        sentence = _("The file has no rows.") if rows else _("The file is empty.")
        raise InvalidReferenceData([describe_file_problem(table.file, sentence)])
    (first, header), *body = rows
    problems = list(_header_problems(table, header, first)) or list(_uneven_lines(table, header, body))
    if problems:
        raise InvalidReferenceData(problems)
    return [(line, dict(zip(header, cells, strict=True))) for line, cells in body]


def _header_problems(table, header, line):
    expected = [*(column.name for column in table.columns), *table.translations]
    for name in expected:
        if header.count(name) != 1:
            sentence = _("The column appears twice.") if name in header else _("The column is missing.")
            yield describe_file_problem(table.file, sentence, line=line, column=name)
    for name in dict.fromkeys(header):
        if name not in expected:
            sentence = _("Unknown column. Known columns: %(names)s.") % {"names": ", ".join(expected)}
            yield describe_file_problem(table.file, sentence, line=line, column=name or "“”")


def _uneven_lines(table, header, body):
    for line, cells in body:
        if len(cells) != len(header):
            counts = {"cells": len(cells), "columns": len(header)}
            sentence = _("The line has %(cells)s cells where the header has %(columns)s.") % counts
            yield describe_file_problem(table.file, sentence, line=line)


def _read_row(reading, line, cells, known):
    table, values, problems = reading.table, {}, []
    if table.translated:
        values["translations"] = _read_translations(reading, line, cells, problems)
    for column in table.columns:
        text = cells[column.name]
        try:
            value = clean_cell(table.model, column, text, known)
        except ValidationError as error:
            problems += _cell_problems(table, line, column.name, text, error)
            continue
        if column.follows is not UpdatePolicy.REMARK:
            values[table.attribute(column)] = value
            if column.field == table.model._meta.pk.name:
                reading.identifiers[text] = value
    reading.problems += problems
    if not problems:
        reading.rows.append(ReferenceRow(line, values))


def _read_translations(reading, line, cells, problems):
    """Return {language: {field: text}} of a line, without blanks; add to `problems` what cannot be stored."""
    table, translations = reading.table, {}
    for name, (column, language) in table.translations.items():
        text = cells[name]
        try:
            value = clean_cell(table.model, column, text, {}) if text else ""
        except ValidationError as error:
            problems += _cell_problems(table, line, name, text, error)
            continue
        if value:
            translations.setdefault(language, {})[column.field] = value
    return translations


def _cell_problems(table, line, name, text, error):
    """Return a sentence for each problem of a cell, which repeats what the cell says."""
    sentences = [words if not text or text in words else f"“{text}”: {words}" for words in error.messages]
    return [describe_file_problem(table.file, sentence, line=line, column=name) for sentence in sentences]


def clean_cell(model, column, text, known):
    """Return the value of a cell by the rules of the field it fills. Raises ValidationError."""
    if "\0" in text:
        raise ValidationError(_("The cell contains a null character."))
    if column.follows is UpdatePolicy.REMARK:
        return text
    target = model._meta.get_field(column.field)
    if not text:
        if not target.blank:
            raise ValidationError(_("The cell must not be blank."))
        return None if target.null else ""
    if target.is_relation:
        return _look_up(target.related_model, text, known[target.related_model])
    choices = [value for value, _label in target.flatchoices]
    if choices and text not in choices:
        sentence = _("It must be one of: %(choices)s.")
        raise ValidationError(sentence, params={"choices": ", ".join(choices)})
    value = target.clean(text, None)
    if column.check:
        column.check(value)
    return value


def _look_up(model, text, identifiers):
    if identifiers is None:
        return None
    if text not in identifiers:
        raise ValidationError(_("There is no such %(thing)s."), params={"thing": model._meta.verbose_name})
    return identifiers[text]


def _duplicate_rows(table, rows):
    """Yield problems of rows that share values which only one row may have."""
    for group in table.unique_groups:
        seen = {}
        for row in rows:
            value = row.key(group)
            first = row.line if None in value and group != table.key else seen.setdefault(value, row.line)
            if first != row.line:
                shown = " ".join(str(part) for part in value if part is not None)
                sentence = _("“%(value)s” is already on line %(line)s.") % {"value": shown, "line": first}
                yield describe_file_problem(table.file, sentence, line=row.line, column=table.heading(group))
