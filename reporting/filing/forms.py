"""The forms of a section: one small form for each question, built from the instrument."""

from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from reporting.filing.conflicts import Conflict
from reporting.filing.fields import field_for, to_initial_value, to_stored_value
from reporting.filing.fingerprints import answer_fingerprint, canonical_value
from reporting.models import Reason
from reporting.submissions.questionnaire import is_answered


class QuestionForm(forms.Form):
    """One question: its value, or a reason why there is none.

    `base` is the hash of the answer that the page was built from: it shows whether this person, or somebody
    else meanwhile, has changed the answer.
    """

    opens_empty_row = False  # True if somebody has just asked for an empty row of this group
    conflict: Conflict | None = None  # what somebody else has saved meanwhile
    keeps_theirs = False  # True if this person has chosen the answer of somebody else

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
        self.question, self.answer, self.countries = question, answer, countries
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
        """True if something typed is not saved: it is wrong, or somebody else was faster."""
        return not self.keeps_theirs and bool(self.conflict or self.errors)

    def is_savable(self):
        """Return True if something typed can be saved; wrong cells of a table do not hold up the others."""
        return self.is_valid()

    def merge(self, current):
        """Return the typed answer joined with what somebody else has saved, or None if both cannot stand."""

    def settlement(self, now):
        """Return how this person settles the conflict that the page showed: "theirs", "mine" or nothing.

        "mine" counts only if the other answer is still the one that was shown.
        """
        choice = self.data.get(self.add_prefix("settle"), "")
        if choice == "theirs":
            return choice
        return "mine" if choice and self.data.get(self.add_prefix("seen")) == now else ""

    def show_as_stored(self, answer):
        """Let the form, which is shown again, build on the answer that was just saved."""
        data = cast(QueryDict, self.data).copy()
        data[self.add_prefix("base")] = self.fingerprint(answer)
        self.data = data

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
        label=_("Note (not made public)"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=5000,
    )
