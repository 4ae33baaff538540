"""The admin pages of rounds, instruments, reference facts and, to read only, reports."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from authorities.annulments.admin import AnnullableAdmin
from authorities.imports.admin import SpreadsheetAdminMixin
from authorities.record_admin import RecordAdmin
from reporting import models
from reporting.instruments.xlsform import InstrumentError, read_instrument
from reporting.instruments.xlsform_problems import summarise_problems
from reporting.models.instruments import load_instrument, stored_references
from reporting.resources import PastReportResource

LARGEST_WORKBOOK = 2 * 1024 * 1024


class ReadOnlyAdmin(RecordAdmin):
    """Shows records that only the workflow writes."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class InstrumentForm(forms.ModelForm):
    """Uploads an instrument as its XLSForm workbook; every problem names sheet and row."""

    workbook = forms.FileField(
        label=_("XLSForm workbook"), help_text=_("An .xlsx workbook or its Markdown form (.md).")
    )

    current_user = None

    class Meta:
        model = models.Instrument
        fields = []

    def clean_workbook(self):
        upload = self.cleaned_data["workbook"]
        if upload.size > LARGEST_WORKBOOK:
            raise ValidationError(_("The workbook is larger than 2 MB."))
        try:
            definition = read_instrument(upload.read(), file_name=upload.name, known=stored_references())
        except InstrumentError as refusal:
            raise ValidationError(summarise_problems(refusal.problems)) from refusal
        self.loaded = load_instrument(definition, by=self.current_user)
        return upload

    def _post_clean(self):
        """Skip validation of the model: load_instrument writes the record and knows what is frozen."""

    def save(self, commit=True):
        self.instance = self.loaded
        return self.loaded

    def save_m2m(self):
        """Nothing to do."""


@admin.register(models.Instrument)
class InstrumentAdmin(RecordAdmin):
    list_display = ["title", "form_id", "version", "audience", "loaded_at"]
    readonly_fields = ["title", "form_id", "version", "audience", "note", "loaded_at", "sha256"]

    def get_form(self, request, obj=None, **kwargs):
        if obj:
            return super().get_form(request, obj, **kwargs)
        return type("InstrumentForm", (InstrumentForm,), {"current_user": request.user})

    def get_fields(self, request, obj=None):
        return self.readonly_fields if obj else ["workbook"]

    def get_readonly_fields(self, request, obj=None):
        return self.readonly_fields if obj else []


@admin.register(models.Round)
class RoundAdmin(RecordAdmin):
    list_display = ["number", "title", "opens", "due", "closes", "instrument"]
    list_select_related = ["instrument"]

    def get_readonly_fields(self, request, obj=None):
        """Keep the instrument of a round with reports, so that these can still be read."""
        return ["instrument"] if obj and obj.submissions.exists() else []


@admin.register(models.PublishedFigure)
class PublishedFigureAdmin(AnnullableAdmin):
    list_display = ["round", "indicator", "region", "value", "unit", "as_of", "trust", "source"]
    list_filter = ["round", "indicator", "region"]


@admin.register(models.Indicator)
class IndicatorAdmin(RecordAdmin):
    list_display = ["key", "name", "article"]


@admin.register(models.Article)
class ArticleAdmin(RecordAdmin):
    list_display = ["number", "summary", "basis", "code_version"]


class EventInline(admin.TabularInline):
    model = models.SubmissionEvent
    fields = ("at", "move", "from_state", "to_state", "by", "version", "note")
    readonly_fields = fields
    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False


@admin.register(models.Submission)
class SubmissionAdmin(SpreadsheetAdminMixin, ReadOnlyAdmin):
    """Past reports are imported by spreadsheet; exports are the downloads of the public pages."""

    resource_classes = [PastReportResource]
    list_display = ["member_state", "round", "state", "started_at"]
    list_filter = ["round", "state"]
    list_select_related = ["member_state", "round"]
    search_fields = ["member_state__name_en", "member_state__iso3"]
    fields = ["round", "member_state", "state", "started_at"]
    inlines = [EventInline]

    def has_export_permission(self, request):
        return False
