"""The URLs of the whole site. Public URLs are plain and permanent."""

from django.contrib import admin
from django.urls import include, path

from config import shell

urlpatterns = [
    path("", include("reporting.urls")),
    path("", include("authorities.urls")),
    path("recruiters/", include("recruiters.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
    path("language/", shell.choose_language, name="set_language"),
    path("healthz", shell.healthz, name="healthz"),
]

handler400 = "config.shell.bad_request"
handler403 = "config.shell.permission_denied"
handler404 = "config.shell.page_not_found"
handler500 = "config.shell.server_error"
