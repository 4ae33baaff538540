"""The forms of a section: one small form for each question, built from the instrument."""

from datetime import datetime
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reporting.filing.conflicts import CellPlace, Conflict, MergedAnswer, StoredAnswer
from reporting.filing.fields.question_fields import field_for, to_initial_value, to_stored_value
from reporting.filing.fields.uploads import find_uploads, name_uploads
from reporting.filing.fields.widgets import TickList
from reporting.filing.fingerprints import answer_fingerprint, canonical_value
from reporting.filing.joining import join_values, may_join
from reporting.instruments.question_types import Question, QuestionType, type_of
from reporting.models import Reason
from reporting.submissions.plain_answers import NOTHING, is_answered
from reporting.submissions.read_back import render_answer


class QuestionForm(forms.Form):
    """One question: its value, or a reason why there is none.

    `base` is the hash of the answer that the page was built from: it shows whether this person, or somebody
    else meanwhile, has changed the answer.
    """

    conflict: Conflict | None = None  # what somebody else has saved meanwhile
    keeps_theirs = False  # True if this person has chosen the answer of somebody else
    joins = False  # True if this person has chosen both
    merged: MergedAnswer | None = None  # what of the typed answer could be stored
    unsaved_since: datetime | None = None  # when this person typed what is shown, but not stored
    blank: dict[str, Any] = NOTHING  # the answer that stands until somebody gives one
    hidden_options: frozenset[str] = frozenset()  # the options that the other answers rule out

    base = forms.CharField(
        widget=forms.HiddenInput(attrs={"data-basis": True}), required=False, max_length=64
    )
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
        if not self.shows_each_choice:
            self.fields["value"].widget.attrs["aria-labelledby"] = f"{self.prefix}-text"

    @property
    def shows_each_choice(self):
        """True if the page shows every choice by itself: radio buttons, or a few boxes."""
        widget = self.fields["value"].widget
        return widget.use_fieldset and not isinstance(widget, TickList)

    @property
    def rows(self):
        return []

    def open_empty_row(self):
        """Show an empty row to type in; there are rows in groups alone."""

    @property
    def first_wrong_cell(self):
        """The id of the first field of a row that has an error; empty if there is none."""
        return ""

    @property
    def has_errors(self):
        """True if something typed is not saved: it is wrong, or somebody else was faster."""
        wrong = not self.is_only_shown and self.errors
        return not self.keeps_theirs and bool(self.conflict or self.unsaved_since or wrong)

    @property
    def is_touched(self):
        """True if something else was sent than the page was built from."""
        return not self.is_valid() or self.fingerprint(self.typed_answer()) != self["base"].value()

    def is_savable(self):
        """Return True if something typed can be saved; wrong cells of a table do not hold up the others."""
        return not self.is_only_shown and not self.keeps_theirs and self.is_valid()

    @property
    def is_only_shown(self):
        """True if nobody types the answer: it is computed, or given by the instrument."""
        return type_of(self.question).is_computed or bool(self.question.get("read_only"))

    def join(self, stored: StoredAnswer) -> MergedAnswer | None:
        """Merge what can be saved into the stored answer, and note what cannot because of somebody else."""
        if self.is_savable():
            self.merged = self.merge(stored)
            is_conflict = self.merged.clashes and not self.keeps_theirs
            self.conflict = describe_conflict(self, stored, self.merged) if is_conflict else None
        return self.merged

    def merge(self, stored: StoredAnswer) -> MergedAnswer:
        """Return what shall be stored: the typed answer, unless somebody else has changed it meanwhile."""
        typed, base = self.typed_answer(), str(self["base"].value() or "")
        if type_of(self.question) is QuestionType.FILE:  # added to what stands there now: both win
            base = self.fingerprint(self.answer)
        now, own = self.fingerprint(stored.answer), self.fingerprint(typed)
        if own in (base, now):
            return MergedAnswer(stored.answer)
        changed = self.changed_places(stored)
        if base != now and not stored.yields(*changed):
            return MergedAnswer(stored.answer, clashes={("", "")}, contested=set(changed))
        if self.joins and self.may_join(stored.answer):
            typed["value"] = join_values(self.question, stored.answer["value"], typed["value"])
        return MergedAnswer(typed, written={("", "")})

    def changed_places(self, stored: StoredAnswer) -> list[CellPlace]:
        """Return where the stored answer says something else than when the page was built."""
        return [("", "")]

    def may_join(self, theirs: dict[str, Any]) -> bool:
        """Return True if the typed answer can stand together with that of somebody else."""
        longest = getattr(self.fields.get("value"), "max_length", None)
        return may_join(self.question, theirs, self.typed_answer(), longest)

    def restrict_to(self, merged: MergedAnswer) -> Question:
        """Return the question as far as a conflict concerns it."""
        return self.question

    def settlement(self, now):
        """Return how this person settles the conflict that the page showed: "theirs", "mine", "join" or "".

        "mine" and "join" count only if the other answer is still the one that was shown.
        """
        choice = self.data.get(self.add_prefix("settle"), "")
        if choice == "theirs":
            return choice
        is_seen = self.data.get(self.add_prefix("seen")) == now
        return {"join": "join"}.get(choice, "mine") if choice and is_seen else ""

    def build_on(self, answer, merged):
        """Let the form, which may be shown or sent again, build on the answer that is stored now.

        A form that shows something else than is stored keeps its basis: nobody has seen what is stored.
        """
        now = self.fingerprint(answer)
        if self.fingerprint(self.typed_answer()) == now:
            data = cast(QueryDict, self.data).copy()
            data[self.add_prefix("base")] = now
            self.data = data

    @property
    def basis(self) -> dict[str, str]:
        """The hidden fields that say what the form was built from."""
        return {self.add_prefix("base"): str(self["base"].value() or "")}

    def posted_fields(self) -> dict[str, list]:
        """Return what a browser sends of the form as it stands, without files."""
        return read_bound_fields(self)

    def unsaved_fields(self) -> dict[str, Any]:
        """Return what was typed and is not stored, to be shown again: {"fields": {name: [texts]}}."""
        return {"fields": self.posted_fields()}

    def lay_over(self, unsaved: dict[str, Any]) -> dict[str, list]:
        """Return the fields of the form with what was typed and could not be stored."""
        return {**self.posted_fields(), **unsaved["fields"]}

    def bind_again(self, data: QueryDict) -> "QuestionForm":
        """Return the form with these fields in it."""
        return type(self)(self.question, self.answer, self.countries, data=data, files={})

    def fingerprint(self, answer):
        """Return one hash for all answers that say the same; a new file is never one that is stored."""
        return answer_fingerprint(self.question, {**answer, "value": name_uploads(answer["value"])})

    def is_new(self, value):
        """Return True if a typed value says something else than the stored one."""
        if find_uploads(value):
            return True
        stored = self.answer["value"]
        return canonical_value(self.question, value) != canonical_value(self.question, stored)

    def named_answer(self):
        """Return the typed answer as the rules read it: of a new file its name."""
        typed = self.typed_answer()
        return {**typed, "value": name_uploads(typed["value"])}

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


def read_bound_fields(form: forms.Form) -> dict[str, list]:
    """Return {name: [texts]} of the fields of a form, without files."""
    found = {}
    for field in form:
        value = field.value()
        if not isinstance(value, dict) and not field.field.widget.needs_multipart_form:
            takes_several = getattr(field.field.widget, "allow_multiple_selected", False)
            texts = value if isinstance(value, list) else [value]
            found[field.html_name] = [text for text in texts if text or not takes_several]
    return {name: ["" if text is None else text for text in texts] for name, texts in found.items()}


def describe_conflict(form: QuestionForm, stored: StoredAnswer, merged: MergedAnswer) -> Conflict:
    """Return both answers in words."""
    names = {str(code): str(name) for code, name in form.countries}
    question = form.restrict_to(merged)
    mine = form.named_answer()
    return Conflict(
        stored.find_authors(merged.contested or merged.clashes),
        render_answer(question, stored.answer, names),
        render_answer(question, mine, names),
        form.fingerprint(merged.answer),  # once the cells without a clash are stored
        form.unsaved_since or timezone.now(),
        form.may_join(stored.answer),
    )


class CertifyForm(forms.Form):
    """The officer who signs the report for the country; not always the one who submits it."""

    signatory_name = forms.CharField(label=_("Name of the signatory"), max_length=200)
    signatory_position = forms.CharField(label=_("Position of the signatory"), max_length=200)
    consents = forms.BooleanField(
        label=_("The country agrees already that this report is made public once it is accepted."),
        help_text=_(
            "You may leave this open: you are asked after acceptance, and can object then. Reports under the "
            "Code are made public; without your consent the secretariat writes down why, and you read it."
        ),
        required=False,
    )
    agreed = forms.BooleanField(
        label=_("The signatory has read this report and certifies that it is the answer of the country."),
        error_messages={"required": _("Tick this to certify the report.")},
    )
