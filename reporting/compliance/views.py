"""Public pages: home, the compliance summary, the countries behind a number, downloads, the glossary."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from authorities.access import open_to_everyone
from authorities.languages.collation import sort_by_name
from authorities.shared_pages.declaration import shared_page
from reporting.compliance.exports import send_file, table_response
from reporting.compliance.figures import DEFINITIONS, FIGURES, find_figure
from reporting.compliance.page import CompliancePage, recall_page
from reporting.compliance.query import QUERY_PARAMETERS, QueryParser, SummaryQuery
from reporting.compliance.query_form import build_query_form, plain_parameters
from reporting.compliance.query_views import parse_query, render_problems_text, sees_accepted_reports
from reporting.compliance.summary import summarise
from reporting.compliance.summary_exports import (
    COUNTRY_COLUMNS,
    rows_of_countries,
    summary_as_json,
    summary_rows,
)
from reporting.models import Term

# Fields that the form sends beside the question, and that of old addresses.
FORM_FIELDS = {"shown_round", "shown_as_of", "countries"}


@shared_page()
@open_to_everyone
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Say what the Code is, check a recruiter, and show where the round stands today."""
    today = QueryParser.with_known_rounds().default_query()
    page = today and CompliancePage(today, summarise(today))
    return render(request, "reporting/compliance/home.html", {"current": page})


@shared_page(*QUERY_PARAMETERS, *FORM_FIELDS)
@open_to_everyone
@require_safe
def compliance(request: HttpRequest) -> HttpResponseBase:
    if FORM_FIELDS & request.GET.keys():
        return redirect(f"{reverse('compliance')}?{urlencode(plain_parameters(request.GET))}")
    return compliance_page(request)


@parse_query()
def compliance_page(request: HttpRequest, parser: QueryParser, query: SummaryQuery) -> HttpResponse:
    page = recall_page(query, parser)
    offers_accepted = sees_accepted_reports(request)
    context = {
        "page": page,
        "query": query,
        "query_form": build_query_form(parser, query.parameters, offers_accepted=offers_accepted),
    }
    return render(request, "reporting/compliance/compliance.html", context)


@shared_page(*QUERY_PARAMETERS, "of", "figure")
@open_to_everyone
@require_safe
@parse_query()
def compliance_countries(request: HttpRequest, parser: QueryParser, query: SummaryQuery) -> HttpResponse:
    """List the countries behind one number: `figure` names the figure, `of` a group of the table."""
    page = CompliancePage(query, summarise(query))
    figure = find_figure(request.GET.get("figure") or "member_states")
    group = page.summary.counted_states.find_group(request.GET.get("of"))
    if not (group and figure):
        raise Http404
    statuses = tuple(sort_by_name(group.counted_by(figure.key)))
    is_known = group.knows(figure.key) and bool(statuses or not group.may_lack(figure.key))
    context = {
        "page": page,
        "query": query,
        "group": group,
        "figure": figure,
        "statuses": statuses,
        "is_known": is_known,
    }
    return render(request, "reporting/compliance/countries.html", context)


@shared_page(*QUERY_PARAMETERS, "of", "figure")
@open_to_everyone
@require_safe
@parse_query(render_problems_text)
def compliance_countries_export(
    request: HttpRequest,
    parser: QueryParser,
    query: SummaryQuery,
    format: str,  # noqa: A002 - the word of the URL
) -> HttpResponse:
    """Send the countries behind one number as a file, in English; without a figure all of them."""
    with translation.override("en"):
        summary = summarise(query)
        group = summary.counted_states.find_group(request.GET.get("of"))
        figure = find_figure(request.GET.get("figure") or "member_states")
        if not group or not figure:
            raise Http404
        rows = rows_of_countries(summary, group.counted_by(figure.key))
        name = "-".join(["countries", query.as_of.isoformat(), f"round-{query.round.number}"])
        return table_response(request, COUNTRY_COLUMNS, rows, format, name, query, demo=summary.demo)


@shared_page(*QUERY_PARAMETERS)
@open_to_everyone
@require_safe
@parse_query(render_problems_text)
def compliance_export(
    request: HttpRequest,
    parser: QueryParser,
    query: SummaryQuery,
    format: str,  # noqa: A002 - the word of the URL
) -> HttpResponse:
    """Send the summary as a file, in English: a row for each region, in JSON the countries too."""
    name = "-".join(["compliance", query.as_of.isoformat(), f"round-{query.round.number}"])
    with translation.override("en"):
        summary = summarise(query)
        if format == "json":
            return send_file(summary_as_json(summary), format, name, query)
        rows = summary_rows(summary)
        return table_response(request, list(rows[0]), rows, format, name, query, demo=summary.demo)


@shared_page(depends_on_today=False)
@open_to_everyone
@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    context = {"figures": FIGURES.values(), "version": DEFINITIONS, "terms": Term.objects.in_order()}
    return render(request, "reporting/compliance/glossary.html", context)
