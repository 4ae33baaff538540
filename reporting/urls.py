"""Addresses of the top floor. The public ones are permanent."""

from django.urls import path

from .views import preparing, reviewing

filing = [
    path("desk/", preparing.desk, name="desk"),
    path("review/", reviewing.review, name="review"),
    path("filing/files/<uuid:pk>/", preparing.attachment, name="attachment"),
    path("filing/<int:number>/<iso3:iso3>/", preparing.submission, name="submission"),
    path("filing/<int:number>/<iso3:iso3>/start/", preparing.start_report, name="start_report"),
    path("filing/<int:number>/<iso3:iso3>/sections/<slug:code>/", preparing.section, name="section"),
    path("filing/<int:number>/<iso3:iso3>/draft/", preparing.read_draft, name="read_draft"),
    path("filing/<int:number>/<iso3:iso3>/certify/", preparing.certify, name="certify"),
    path("filing/<int:number>/<iso3:iso3>/v<int:version_number>/", preparing.version, name="version"),
    path("filing/<int:number>/<iso3:iso3>/v<int:version_number>/receipt/", preparing.receipt, name="receipt"),
    path("filing/<int:number>/<iso3:iso3>/move/<slug:name>/", reviewing.move, name="move"),
]

urlpatterns = [
    *filing,
]
