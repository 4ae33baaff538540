"""Filters of the lists of the administration, in words."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class InForceFilter(admin.SimpleListFilter):
    """Which records of an interval hold today, and which have ended or not begun."""

    title = _("when it holds")
    parameter_name = "holds"

    def lookups(self, request, model_admin):
        return [("today", _("In force today")), ("ended", _("Ended")), ("later", _("Begins later"))]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        match self.value():
            case "today":
                return queryset.in_force_on(today)
            case "ended":
                return queryset.filter(valid_to__lte=today)
            case "later":
                return queryset.filter(valid_from__gt=today)
        return queryset


class AnnouncedEndFilter(admin.SimpleListFilter):
    title = _("announced end")
    parameter_name = "announced"

    def lookups(self, request, model_admin):
        return [("yes", _("An end is announced")), ("no", _("None is announced"))]

    def queryset(self, request, queryset):
        if self.value() in ("yes", "no"):
            return queryset.filter(announced_end__isnull=self.value() == "no")
        return queryset


class AccountFilter(admin.SimpleListFilter):
    """Who comes, who never came, and who may not sign in any more."""

    title = _("account")
    parameter_name = "account"

    def lookups(self, request, model_admin):
        return [
            ("came", _("Has signed in")),
            ("never", _("Has never signed in")),
            ("closed", _("Deactivated")),
        ]

    def queryset(self, request, queryset):
        match self.value():
            case "came":
                return queryset.filter(deactivated_on=None, last_login__isnull=False)
            case "never":
                return queryset.who_never_came()
            case "closed":
                return queryset.filter(deactivated_on__isnull=False)
        return queryset
