"""The forms of questions that are answered by rows, and the forms of a section."""

import json
from typing import Any

from django import forms
from django.utils.translation import ngettext

from reporting.filing.conflicts import merge_rows
from reporting.filing.fields import Choices, field_for, to_initial_value, to_stored_value
from reporting.filing.fingerprints import row_fingerprint
from reporting.filing.forms import QuestionForm, find_uploads
from reporting.instruments.question_types import DEFAULT_MAX_ROWS, LARGEST_MAX_ROWS, QuestionType
from reporting.submissions.questionnaire import NOTHING, is_answered


class RowForm(forms.Form):
    """One row of a repeating group or table."""

    def __init__(self, columns, row, countries, *, cell_label=None, **kwargs):
        self.columns, self.stored = columns, row
        self.origin = row_fingerprint(columns, row)
        initial = {c["code"]: to_initial_value(c, row.get(c["code"])) for c in columns}
        super().__init__(initial=initial, **kwargs)
        for column in columns:
            field = field_for(column, countries, row.get(column["code"]))
            if cell_label:
                field.widget.attrs["aria-label"] = cell_label % column["label"]
            self.fields[column["code"]] = field

    @property
    def cells(self):
        """[(field, rule of relevance)]: the rule is for the script, empty if there is none."""
        rules = (column.get("relevant") for column in self.columns)
        return [
            (field, "" if rule is None else json.dumps(rule)) for field, rule in zip(self, rules, strict=True)
        ]

    @property
    def summary(self):
        """The first text of the row, shown while it is folded; empty for an empty row."""
        texts = [c["code"] for c in self.columns if c["type"] in (QuestionType.TEXT, QuestionType.LONG_TEXT)]
        words = (self[code].value() for code in texts)
        return next(filter(None, words), "") or ("…" if is_answered(self.initial) else "")

    def typed_value(self):
        """Return the cells; one that cannot be read leaves what is stored."""
        self.is_valid()
        cells = {c["code"]: to_stored_value(self.cleaned_data.get(c["code"])) for c in self.columns}
        return {**cells, **{code: self.stored.get(code) for code in self.errors if code in cells}}


class RowsForm(QuestionForm):
    """A question answered by rows: a repeating group, or a table with fixed rows."""

    rows_template = ""

    def add_value_fields(self, countries):
        self.row_forms = [
            RowForm(
                self.question["columns"],
                row,
                countries,
                data=self.data if self.is_bound else None,
                files=self.files if self.is_bound else None,
                prefix=f"{self.prefix}-{key}",
                cell_label=self.cell_label(key),
            )
            for key, row in self.keyed_rows()
        ]

    def keyed_rows(self):
        """Return [(key of the row in field names, its stored cells)]."""
        raise NotImplementedError

    def cell_label(self, key):
        """Return the accessible name of a cell, with %s for its column; None if it has a visible label."""

    @property
    def rows(self):
        return self.row_forms

    def is_savable(self):
        return super().is_valid()

    def is_valid(self):
        return all([super().is_valid(), *(row.is_valid() for row in self.row_forms)])

    @property
    def has_errors(self):
        return super().has_errors or (not self.keeps_theirs and any(row.errors for row in self.row_forms))


class GroupForm(RowsForm):
    """The stored rows and an empty one. Rows that are left empty, or marked to be removed, are dropped.

    Each row names the stored row that it was built from, so that it is known again wherever others have
    moved it, and rows that two people add at once are both kept.
    """

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
        rows = dict(enumerate(stored))
        if self.is_bound:
            rows = self.rows_by_origin(stored)
        return [(number, rows.get(number, {})) for number in range(self.row_count)]

    def rows_by_origin(self, stored):
        """Return {number of a row on the page: the stored row it was built from}, wherever it stands now."""
        left: dict[str, list] = {}
        for row in stored:
            left.setdefault(row_fingerprint(self.question["columns"], row), []).append(row)
        found = {}
        for number in range(self.row_count):
            origin = self.data.get(f"{self.prefix}-origin-{number}")
            if origin is None:  # a page that names no origins is taken in order
                found[number] = stored[number] if number < len(stored) else {}
            elif left.get(origin):
                found[number] = left[origin].pop(0)
        return found

    def typed_rows(self):
        """Return the rows of the page in order; None for one that is left empty, or to be removed."""
        rows = [
            None if f"{self.prefix}-drop-{number}" in self.data else row.typed_value()
            for number, row in enumerate(self.row_forms)
        ]
        return [row if is_answered(row) else None for row in rows]

    def typed_value(self):
        return [row for row in self.typed_rows() if row] or None

    def merge(self, current):
        typed = self.typed_rows()
        if self.cleaned_data.get("reason") or current["reason"]:
            return None
        pairs = []
        for number, row in enumerate(typed):
            origin = self.data.get(f"{self.prefix}-origin-{number}", "")
            pairs.append((origin, row, "" if find_uploads(row) else self.row_fingerprint(row)))
        merged = merge_rows(pairs, current["value"] or [], self.row_fingerprint)
        return None if merged is None or len(merged) > self.limit else {**NOTHING, "value": merged or None}

    def row_fingerprint(self, row):
        return row_fingerprint(self.question["columns"], row or {})

    def show_as_stored(self, answer):
        super().show_as_stored(answer)
        saved = iter(answer["value"] or [])
        for form, row in zip(self.row_forms, self.typed_rows(), strict=True):
            form.origin = self.row_fingerprint(next(saved, {})) if row else ""

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
        return [(row["value"], stored.get(row["value"]) or {}) for row in self.question["rows"]]

    def cell_label(self, key):
        label = next(row["label"] for row in self.question["rows"] if row["value"] == key)
        return label.replace("%", "%%") + ": %s"

    @property
    def rows(self):
        return [(row["label"], form) for row, form in zip(self.question["rows"], self.row_forms, strict=True)]

    def typed_value(self):
        cells = {
            row["value"]: form.typed_value()
            for row, form in zip(self.question["rows"], self.row_forms, strict=True)
        }
        return cells if is_answered(cells) else None


FORM_FOR: dict[QuestionType, type[RowsForm]] = {
    QuestionType.GROUP: GroupForm,
    QuestionType.TABLE: TableForm,
}


def question_forms(
    section: dict, answers: dict[str, dict], countries: Choices, *, data: Any = None, files: Any = None
) -> list[QuestionForm]:
    """Return the forms of a section, in order; bound if `data` is given."""
    return [
        FORM_FOR.get(question["type"], QuestionForm)(
            question, answers.get(question["code"], NOTHING), countries, data=data, files=files
        )
        for question in section["questions"]
    ]
