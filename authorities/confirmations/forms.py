"""What an authority answers, and what the secretariat says about it."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from authorities.forms import DayField
from authorities.models import AuthorityConfirmation, InstitutionType

ANSWERS = [
    ("confirm", _("All of this is right")),
    ("change", _("Something has changed")),
    ("leave", _("We are not the authority any more")),
]
CHANGED_FIELDS = (
    "institution", "institution_type", "mailbox", "officer", "officer_post", "officer_email",
)  # fmt: skip


class ConfirmationAnswerForm(forms.ModelForm):
    """One of three answers; the fields below are for the last two."""

    class Meta:
        model = AuthorityConfirmation
        fields = [*CHANGED_FIELDS, "since", "words"]
        labels = {
            "institution": _("New name of the institution"),
            "institution_type": _("What kind of institution it is"),
            "mailbox": _("New mailbox of the office"),
            "officer": _("Name of the new officer"),
        }
        help_texts = {
            "institution": _("Leave blank what has not changed."),
            "mailbox": _("A mailbox of the office, not of a person: it becomes public."),
            "officer": _("Not public: for the secretariat alone."),
            "words": _("Optional. For example who is the authority now, and how to reach them."),
        }
        widgets = {"words": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["answer"] = forms.ChoiceField(
            label=_("Your answer"), choices=ANSWERS, widget=forms.RadioSelect
        )
        kinds = [("", _("As before")), *InstitutionType.choices]
        self.fields["institution_type"] = forms.ChoiceField(
            label=self.fields["institution_type"].label, choices=kinds, required=False
        )
        self.fields["since"] = DayField(
            label=_("Since when"),
            required=False,
            help_text=_("The first day of what is new, or the first day on which you were not it any more."),
        )
        self.order_fields(["answer", *self.fields])

    def clean_since(self):
        day, today = self.cleaned_data["since"], timezone.localdate()
        if day and day > today + timedelta(days=366):
            raise ValidationError(_("Choose a day within a year from now."))
        return day

    def clean(self):
        cleaned, answer = super().clean(), self.cleaned_data.get("answer")
        said = any(cleaned.get(name) or name in self.errors for name in CHANGED_FIELDS)
        if answer == "change" and not said:
            self.add_error("institution", _("Say what has changed."))
        needs_day = answer == "leave" or answer == "change" and self.names_institution(cleaned)
        if needs_day and not cleaned.get("since") and "since" not in self.errors:
            self.add_error("since", _("Say since when."))
        return cleaned

    def names_institution(self, cleaned):
        return bool(cleaned.get("institution") or cleaned.get("institution_type"))

    @property
    def details(self):
        """What goes with the move: nothing for a plain yes."""
        answer, cleaned = self.cleaned_data["answer"], self.cleaned_data
        names = {"confirm": (), "change": self.Meta.fields, "leave": ("since", "words")}[answer]
        return {name: cleaned[name] for name in names}


class DecisionNoteForm(forms.Form):
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=2000,
        help_text=_("It is told to the authority. Needed where you decline."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
