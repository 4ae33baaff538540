"""The forms of the filing room: one small form per question, made from the instrument."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from reporting.filing.fields import field_for, to_show, to_store
from reporting.models import Reason
from reporting.models.instruments import fingerprint
from reporting.submissions.questionnaire import NOTHING, is_answered

MOST_ROWS = 50


class QuestionForm(forms.Form):
    """One question: its value, or a reason why there is none.

    `base` is the fingerprint of the answer the page was made from: it tells what this person has changed from
    what somebody else has changed meanwhile.
    """

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
        shown = {
            "value": to_show(question, answer["value"]),
            "reason": answer["reason"],
            "reason_detail": answer["reason_detail"],
            "base": fingerprint(answer),
        }
        super().__init__(data, files, prefix=question["code"], initial=shown)
        self.add_value_fields(countries)

    def add_value_fields(self, countries):
        self.fields["value"] = field_for(self.question, countries, self.answer["value"])
        if not self.fields["value"].widget.use_fieldset:
            self.fields["value"].widget.attrs["aria-labelledby"] = f"{self.prefix}-text"

    @property
    def rows(self):
        return []

    @property
    def went_wrong(self):
        return bool(self.errors)

    def typed_value(self):
        """The value as it is stored; a new file is still an upload."""
        return to_store(self.question, self.cleaned_data.get("value"))

    def said(self):
        """The answer as plain data. Of a value and a reason, the one given just now counts."""
        value, reason = self.typed_value(), self.cleaned_data.get("reason", "")
        if reason and is_answered(value):
            keep_value = reason == self.answer["reason"] and value != self.answer["value"]
            value, reason = (value, "") if keep_value else (None, reason)
        detail = self.cleaned_data.get("reason_detail", "") if reason else ""
        return {"value": None if reason else value, "reason": reason, "reason_detail": detail}

    def clean(self):
        cleaned = super().clean()
        if not self.errors and cleaned.get("reason") and cleaned["reason"] != self.answer["reason"]:
            value = self.typed_value()
            if is_answered(value) and value != self.answer["value"]:
                self.add_error(
                    "reason", _("You gave an answer and a reason for not answering. Keep one of them.")
                )
        return cleaned


class RowForm(forms.Form):
    """One row of a repeating group or table."""

    def __init__(self, columns, row, countries, *, cell_names=None, **kwargs):
        self.columns = columns
        shown = {column["code"]: to_show(column, row.get(column["code"])) for column in columns}
        super().__init__(initial=shown, **kwargs)
        for column in columns:
            field = field_for(column, countries, row.get(column["code"]))
            if cell_names:
                field.widget.attrs["aria-label"] = cell_names % column["label"]
            self.fields[column["code"]] = field

    @property
    def first_words(self):
        """What a folded row is known by; empty for a row nobody has filled."""
        texts = [column["code"] for column in self.columns if column["type"] in ("text", "longtext")]
        words = (self.initial.get(code) for code in texts)
        return next(filter(None, words), "") or ("…" if is_answered(self.initial) else "")

    def typed_value(self):
        self.is_valid()
        return {c["code"]: to_store(c, self.cleaned_data.get(c["code"])) for c in self.columns}


class RowsForm(QuestionForm):
    """A question answered by rows: a repeating group, or a table with fixed rows."""

    def add_value_fields(self, countries):
        self.row_forms = [
            RowForm(
                self.question["columns"],
                row,
                countries,
                data=self.data if self.is_bound else None,
                files=self.files if self.is_bound else None,
                prefix=f"{self.prefix}-{key}",
                cell_names=self.cell_names(key),
            )
            for key, row in self.keyed_rows()
        ]

    def keyed_rows(self):
        """[(key of the row in field names, its stored cells)]."""
        raise NotImplementedError

    def cell_names(self, key):
        """How a cell is announced, with a place for its column; None where it has a label of its own."""

    @property
    def rows(self):
        return self.row_forms

    def is_valid(self):
        return all([super().is_valid(), *(row.is_valid() for row in self.row_forms)])

    @property
    def went_wrong(self):
        return bool(self.errors) or any(row.errors for row in self.row_forms)


class GroupForm(RowsForm):
    """As many rows as are needed: those stored and an empty one; rows left empty or ticked away go."""

    adding = False  # whether somebody has just asked for an empty row

    def keyed_rows(self):
        stored = self.answer["value"] or []
        most = min(self.question["max_rows"] or MOST_ROWS, MOST_ROWS)
        shown = max(len(stored) + 1, self.question["min_rows"] or 0)
        if self.is_bound:
            sent = str(self.data.get(f"{self.prefix}-rows", ""))
            shown = int(sent) if sent.isdecimal() and len(sent) < 4 else shown
        self.row_count = min(max(shown, 1), most)
        self.may_grow = self.row_count < most
        return [(number, stored[number] if number < len(stored) else {}) for number in range(self.row_count)]

    def typed_value(self):
        kept = [
            row.typed_value()
            for number, row in enumerate(self.row_forms)
            if f"{self.prefix}-{number}-drop" not in self.data
        ]
        return [row for row in kept if is_answered(row)] or None

    @property
    def rows(self):
        """[(first words, whether it lies open, row)]: open is what must be corrected or was asked for."""
        return [
            (row.first_words, bool(row.errors) or (not row.first_words and (self.adding or not number)), row)
            for number, row in enumerate(self.row_forms)
        ]


class TableForm(RowsForm):
    """Fixed rows, as the instrument names them."""

    def keyed_rows(self):
        stored = self.answer["value"] or {}
        return [(row["value"], stored.get(row["value"]) or {}) for row in self.question["rows"]]

    def cell_names(self, key):
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


FORM_FOR = {"group": GroupForm, "table": TableForm}


def question_forms(section, said, countries, *, data=None, files=None):
    """The forms of a section, in order."""
    return [
        FORM_FOR.get(question["type"], QuestionForm)(
            question, said.get(question["code"], NOTHING), countries, data=data, files=files
        )
        for question in section["questions"]
    ]


def uploads_in(value):
    """Every new file in a cleaned value, so that it can be stored before the value is."""
    if isinstance(value, UploadedFile):
        return [value]
    if isinstance(value, list | tuple):
        return [upload for item in value for upload in uploads_in(item)]
    if isinstance(value, dict):
        return [upload for item in value.values() for upload in uploads_in(item)]
    return []


class CertifyForm(forms.Form):
    """The signatory of the report: an officer who may sign for the country, not always the one who clicks."""

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
