"""The forms of the instrument desk."""

from typing import cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reporting.instrument_desk.translators_sheet import read_translators_sheet
from reporting.instruments.xlsform.reader import (
    FILE_TYPES,
    InstrumentError,
    InstrumentReading,
    inspect_instrument,
)
from reporting.models import Instrument, Round
from reporting.models.instruments import stored_references

LARGEST_WORKBOOK = 2 * 1024 * 1024


class WorkbookForm(forms.Form):
    """Uploads an instrument as its XLSForm workbook; `reading` says what was found in it."""

    workbook = forms.FileField(
        label=_("XLSForm workbook"),
        help_text=_("An .xlsx, .xls or .ods workbook, or its Markdown form (.md), of at most 2 MB."),
        widget=forms.FileInput(attrs={"accept": ",".join(FILE_TYPES)}),
    )
    reading: InstrumentReading | None = None

    def clean_workbook(self):
        upload = self.cleaned_data["workbook"]
        if upload.size > LARGEST_WORKBOOK:
            raise forms.ValidationError(_("The workbook is larger than 2 MB."))
        known = stored_references()
        try:
            self.reading = inspect_instrument(upload.read(), file_name=upload.name, known=known)
        except InstrumentError as refusal:
            self.reading = InstrumentReading({}, refusal.problems, [], [])
        self.reading.notes += known.notes
        if self.reading.problems:
            raise forms.ValidationError(_("The workbook cannot be taken in yet."))
        return upload


class AttachForm(forms.Form):
    """Chooses the round that asks the questions of an instrument: one that has not opened."""

    round = forms.ModelChoiceField(
        Round.objects.none(), label=_("Round"), empty_label=_("Choose a round that has not opened")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelChoiceField, self.fields["round"])
        field.queryset = Round.objects.unopened_on(timezone.localdate())


class OtherInstrumentForm(forms.Form):
    """Chooses the instrument to compare with."""

    other = forms.ModelChoiceField(Instrument.objects.none(), label=_("Compare with"), empty_label=None)

    def __init__(self, *args, instrument, **kwargs):
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelChoiceField, self.fields["other"])
        field.queryset = Instrument.objects.exclude(pk=instrument.pk).newest_first()


class TranslationsForm(forms.Form):
    """Takes a translators' sheet back; `definition` is the instrument with its translations."""

    sheet = forms.FileField(
        label=_("Translators’ sheet"), help_text=_("The sheet that was downloaded here, of at most 2 MB.")
    )
    definition: dict | None = None

    def __init__(self, *args, instrument, **kwargs):
        super().__init__(*args, **kwargs)
        self.instrument = instrument

    def clean_sheet(self):
        upload = self.cleaned_data["sheet"]
        if upload.size > LARGEST_WORKBOOK:
            raise forms.ValidationError(_("The sheet is larger than 2 MB."))
        self.definition = read_translators_sheet(upload, upload.name, self.instrument)
        return upload
