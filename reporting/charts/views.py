"""A chart alone, to be shown on other sites, and as a file."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from authorities.access import open_to_everyone
from authorities.shared_pages.declaration import RENDERING_LIMIT, shared_page
from reporting.charts.chart import Chart
from reporting.charts.raster import draw_png
from reporting.charts.registry import CHARTS, build_chart, list_chart_parameters
from reporting.charts.standalone import chart_as_svg, hash_styles
from reporting.charts.table_file import send_chart_table
from reporting.compliance.exports import set_caching
from reporting.compliance.query import QUERY_PARAMETERS, QueryParser, SummaryQuery
from reporting.compliance.query_views import parse_query, render_problems_text

PICTURES = {"svg": "image/svg+xml", "png": "image/png"}
# Words that somebody searches for, in the charts of what the answers say.
TYPED = ("q",)
# For the page that other sites may show, and for no other.
FRAMED_CSP = {**settings.SECURE_CSP, "frame-ancestors": "*"}


def build_or_explain(view: Callable) -> Callable:
    """Call the view with the chart of the key; 404 for a key that no room has registered."""

    @wraps(view)
    def build_and_call(
        request: HttpRequest, parser: QueryParser, query: SummaryQuery, key: str, **kwargs: str
    ) -> HttpResponseBase:
        if key not in CHARTS:
            raise Http404
        if not request.user.is_authenticated and not RENDERING_LIMIT.admits(request):
            return refuse_for_a_while(request)
        # Tables are in English, the same bytes for the same question.
        in_english = kwargs.get("format") not in (None, *PICTURES)
        with translation.override("en" if in_english else translation.get_language()):
            try:
                drawn = build_chart(key, query, request.GET)
            except ValidationError as problem:
                return render_problems_text(request, parser, problem)
            response = view(request, query, drawn, **kwargs)
        set_caching(response, query, is_lasting=False)
        return response

    return build_and_call


def refuse_for_a_while(request: HttpRequest) -> HttpResponse:
    """Answer 429: a picture takes longer to draw than a page, and shares the limit of pages."""
    response = render(request, "429.html", status=429)
    response.headers["Retry-After"] = str(RENDERING_LIMIT.seconds)
    return response


@shared_page(*QUERY_PARAMETERS, more=list_chart_parameters, typed=TYPED)
@open_to_everyone
@require_safe
@xframe_options_exempt
@parse_query(render_problems_text)
@build_or_explain
def chart(request: HttpRequest, query: SummaryQuery, drawn: Chart) -> HttpResponse:
    """Show a chart alone, for other sites: no navigation, no cookie, links open outside the frame."""
    response = render(request, "reporting/charts/embedded.html", {"chart": drawn})
    response["Content-Security-Policy"] = "; ".join(f"{name} {value}" for name, value in FRAMED_CSP.items())
    return response


@shared_page(*QUERY_PARAMETERS, more=list_chart_parameters, typed=TYPED)
@open_to_everyone
@require_safe
@parse_query(render_problems_text)
@build_or_explain
def chart_file(
    request: HttpRequest,
    query: SummaryQuery,
    drawn: Chart,
    format: str,  # noqa: A002 - the word of the URL
) -> HttpResponse:
    """Send a chart as a picture in the language of the page, or its table in English."""
    name = f"{drawn.key}-{query.as_of.isoformat()}-round-{query.round.number}"
    if format not in PICTURES:
        return send_chart_table(request, drawn, format, name, query)
    file = chart_as_svg(drawn, [drawn.citation])
    content = file.text if format == "svg" else draw_png(file.text, file.width, file.height)
    response = HttpResponse(content, content_type=PICTURES[format])
    response["Content-Disposition"] = f'attachment; filename="{name}.{format}"'
    # The file brings its own styles, known by their hash, and nothing else.
    response["Content-Security-Policy"] = f"default-src 'none'; style-src '{hash_styles()}'"
    return response
