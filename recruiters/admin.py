"""The administrators' room, first floor: registers, who is on them, and what was decided about licences."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from authorities.admin import KeptRecordAdmin, RecordAdmin
from authorities.importing import BySpreadsheet

from .forms import RecruiterForm
from .licensing import amend, enter
from .models import Branch, LicenceEvent, Recruiter, Register, Relation
from .registering import save_register
from .spreadsheets import RecruiterResource, RegisterResource

DATA = ["legal_name", "trading_names", "former_names", "company_number", "address", "website"]
DATA += ["professions", "source_states", "destination_states", "sector", "direction"]
DATA += ["fee_policy", "committed_to_code_on", "last_inspected_on", "complaints"]
DATA += ["last_verified_on", "next_check_on"]
TERMS = ["state", "state_from", "valid_from", "valid_until", "suspended_until", "missing_since"]


@admin.register(Register)
class RegisterAdmin(BySpreadsheet, RecordAdmin):
    resource_classes = [RegisterResource]
    list_display = ["member_state", "code", "name", "keeper", "valid_from", "valid_to"]
    list_display_links = ["member_state", "code", "name"]
    list_filter = [("valid_to", admin.EmptyFieldListFilter), "illustrative"]
    list_select_related = ["member_state"]
    search_fields = ["member_state__iso3", "member_state__name_en", "code", "name", "keeper"]
    autocomplete_fields = ["member_state"]

    def get_readonly_fields(self, request, obj=None):
        """What permanent addresses and the roles of registrars are made of."""
        return ["member_state", "code"] if obj else []

    def save_model(self, request, obj, form, change):
        save_register(obj, by=request.user)


class NewRecruiterForm(RecruiterForm):
    """An entry begins with the licence that was granted. What becomes of it is the registrar's to decide."""

    granted_from = forms.DateField(label=_("valid from"), widget=admin.widgets.AdminDateWidget)
    granted_until = forms.DateField(
        label=_("valid until"),
        required=False,
        widget=admin.widgets.AdminDateWidget,
        help_text=_("First day on which the licence no longer holds."),
    )
    decision = forms.CharField(label=_("decision reference"), max_length=100, required=False)

    @property
    def said(self):
        data = self.cleaned_data
        dates = {"valid_from": data["granted_from"], "valid_until": data["granted_until"]}
        return {**dates, "decision": data["decision"]}


class CorrectionForm(RecruiterForm):
    reason = forms.CharField(label=_("Why (not public)"), max_length=1000, required=False)

    @property
    def said(self):
        return {"note": self.cleaned_data["reason"]}


class BranchInline(admin.TabularInline):
    model = Branch
    extra = 0
    autocomplete_fields = ["member_state"]


class RelationInline(admin.TabularInline):
    model = Relation
    fk_name = "recruiter"
    extra = 0
    autocomplete_fields = ["other"]


class TimelineInline(admin.TabularInline):
    """What was decided, when, by whom: read here, and never taken away."""

    model = LicenceEvent
    verbose_name_plural = _("timeline")
    fields = readonly_fields = (
        "effective_on", "move", "to_state", "valid_from", "valid_until", "suspended_until",
        "decision", "legal_ground", "public_note", "note", "annuls", "by", "at",
    )  # fmt: skip

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("by", "annuls", "recruiter")

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Recruiter)
class RecruiterAdmin(BySpreadsheet, KeptRecordAdmin):
    resource_classes = [RecruiterResource]
    list_display = ["legal_name", "licence_number", "register", "valid_from", "valid_until", "state"]
    list_filter = ["state", "register"]
    list_select_related = ["register"]
    search_fields = ["search_text"]
    autocomplete_fields = ["register"]
    date_hierarchy = "valid_until"
    inlines = [BranchInline, RelationInline, TimelineInline]

    def get_form(self, request, obj=None, change=False, **kwargs):
        kwargs["form"] = CorrectionForm if change else NewRecruiterForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request, obj=None):
        if obj is None:
            return ["register", "licence_number", *DATA, "granted_from", "granted_until", "decision"]
        return ["register", "licence_number", *TERMS, *DATA, "reason"]

    def get_readonly_fields(self, request, obj=None):
        return ["register", *TERMS] if obj else []

    def get_inlines(self, request, obj):
        return self.inlines if obj else self.inlines[:2]

    def save_model(self, request, obj, form, change):
        """With what belongs to it, in `save_related`: one deed, one version of the register."""

    def save_related(self, request, form, formsets, change):
        deed = amend if change else enter
        mine = [formset for formset in formsets if formset.model is not LicenceEvent]
        deed(form.instance, by=request.user, formsets=mine, **form.said)
        for formset in formsets:
            if not hasattr(formset, "new_objects"):
                formset.save(commit=False)  # nothing: the message about what was done asks for its lists
