"""The administrators' room: the same door as everyone's, and a 404 for those who are not administrators."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.http import Http404
from django.utils.translation import gettext_lazy as _


class TrackerAdminSite(admin.AdminSite):
    site_header = _("WHO Code reporting tracker: administration")
    site_title = _("Administration")
    index_title = _("Data and people")

    def has_permission(self, request):
        if request.user.is_authenticated and not request.user.may_administer:
            raise Http404
        return request.user.is_authenticated and request.user.may_administer


TrackerAdminSite.login = secure_admin_login(TrackerAdminSite.login)
