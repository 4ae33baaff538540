"""What the secretariat says on the pages of a round."""

from datetime import date, timedelta

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from authorities.forms import DayField
from authorities.models import Region
from reporting.models import Contact, Extension, NonResponse, Reminder
from reporting.models.outreach import ContactWay, ReminderSubject
from reporting.round_desk.pages import LATE, MISSING, OVERDUE
from reporting.round_desk.reminder_subjects import WAITING_THINGS
from reporting.round_desk.stages import RoundStage

FIRST_DAY = date(2010, 1, 1)  # the year of the Code


class OverviewForm(forms.Form):
    """Which day, which states."""

    on = DayField(label=_("On"), required=False, input_formats=["%Y-%m-%d"])
    region = forms.ChoiceField(
        label=_("Region"), required=False, choices=[("", _("All regions")), *Region.choices]
    )
    show = forms.ChoiceField(
        required=False,
        choices=[(key, key) for key in ("", MISSING, *RoundStage.values, OVERDUE, LATE)],
        widget=forms.HiddenInput,
    )

    def clean_on(self):
        today = timezone.localdate()
        day = self.cleaned_data["on"] or today
        if not FIRST_DAY <= day <= today + timedelta(days=366):
            raise ValidationError(_("Choose a day from 2010 until a year from now."))
        return day


class ContactForm(forms.ModelForm):
    class Meta:
        model = Contact
        fields = ["on", "way", "spoke_with", "words"]
        widgets = {"words": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"] = DayField(label=_("Day"), initial=timezone.localdate)
        ways = [choice for choice in ContactWay.choices if choice[0] != ContactWay.REMINDER]
        self.fields["way"] = forms.ChoiceField(label=_("How"), choices=ways)

    def clean_on(self):
        day = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise ValidationError(_("This day has not come yet. Write down what has happened."))
        return day


class ExtensionForm(forms.ModelForm):
    class Meta:
        model = Extension
        fields = ["due", "reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, round_, **kwargs):
        super().__init__(*args, **kwargs)
        self.round = round_
        self.fields["due"] = DayField(label=_("New last day"))

    def clean_due(self):
        day = self.cleaned_data["due"]
        if self.round.due_day is None:
            raise ValidationError(_("The round has no last day yet, so nothing can be extended."))
        if day <= self.round.due_day:
            raise ValidationError(_("The new last day must be later than that of the round."))
        if self.round.closing_day and day > self.round.closing_day:
            raise ValidationError(_("The round closes before that day."))
        return day


class NonResponseForm(forms.ModelForm):
    class Meta:
        model = NonResponse
        fields = ["reason", "words"]
        widgets = {"words": forms.Textarea(attrs={"rows": 2})}


PLANNED_ALREADY = _("There is a reminder for that day already.")


class ReminderForm(forms.ModelForm):
    class Meta:
        model = Reminder
        fields = ["subject", "days", "words"]
        widgets = {"words": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "subject": _("Each has a last day of its own: reports, replies, and links to authorities."),
            "days": _("Before the last day: a negative number, for example -30. After it: for example 7."),
            "words": _("Optional. They stand below the usual sentences, as you write them."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offered = [
            row for row in ReminderSubject.choices if row[0] in (ReminderSubject.REPORT, *WAITING_THINGS)
        ]
        self.fields["subject"] = forms.ChoiceField(
            label=_("About"), choices=offered, help_text=self.fields["subject"].help_text, required=False
        )

    def clean_subject(self):
        return self.cleaned_data["subject"] or ReminderSubject.REPORT

    def clean_days(self):
        days = self.cleaned_data["days"]
        if abs(days) > 366:
            raise ValidationError(_("Choose at most 366 days before or after the last day."))
        return days

    def clean(self):
        cleaned = super().clean()
        same = Reminder.objects.filter(round=self.instance.round, days=cleaned.get("days"))
        if same.filter(subject=cleaned.get("subject")).exists():
            self.add_error("days", PLANNED_ALREADY)
        return cleaned


class LetterForm(forms.Form):
    """A letter to the chosen states, in English and in any other language; each gets its own, or English."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for code, name in sorted(settings.LANGUAGES, key=lambda language: language[0] != "en"):
            needed = code == "en"
            self.fields[f"subject_{code}"] = forms.CharField(
                label=_("Subject (%(language)s)") % {"language": name},
                max_length=150,
                required=needed,
                widget=forms.TextInput(attrs={"lang": code, "dir": "auto"}),
            )
            self.fields[f"text_{code}"] = forms.CharField(
                label=_("Letter (%(language)s)") % {"language": name},
                max_length=10_000,
                required=needed,
                widget=forms.Textarea(attrs={"rows": 8 if needed else 3, "lang": code, "dir": "auto"}),
            )

    def clean(self):
        cleaned = super().clean()
        for code, _name in settings.LANGUAGES:
            given = [bool(cleaned.get(f"{part}_{code}")) for part in ("subject", "text")]
            if any(given) and not all(given):
                missing = "subject" if not given[0] else "text"
                if f"{missing}_{code}" not in self.errors:
                    self.add_error(f"{missing}_{code}", _("Write both the subject and the letter."))
        return cleaned

    @property
    def texts(self):
        """{language: (subject, text)} of the languages in which the letter is written."""
        data = self.cleaned_data
        return {
            code: (data[f"subject_{code}"], data[f"text_{code}"])
            for code, _name in settings.LANGUAGES
            if data.get(f"text_{code}")
        }
