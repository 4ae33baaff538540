"""What the secretariat says of a report that came on paper."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from authorities.files import validate_document
from authorities.forms import DayField
from reporting.models.receipts import PaperWay


class ReceiveForm(forms.Form):
    """The scan of a paper report, when it came and by which way."""

    received_on = DayField(label=_("Day on which it came"), initial=timezone.localdate)
    way = forms.ChoiceField(label=_("How it came"), choices=PaperWay.choices)
    scan = forms.FileField(
        label=_("Scan of the paper"),
        validators=[validate_document],
        help_text=_("It is never made public. The country and the secretariat can read it."),
    )


class PaperNoteForm(forms.Form):
    note = forms.CharField(
        label=_("Note (not made public)"),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        required=False,
        max_length=5000,
    )


class RecordForm(PaperNoteForm):
    """Who signed the paper, and why nobody of the country confirms it here."""

    signatory_name = forms.CharField(label=_("Name of the signatory"), max_length=200)
    signatory_position = forms.CharField(label=_("Position of the signatory"), max_length=200)

    field_order = ["signatory_name", "signatory_position", "note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].label = _("Why can nobody of the country confirm it?")
