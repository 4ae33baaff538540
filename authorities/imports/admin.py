"""Import of a spreadsheet in the administrators' site: send it, see what it would do, confirm."""

from collections.abc import Iterable
from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.admin import ImportExportMixin
from import_export.forms import ConfirmImportForm, ExportForm, ImportForm
from import_export.tmp_storages import CacheStorage

from authorities.access import open_to
from authorities.imports.engine.row_results import ImportResult
from authorities.models import AnnullableQuerySet
from authorities.models.roles import ADMINISTERS
from authorities.spreadsheets.formats import FORMATS

ENDINGS = [sheet_format.EXTENSION for sheet_format in FORMATS]
PROBLEMS_AT_CONFIRMATION = 10


class SpreadsheetForm(ImportForm):
    """An import form that takes the format from the ending of the file's name."""

    media = forms.Media()

    def __init__(self, formats: list, resources: list, **kwargs: Any) -> None:
        super().__init__(formats, resources, **kwargs)
        self.fields["format"].required = False
        self.fields["format"].widget = forms.HiddenInput()
        self.fields["import_file"].label = gettext_lazy("Spreadsheet (.csv, .xlsx or .ods)")
        self.fields["import_file"].widget.attrs = {"accept": ",".join(ENDINGS)}

    def clean_import_file(self) -> UploadedFile:
        upload = self.cleaned_data["import_file"]
        if PurePath(upload.name).suffix.lower() not in ENDINGS:
            sentence = _("Files of this type cannot be read. Send %(endings)s.")
            raise ValidationError(sentence % {"endings": ", ".join(ENDINGS)})
        if upload.size > settings.MAX_UPLOAD_BYTES:
            size, limit = filesizeformat(upload.size), filesizeformat(settings.MAX_UPLOAD_BYTES)
            sentence = _("The size of the file is %(size)s; at most %(limit)s can be read.")
            raise ValidationError(sentence % {"size": size, "limit": limit})
        return upload

    def clean(self) -> dict[str, Any]:
        if upload := self.cleaned_data.get("import_file"):
            self.cleaned_data["format"] = str(ENDINGS.index(PurePath(upload.name).suffix.lower()))
        return self.cleaned_data


class ConfirmationForm(ConfirmImportForm):
    format = forms.ChoiceField(choices=[(str(i), i) for i in range(len(FORMATS))], widget=forms.HiddenInput)


class PendingUpload(CacheStorage):
    """A spreadsheet between preview and confirmation, in the cache, where every process finds it."""

    CACHE_LIFETIME = 60 * 60

    def read(self) -> bytes:
        data = super().read()
        if data is None:
            raise ValidationError(_("The spreadsheet was not confirmed in time. Please send it again."))
        return data


@method_decorator(open_to(*ADMINISTERS), name="process_import")
class SpreadsheetAdminMixin(ImportExportMixin):
    """A mixin for a ModelAdmin, with the buttons Import and Export."""

    formats = FORMATS
    import_form_class = SpreadsheetForm
    confirm_form_class = ConfirmationForm
    export_form_class = ExportForm
    import_template_name = "imports/admin/import.html"
    tmp_storage_class = PendingUpload

    def get_export_queryset(self, request: HttpRequest) -> QuerySet:
        """Leave out what the list shows although it was annulled."""
        rows = super().get_export_queryset(request)
        return rows.not_annulled() if isinstance(rows, AnnullableQuerySet) else rows

    def add_data_read_fail_error_to_form(self, form: forms.Form, e: Exception) -> None:
        sentence = _("The file could not be read. It is damaged, or its content does not match its name.")
        form.add_error("import_file", e if isinstance(e, ValidationError) else sentence)

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            return super().process_import(request, **kwargs)
        except ValidationError as refusal:
            return self.start_again(request, refusal.messages)

    def process_result(self, result: ImportResult, request: HttpRequest) -> HttpResponse:
        """Start again if what the rows are compared with was changed since the preview."""
        if result.problems:
            sentences = [str(problem) for problem in result.problems[:PROBLEMS_AT_CONFIRMATION]]
            return self.start_again(request, [_("Nothing was imported."), *sentences])
        return super().process_result(result, request)

    def start_again(self, request: HttpRequest, sentences: Iterable[str]) -> HttpResponse:
        for sentence in sentences:
            messages.error(request, sentence)
        return redirect(f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_import")

    def add_success_message(self, result: ImportResult, request: HttpRequest) -> None:
        sentence = _("Imported: %(new)s new, %(changed)s changed, %(unchanged)s unchanged.")
        counts = {"new": result.new, "changed": result.changed, "unchanged": result.unchanged}
        messages.success(request, sentence % counts)
