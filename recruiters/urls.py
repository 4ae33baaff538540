"""Addresses of the registers, public and permanent."""

from django.urls import path, register_converter
from django.urls.converters import PathConverter

from .views import certificates, register


class LicenceNumber(PathConverter):
    """Anything a keeper may write, slashes too."""

    regex = r"[^\x00-\x1f]+?"


register_converter(LicenceNumber, "licence")

urlpatterns = [
    path("", register.recruiters, name="recruiters"),
    path("verify/", certificates.verify, name="verify_certificate"),
    path("verify/keys.json", certificates.keys, name="certificate_keys"),
    path(
        "certificates/<iso3:iso3>/<slug:code>/<licence:licence>/",
        certificates.certificate,
        name="certificate",
    ),
    path("<iso3:iso3>/", register.register_state, name="register_state"),
    path("<iso3:iso3>/<slug:code>/", register.register, name="register"),
    path("<iso3:iso3>/<slug:code>/<licence:licence>/", register.recruiter, name="recruiter"),
]
