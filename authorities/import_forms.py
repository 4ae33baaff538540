"""What the import desk asks: the file, what its columns are, and why it is taken back."""

from pathlib import PurePath

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

ENDINGS = (".xlsx", ".xlsm", ".ods", ".csv", ".tsv", ".txt")


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Spreadsheet"),
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
        error_messages={
            "required": _("Choose the file on your computer."),
            "empty": _("The file is empty."),
        },
    )
    whole_list = forms.BooleanField(
        label=_("The file holds the whole list"),
        required=False,
        help_text=_(
            "Entries that are here but not in it are then marked as missing and listed; none is deleted."
        ),
    )

    def __init__(self, *args, desk, **kwargs):
        super().__init__(*args, **kwargs)
        limit = filesizeformat(settings.MAX_IMPORT_BYTES)
        self.fields["file"].help_text = _(
            "Excel (.xlsx), OpenDocument (.ods) or text (.csv, .tsv, .txt), at most %(limit)s. "
            "The first row names the columns, in any order and under any names."
        ) % {"limit": limit}
        if not desk.kind.scopes:
            del self.fields["whole_list"]

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if PurePath(upload.name).suffix.lower() not in ENDINGS:
            raise ValidationError(
                _("Files of this kind are not read. Send %(endings)s."),
                params={"endings": ", ".join(ENDINGS)},
            )
        if upload.size > settings.MAX_IMPORT_BYTES:
            words = {
                "size": filesizeformat(upload.size),
                "limit": filesizeformat(settings.MAX_IMPORT_BYTES),
            }
            raise ValidationError(_("The file has %(size)s; at most %(limit)s are read."), params=words)
        return upload


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("Why it is undone"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say why, so that the others know what happened.")},
    )


class ConfirmForm(forms.Form):
    """The choice to leave wrong rows behind, which nobody should make by accident."""

    good_rows_only = forms.BooleanField(required=False)


class ColumnsForm(forms.Form):
    """For each column of ours, which column of the file holds it. `ours`: what is to be known of them."""

    def __init__(self, data=None, *, batch, ours):
        super().__init__(data, auto_id="column_%s")
        self.headers, self.ours = batch.headers, ours
        choices = [("", _("Leave out")), *((str(i), header) for i, header in enumerate(self.headers))]
        places = {header: str(index) for index, header in enumerate(self.headers)}
        for column in ours:
            self.fields[column.name] = forms.ChoiceField(
                label=column.title,
                help_text=column.meaning,
                choices=choices,
                required=False,
                initial=places.get(batch.mapping.get(column.name), ""),
            )

    @property
    def rows(self):
        return [(self[column.name], column) for column in self.ours]

    @property
    def mapping(self):
        """{column of ours: header of the file}, of a valid form."""
        return {name: self.headers[int(place)] for name, place in self.cleaned_data.items() if place}
