"""The admin pages of registers and recruiters."""

from django.contrib import admin
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from authorities.administration.list_filters import InForceFilter
from authorities.annulments.admin import AnnullableAdmin
from authorities.imports.admin import SpreadsheetAdminMixin
from authorities.record_admin import LastDayMixin, RecordAdmin
from recruiters.entries.status import licence_status
from recruiters.models import Recruiter, Register
from recruiters.register_changes import save_register
from recruiters.resources import RecruiterResource, RegisterResource


@admin.register(Register)
class RegisterAdmin(LastDayMixin, SpreadsheetAdminMixin, AnnullableAdmin):
    resource_classes = [RegisterResource]
    list_display = ["member_state", "code", "name", "keeper", "valid_from", "last_day"]
    list_display_links = ["member_state", "code", "name"]
    list_filter = [InForceFilter, "illustrative"]
    list_select_related = ["member_state"]
    search_fields = ["member_state__iso3", "member_state__name_en", "code", "name", "keeper"]
    autocomplete_fields = ["member_state"]

    def get_readonly_fields(self, request, obj=None):
        """Permanent addresses and the roles of registrars are made of these."""
        fields = super().get_readonly_fields(request, obj)
        return ["member_state", "code", *fields] if obj else fields

    def save_model(self, request, obj, form, change):
        save_register(obj, by=request.user)


@admin.register(Recruiter)
class RecruiterAdmin(SpreadsheetAdminMixin, RecordAdmin):
    """The list and the spreadsheets only: entries are read, entered and corrected at the registrar's desk."""

    resource_classes = [RecruiterResource]
    list_display = ["legal_name", "licence_number", "register", "valid_from", "last_day", "today"]
    list_filter = ["state", "register"]
    list_select_related = ["register__member_state"]
    search_fields = ["search_text"]
    date_hierarchy = "valid_from"

    @admin.display(description=_("Last day of the licence"), ordering="valid_until")
    def last_day(self, recruiter):
        return recruiter.terms.last_day

    @admin.display(description=_("today"))
    def today(self, recruiter):
        return licence_status(recruiter, recruiter.local_day()).word

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("events__annulled_by")

    def get_search_results(self, request, queryset, search_term):
        """Ignore accents, case and hyphens, as everywhere."""
        return queryset.matching(search_term), False

    def has_add_permission(self, request):
        return False

    def change_view(self, request, object_id, form_url="", extra_context=None):
        entry = self.get_object(request, object_id)
        if entry is None:
            raise Http404
        return redirect("entry", entry.register.member_state_id, entry.register.code, entry.pk)
