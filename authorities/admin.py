"""The administrators' room, ground floor: states and their history, authorities, people and their roles."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import FileField
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from authorities import models
from authorities.access import open_to
from authorities.accounts.account_notices import ADDRESS_CHANGED
from authorities.accounts.address_change import forget_other_addresses
from authorities.accounts.emails import send_password_link, tell_user
from authorities.accounts.second_factor import remove_second_factor
from authorities.accounts.security_log import note
from authorities.administration.list_filters import AccountFilter, AnnouncedEndFilter, InForceFilter
from authorities.annulments.admin import AnnullableAdmin
from authorities.designations import designate
from authorities.files import serve_download
from authorities.forms import (
    AuthorityForm,
    HistoryFormSet,
    LetterInput,
    MembershipForm,
    NewPersonForm,
    PersonForm,
)
from authorities.imports.admin import SpreadsheetAdminMixin
from authorities.jobs.admin import JobAdmin
from authorities.known_facts.announced_ends import apply_announced_end
from authorities.languages import active_un_language
from authorities.models.roles import ADMINISTERS
from authorities.record_admin import LastDayMixin, RecordAdmin, RolePageMixin
from authorities.resources import AuthorityResource

# A person has one address to sign in with, on their own record.
admin.site.unregister(EmailAddress)
# Nobody reads the secrets of others here: a lost second factor is removed, sessions are ended by their owner.
admin.site.unregister([Authenticator, UserSession])
# Work in the background has one page; the library's own shows arguments and messages, which may be private.
admin.site.unregister(DBTaskResult)
admin.site.register(models.Job, JobAdmin)
SOURCE = ["confidence", "source", "note"]


class StateFactAdmin(LastDayMixin, AnnullableAdmin):
    """Something that is true of one Member State."""

    list_select_related = ["member_state"]
    search_fields = ["member_state__iso3", "member_state__name_en"]
    autocomplete_fields = ["member_state"]


class HistoryInline(LastDayMixin, admin.TabularInline):
    formset = HistoryFormSet
    extra = 0
    can_delete = False


class WhoMembershipInline(HistoryInline):
    model = models.WhoMembership
    fields = ["valid_from", "valid_to", "announced_end", "dispute", *SOURCE]


class RegionMembershipInline(HistoryInline):
    model = models.RegionMembership
    fields = ["region", "valid_from", "valid_to", *SOURCE]


class IncomeClassificationInline(admin.TabularInline):
    model = models.IncomeClassification
    fields = ["fiscal_year", "income_group", *SOURCE]
    extra = 0
    can_delete = False


class SafeguardsListingInline(admin.TabularInline):
    model = models.SafeguardsListing
    extra = 0
    can_delete = False


class RegionFilter(admin.SimpleListFilter):
    """The region that a state lies in today."""

    title = gettext_lazy("region")
    parameter_name = "region"

    def lookups(self, request, model_admin):
        return models.Region.choices

    def queryset(self, request, queryset):
        return queryset.in_region(self.value(), timezone.localdate()) if self.value() else queryset


@admin.register(models.MemberState)
class MemberStateAdmin(RecordAdmin):
    """Codes are what everything else hangs on, so they are read here and loaded with the reference facts."""

    list_display = ["iso3", "name", "iso2", "m49"]
    list_display_links = ["iso3", "name"]
    list_filter = [RegionFilter]
    search_fields = ["iso3", "iso2", "name_en", "name_fr", "name_es", "name_ar", "name_ru", "name_zh"]
    readonly_fields = ["iso3", "iso2", "m49", "tile_column", "tile_row"]
    inlines = [
        WhoMembershipInline,
        RegionMembershipInline,
        IncomeClassificationInline,
        SafeguardsListingInline,
    ]

    def has_add_permission(self, request):
        return False

    def get_ordering(self, request):
        """A list that is read page by page is sorted by the database."""
        return [f"name_{active_un_language()}"]

    @admin.display(description=gettext_lazy("name"))
    def name(self, state):
        return state.name


@admin.register(models.WhoMembership)
class WhoMembershipAdmin(StateFactAdmin):
    list_display = ["member_state", "valid_from", "last_day", "announced_end", "confidence"]
    list_filter = [AnnouncedEndFilter, InForceFilter, "confidence"]
    actions = ["apply_announced_end"]

    @admin.action(description=gettext_lazy("Apply the announced end"), permissions=["change"])
    def apply_announced_end(self, request, queryset):
        for membership in queryset.select_related("member_state"):
            try:
                self.end_as_announced(request, membership)
            except ValidationError as refusal:
                state = membership.member_state.name
                messages.error(request, f"{state}: {' '.join(refusal.messages)}")

    @transaction.atomic
    def end_as_announced(self, request, membership):
        membership = apply_announced_end(membership, by=request.user)
        self.log_change(request, membership, _("Applied the announced end."))
        words = _("From %(day)s, %(state)s is no longer counted as a Member State.")
        messages.success(request, words % {"state": membership.member_state, "day": membership.valid_to})


@admin.register(models.RegionMembership)
class RegionMembershipAdmin(StateFactAdmin):
    list_display = ["member_state", "region", "valid_from", "last_day", "confidence"]
    list_filter = ["region", "confidence"]


@admin.register(models.IncomeClassification)
class IncomeClassificationAdmin(StateFactAdmin):
    list_display = ["member_state", "fiscal_year", "income_group", "confidence"]
    list_filter = ["fiscal_year", "income_group", "confidence"]


@admin.register(models.SafeguardsListing)
class SafeguardsListingAdmin(StateFactAdmin):
    list_display = ["member_state", "edition"]
    list_filter = ["edition"]


class ContactPersonInline(admin.TabularInline):
    model = models.ContactPerson
    extra = 0
    can_delete = False


@admin.register(models.ContactPerson)
class ContactPersonAdmin(AnnullableAdmin):
    fields = ["authority", "name", "post", "email", "telephone"]
    list_display = ["name", "post", "email", "authority"]
    list_select_related = ["authority"]
    search_fields = ["name", "email", "authority__institution", "authority__member_state__name_en"]
    autocomplete_fields = ["authority"]


@admin.register(models.Authority)
class AuthorityAdmin(LastDayMixin, SpreadsheetAdminMixin, AnnullableAdmin):
    form = AuthorityForm
    fields = ["member_state", "institution", "institution_type", "mailbox", "website"]
    fields += ["valid_from", "valid_to", "letter", "letter_on_file"]
    readonly_fields = ["letter_on_file"]
    formfield_overrides = {**RecordAdmin.formfield_overrides, FileField: {"widget": LetterInput}}
    resource_classes = [AuthorityResource]
    list_display = ["member_state", "institution", "institution_type", "mailbox", "valid_from", "last_day"]
    list_display_links = ["member_state", "institution"]
    list_filter = [InForceFilter, "institution_type", "illustrative"]
    list_select_related = ["member_state"]
    search_fields = ["member_state__iso3", "member_state__name_en", "institution", "mailbox"]
    autocomplete_fields = ["member_state"]
    date_hierarchy = "valid_from"
    inlines = [ContactPersonInline]

    def save_model(self, request, obj, form, change):
        designate(obj, by=request.user)

    def get_urls(self):
        letter = path("<int:pk>/letter/", self.admin_site.admin_view(self.letter), name="authorities_letter")
        return [letter, *super().get_urls()]

    @method_decorator(open_to(*ADMINISTERS))
    def letter(self, request, pk):
        authority = get_object_or_404(models.Authority.with_annulled, pk=pk)
        if not authority.letter:
            raise Http404
        ending = authority.letter.name.rpartition(".")[2]
        return serve_download(
            authority.letter, f"letter-{authority.member_state_id}-{authority.valid_from}.{ending}"
        )

    @admin.display(description=gettext_lazy("Letter on file"))
    def letter_on_file(self, authority):
        # Of a page that could not be saved the letter is there, but not on file.
        if not models.Authority.with_annulled.filter(pk=authority.pk).exclude(letter="").exists():
            return "–"
        address = reverse("admin:authorities_letter", args=[authority.pk])
        return format_html('<a href="{}">{}</a>', address, _("Download"))


class MembershipInline(admin.StackedInline):
    model = models.Membership
    form = MembershipForm
    autocomplete_fields = ["member_state"]
    extra = 0
    can_delete = False


@admin.register(models.User)
class UserAdmin(RolePageMixin, RecordAdmin):
    """People are opened with a name and an e-mail address; a password they choose themselves."""

    form = PersonForm
    list_display = ["name", "email", "joined_at", "last_login", "deactivated_on"]
    list_filter = [AccountFilter, "memberships__role"]
    search_fields = ["name", "email"]
    fields = ["email", "name", "deactivated_on", "last_login", "joined_at"]
    readonly_fields = ["last_login", "joined_at"]
    inlines = [MembershipInline]
    actions = ["send_link", "remove_second_factor"]

    def save_model(self, request, obj, form, change):
        """Whose address an administrator changes is told so at the old one."""
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            forget_other_addresses(obj)
            tell_user(ADDRESS_CHANGED, obj, get_language(), form.initial["email"])
            note("address_changed", user=obj, by=request.user)

    def get_form(self, request, obj=None, change=False, **kwargs):
        return super().get_form(
            request, obj, change, **kwargs if change else {**kwargs, "form": NewPersonForm}
        )

    def get_fields(self, request, obj=None):
        return super().get_fields(request, obj) if obj else NewPersonForm.Meta.fields

    def response_add(self, request, obj, post_url_continue=None):
        invite(request, obj)
        return super().response_add(request, obj, post_url_continue)

    @admin.action(description=gettext_lazy("Send a link to choose a password"), permissions=["change"])
    def send_link(self, request, queryset):
        for user in queryset:
            invite(request, user)

    @admin.action(description=gettext_lazy("Remove a lost second factor"), permissions=["change"])
    def remove_second_factor(self, request, queryset):
        for user in queryset:
            removed = remove_second_factor(user, language=get_language(), by=request.user)
            sentence = (
                _("%(name)s signs in with the password alone now, and is asked to choose a second factor.")
                if removed
                else _("%(name)s has no second factor.")
            )
            messages.info(request, sentence % {"name": user})


def invite(request, user):
    """A link to choose a password is put into the queue, for those who may sign in."""
    if user.is_active:
        send_password_link.enqueue(user.pk, get_language())
        sentence = _("A link to choose a password is on its way to %(email)s.")
        messages.info(request, sentence % {"email": user.email})
    else:
        messages.warning(request, _("No link was sent to %(email)s.") % {"email": user.email})


@admin.register(models.Membership)
class MembershipAdmin(RolePageMixin, RecordAdmin):
    form = MembershipForm
    list_display = ["user", "role", "member_state", "region", "register_code", "valid_from", "role_end"]
    list_filter = [InForceFilter, "role", "region"]
    list_select_related = ["user", "member_state"]
    search_fields = ["user__name", "user__email", "member_state__iso3", "member_state__name_en"]
    autocomplete_fields = ["user", "member_state"]
    fields = ["user", *MembershipForm.Meta.fields]

    @admin.display(description=gettext_lazy("First day without the role"), ordering="valid_to")
    def role_end(self, membership):
        return membership.valid_to
