"""The forms that take in a table: a file or a pasted block, and the confirmation of what was read."""

import csv
import io
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from authorities.spreadsheets.reader import read_grid
from reporting.filing.sheets.table_reading import TableReading, read_table_rows
from reporting.filing.sheets.writing_sheets import MOST_ROWS, read_confirmed
from reporting.instruments.question_types import Question, QuestionType

LARGEST_SHEET = 2 * 1024 * 1024
LONGEST_BLOCK = 500_000  # letters
ADD, REPLACE = "add", "replace"


class SheetForm(forms.Form):
    """Takes a table as a file or as text; `reading` says what was found in it."""

    file = forms.FileField(
        label=_("Your own sheet"),
        help_text=_("An .xlsx, .ods or .csv file of at most 2 MB."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.ods,.csv,.tsv,.txt"}),
    )
    pasted = forms.CharField(
        label=_("Or paste a block of cells, with the names of the columns"),
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        required=False,
        strip=False,
        max_length=LONGEST_BLOCK,
    )
    mark = forms.ChoiceField(
        label=_("How decimals are written in it"),
        choices=[("", _("As the sheet shows")), (",", _("With a comma: 1,5")), (".", _("With a point: 1.5"))],
        required=False,
        widget=forms.RadioSelect,
        initial="",
    )
    mode = forms.ChoiceField(
        label=_("What happens to the rows that are there"),
        choices=[
            (ADD, _("They stay; the rows of the sheet are added")),
            (REPLACE, _("The sheet replaces them")),
        ],
        required=False,
        widget=forms.RadioSelect,
        initial=ADD,
    )
    reading: TableReading | None = None

    def __init__(self, question: Question, *args: Any, **kwargs: Any) -> None:
        self.question = question
        super().__init__(*args, **kwargs)
        if question["type"] == QuestionType.TABLE:
            del self.fields["mode"]

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload and upload.size > LARGEST_SHEET:
            raise ValidationError(_("The file is larger than 2 MB."))
        return upload

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        upload, block = cleaned.get("file"), cleaned.get("pasted", "")
        if self.errors:
            return cleaned
        if not upload and not block.strip():
            raise ValidationError(_("Choose a file, or paste a block of cells."))
        source = upload or io.BytesIO(block.encode())
        grid, delimiter = read_grid(source, upload.name if upload else "pasted.csv", most_rows=MOST_ROWS)
        mark = cleaned.get("mark", "")
        self.reading = read_table_rows(self.question, grid, mark=mark, delimiter=delimiter)
        return cleaned

    @property
    def replaces(self) -> bool:
        return self.cleaned_data.get("mode") == REPLACE


class ConfirmSheetForm(forms.Form):
    """Brings back what a preview has shown, and the answer that it was shown beside."""

    confirmed = forms.CharField(widget=forms.HiddenInput, strip=False, max_length=2 * LONGEST_BLOCK)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    mode = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10)
    reading: TableReading

    def __init__(self, question: Question, *args: Any, **kwargs: Any) -> None:
        self.question = question
        super().__init__(*args, **kwargs)

    def clean_confirmed(self) -> str:
        text = self.cleaned_data["confirmed"]
        try:
            self.reading = read_confirmed(self.question, text)
        except csv.Error as refusal:
            raise ValidationError(
                _("This preview cannot be read again. Upload the sheet again.")
            ) from refusal
        return text

    @property
    def replaces(self) -> bool:
        return self.cleaned_data.get("mode") == REPLACE
