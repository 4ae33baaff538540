"""What the pages of assignments ask for."""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from reporting.filing.assignments.assigned_parts import expand_parts, list_assignable, section_key
from reporting.models import Assignment, Submission

USUAL_DAYS = 14  # to answer, where nothing else is said
LONGEST_WAIT = timedelta(days=366)


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DueForm(forms.Form):
    """The last day for a part; days are those of the country."""

    due = forms.DateField(label=_("Last day"), widget=DayInput())

    def __init__(self, *args: Any, submission: Submission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.submission = submission

    def clean_due(self) -> Any:
        due, today = self.cleaned_data["due"], self.submission.member_state.local_day()
        if due < today:
            raise ValidationError(_("This day is over in your country. Choose a later one."))
        if due > today + LONGEST_WAIT:
            raise ValidationError(_("Choose a day within a year from now."))
        return due


class AssigneeForm(forms.ModelForm):
    """Who is asked, and at which address."""

    class Meta:
        model = Assignment
        fields = ["institution", "name", "email"]
        help_texts = {
            "institution": _("The ministry or body that answers."),
            "name": _("Optional: who you write to."),
            "email": _("A link goes there. It works once, within seven days, and only for these questions."),
        }

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class AssignmentForm(DueForm, AssigneeForm):
    """Questions of a report, and who is asked to answer them."""

    parts = forms.MultipleChoiceField(
        label=_("What they answer"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one section or question.")},
    )
    is_shared = forms.BooleanField(
        label=_("Others may answer the same questions"),
        required=False,
        help_text=_("Only needed if a question is assigned to somebody else already."),
    )

    class Meta(AssigneeForm.Meta):
        fields = [*AssigneeForm.Meta.fields, "language", "due", "message", "may_read_rest"]
        widgets = {"message": forms.Textarea(attrs={"rows": 3}), "due": DayInput()}
        help_texts = AssigneeForm.Meta.help_texts | {
            "message": _("Optional: a few words of your own. Your name stands in the e-mail in any case."),
            "may_read_rest": _("Otherwise they see the questions that you assign to them and no others."),
        }

    def __init__(self, *args: Any, submission: Submission, **kwargs: Any) -> None:
        super().__init__(*args, submission=submission, **kwargs)
        self.fields["language"].widget.choices = settings.LANGUAGES
        # Of the unsaved record, whose blanks would stand before the suggestions of the fields.
        self.initial.update(language=get_language(), due=suggest_due(submission))
        self.fields["parts"].choices = [  # type: ignore[attr-defined]
            choice for section in self.sections for choice in list_choices(section)
        ]

    @property
    def sections(self) -> list[dict]:
        return [one for one in self.submission.round.instrument.sections if list_assignable(one)]

    @property
    def groups(self) -> list[tuple[Any, list[Any]]]:
        """[(the box of a section, [the boxes of its questions])]."""
        boxes = {str(box.data["value"]): box for box in self["parts"]}
        return [
            (
                boxes[section_key(section["code"])],
                [boxes[question["code"]] for question in list_assignable(section)],
            )
            for section in self.sections
        ]

    @property
    def chosen(self) -> set[str]:
        """What is ticked now, so that the questions of a section stand open where some are chosen."""
        return set(self["parts"].value() or [])

    def clean_parts(self) -> list[str]:
        return expand_parts(self.submission.round.instrument, self.cleaned_data["parts"])


def list_choices(section: dict) -> list[tuple[str, str]]:
    questions = [(q["code"], f"{q['number']} {q['text']}".strip()) for q in list_assignable(section)]
    return [(section_key(section["code"]), section["title"]), *questions]


def suggest_due(submission: Submission) -> Any:
    """Return a fortnight from today, or the last day of the report if that comes sooner."""
    today = submission.member_state.local_day()
    usual, last = today + timedelta(days=USUAL_DAYS), submission.due_day
    return last if last and today <= last < usual else usual


class EntrantForm(forms.Form):
    """The name of a person who comes by a link for the first time."""

    name = forms.CharField(
        label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )


class AssignmentNoteForm(forms.Form):
    """The note of a move."""

    note = forms.CharField(required=False, max_length=5000)
