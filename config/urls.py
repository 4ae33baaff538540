"""The URLs of the whole site. Public URLs are plain and permanent, and answer in six languages."""

from django.contrib import admin
from django.urls import include, path

from authorities.accounts import provider_views as providers
from authorities.accounts import views as accounts
from authorities.languages.addresses import language_patterns
from config import shell
from reporting.about import views as about_us

urlpatterns = [
    path("healthz", shell.healthz, name="healthz"),
    path("robots.txt", about_us.robots, name="robots"),
    path("sitemap.xml", about_us.sitemap, name="sitemap"),
    # Ministries' sign-in services know this address as it is.
    path("accounts/provider/<slug:key>/answer/", providers.provider_answer, name="provider_answer"),
    *language_patterns(
        path("", include("reporting.urls")),
        path("", include("authorities.urls")),
        path("recruiters/", include("recruiters.urls")),
        # Before those of allauth, whose pages of addresses give an account the addresses of others.
        path("accounts/email/", accounts.change_email, name="account_email"),
        path("accounts/language/", accounts.choose_language, name="account_language"),
        path("accounts/confirm-email/<str:key>/", accounts.confirm_email, name="account_confirm_email"),
        path("accounts/provider/<slug:key>/", providers.provider_sign_in, name="provider_sign_in"),
        path("accounts/second-factor/", include("allauth.mfa.urls")),
        path("accounts/sessions/", include("allauth.usersessions.urls")),
        path("accounts/", include("allauth.account.urls")),
        path("admin/", admin.site.urls),
    ),
]

handler400 = "config.shell.bad_request"
handler403 = "config.shell.permission_denied"
handler404 = "config.shell.page_not_found"
handler500 = "config.shell.server_error"
