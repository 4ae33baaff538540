"""What the forms of all questions that are answered by rows have in common."""

from typing import Any

from reporting.filing.conflicts import MergedAnswer, RowMerger, StoredAnswer
from reporting.filing.forms import QuestionForm, read_bound_fields
from reporting.filing.rows.row_form import RowForm, read_row
from reporting.filing.rows.row_origins import RowOrigin, describe_origin


class RowsForm(QuestionForm):
    """A question answered by rows: a repeating group, or a table with fixed rows.

    Each row names the stored row that it was built from, and its cells, so that two people who change
    different cells both win.
    """

    rows_template = ""
    row_form: type[RowForm] = RowForm

    def __init__(self, *args, row_names=(), **kwargs):
        self.stored_names = list(row_names)
        super().__init__(*args, **kwargs)

    def add_value_fields(self, countries):
        self.row_forms = [
            self.build_row(key, origin, row, countries) for key, origin, row in self.keyed_rows()
        ]

    def build_row(self, key, origin, row, countries):
        return self.row_form(
            self.question["columns"],
            row,
            countries,
            origin=origin,
            data=self.data if self.is_bound else None,
            files=self.files if self.is_bound else None,
            prefix=f"{self.prefix}-{key}",
            cell_label=self.cell_label(key),
        )

    def keyed_rows(self):
        """Return [(key of the row in field names, its origin, its stored cells)]."""
        raise NotImplementedError

    def origin_field(self, key):
        """Return the name of the hidden field with the origin of a row; no cell is called so."""
        return f"{self.prefix}~{key}"

    def read_origin(self, key, name, row):
        """Return the origin that the page names; without one, the row as it stands now."""
        sent = self.data.get(self.origin_field(key)) if self.is_bound else None
        return describe_origin(self.question["columns"], name, row) if sent is None else RowOrigin.read(sent)

    def cell_label(self, key):
        """Return the accessible name of a cell, with %s for its column; None if it has a visible label."""

    def merge(self, stored: StoredAnswer) -> MergedAnswer:
        if self.cleaned_data.get("reason") or stored.answer["reason"]:
            return super().merge(stored)
        return self.merge_rows(RowMerger(self.question["columns"], stored), stored.answer["value"])

    def changed_places(self, stored):
        rows = self.rows_by_name(stored)
        merger = RowMerger(self.question["columns"], stored)
        changed = merger.find_all_changed([form.origin for form in self.row_forms], rows) if rows else []
        return changed or super().changed_places(stored)

    def rows_by_name(self, stored: StoredAnswer) -> dict[str, dict]:
        """Return {name: cells} of the stored rows."""
        rows = stored.answer["value"] or {}
        if isinstance(rows, dict):
            return {name: row or {} for name, row in rows.items()}
        return dict(zip(stored.row_names(self.question["columns"]), rows, strict=True))

    def merge_rows(self, merger: RowMerger, current: Any) -> MergedAnswer:
        raise NotImplementedError

    def build_on(self, answer, merged):
        super().build_on(answer, merged)
        for form, origin in zip(self.ordered_forms, merged.origins, strict=False):
            form.origin = origin

    @property
    def ordered_forms(self) -> list[RowForm]:
        """The rows as they stand on the page."""
        return self.row_forms

    @property
    def keyed_forms(self) -> list[tuple[str, RowForm]]:
        """[(key of the row in field names, its form)]."""
        return [(form.prefix.removeprefix(f"{self.prefix}-"), form) for form in self.row_forms]

    @property
    def basis(self):
        return {
            **super().basis,
            **{self.origin_field(key): str(form.origin) for key, form in self.keyed_forms},
        }

    def posted_fields(self):
        found = {**super().posted_fields(), **{name: [text] for name, text in self.basis.items()}}
        for form in self.row_forms:
            found |= form.read_fields()
        return found

    def unsaved_fields(self):
        """Return {"fields": ..., "rows": [(name of the row, its origin, {cell: [texts]})]}.

        Of a question whose reason or rows as a whole were refused, all that was typed.
        """
        clashes = self.merged.clashes if self.merged else set()
        is_whole = self.merged is None or ("", "") in clashes
        rows = [
            (key, str(form.origin), read_row(form) if is_whole else form.unsaved_cells(clashes))
            for key, form in self.keyed_forms
        ]
        own = read_bound_fields(self) if is_whole else {}
        own.pop(self.add_prefix("base"), None)
        return {"fields": own, "rows": [row for row in rows if row[2]]}

    def lay_over(self, unsaved):
        found = {**self.posted_fields(), **unsaved["fields"]}
        for key, origin, cells in unsaved["rows"]:
            self.lay_row_over(found, key, RowOrigin.read(origin), cells)
        return found

    def lay_row_over(self, fields: dict[str, list], key: str, origin: RowOrigin, cells: dict) -> None:
        """Put the cells that could not be stored into the fields, on the basis that they had."""
        form = dict(self.keyed_forms)[key]
        fields |= {form.add_prefix(code): texts for code, texts in cells.items()}
        bases = {code: origin.cells.get(code, "") for code in cells}
        fields[self.origin_field(key)] = [str(form.origin.with_cells(form.origin.name, bases))]

    @property
    def rows(self):
        return self.row_forms

    @property
    def first_wrong_cell(self):
        cells = (row[name].auto_id for row in self.row_forms for name in row.fields if row.errors.get(name))
        return next(cells, "")

    def is_savable(self):
        return super().is_valid()

    def bind_again(self, data):
        names = self.stored_names
        return type(self)(self.question, self.answer, self.countries, row_names=names, data=data, files={})

    def is_valid(self):
        return all([super().is_valid(), *(row.is_valid() for row in self.row_forms)])

    @property
    def has_errors(self):
        wrong = self.errors or any(row.errors for row in self.row_forms)
        return bool(self.conflict or self.unsaved_since or wrong)
