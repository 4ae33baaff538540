"""The forms of the import desk: the file, how it is read, what its columns are, and why it is undone."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms.boundfield import BoundField
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from authorities.dates import DAY, MONTH
from authorities.imports.day_doubts import CHOICES, QUESTIONS, UNANSWERED
from authorities.imports.desk.file_preview import FileColumn, FilePreview, TargetColumn, reading_option_label
from authorities.imports.interpretation import end_columns, questions_on_days
from authorities.imports.registry import ImportDesk
from authorities.languages.cldr import join_items
from authorities.models import Import
from authorities.spreadsheets.csv_reader import DELIMITERS
from authorities.spreadsheets.encodings import SELECTABLE_ENCODINGS
from authorities.spreadsheets.file_types import TEXT_EXTENSIONS, WORKBOOK_EXTENSIONS

ENDINGS = (*WORKBOOK_EXTENSIONS, *TEXT_EXTENSIONS)
ORDERS = [
    ("", _("as each date shows; a date with two possible meanings is refused")),
    (DAY, _("the day first: 31/12/2027")),
    (MONTH, _("the month first: 12/31/2027")),
]
LAST, AFTER = "last", "after"
ENDS = [
    (LAST, _("the last day on which it is valid")),
    (AFTER, _("the first day on which it is no longer valid")),
]


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
        label=_("The file contains the whole list"),
        required=False,
        help_text=_(
            "Entries that are in the system but not in the file are then marked as missing and "
            "listed; none is deleted."
        ),
    )

    def __init__(self, *args: Any, desk: ImportDesk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit = filesizeformat(settings.MAX_IMPORT_BYTES)
        self.fields["file"].help_text = _(
            "Excel (.xlsx), OpenDocument (.ods) or text (.csv, .tsv, .txt), at most %(limit)s. "
            "The first row contains the column names, in any order and with any names."
        ) % {"limit": limit}
        if not desk.kind.has_scopes:
            del self.fields["whole_list"]

    def clean_file(self) -> UploadedFile:
        upload = self.cleaned_data["file"]
        if upload.size > settings.MAX_IMPORT_BYTES:
            words = {
                "size": filesizeformat(upload.size),
                "limit": filesizeformat(settings.MAX_IMPORT_BYTES),
            }
            raise ValidationError(
                _("The size of the file is %(size)s; at most %(limit)s can be read."), params=words
            )
        return upload


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("Reason for undoing it"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say why, so that the others know what happened.")},
    )


class ConfirmForm(forms.Form):
    """The choice to leave wrong rows behind, which nobody should make by accident."""

    good_rows_only = forms.BooleanField(required=False)


class ReadingForm(forms.Form):
    """The options by which the file is to be read instead: the page shows it so, nothing is kept yet."""

    sheet = forms.ChoiceField(label=_("Sheet"), required=False)
    encoding = forms.ChoiceField(label=_("Encoding"), required=False)
    delimiter = forms.ChoiceField(label=_("Separated by"), required=False)
    header_row = forms.IntegerField(
        label=_("Row with the column names"), min_value=1, max_value=100, required=False
    )

    def __init__(self, data: Mapping[str, Any], *, batch: Import) -> None:
        self.batch, self.kept = batch, batch.reading
        names = [*self.base_fields]
        super().__init__({name: data.get(name, self.kept.get(name)) for name in names}, auto_id="reading_%s")
        for name, values in self.available_options.items():
            if name not in self.kept or len(values) < 2:
                del self.fields[name]
            else:
                choices = [(value, reading_option_label(name, value)) for value in values]
                self.fields[name] = forms.ChoiceField(
                    label=self.fields[name].label, choices=choices, required=False
                )

    @property
    def available_options(self) -> dict[str, list]:
        """{option: values to choose from}; first how it was read, which may be none of the usual ways."""
        return {
            "sheet": self.kept.get("sheets", []),
            "encoding": list(dict.fromkeys([self.kept.get("encoding"), *SELECTABLE_ENCODINGS])),
            "delimiter": list(dict.fromkeys([self.kept.get("delimiter"), *DELIMITERS])),
        }

    @property
    def chosen_options(self) -> dict[str, Any] | None:
        """All options of the chosen way of reading; None if that is how it was read."""
        changed = {n: v for n, v in self.cleaned_data.items() if v and v != self.kept.get(n)}
        kept = {n: v for n, v in self.kept.items() if n in ("sheet", "encoding", "delimiter", "header_row")}
        if changed.keys() & {"sheet", "delimiter"}:
            kept.pop("header_row", None)
        return {**kept, **changed} if changed else None

    def clean(self) -> dict[str, Any]:
        try:
            self.file = FilePreview(self.batch, self.chosen_options)
        except ValidationError:
            self.file = FilePreview(self.batch)
            raise
        return self.cleaned_data


class ColumnsForm(forms.Form):
    """For each column of ours, which column of the file holds it, and what its days mean.

    `file` is the FilePreview, `ours` are the descriptions of our columns.
    """

    def __init__(self, data: Any = None, *, file: FilePreview, ours: Sequence[TargetColumn]) -> None:
        """Add a choice of the file's columns for each column of ours, and the questions on days."""
        super().__init__(data, auto_id="column_%s")
        self.file, self.headers, self.targets = file, file.headers, ours
        choices = [("", _("Do not import")), *((str(i), header) for i, header in enumerate(self.headers))]
        places = {header: str(index) for index, header in enumerate(self.headers)}
        for column in ours:
            self.fields[column.name] = forms.ChoiceField(
                label=column.title,
                help_text=column.meaning,
                choices=choices,
                required=False,
                initial=places.get(file.mapping.get(column.name), ""),
            )
        self.orders = {f"order_{places[header]}": header for header in file.headers_with_ambiguous_days}
        self.add_day_fields()
        self.add_doubts(places)
        self.add_fields_for_all()

    def add_fields_for_all(self) -> None:
        """Ask for one value of all rows in columns that the file seems to lack."""
        self.for_all = {
            f"all_{column}": column
            for column in self.file.resource.columns_for_all
            if column not in self.file.mapping
        }
        for name, column in self.for_all.items():
            self.fields[name] = forms.DateField(
                label=self.file.resource.columns_for_all[column],
                help_text=_("Leave this blank if a column of your file holds it."),
                widget=forms.DateInput(attrs={"type": "date"}),
                required=False,
                initial=self.file.reading.get("for_all_rows", {}).get(column),
            )

    def add_day_fields(self) -> None:
        """Ask which of day and month comes first, and what the end columns name, where that is open."""
        reading = self.file.reading
        for name, header in self.orders.items():
            self.fields[name] = forms.ChoiceField(
                label=_("Dates in “%(header)s”") % {"header": header},
                choices=ORDERS,
                required=False,
                initial=reading.get("dates", {}).get(header, ""),
            )
        if titles := [
            column.title for column in self.targets if column.name in end_columns(self.file.resource)
        ]:
            self.fields["ends"] = forms.ChoiceField(
                label=_("What your file gives as %(columns)s")
                % {"columns": join_items(f"“{title}”" for title in titles)},
                choices=ENDS,
                widget=forms.RadioSelect,
                required=False,
                initial=LAST if reading.get("last_day") else AFTER,
            )

    def add_doubts(self, places: Mapping[str, str]) -> None:
        """Ask what is doubtful about the days of a column."""
        self.doubts = {}
        for header, doubt, answer in questions_on_days(
            self.file.resource, self.file.mapping, self.file.doubts, also_unmapped=True
        ):
            name = f"{doubt}_{places[header]}"
            self.doubts[name] = (header, doubt)
            self.fields[name] = forms.ChoiceField(
                label=QUESTIONS[doubt] % {"header": header},
                choices=[("", UNANSWERED), *CHOICES[doubt]],
                required=False,
                initial=answer,
            )

    @property
    def rows(self) -> list[tuple[BoundField, TargetColumn]]:
        return [(self[column.name], column) for column in self.targets]

    @property
    def days(self) -> list[BoundField]:
        return [
            self[name] for name in (*self.orders, *self.doubts, "ends", *self.for_all) if name in self.fields
        ]

    @property
    def mapping(self) -> dict[str, str]:
        """{column of ours: header of the file}, of a valid form."""
        places = {column.name: self.cleaned_data[column.name] for column in self.targets}
        return {name: self.headers[int(place)] for name, place in places.items() if place}

    @property
    def reading(self) -> dict[str, Any]:
        """The way the file is read, with the answers; what was not answered stays as it was."""
        dates = {header: self.answer(name) for name, header in self.orders.items()}
        reading = {**self.file.reading, "dates": {**self.file.reading.get("dates", {}), **dates}}
        doubts = {header: dict(answers) for header, answers in self.file.doubts.items()}
        for name, (header, doubt) in self.doubts.items():
            doubts[header][doubt] = self.answer(name)
        reading["doubts"] = doubts
        given = {column: self.cleaned_data[name] for name, column in self.for_all.items()}
        reading["for_all_rows"] = {column: day.isoformat() for column, day in given.items() if day}
        return reading | ({"last_day": self.answer("ends") == LAST} if "ends" in self.fields else {})

    def answer(self, name: str) -> Any:
        return self.cleaned_data[name] if name in self.data else self.fields[name].initial


class ColumnsPage:
    """The page on which a person says what the columns of an import are. `page` is the ImportPage."""

    def __init__(self, page: Any, asked: Mapping[str, Any], said: Any) -> None:
        self.reading = ReadingForm(asked, batch=page.batch)
        self.is_readable = self.reading.is_valid()
        self.file = self.reading.file
        self.form = ColumnsForm(said, file=self.file, ours=self.file.target_columns(page.targets))
        self.headers = self.file.columns(page.targets)

    def is_valid(self) -> bool:
        return self.is_readable and self.form.is_valid()

    @property
    def unread_columns(self) -> list[FileColumn]:
        return [header for header in self.headers if not header.column]

    @property
    def status(self) -> int:
        return 200 if self.is_readable and not self.form.errors else 422

    @property
    def check_arguments(self) -> dict[str, Any]:
        """The arguments of `request_check`, from a valid form."""
        sheet = self.file.sheet if self.file.chosen_options else None
        return {"mapping": self.form.mapping, "reading": self.form.reading, "sheet": sheet}
