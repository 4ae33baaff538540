"""What visitors ask about authorities, and the forms of the administrators' room."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .models import Region


class InForceForm(forms.Form):
    on = forms.DateField(
        label=_("In force on"),
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("This is not a date. Write year, month, day, for example 2013-07-31.")},
    )
    region = forms.ChoiceField(
        label=_("Region"),
        required=False,
        choices=[("", _("All regions")), *Region.choices],
        error_messages={"invalid_choice": _("“%(value)s” is not a WHO region. Choose one from the list.")},
    )

    @property
    def question(self):
        """The day and the region asked about."""
        return self.cleaned_data["on"] or timezone.localdate(), self.cleaned_data["region"]
