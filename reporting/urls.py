"""URLs of rounds, reports and figures. The public ones are permanent."""

from django.urls import path

from reporting.about import views as about_us
from reporting.charts import views as charts
from reporting.checks import views as checks
from reporting.clarifications import views as clarifications
from reporting.comparisons.urls import comparison_pages
from reporting.compliance import views as compliance
from reporting.countries import views as countries
from reporting.filing import views as preparing
from reporting.filing.assignments import entry_views as entering
from reporting.filing.assignments import views as assigning
from reporting.filing.autosave import offline
from reporting.filing.autosave import views as autosaving
from reporting.filing.comments import views as comments
from reporting.filing.history import views as history
from reporting.filing.last_report import views as last_report
from reporting.filing.presence import views as presence
from reporting.filing.sheets import views as sheets
from reporting.indicators import views as indicators
from reporting.instrument_desk import views as instrument_desk
from reporting.paper_reports import views as paper_reports
from reporting.public import views as published
from reporting.publication import views as publication
from reporting.published_figures import views as figures_of_others
from reporting.reported_content import views as reported_content
from reporting.reported_content.answers_page import address_name
from reporting.review import views as reviewing
from reporting.round_desk import round_views
from reporting.round_desk import views as round_desk
from reporting.round_desk.receipts import views as receipts

COMMENTS = "filing/<number:number>/<iso3:iso3>/answers/<code:question>/comments"
REVIEW = "review/<number:number>/<iso3:iso3>"
filing = [
    path("desk/", preparing.desk, name="desk"),
    path("review/", reviewing.review, name="review"),
    path("review.csv", reviewing.review_export, name="review_export"),
    path("filing/files/<uuid:pk>/", preparing.attachment, name="attachment"),
    path("filing/worker.js", offline.offline_worker, name="offline_worker"),
    path("filing/offline/", offline.offline_page, name="offline_page"),
    path("filing/token/", autosaving.renew_token, name="renew_token"),
    path(
        "filing/<number:number>/<iso3:iso3>/answers/<code:question>/",
        autosaving.save_answer,
        name="save_answer",
    ),
    path("filing/<number:number>/<iso3:iso3>/", preparing.submission, name="submission"),
    path("filing/<number:number>/<iso3:iso3>/start/", preparing.start_report, name="start_report"),
    path("filing/<number:number>/<iso3:iso3>/sections/<slug:code>/", preparing.section, name="section"),
    path(
        "filing/<number:number>/<iso3:iso3>/sections/<slug:code>/language/",
        preparing.second_language,
        name="second_language",
    ),
    path("filing/<number:number>/<iso3:iso3>/presence/", presence.presence, name="presence"),
    path("filing/<number:number>/<iso3:iso3>/history/", history.report_history, name="report_history"),
    path(
        "filing/<number:number>/<iso3:iso3>/answers/<code:question>/history/",
        history.answer_history,
        name="answer_history",
    ),
    path(
        "filing/<number:number>/<iso3:iso3>/answers/<code:question>/history/<int:pk>/",
        history.put_answer_back,
        name="put_answer_back",
    ),
    path("filing/<number:number>/<iso3:iso3>/comments/", comments.report_comments, name="report_comments"),
    path(f"{COMMENTS}/", comments.answer_comments, name="answer_comments"),
    path(f"{COMMENTS}/<int:pk>/", comments.edit_comment, name="edit_comment"),
    path(f"{COMMENTS}/<int:pk>/take-back/", comments.take_back_comment, name="take_back_comment"),
    path(f"{COMMENTS}/<slug:name>/", comments.move_comment_thread, name="move_comment_thread"),
    path("filing/<number:number>/<iso3:iso3>/draft/", preparing.read_draft, name="read_draft"),
    path("filing/<number:number>/<iso3:iso3>/warnings/", checks.explain_warnings, name="explain_warnings"),
    path("filing/<number:number>/<iso3:iso3>/certify/", preparing.certify, name="certify"),
    path("filing/<number:number>/<iso3:iso3>/v<number:version_number>/", preparing.version, name="version"),
    path(
        "filing/<number:number>/<iso3:iso3>/v<number:version_number>/receipt/",
        preparing.receipt,
        name="receipt",
    ),
    path("filing/<number:number>/<iso3:iso3>/last-report/", last_report.last_report, name="last_report"),
    path(
        "filing/<number:number>/<iso3:iso3>/last-report/changes/",
        last_report.changes_since_last_report,
        name="changes_since_last_report",
    ),
    path(
        "filing/<number:number>/<iso3:iso3>/questions/<code:question>/sheet/",
        sheets.table_sheet,
        name="table_sheet",
    ),
    path(
        "filing/<number:number>/<iso3:iso3>/questions/<code:question>/sheet/template.xlsx",
        sheets.table_template,
        name="table_template",
    ),
    path("filing/<number:number>/<iso3:iso3>/move/<slug:name>/", reviewing.move, name="move"),
    path("filing/<number:number>/<iso3:iso3>/changes/", reviewing.version_changes, name="version_changes"),
    path(f"{REVIEW}/", reviewing.review_report, name="review_report"),
    path(f"{REVIEW}/v<number:version_number>/", reviewing.review_version, name="review_version"),
    path(f"{REVIEW}/changes/", reviewing.review_changes, name="review_changes"),
    path(f"{REVIEW}/reviewer/<slug:name>/", reviewing.move_reviewer, name="move_reviewer"),
]

ASSIGNMENTS = "filing/<number:number>/<iso3:iso3>/assignments"
assignments = [
    path("filing/assigned/", assigning.my_assignments, name="my_assignments"),
    path("filing/link/<str:token>/", entering.enter_assignment, name="enter_assignment"),
    path("filing/link/<str:token>/again/", entering.request_fresh_link, name="request_fresh_link"),
    path(f"{ASSIGNMENTS}/", assigning.assignments, name="assignments"),
    path(f"{ASSIGNMENTS}/new/", assigning.assign, name="assign"),
    path(f"{ASSIGNMENTS}/<int:pk>/", assigning.assignment, name="assignment"),
    path(f"{ASSIGNMENTS}/<int:pk>/day/", assigning.reschedule_assignment, name="reschedule_assignment"),
    path(f"{ASSIGNMENTS}/<int:pk>/address/", assigning.readdress_assignment, name="readdress_assignment"),
    path(f"{ASSIGNMENTS}/<int:pk>/move/<slug:name>/", assigning.move_assignment, name="move_assignment"),
]

figures = [
    path("", compliance.home, name="home"),
    path("compliance/", compliance.compliance, name="compliance"),
    path("compliance/countries/", compliance.compliance_countries, name="compliance_countries"),
    path(
        "compliance/countries.<str:format>",
        compliance.compliance_countries_export,
        name="compliance_countries_export",
    ),
    path("compliance.<str:format>", compliance.compliance_export, name="compliance_export"),
    path("figures/", compliance.glossary, name="glossary"),
]

about = [
    path("about/", about_us.about, name="about"),
    path("contact/", about_us.contact, name="contact"),
    path("privacy/", about_us.privacy, name="privacy"),
    path("accessibility/", about_us.accessibility, name="accessibility"),
    path("data-licence/", about_us.data_licence, name="data_licence"),
]

# For each part of what the answers say: a page, the countries behind its numbers, and its files.
answer_pages = [
    path(f"answers{'/' if part else ''}{part}{ending}", view, {"part": part}, f"{address_name(part)}{suffix}")
    for part in reported_content.PAGES
    for ending, view, suffix in (
        ("/", reported_content.answers, ""),
        ("/countries/", reported_content.answers_countries, "_countries"),
        (".<str:format>", reported_content.answers_export, "_export"),
    )
]

REPORT = "reports/<number:number>/<iso3:iso3>"
published_pages = [
    path("countries/", published.countries, name="countries"),
    path("countries/names.json", published.country_names, name="country_names"),
    path("countries/search/", published.find_country, name="find_country"),
    path("countries/<slug:iso3>/", countries.country, name="country"),
    path("countries/<iso3:iso3>.<slug:format>", countries.country_export, name="country_export"),
    path("checks/", checks.check_catalogue, name="checks"),
    path("rounds/", published.rounds, name="rounds"),
    path("rounds/<number:number>/", published.round_page, name="round"),
    path("rounds/<number:number>/questionnaire/", published.questionnaire, name="questionnaire"),
    path("reports/files/<uuid:pk>/", published.report_file, name="report_file"),
    path(f"{REPORT}/", published.report, name="report"),
    path(f"{REPORT}.<slug:kind>", published.report_export, name="report_export"),
    path(f"{REPORT}/changes/", published.report_changes, name="report_changes"),
    path(f"{REPORT}/v<number:version_number>/", published.report, name="report_version"),
    path(
        f"{REPORT}/v<number:version_number>.<slug:kind>",
        published.report_export,
        name="report_version_export",
    ),
]

INDICATOR = "rounds/<number:number>/indicators/<slug:key>"
indicator_pages = [
    path("indicators/", indicators.indicators, name="indicators"),
    path("indicators.<str:format>", indicators.indicators_export, name="indicators_export"),
    path(f"{INDICATOR}/", indicators.indicator, name="indicator"),
    path(f"{INDICATOR}.<str:format>", indicators.indicator_export, name="indicator_export"),
    path(f"{INDICATOR}/countries/", indicators.indicator_countries, name="indicator_countries"),
    path(
        f"{INDICATOR}/countries.<str:format>",
        indicators.indicator_countries_export,
        name="indicator_countries_export",
    ),
]

INSTRUMENT = "instruments/<slug:form_id>/<code:version>"
instruments = [
    path("instruments/", instrument_desk.instruments, name="instruments"),
    path("instruments/rounds/<int:number>/", instrument_desk.round_dates, name="round_dates"),
    path("instruments/empty.xlsx", instrument_desk.empty_workbook, name="empty_workbook"),
    path(f"{INSTRUMENT}.xlsx", instrument_desk.instrument_workbook, name="instrument_workbook"),
    path(f"{INSTRUMENT}/", instrument_desk.instrument, name="instrument"),
    path(f"{INSTRUMENT}/translations/", instrument_desk.take_in_translations, name="instrument_translations"),
    path(
        f"{INSTRUMENT}/translations/<code:language>.xlsx",
        instrument_desk.translators_sheet,
        name="translators_sheet",
    ),
    path(f"{INSTRUMENT}/indicators/", instrument_desk.map_indicators, name="instrument_indicators"),
    path(f"{INSTRUMENT}/attach/", instrument_desk.attach_instrument, name="attach_instrument"),
    path(f"{INSTRUMENT}/compare/", instrument_desk.compare_instrument, name="compare_instrument"),
    path(f"{INSTRUMENT}/change/", instrument_desk.instrument_change, name="instrument_change"),
    path(f"{INSTRUMENT}/test/", instrument_desk.trial_overview, name="instrument_trial_overview"),
    path(f"{INSTRUMENT}/test/discard/", instrument_desk.discard_trial, name="discard_instrument_trial"),
    path(f"{INSTRUMENT}/test/sections/<slug:code>/", instrument_desk.trial_section, name="instrument_trial"),
]

FILED = "filing/<number:number>/<iso3:iso3>"
publishing = [
    path(f"{FILED}/preview/", publication.preview_report, name="preview_report"),
    path(f"{FILED}/consent/", publication.consent, name="consent"),
    path(f"{FILED}/publish/", publication.publish_report, name="publish_report"),
    path(f"{FILED}/take-back/", publication.take_back_report, name="take_back_report"),
    path("publication/", publication.publication_desk, name="publication_desk"),
    path("publication/batch/", publication.publish_batch, name="publish_batch"),
    path("publication/plans/<int:pk>/", publication.publication_plan, name="publication_plan"),
]

questions_to_countries = [
    path("clarifications/", clarifications.all_clarifications, name="all_clarifications"),
    path(f"{FILED}/clarifications/", clarifications.clarifications, name="clarifications"),
    path(f"{FILED}/clarifications/<int:pk>/", clarifications.clarification, name="clarification"),
    path(
        f"{FILED}/answers/<code:question>/clarifications/ask/",
        clarifications.ask_clarification,
        name="ask_clarification",
    ),
]

PAPER = "paper-reports/<number:number>/<iso3:iso3>"
papers = [
    path(f"{PAPER}/", paper_reports.paper_report, name="paper_report"),
    path(f"{PAPER}/sections/<slug:code>/", paper_reports.paper_section, name="paper_section"),
    path(f"{PAPER}/scan/", paper_reports.paper_scan, name="paper_scan"),
]

ROUND_DESK = "round-desk/<number:number>"
rounds = [
    path("round-desk/", round_views.round_desk, name="round_desk"),
    path("round-desk/new/", round_views.new_round, name="new_round"),
    path("rounds/<number:number>/letter/<code:language>/", round_views.round_letter, name="round_letter"),
    path("rounds/letter/<str:token>/", round_views.round_letter_by_link, name="round_letter_by_link"),
    path(f"{ROUND_DESK}/receipts/", receipts.round_receipts, name="round_receipts"),
    path(f"{ROUND_DESK}/receipts/<int:pk>/annul/", receipts.annul_receipt, name="annul_receipt"),
    path(f"{ROUND_DESK}/settings/", round_views.round_settings, name="round_settings"),
    path(f"{ROUND_DESK}/", round_desk.round_overview, name="round_overview"),
    path(f"{ROUND_DESK}.csv", round_desk.round_overview_export, name="round_overview_export"),
    path(f"{ROUND_DESK}/write/", round_desk.write_letters, name="write_letters"),
    path(f"{ROUND_DESK}/reminders/", round_desk.round_reminders, name="round_reminders"),
    path(f"{ROUND_DESK}/reminders/<int:pk>/", round_desk.stop_reminder, name="stop_reminder"),
    path(f"{ROUND_DESK}/<iso3:iso3>/", round_desk.round_state, name="round_state"),
]

drawings = [
    path("published-figures/", figures_of_others.published_figures, name="published_figures"),
    path(
        "published-figures.<slug:format>",
        figures_of_others.published_figures_export,
        name="published_figures_export",
    ),
    path("charts/<slug:key>/", charts.chart, name="chart"),
    path("charts/<slug:key>.<slug:format>", charts.chart_file, name="chart_file"),
]

urlpatterns = [
    *drawings,
    *about,
    *figures,
    *indicator_pages,
    *answer_pages,
    *filing,
    *assignments,
    *comparison_pages,
    *instruments,
    *papers,
    *published_pages,
    *publishing,
    *questions_to_countries,
    *rounds,
]
