"""The forms of a section: one small form for each question, built from the instrument."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from reporting.filing.fields import Choices, field_for, to_initial_value, to_stored_value
from reporting.filing.fingerprints import answer_fingerprint, canonical_value
from reporting.instruments.question_types import QuestionType
from reporting.models import Reason
from reporting.submissions.questionnaire import NOTHING, is_answered

MAX_ROWS = 50


class QuestionForm(forms.Form):
    """One question: its value, or a reason why there is none.

    `base` is the hash of the answer that the page was built from: it shows whether this person, or somebody
    else meanwhile, has changed the answer.
    """

    opens_empty_row = False  # True if somebody has just asked for an empty row of this group

    base = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    reason = forms.ChoiceField(
        choices=[("", _("I can answer this")), *Reason.choices],
        required=False,
        label=_("Why can it not be answered?"),
    )
    reason_detail = forms.CharField(
        max_length=250, required=False, label=_("If held by another body: which?")
    )

    def __init__(self, question, answer, countries, *, data=None, files=None):
        self.question, self.answer = question, answer
        initial = {
            "value": to_initial_value(question, answer["value"]),
            "reason": answer["reason"],
            "reason_detail": answer["reason_detail"],
            "base": self.fingerprint(answer),
        }
        super().__init__(data, files, prefix=question["code"], initial=initial)
        self.add_value_fields(countries)

    def add_value_fields(self, countries):
        self.fields["value"] = field_for(self.question, countries, self.answer["value"])
        if not self.fields["value"].widget.use_fieldset:
            self.fields["value"].widget.attrs["aria-labelledby"] = f"{self.prefix}-text"

    @property
    def rows(self):
        return []

    @property
    def has_errors(self):
        return bool(self.errors)

    def fingerprint(self, answer):
        return answer_fingerprint(self.question, answer)

    def is_new(self, value):
        """Return True if a typed value says something else than the stored one."""
        if find_uploads(value):
            return True
        stored = self.answer["value"]
        return canonical_value(self.question, value) != canonical_value(self.question, stored)

    def typed_value(self):
        """Return the value as it is stored; a new file is still an upload."""
        return to_stored_value(self.cleaned_data.get("value"))

    def typed_answer(self):
        """Return the answer as plain data. Of a value and a reason, the one given just now counts."""
        value, reason = self.typed_value(), self.cleaned_data.get("reason", "")
        if reason and is_answered(value):
            keep_value = reason == self.answer["reason"] and self.is_new(value)
            value, reason = (value, "") if keep_value else (None, reason)
        detail = self.cleaned_data.get("reason_detail", "") if reason else ""
        return {"value": None if reason else value, "reason": reason, "reason_detail": detail}

    def clean(self):
        cleaned = super().clean()
        if not self.errors and cleaned.get("reason") and cleaned["reason"] != self.answer["reason"]:
            value = self.typed_value()
            if is_answered(value) and self.is_new(value):
                self.add_error(
                    "reason", _("You gave an answer and a reason for not answering. Keep one of them.")
                )
        return cleaned


class RowForm(forms.Form):
    """One row of a repeating group or table."""

    def __init__(self, columns, row, countries, *, cell_label=None, **kwargs):
        self.columns = columns
        initial = {c["code"]: to_initial_value(c, row.get(c["code"])) for c in columns}
        super().__init__(initial=initial, **kwargs)
        for column in columns:
            field = field_for(column, countries, row.get(column["code"]))
            if cell_label:
                field.widget.attrs["aria-label"] = cell_label % column["label"]
            self.fields[column["code"]] = field

    @property
    def summary(self):
        """The first text of the row, shown while it is folded; empty for an empty row."""
        texts = [c["code"] for c in self.columns if c["type"] in (QuestionType.TEXT, QuestionType.LONG_TEXT)]
        words = (self.initial.get(code) for code in texts)
        return next(filter(None, words), "") or ("…" if is_answered(self.initial) else "")

    def typed_value(self):
        self.is_valid()
        return {c["code"]: to_stored_value(self.cleaned_data.get(c["code"])) for c in self.columns}


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

    def is_valid(self):
        return all([super().is_valid(), *(row.is_valid() for row in self.row_forms)])

    @property
    def has_errors(self):
        return bool(self.errors) or any(row.errors for row in self.row_forms)


class GroupForm(RowsForm):
    """The stored rows and an empty one. Rows that are left empty, or marked to be removed, are dropped."""

    rows_template = "reporting/filing/_group_rows.html"

    def keyed_rows(self):
        stored = self.answer["value"] or []
        limit = min(self.question["max_rows"] or MAX_ROWS, MAX_ROWS)
        count = max(len(stored) + 1, self.question["min_rows"] or 0)
        if self.is_bound:
            sent = str(self.data.get(f"{self.prefix}-rows", ""))
            count = int(sent) if sent.isdecimal() and len(sent) < 4 else count
        self.row_count = min(max(count, 1), limit)
        self.may_grow = self.row_count < limit
        return [(number, stored[number] if number < len(stored) else {}) for number in range(self.row_count)]

    def typed_value(self):
        rows = [
            row.typed_value()
            for number, row in enumerate(self.row_forms)
            if f"{self.prefix}-{number}-drop" not in self.data
        ]
        return [row for row in rows if is_answered(row)] or None

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


def find_uploads(value: Any) -> list[UploadedFile]:
    """Return every new file in a cleaned value, so that it can be stored before the value is."""
    if isinstance(value, UploadedFile):
        return [value]
    if isinstance(value, list | tuple):
        return [upload for item in value for upload in find_uploads(item)]
    if isinstance(value, dict):
        return [upload for item in value.values() for upload in find_uploads(item)]
    return []


class CertifyForm(forms.Form):
    """The officer who signs the report for the country; not always the one who submits it."""

    signatory_name = forms.CharField(label=_("Name of the signatory"), max_length=200)
    signatory_position = forms.CharField(label=_("Position of the signatory"), max_length=200)
    agreed = forms.BooleanField(
        label=_("The signatory has read this report and certifies that it is the answer of the country."),
        error_messages={"required": _("Tick this to certify the report.")},
    )


class MoveForm(forms.Form):
    """A decision on a report, with a note to its authors."""

    note = forms.CharField(
        label=_("Note to the country"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=5000,
    )
