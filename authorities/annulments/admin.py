"""Administration of records that may be annulled: all are listed, those annulled are only read."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authorities.access import open_to
from authorities.annulments.actions import annul
from authorities.models import all_records
from authorities.models.roles import ADMINISTERS
from authorities.record_admin import RecordAdmin

ANNULMENT = ["annulled_at", "annulled_by", "annulment_reason"]


class AnnulmentForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why was it wrong from the beginning?"),
        help_text=gettext_lazy(
            "It stays in this list with your reason. Figures, pages and files leave it out."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
    )


class AnnulledFilter(admin.SimpleListFilter):
    title = gettext_lazy("annulled")
    parameter_name = "annulled"

    def lookups(self, request, model_admin):
        return [("no", gettext_lazy("No")), ("yes", gettext_lazy("Yes"))]

    def queryset(self, request, queryset):
        if self.value() == "yes":
            return queryset.annulled()
        return queryset.not_annulled() if self.value() == "no" else queryset


class AnnullableAdmin(RecordAdmin):
    """What was right and is no longer true ends; what was wrong from the beginning is annulled."""

    change_form_template = "admin/annullable_change_form.html"

    def get_queryset(self, request):
        return all_records(self.model).all()

    def get_list_display(self, request):
        return [*super().get_list_display(request), "annulment"]

    def get_list_filter(self, request):
        return [*super().get_list_filter(request), AnnulledFilter]

    def get_fields(self, request, obj=None):
        fields = [name for name in super().get_fields(request, obj) if name not in ANNULMENT]
        if not (obj and obj.is_annulled):
            return fields
        shown = ["last_day" if name == "valid_to" else name for name in fields]
        return [*shown, *ANNULMENT]

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        if not (obj and obj.is_annulled):
            return fields
        ends = ["last_day"] if hasattr(self, "last_day") else []
        return [*fields, *ends, *ANNULMENT]

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not (obj and obj.is_annulled)

    @admin.display(description=gettext_lazy("annulled"), ordering="annulled_at")
    def annulment(self, record):
        return record.annulment_reason or "–"

    # The page that asks for the reason

    def get_urls(self):
        meta, view = self.model._meta, self.admin_site.admin_view(self.annul)
        page = path("<path:pk>/annul/", view, name=f"{meta.app_label}_{meta.model_name}_annul")
        return [page, *super().get_urls()]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None and self.has_change_permission(request, obj):
            context["annul_address"] = self.address_of("annul", obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def address_of(self, page, record):
        meta = self.model._meta
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_{page}", args=[record.pk])

    @method_decorator(open_to(*ADMINISTERS))
    def annul(self, request, pk):
        record = get_object_or_404(all_records(self.model), pk=pk)
        if not self.has_change_permission(request, record):
            raise PermissionDenied
        form = AnnulmentForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                annul(record, by=request.user, reason=form.cleaned_data["reason"])
            except ValidationError as refusal:
                form.add_error(None, refusal)
            else:
                messages.success(request, _("“%(record)s” is annulled.") % {"record": record})
                return redirect(self.address_of("change", record))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Annul “%(record)s”") % {"record": record},
            "form": form,
            "opts": self.model._meta,
            "original": record,
        }
        return render(request, "admin/annul.html", context, status=422 if form.errors else 200)
