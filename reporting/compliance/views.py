"""Public pages: home, the compliance summary, the countries behind a number, downloads, the glossary."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from authorities.access import open_to_everyone
from authorities.languages.collation import sort_by_name
from reporting.compliance.exports import FORMATS
from reporting.compliance.figures import DEFINITIONS, FIGURES
from reporting.compliance.page import FIRST_PUBLISHED, FIRST_ROUND, HOME_FIGURES, build_page
from reporting.compliance.query import QueryParser, SummaryQuery, split_countries_parameter
from reporting.compliance.summary import summarise
from reporting.models import Term

A_MINUTE, AN_HOUR = 60, 60 * 60


def render_problems_page(request: HttpRequest, parser: QueryParser, problem: ValidationError) -> HttpResponse:
    """Render the form with what was typed and what is wrong with it."""
    context = {"query_form": parser.build_form(request.GET, problem.message_dict)}
    return render(request, "reporting/compliance/compliance.html", context, status=400)


def render_problems_text(request: HttpRequest, parser: QueryParser, problem: ValidationError) -> HttpResponse:
    text = " ".join(problem.messages) + "\n"
    return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")


def parse_query(render_problems: Callable) -> Callable:
    """Call the view with the parser and the parsed query; what cannot be parsed goes to `render_problems`."""

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def parse_and_call(request: HttpRequest, **kwargs: str) -> HttpResponseBase:
            parser = QueryParser.with_known_rounds()
            try:
                query = parser.parse(request.GET)
            except ValidationError as problem:
                return render_problems(request, parser, problem)
            return view(request, parser, query, **kwargs)

        return parse_and_call

    return decorate


@open_to_everyone
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the figures of today and, beside the published ones, those of the first round."""
    parser = QueryParser.with_known_rounds()
    today, first = parser.default_query(), parser.default_query(FIRST_PUBLISHED, FIRST_ROUND)
    context = {
        "current": today and build_page(today),
        "first": first and build_page(first, first.round.published_figures.about(FIRST_ROUND, *HOME_FIGURES)),
    }
    return render(request, "reporting/compliance/home.html", context)


@open_to_everyone
@require_safe
def compliance(request: HttpRequest) -> HttpResponseBase:
    if "countries" in request.GET:
        return redirect(f"{reverse('compliance')}?{urlencode(split_countries_parameter(request.GET))}")
    return compliance_page(request)


@parse_query(render_problems_page)
def compliance_page(request: HttpRequest, parser: QueryParser, query: SummaryQuery) -> HttpResponse:
    page = build_page(query, query.round.published_figures.all())
    context = {"page": page, "query_form": parser.build_form(query.parameters)}
    return render(request, "reporting/compliance/compliance.html", context)


@open_to_everyone
@require_safe
@parse_query(render_problems_page)
def compliance_countries(request: HttpRequest, parser: QueryParser, query: SummaryQuery) -> HttpResponse:
    """List the countries behind one number: `figure` names the figure, `of` a region of the table."""
    page = build_page(query)
    group, figure = page.find_group(request.GET.get("of")), FIGURES.get(request.GET.get("figure", ""))
    if not (group and figure):
        raise Http404
    statuses = sort_by_name(group.counted_by(figure.key))
    is_known = group.known_numbers[figure.key] is not None
    context = {
        "page": page,
        "group": group,
        "figure": figure,
        "statuses": statuses,
        "is_known": is_known,
    }
    return render(request, "reporting/compliance/countries.html", context)


@open_to_everyone
@require_safe
@parse_query(render_problems_text)
def compliance_export(
    request: HttpRequest,
    parser: QueryParser,
    query: SummaryQuery,
    format: str,  # noqa: A002 - the word of the URL
) -> HttpResponse:
    """Send the summary as a file, in English. Figures of a day that is over may be cached for longer."""
    if format not in FORMATS:
        raise Http404
    content_type, write = FORMATS[format]
    with translation.override("en"):
        text = write(summarise(query.as_of, query.round, query.state_group))
    name = "-".join(["compliance", query.as_of.isoformat(), f"round-{query.round.number}"])
    response = HttpResponse(text, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{format}"'
    is_over = query.as_of < parser.today
    patch_cache_control(response, public=True, max_age=AN_HOUR if is_over else A_MINUTE)
    return response


@open_to_everyone
@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    context = {"figures": FIGURES.values(), "version": DEFINITIONS, "terms": Term.objects.in_order()}
    return render(request, "reporting/compliance/glossary.html", context)
