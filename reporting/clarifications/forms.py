"""What is asked, replied and decided about a clarification."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from authorities.forms import DayField
from authorities.models import Region, User
from reporting.clarifications.workflow import LONGEST_WAIT
from reporting.models import Clarification
from reporting.models.clarifications import ClarificationOutcome, ClarificationState
from reporting.submissions.duties import find_reviewers_of

USUAL_WAIT = timedelta(days=14)
LONGEST_MESSAGE = 5000


def usual_due_day():
    return timezone.localdate() + USUAL_WAIT


class MessageField(forms.CharField):
    """Words that the other side reads."""

    def __init__(self, **kwargs):
        widget = forms.Textarea(attrs={"rows": 4, "dir": "auto"})
        super().__init__(**{"widget": widget, "max_length": LONGEST_MESSAGE, **kwargs})


class DueField(DayField):
    """The last day on which the country should reply."""

    def __init__(self, **kwargs):
        super().__init__(**{"label": _("Reply until"), "initial": usual_due_day, **kwargs})

    def validate(self, value):
        super().validate(value)
        today = timezone.localdate()
        if value and not today - timedelta(days=1) <= value <= today + LONGEST_WAIT:
            raise ValidationError(_("Choose a day from today until a year from now."))


class AskForm(forms.Form):
    """A question about one answer; `version` is the number of the one that was read."""

    row = forms.ChoiceField(label=_("About which row?"), required=False)
    note = MessageField(label=_("Your question to the country"))
    due = DueField()
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, rows: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if rows:
            self.fields["row"].choices = [("", _("The whole answer")), *rows]  # type: ignore[attr-defined]
        else:
            del self.fields["row"]


class MoveOfClarification(forms.Form):
    """A move of a clarification; `seen` is the key of the newest message that the page shows."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, clarification: Clarification, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clarification = clarification


class CountryReplyForm(MoveOfClarification):
    note = MessageField(label=_("Your reply"))


class AskAgainForm(MoveOfClarification):
    note = MessageField(label=_("Your question to the country"))
    due = DueField()


class PostponeForm(MoveOfClarification):
    due = DueField()
    note = MessageField(label=_("Note (optional)"), required=False)


class CloseForm(MoveOfClarification):
    outcome = forms.ChoiceField(label=_("Outcome"), choices=ClarificationOutcome.choices)
    note = MessageField(label=_("Note to the country (not made public)"), required=False)


class HandOverForm(MoveOfClarification):
    given_to = forms.ModelChoiceField(User.objects.none(), label=_("To whom"))
    note = MessageField(label=_("Note (optional)"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = list_reviewers(self.clarification).exclude(pk=self.clarification.owner_id)
        self.fields["given_to"].queryset = others  # type: ignore[attr-defined]


def list_reviewers(clarification: Clarification):
    """Return the people who review the reports of the country that is asked."""
    return find_reviewers_of(clarification.submission).order_by("name", "pk")


FORMS: dict[str, type[MoveOfClarification]] = {
    "reply": CountryReplyForm,
    "close": CloseForm,
    "ask_again": AskAgainForm,
    "postpone": PostponeForm,
    "hand_over": HandOverForm,
    "reopen": AskAgainForm,
}


class ClarificationFilterForm(forms.Form):
    """Which clarifications the secretariat lists; what is not offered filters nothing."""

    region = forms.ChoiceField(
        label=_("Region"), required=False, choices=[("", _("All regions")), *Region.choices]
    )
    owner = forms.ChoiceField(label=_("Looked after by"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("Not closed")), *ClarificationState.choices, ("all", _("All"))],
    )
    overdue = forms.BooleanField(label=_("Overdue only"), required=False)

    def __init__(self, data: Any, *, owners: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["owner"].choices = [("", _("Everybody")), *owners]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return self.cleaned_data
