"""How a view of figures gets its question; bad input is a page, or a text, with a sentence for each fault."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from authorities.models.roles import READS_EVERY_REPORT
from reporting.compliance.query import QueryParser
from reporting.compliance.query_form import build_query_form


def render_problems_page(request: HttpRequest, parser: QueryParser, problem: ValidationError) -> HttpResponse:
    """Render the form with what was typed and what is wrong with it."""
    context = {"query_form": build_query_form(parser, request.GET, problem.message_dict)}
    return render(request, "reporting/compliance/compliance.html", context, status=400)


def render_problems_text(request: HttpRequest, parser: QueryParser, problem: ValidationError) -> HttpResponse:
    text = " ".join(problem.messages) + "\n"
    return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")


def parse_query(render_problems: Callable = render_problems_page) -> Callable:
    """Call the view with the parser and the parsed query; what cannot be parsed goes to `render_problems`.

    Figures from what is accepted and not yet public are for the secretariat, and kept by nobody on the way:
    others get 404.
    """

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def parse_and_call(request: HttpRequest, **kwargs: str) -> HttpResponseBase:
            parser = QueryParser.with_known_rounds().look_back(request.GET)
            try:
                query = parser.parse(request.GET)
            except ValidationError as problem:
                return render_problems(request, parser, problem)
            if not query.is_public and not sees_accepted_reports(request):
                raise Http404
            response = view(request, parser, query, **kwargs)
            if not query.is_public:
                add_never_cache_headers(response)
            return response

        return parse_and_call

    return decorate


def sees_accepted_reports(request: HttpRequest) -> bool:
    """Return True for the secretariat, which knows what it has accepted before it is public."""
    return request.user.is_authenticated and request.user.holds(*READS_EVERY_REPORT)
