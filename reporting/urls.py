"""URLs of rounds, reports and figures. The public ones are permanent."""

from django.urls import path

from reporting.compliance import views as compliance
from reporting.filing import views as preparing
from reporting.public import views as published
from reporting.review import views as reviewing

filing = [
    path("desk/", preparing.desk, name="desk"),
    path("review/", reviewing.review, name="review"),
    path("filing/files/<uuid:pk>/", preparing.attachment, name="attachment"),
    path("filing/<number:number>/<iso3:iso3>/", preparing.submission, name="submission"),
    path("filing/<number:number>/<iso3:iso3>/start/", preparing.start_report, name="start_report"),
    path("filing/<number:number>/<iso3:iso3>/sections/<slug:code>/", preparing.section, name="section"),
    path(
        "filing/<number:number>/<iso3:iso3>/sections/<slug:code>/language/",
        preparing.second_language,
        name="second_language",
    ),
    path("filing/<number:number>/<iso3:iso3>/draft/", preparing.read_draft, name="read_draft"),
    path("filing/<number:number>/<iso3:iso3>/certify/", preparing.certify, name="certify"),
    path("filing/<number:number>/<iso3:iso3>/v<number:version_number>/", preparing.version, name="version"),
    path(
        "filing/<number:number>/<iso3:iso3>/v<number:version_number>/receipt/",
        preparing.receipt,
        name="receipt",
    ),
    path("filing/<number:number>/<iso3:iso3>/move/<slug:name>/", reviewing.move, name="move"),
]

figures = [
    path("", compliance.home, name="home"),
    path("compliance/", compliance.compliance, name="compliance"),
    path("compliance/countries/", compliance.compliance_countries, name="compliance_countries"),
    path("compliance.<str:format>", compliance.compliance_export, name="compliance_export"),
    path("figures/", compliance.glossary, name="glossary"),
]

REPORT = "reports/<number:number>/<iso3:iso3>"
published_pages = [
    path("countries/", published.countries, name="countries"),
    path("countries/<iso3:iso3>/", published.country, name="country"),
    path("rounds/", published.rounds, name="rounds"),
    path("rounds/<number:number>/", published.round_page, name="round"),
    path("rounds/<number:number>/indicators/<slug:key>/", published.indicator, name="indicator"),
    path("reports/files/<uuid:pk>/", published.report_file, name="report_file"),
    path(f"{REPORT}/", published.report, name="report"),
    path(f"{REPORT}.<slug:kind>", published.report_export, name="report_export"),
    path(f"{REPORT}/v<number:version_number>/", published.report, name="report_version"),
    path(
        f"{REPORT}/v<number:version_number>.<slug:kind>",
        published.report_export,
        name="report_version_export",
    ),
]

urlpatterns = [
    *figures,
    *filing,
    *published_pages,
]
