"""The filter over the list of countries."""

from django import forms
from django.utils.translation import gettext_lazy as _

from authorities.models import Region


class RegionForm(forms.Form):
    """The WHO region to which the list of countries is narrowed."""

    region = forms.ChoiceField(
        label=_("Region"),
        required=False,
        choices=[("", _("All regions")), *Region.choices],
        error_messages={"invalid_choice": _("“%(value)s” is not a WHO region. Choose one from the list.")},
    )
