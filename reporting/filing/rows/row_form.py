"""The form of one row of a repeating group or table."""

from collections.abc import Iterable
from itertools import islice

from django import forms

from authorities.languages.cldr import join_items
from authorities.languages.direction import isolate
from reporting.filing.conflicts import CellPlace
from reporting.filing.fields.question_fields import field_for, to_initial_value, to_stored_value
from reporting.filing.forms import read_bound_fields
from reporting.instruments.question_types import type_of
from reporting.submissions.cell_reasons import blank_reasons
from reporting.submissions.plain_answers import is_answered


class RowForm(forms.Form):
    """One row of a repeating group or table."""

    def __init__(self, columns, row, countries, *, origin, cell_label=None, **kwargs):
        self.columns, self.stored, self.origin = columns, row, origin
        values = blank_reasons(row)
        initial = {c["code"]: to_initial_value(c, values.get(c["code"])) for c in columns}
        super().__init__(initial=initial, **kwargs)
        for column in columns:
            field = field_for(column, countries, values.get(column["code"]))
            if cell_label:
                label_cell(field, isolate(cell_label % column["label"]))
            field.is_needed = column["required"] and not column.get("required_if")  # type: ignore[attr-defined]
            self.fields[column["code"]] = field

    @property
    def summary(self):
        """The first two answers of the row, shown while it is folded; empty for an empty row."""
        words = list(islice(filter(None, map(self.read_cell, self.fields)), 2))
        return " · ".join(words) or ("…" if is_answered(self.initial) else "")

    def read_cell(self, code):
        """Return what a cell says, in words; empty for an empty one and for a file."""
        value, field = self[code].value(), self.fields[code]
        if not is_answered(value) or field.widget.needs_multipart_form:
            return ""
        chosen = value if isinstance(value, list) else [value]
        labels = dict(getattr(field, "choices", []))
        return join_items([str(labels.get(one, one)) for one in chosen])

    def typed_value(self):
        """Return the cells; one that cannot be read leaves what is stored."""
        self.is_valid()
        typed = [column["code"] for column in self.columns if not type_of(column).is_computed]
        cells = {code: to_stored_value(self.cleaned_data.get(code)) for code in typed}
        return {**cells, **{code: self.stored.get(code) for code in self.errors if code in cells}}

    def unsaved_cells(self, clashes: set[CellPlace]) -> dict[str, list]:
        """Return the texts of the cells that could not be stored; of all cells of a row that is not."""
        wrong = {code for code in self.fields if code in self.errors or (self.origin.name, code) in clashes}
        if (self.origin.name, "") in clashes or (wrong and not self.origin.name):
            wrong = set(self.fields)
        return self.texts_of_cells(code for code in self.fields if code in wrong)

    def texts_of_cells(self, codes: Iterable[str]) -> dict[str, list]:
        """Return {name of a field in the row: [texts]} of these cells, without files."""
        fields = self.read_fields()
        names = [name for code in codes for name in self.names_of_cell(code)]
        return {name: fields[self.add_prefix(name)] for name in names if self.add_prefix(name) in fields}

    def names_of_cell(self, code: str) -> list[str]:
        """Return the names of the fields of a cell."""
        return [code]

    def read_fields(self) -> dict[str, list]:
        """Return {name of a field in the page: [texts]}, without files."""
        return read_bound_fields(self)


def label_cell(field: forms.Field, label: object) -> None:
    """Give a cell its accessible name; boxes to tick have names of their own, so theirs is the group's."""
    if isinstance(field.widget, forms.RadioSelect):
        field.group_label = label  # type: ignore[attr-defined]
    else:
        field.widget.attrs["aria-label"] = label


def read_row(form: RowForm) -> dict[str, list]:
    """Return {name of a field in the row: [texts]}, without files; nothing of an empty row."""
    cells = form.texts_of_cells(form.fields)
    return cells if is_answered(list(cells.values())) else {}
