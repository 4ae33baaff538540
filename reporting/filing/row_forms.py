"""The forms of questions that are answered by rows, and the forms of a section."""

from dataclasses import replace
from itertools import count, islice
from typing import Any

from django import forms
from django.utils.translation import ngettext

from authorities.languages.cldr import join_items
from authorities.languages.direction import isolate
from reporting.filing.conflicts import CellPlace, MergedAnswer, RowMerger, StoredAnswer
from reporting.filing.fields.question_fields import Choices, field_for, to_initial_value, to_stored_value
from reporting.filing.forms import QuestionForm, read_bound_fields
from reporting.filing.row_origins import RowOrigin, describe_origin, name_rows
from reporting.instruments.question_types import (
    DEFAULT_MAX_ROWS,
    LARGEST_MAX_ROWS,
    Question,
    QuestionType,
    type_of,
)
from reporting.submissions.questionnaire import NOTHING, is_answered


class RowForm(forms.Form):
    """One row of a repeating group or table."""

    def __init__(self, columns, row, countries, *, origin, cell_label=None, **kwargs):
        self.columns, self.stored, self.origin = columns, row, origin
        initial = {c["code"]: to_initial_value(c, row.get(c["code"])) for c in columns}
        super().__init__(initial=initial, **kwargs)
        for column in columns:
            field = field_for(column, countries, row.get(column["code"]))
            if cell_label:
                name_cell(field, isolate(cell_label % column["label"]))
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
        fields = read_bound_fields(self)
        return {
            code: fields[name]
            for code in self.fields
            if code in wrong and (name := self.add_prefix(code)) in fields
        }


def name_cell(field: forms.Field, label: object) -> None:
    """Give a cell its accessible name; boxes to tick have names of their own, so theirs is the group's."""
    if isinstance(field.widget, forms.RadioSelect):
        field.group_label = label  # type: ignore[attr-defined]
    else:
        field.widget.attrs["aria-label"] = label


class RowsForm(QuestionForm):
    """A question answered by rows: a repeating group, or a table with fixed rows.

    Each row names the stored row that it was built from, and its cells, so that two people who change
    different cells both win.
    """

    rows_template = ""

    def __init__(self, *args, row_names=(), **kwargs):
        self.stored_names = list(row_names)
        super().__init__(*args, **kwargs)

    def add_value_fields(self, countries):
        self.row_forms = [
            RowForm(
                self.question["columns"],
                row,
                countries,
                origin=origin,
                data=self.data if self.is_bound else None,
                files=self.files if self.is_bound else None,
                prefix=f"{self.prefix}-{key}",
                cell_label=self.cell_label(key),
            )
            for key, origin, row in self.keyed_rows()
        ]

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

    def merge_rows(self, merger: RowMerger, current: Any) -> MergedAnswer:
        raise NotImplementedError

    def build_on(self, answer, merged):
        super().build_on(answer, merged)
        for form, origin in zip(self.row_forms, merged.origins, strict=False):
            form.origin = origin

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
            found |= read_bound_fields(form)
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


def read_row(form: RowForm) -> dict[str, list]:
    """Return {column: [texts]} of a row, without files; nothing of an empty one."""
    fields = read_bound_fields(form)
    cells = {code: fields[name] for code in form.fields if (name := form.add_prefix(code)) in fields}
    return cells if is_answered(list(cells.values())) else {}


class GroupForm(RowsForm):
    """The stored rows and an empty one. Rows that are left empty, or marked to be removed, are dropped."""

    rows_template = "reporting/filing/_group_rows.html"

    @property
    def limit(self):
        return min(self.question["max_rows"] or DEFAULT_MAX_ROWS, LARGEST_MAX_ROWS)

    def clean(self):
        cleaned = super().clean()
        if self.has_too_many_rows:
            sentence = ngettext(
                "This question takes %(count)d row at most.",
                "This question takes %(count)d rows at most.",
                self.limit,
            )
            self.add_error(None, sentence % {"count": self.limit})
        return cleaned

    def keyed_rows(self):
        stored = self.answer["value"] or []
        count = max(len(stored) + 1, self.question["min_rows"] or 0)
        if self.is_bound:
            sent = str(self.data.get(f"{self.prefix}-rows", ""))
            count = int(sent) if sent.isdecimal() and len(sent) < 4 else count
        # Rows that are stored already are shown, whatever the limit has become.
        limit = max(self.limit, len(stored))
        self.has_too_many_rows = count > limit and self.is_bound
        self.row_count = min(max(count, 1), limit)
        self.may_grow = self.row_count < limit
        names = name_rows(self.question["columns"], stored, self.stored_names)
        return [self.keyed_row(number, names, stored) for number in range(self.row_count)]

    def keyed_row(self, number, names, stored):
        """Return the row at a place of the page; it may stand elsewhere now, or be gone."""
        has_place = number < len(stored)
        origin = self.read_origin(number, *((names[number], stored[number]) if has_place else ("", {})))
        row = stored[names.index(origin.name)] if origin.name in names else {}
        return number, origin, row

    def typed_rows(self):
        """Return the rows of the page in order; None for one that is left empty, or to be removed."""
        rows = [
            None if f"{self.prefix}-drop-{number}" in self.data else row.typed_value()
            for number, row in enumerate(self.row_forms)
        ]
        return [row if is_answered(row) else None for row in rows]

    def typed_value(self):
        return [row for row in self.typed_rows() if row] or None

    def merge_rows(self, merger, current):
        typed = [(form.origin, row) for form, row in zip(self.row_forms, self.typed_rows(), strict=True)]
        is_older = str(self["base"].value() or "") != self.fingerprint(merger.stored.answer)
        merged = merger.merge_group(typed, is_older=is_older)
        now = len(current or [])
        if len(merged.row_names) > max(self.limit, now):
            return MergedAnswer(merger.stored.answer, clashes={("", "")})
        return merged

    def posted_fields(self):
        return {**super().posted_fields(), f"{self.prefix}-rows": [str(self.row_count)]}

    def lay_row_over(self, fields, key, origin, cells):
        places = {form.origin.name: place for place, form in self.keyed_forms if form.origin.name}
        if origin.name in places:
            super().lay_row_over(fields, places[origin.name], origin, cells)
            return
        number = self.first_free_row(fields)
        fields |= {f"{self.prefix}-{number}-{code}": texts for code, texts in cells.items()}
        fields[self.origin_field(number)] = [str(origin)]
        fields[f"{self.prefix}-rows"] = [str(max(number + 1, self.row_count))]

    def first_free_row(self, fields: dict[str, list]) -> int:
        """Return the number of the first row, after the stored ones, in which nothing is typed yet."""
        codes = [column["code"] for column in self.question["columns"]]
        return next(
            number
            for number in count(len(self.answer["value"] or []))
            if not any(is_answered(fields.get(f"{self.prefix}-{number}-{code}")) for code in codes)
        )

    @property
    def rows(self):
        """[(summary, True if open, row)]: a row is open if it has errors or was asked for."""
        return [
            (row.summary, bool(row.errors) or (not row.summary and (self.opens_empty_row or not number)), row)
            for number, row in enumerate(self.row_forms)
        ]


class TableForm(RowsForm):
    """The fixed rows that the instrument names."""

    rows_template = "reporting/filing/_table_rows.html"

    def keyed_rows(self):
        stored = self.answer["value"] or {}
        rows = [(row["value"], stored.get(row["value"]) or {}) for row in self.question["rows"]]
        return [(key, self.read_origin(key, key, row), row) for key, row in rows]

    def cell_label(self, key):
        label = next(row["label"] for row in self.question["rows"] if row["value"] == key)
        return label.replace("%", "%%") + ": %s"

    @property
    def rows(self):
        """[(key, label, row)]."""
        pairs = zip(self.question["rows"], self.row_forms, strict=True)
        return [(row["value"], row["label"], form) for row, form in pairs]

    def typed_value(self):
        cells = {key: form.typed_value() for key, form in self.keyed_forms}
        return cells if is_answered(cells) else None

    def merge_rows(self, merger, current):
        merged = merger.merge_table(
            {key: (form.origin, form.typed_value()) for key, form in self.keyed_forms}, current or {}
        )
        return merged if is_answered(merged.answer["value"]) else replace(merged, answer=NOTHING)

    def restrict_to(self, merged):
        """Return the question with the rows and columns in which two people have changed a cell."""
        rows, columns = ({place[part] for place in merged.clashes} for part in (0, 1))
        if "" in rows | columns:
            return self.question
        return {
            **self.question,
            "rows": [row for row in self.question["rows"] if row["value"] in rows],
            "columns": [column for column in self.question["columns"] if column["code"] in columns],
        }


FORM_FOR: dict[QuestionType, type[RowsForm]] = {
    QuestionType.GROUP: GroupForm,
    QuestionType.TABLE: TableForm,
}


def question_forms(
    section: dict,
    answers: dict[str, dict],
    countries: Choices,
    *,
    row_names: dict[str, list[str]] | None = None,
    data: Any = None,
    files: Any = None,
) -> list[QuestionForm]:
    """Return the forms of a section, in order; bound if `data` is given.

    `row_names` are the names of the rows of stored groups, by question.
    """
    names = row_names or {}
    return [
        question_form(question, answers, countries, names.get(question["code"], []), data=data, files=files)
        for question in section["questions"]
    ]


def question_form(
    question: Question,
    answers: dict[str, dict],
    countries: Choices,
    row_names: list[str],
    **sent: Any,
) -> QuestionForm:
    """Return the form of one question."""
    answer = answers.get(question["code"], NOTHING)
    if question["type"] in FORM_FOR:
        return FORM_FOR[question["type"]](question, answer, countries, row_names=row_names, **sent)
    return QuestionForm(question, answer, countries, **sent)
