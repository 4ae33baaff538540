"""What is said of a report that was received and is not held here."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from authorities.models import MemberState
from reporting.instrument_desk.round_dates import HOW_TO_WRITE
from reporting.models import ReportReceipt, Round


class ReceiptForm(forms.ModelForm):
    """The receipt of one report of a round that is over."""

    class Meta:
        model = ReportReceipt
        fields = ["member_state", "received_on", "source"]
        labels = {
            "received_on": _("Received on"),
            "source": _("Who says so"),
        }
        help_texts = {
            "received_on": HOW_TO_WRITE,
            "source": _("Public. For example the document, with its page or address."),
        }

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.round = round_
        states = MemberState.objects.by_name()
        field = cast(forms.ModelChoiceField, self.fields["member_state"])
        field.choices = [("", "–"), *((state.pk, state.name) for state in states)]


class ReceiptAnnulmentForm(forms.Form):
    reason = forms.CharField(
        label=_("Why was it wrong from the beginning?"),
        help_text=_("It stays on record with your reason, and counts no longer."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )
