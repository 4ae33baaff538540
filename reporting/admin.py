"""The admin pages of rounds, instruments, reference facts and, to read only, reports."""

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from authorities.annulments.admin import AnnullableAdmin
from authorities.imports.admin import SpreadsheetAdminMixin
from authorities.record_admin import RecordAdmin
from reporting import models
from reporting.compliance.published_figures import PUBLISHED_NAMES
from reporting.instrument_desk.round_dates import HOW_TO_WRITE
from reporting.models.rounds import PartialDateField
from reporting.resources import PastReportResource


class ReadOnlyAdmin(RecordAdmin):
    """Shows records that only the workflow writes."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(models.Instrument)
class InstrumentAdmin(ReadOnlyAdmin):
    """Instruments are taken in at their own desk; here they are only listed."""

    list_display = ["title", "form_id", "version", "audience", "loaded_at"]
    readonly_fields = ["title", "form_id", "version", "audience", "note", "loaded_at", "sha256"]
    fields = [*readonly_fields]


@admin.register(models.Rewording)
class RewordingAdmin(ReadOnlyAdmin):
    """Words that were mended while a round was open: who, when, and what they were before."""

    list_display = ["instrument", "at", "by"]
    list_filter = ["instrument"]
    list_select_related = ["instrument", "by"]
    readonly_fields = ["instrument", "at", "by", "words"]
    fields = [*readonly_fields]

    @admin.display(description=_("Words before and after"))
    def words(self, mended):
        rows = (
            (" › ".join(text["place"]), text["language"], text["before"], text["after"])
            for text in mended.texts
        )
        return format_html_join("\n", "<p>{} ({}): <del>{}</del> <ins>{}</ins></p>", rows)


@admin.register(models.Round)
class RoundAdmin(RecordAdmin):
    list_display = ["number", "title", "opens", "due", "closes", "instrument"]
    list_display_links = ["number", "title"]
    list_select_related = ["instrument"]
    search_fields = ["title"]
    fields = [
        *("number", "title", "note", "translations", "opens", "due", "closes"),
        *("cut_off", "cut_off_reason", "instrument", "source"),
    ]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Say how a date is written, which may be known to the month or the year alone."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(db_field, PartialDateField):
            field.help_text = f"{HOW_TO_WRITE} {field.help_text}".strip()
        return field

    def get_readonly_fields(self, request, obj=None):
        """Keep the instrument of a round with reports, so that these can still be read."""
        return ["instrument"] if obj and obj.submissions.exists() else []


@admin.register(models.PublishedFigure)
class PublishedFigureAdmin(AnnullableAdmin):
    list_display = ["round", "subject", "region", "number", "unit", "as_of", "trust", "source"]
    list_display_links = ["round", "subject"]
    list_filter = ["round", "indicator", "region", "trust"]
    list_select_related = ["round"]
    search_fields = ["indicator", "source", "basis"]

    @admin.display(description=_("what is counted"), ordering="indicator")
    def subject(self, figure):
        return PUBLISHED_NAMES.get(figure.indicator, figure.indicator)

    @admin.display(description=_("value"), ordering="value")
    def number(self, figure):
        return f"{figure.value.normalize():f}"


@admin.register(models.Indicator)
class IndicatorAdmin(RecordAdmin):
    list_display = ["key", "name", "article"]
    search_fields = ["key", "name"]


@admin.register(models.Article)
class ArticleAdmin(RecordAdmin):
    list_display = ["number", "summary", "basis", "code_version"]


@admin.register(models.Term)
class TermAdmin(RecordAdmin):
    list_display = ["key", "name", "article"]


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
