"""The forms in which a registrar decides on a licence, or on many licences."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from authorities.forms import DayField, LastDayField
from recruiters.licence_workflow import DECISION_TEXTS
from recruiters.models import Move
from recruiters.models.validators import validate_year


def text_area(rows=3):
    return forms.Textarea(attrs={"rows": rows, "dir": "auto"})


class LicenceDayField(DayField):
    """A day that a licence may have; a year far away is a typing error."""

    default_validators = [validate_year]


class LastLicenceDayField(LastDayField, LicenceDayField):
    """The last day of a licence or of its suspension."""


class CorrectionNoteForm(forms.Form):
    note = forms.CharField(
        label=_("Why (not public)"), max_length=2000, required=False, widget=text_area(2),
        help_text=_("Shown in the timeline beside what was changed."),
    )  # fmt: skip

    name_was_wrong = forms.BooleanField(
        label=_("The name before was entered by mistake: do not keep it as a former name"),
        required=False,
        help_text=_(
            "A legal name that is changed stays public as a former name, unless it is only spelled otherwise."
        ),
    )

    @property
    def details(self):
        return self.cleaned_data


# The dates that a move asks for besides its date of effect.
DATE_FIELDS = {
    Move.GRANT: ["valid_until"],
    Move.RENEW: ["valid_until"],
    Move.SUSPEND: ["suspended_until"],
}
# Moves that take something away.
GRAVE_MOVES = {Move.SUSPEND, Move.REVOKE, Move.REFUSE, Move.WITHDRAW, Move.ANNUL}


class DecisionForm(forms.Form):
    """A decision on one licence or on many. Its fields depend on the move."""

    effective_on = LicenceDayField(label=_("Date of effect"))
    valid_until = LastLicenceDayField(
        label=_("Last day of the licence"), required=False, help_text=_("Blank: no end date.")
    )
    suspended_until = LastLicenceDayField(
        label=_("Last day of the suspension"), required=False, help_text=_("Blank: until it is lifted.")
    )
    decision = forms.CharField(label=_("Reference of the decision"), max_length=100, required=False)
    legal_ground = forms.CharField(label=_("Legal ground"), max_length=200, required=False)
    public_note = forms.CharField(
        label=_("Public note"), max_length=4000, required=False, widget=text_area(),
        help_text=_("Everyone can read it beside the answer. Do not name any persons."),
    )  # fmt: skip
    note = forms.CharField(
        label=_("Note (not public)"), max_length=4000, required=False, widget=text_area(),
        help_text=_("For your colleagues; shown in the timeline."),
    )  # fmt: skip

    def __init__(self, move, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = (
            ["note"] if move == Move.ANNUL else ["effective_on", *DATE_FIELDS.get(move, []), *DECISION_TEXTS]
        )
        for name in set(DecisionForm.base_fields) - set(names):
            del self.fields[name]
        if move == Move.RENEW:
            self.fields["valid_until"].required, self.fields["valid_until"].help_text = True, ""
        if move == Move.ANNUL:
            self.fields["note"].required = True
        if move == Move.SET_CONDITIONS:
            self.fields["public_note"].required = True


class FirstDecisionForm(DecisionForm):
    """How an entry begins: with a licence, or with an application for one."""

    move = forms.ChoiceField(
        label=_("What is entered"),
        choices=[(Move.GRANT, _("A licence that was granted")), (Move.APPLY, _("An application"))],
        initial=Move.GRANT,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(Move.GRANT, *args, **kwargs)
        self.order_fields(["move"])
        self.fields["effective_on"].label = _("First day")
        self.fields["effective_on"].help_text = _(
            "For a licence: the first day on which it is valid. For an application: the day on "
            "which it was received."
        )

    @property
    def details(self):
        """Return what `enter` takes, the move included."""
        data = dict(self.cleaned_data)
        if data["move"] == Move.APPLY:
            data.pop("valid_until", None)
        return data


def default_next_check():
    return timezone.localdate() + timedelta(days=365)


class VerifyForm(forms.Form):
    next_check_on = LicenceDayField(
        label=_("Next check due"),
        initial=default_next_check,
        help_text=_("The entries are marked as verified today."),
    )
