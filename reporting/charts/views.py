"""A chart alone, to be shown on other sites, and as a file."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from authorities.access import open_to_everyone
from reporting.charts.registry import CHARTS, build_chart
from reporting.charts.standalone import chart_as_svg, hash_styles
from reporting.charts.table_file import chart_as_csv
from reporting.compliance.query import QueryParser, SummaryQuery
from reporting.compliance.views import parse_query, render_problems_text

A_MINUTE = 60
# For the page that other sites may show, and for no other.
FRAMED_CSP = {**settings.SECURE_CSP, "frame-ancestors": "*"}


def known_chart(view: Callable) -> Callable:
    """Answer 404 for a key that no room has registered."""

    @wraps(view)
    def checked(request: HttpRequest, key: str, **kwargs: str) -> HttpResponseBase:
        if key not in CHARTS:
            raise Http404
        return view(request, key=key, **kwargs)

    return checked


@open_to_everyone
@require_safe
@xframe_options_exempt
@known_chart
@parse_query(render_problems_text)
def chart(request: HttpRequest, parser: QueryParser, query: SummaryQuery, key: str) -> HttpResponse:
    """Show a chart alone, for other sites: no navigation, no cookie, links open outside the frame."""
    try:
        drawn = build_chart(key, query, request.GET)
    except ValidationError as problem:
        return render_problems_text(request, parser, problem)
    response = render(request, "reporting/charts/embedded.html", {"chart": drawn})
    response["Content-Security-Policy"] = "; ".join(f"{name} {value}" for name, value in FRAMED_CSP.items())
    patch_cache_control(response, public=True, max_age=A_MINUTE)
    return response


@open_to_everyone
@require_safe
@known_chart
@parse_query(render_problems_text)
def chart_file(
    request: HttpRequest,
    parser: QueryParser,
    query: SummaryQuery,
    key: str,
    format: str,  # noqa: A002 - the word of the URL
) -> HttpResponse:
    """Send a chart as a picture in the language of the page, or its table in English."""
    if format not in ("svg", "csv"):
        raise Http404
    try:
        response = write_csv_file(key, query, request) if format == "csv" else write_svg(key, query, request)
    except ValidationError as problem:
        return render_problems_text(request, parser, problem)
    response["Content-Disposition"] = f'attachment; filename="{key}-{query.as_of.isoformat()}.{format}"'
    patch_cache_control(response, public=True, max_age=A_MINUTE)
    return response


def write_csv_file(key: str, query: SummaryQuery, request: HttpRequest) -> HttpResponse:
    with translation.override("en"):
        text = chart_as_csv(build_chart(key, query, request.GET), query.parameters)
    return HttpResponse(text, content_type="text/csv; charset=utf-8")


def write_svg(key: str, query: SummaryQuery, request: HttpRequest) -> HttpResponse:
    drawn = build_chart(key, query, request.GET)
    response = HttpResponse(chart_as_svg(drawn, [drawn.citation]), content_type="image/svg+xml")
    # The file brings its own styles, known by their hash, and nothing else.
    response["Content-Security-Policy"] = f"default-src 'none'; style-src '{hash_styles()}'"
    return response
