"""Public pages of indicators: the overview of a round, one indicator, the countries behind its numbers."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from authorities.access import open_to_everyone
from authorities.shared_pages.declaration import shared_page
from reporting.compliance.exports import CONTENT_TYPES, table_response
from reporting.compliance.published_figures import group_by_subject, recall_published_figures
from reporting.compliance.query import QUERY_PARAMETERS, QueryParser, SummaryQuery
from reporting.compliance.query_form import build_query_form, plain_parameters
from reporting.compliance.query_views import parse_query, render_problems_text
from reporting.indicators.country_list import CountryList, find_country_list, parse_panel
from reporting.indicators.file_rows import (
    COUNTRY_COLUMNS,
    GROUP_COLUMNS,
    OVERVIEW_COLUMNS,
    Row,
    list_country_rows,
    list_group_rows,
    list_overview_rows,
)
from reporting.indicators.indicator_charts import IndicatorCharts, name_overview_chart
from reporting.indicators.indicator_numbers import GENERAL_MEANINGS, IndicatorNumbers
from reporting.indicators.indicator_page import IndicatorPage, build_indicator_page
from reporting.indicators.overview import Ordering, build_overview
from reporting.indicators.overview_table import OverviewTable
from reporting.models import Indicator

# Fields that the form sends beside the question.
FORM_FIELDS = ("shown_round", "shown_as_of")
# What names the countries behind a number.
LIST_PARAMETERS = ("answer", "group", "panel")


def render_problems(request: HttpRequest, parser: QueryParser, problem: ValidationError) -> HttpResponse:
    """Render the form with what was typed and what is wrong with it; 404 for a path without its round."""
    refuse_unknown_path(request, problem)
    context = {"query_form": build_query_form(parser, request.GET, problem.message_dict)}
    return render(request, "reporting/indicators/problems.html", context, status=400)


def explain_problems(request: HttpRequest, parser: QueryParser, problem: ValidationError) -> HttpResponse:
    """Answer with the sentences alone; 404 for a path without its round."""
    refuse_unknown_path(request, problem)
    return render_problems_text(request, parser, problem)


def refuse_unknown_path(request: HttpRequest, problem: ValidationError) -> None:
    """Raise Http404 if the round that is not known stands in the path."""
    path = request.resolver_match
    if "round" in problem.message_dict and path and "number" in path.kwargs:
        raise Http404


def take_round_from_path(view: Callable) -> Callable:
    """Let the round that stands in the path be the one that is asked about; 404 if there is none."""

    @wraps(view)
    def call(request: HttpRequest, number: int, **kwargs: str) -> HttpResponseBase:
        parameters = request.GET.copy()
        parameters["round"] = str(number)
        request.GET = parameters  # type: ignore[assignment]  # read like the other
        return view(request, **kwargs)

    return call


def is_sent_by_form(request: HttpRequest) -> bool:
    return "shown_round" in request.GET


@shared_page(*QUERY_PARAMETERS, *FORM_FIELDS, "sort")
@open_to_everyone
@require_safe
def indicators(request: HttpRequest) -> HttpResponseBase:
    """Show how countries answered all public indicators of a round."""
    if is_sent_by_form(request):
        return redirect(f"{reverse('indicators')}?{urlencode(plain_parameters(request.GET))}")
    return overview_page(request)


@parse_query(render_problems)
def overview_page(request: HttpRequest, parser: QueryParser, query: SummaryQuery) -> HttpResponse:
    overview = build_overview(query, Ordering.parse(request.GET.get("sort", "")))
    context = {
        "overview": overview,
        "table": OverviewTable(overview),
        "chart": name_overview_chart(overview),
        "query": query,
        "query_form": build_query_form(parser, query.parameters),
        "files": files_of(request, "indicators_export"),
        "meanings": GENERAL_MEANINGS,
    }
    return render(request, "reporting/indicators/overview.html", context)


@shared_page(*QUERY_PARAMETERS, "sort")
@open_to_everyone
@require_safe
@parse_query(explain_problems)
def indicators_export(
    request: HttpRequest,
    parser: QueryParser,
    query: SummaryQuery,
    format: str,  # noqa: A002 - the word of the URL
) -> HttpResponse:
    with translation.override("en"):
        overview = build_overview(query, Ordering.parse(request.GET.get("sort", "")))
        rows = list_overview_rows(overview)
    return send_rows(request, OVERVIEW_COLUMNS, rows, format, "indicators", query, demo=overview.illustrative)


@shared_page(*QUERY_PARAMETERS, *FORM_FIELDS)
@open_to_everyone
@require_safe
def indicator(request: HttpRequest, number: int, key: str) -> HttpResponseBase:
    """Show how countries answered one indicator. Whoever chooses another round is led to its page."""
    if is_sent_by_form(request):
        plain = plain_parameters(request.GET)
        chosen = plain.pop("round", "")
        path = reverse("indicator", args=[int(chosen) if re.fullmatch("[0-9]{1,4}", chosen) else number, key])
        return redirect(f"{path}?{urlencode(plain)}")
    return indicator_page(request, number=number, key=key)


@take_round_from_path
@parse_query(render_problems)
def indicator_page(
    request: HttpRequest, parser: QueryParser, query: SummaryQuery, key: str
) -> HttpResponseBase:
    page = find_page(parser, query, key)
    published = [row for row in recall_published_figures(query) if row.figure.indicator == key]
    is_counted = page.is_held and page.tally and page.tally.reports
    context = {
        "page": page,
        "numbers": IndicatorNumbers(page) if is_counted else None,
        "charts": IndicatorCharts(page),
        "query": query,
        "query_form": build_query_form(parser, query.parameters),
        "files": files_of(request, "indicator_export", query.round.number, key),
        "figures": group_by_subject(published),
    }
    return render(request, "reporting/indicators/indicator.html", context)


@shared_page(*QUERY_PARAMETERS)
@open_to_everyone
@require_safe
@take_round_from_path
@parse_query(explain_problems)
def indicator_export(
    request: HttpRequest,
    parser: QueryParser,
    query: SummaryQuery,
    key: str,
    format: str,  # noqa: A002
) -> HttpResponse:
    """Send the numbers of the page: all countries, each group, each round."""
    with translation.override("en"):
        page = find_page(parser, query, key)
        rows = list_group_rows(page)
    demo = bool(page.tally and page.tally.illustrative)
    return send_rows(request, GROUP_COLUMNS, rows, format, f"indicator-{key}", query, demo=demo)


@shared_page(*QUERY_PARAMETERS, *LIST_PARAMETERS)
@open_to_everyone
@require_safe
@take_round_from_path
@parse_query(render_problems)
def indicator_countries(
    request: HttpRequest, parser: QueryParser, query: SummaryQuery, key: str
) -> HttpResponseBase:
    """List the countries behind one number of the page."""
    countries = find_countries(request, parser, query, key)
    context = {
        "countries": countries,
        "page": countries.page,
        "query": query,
        "files": files_of(request, "indicator_countries_export", query.round.number, key),
    }
    return render(request, "reporting/indicators/countries.html", context)


@shared_page(*QUERY_PARAMETERS, *LIST_PARAMETERS)
@open_to_everyone
@require_safe
@take_round_from_path
@parse_query(explain_problems)
def indicator_countries_export(
    request: HttpRequest,
    parser: QueryParser,
    query: SummaryQuery,
    key: str,
    format: str,  # noqa: A002
) -> HttpResponse:
    with translation.override("en"):
        countries = find_countries(request, parser, query, key)
        rows = list_country_rows(countries)
    name, demo = f"countries-{key}", countries.illustrative
    return send_rows(request, COUNTRY_COLUMNS, rows, format, name, query, demo=demo)


def find_page(parser: QueryParser, query: SummaryQuery, key: str, panel: Iterable[int] = ()) -> IndicatorPage:
    """Return the page of an indicator; raise Http404 if there is none of that name."""
    return build_indicator_page(query, get_object_or_404(Indicator, pk=key), parser.rounds, panel)


def find_countries(request: HttpRequest, parser: QueryParser, query: SummaryQuery, key: str) -> CountryList:
    """Return the list that the address names; raise Http404 if the page has no such number."""
    page = find_page(parser, query, key, parse_panel(request.GET.get("panel", "")))
    countries = find_country_list(page, request.GET)
    if countries is None:
        raise Http404
    return countries


def files_of(request: HttpRequest, name: str, *args: object) -> dict[str, str]:
    """Return the addresses of the files that hold the numbers of a page, by format."""
    question = {key: value for key, value in request.GET.items() if not (args and key == "round")}
    return {
        format_: f"{reverse(name, args=[*args, format_])}?{urlencode(question)}" for format_ in CONTENT_TYPES
    }


def send_rows(
    request: HttpRequest,
    columns: Sequence[str],
    rows: Iterable[Row],
    format: str,  # noqa: A002
    subject: str,
    query: SummaryQuery,
    *,
    demo: bool,
) -> HttpResponse:
    """Send rows as a file whose name says of which round and day they are."""
    name = f"{subject}-{query.as_of.isoformat()}-round-{query.round.number}"
    return table_response(request, columns, rows, format, name, query, demo=demo or query.round.illustrative)
