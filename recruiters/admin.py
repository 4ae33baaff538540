"""The administrators' room, first floor: registers and who is on them."""

from django.contrib import admin

from authorities.admin import RecordAdmin
from authorities.importing import BySpreadsheet

from .forms import RecruiterForm
from .models import Recruiter, Register
from .spreadsheets import RecruiterResource, RegisterResource


@admin.register(Register)
class RegisterAdmin(BySpreadsheet, RecordAdmin):
    resource_classes = [RegisterResource]
    list_display = ["member_state", "code", "name", "keeper", "valid_from", "valid_to"]
    list_display_links = ["member_state", "code", "name"]
    list_filter = [("valid_to", admin.EmptyFieldListFilter), "illustrative"]
    list_select_related = ["member_state"]
    search_fields = ["member_state__iso3", "member_state__name_en", "code", "name", "keeper"]
    autocomplete_fields = ["member_state"]


@admin.register(Recruiter)
class RecruiterAdmin(BySpreadsheet, RecordAdmin):
    form = RecruiterForm
    fields = ["register", "licence_number", "legal_name", "trading_names", "address", "website"]
    fields += ["professions", "source_states", "destination_states"]
    resource_classes = [RecruiterResource]
    list_display = ["legal_name", "licence_number", "register", "valid_from", "valid_until", "state"]
    list_filter = ["state", "register"]
    list_select_related = ["register"]
    search_fields = ["search_text"]
    autocomplete_fields = ["register"]
    date_hierarchy = "valid_until"
