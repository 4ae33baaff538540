"""How a view of comparisons gets its question; bad input is answered with a sentence for each fault."""

from collections.abc import Callable, Mapping
from functools import wraps
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render

from reporting.comparisons.question import (
    OTHER,
    OTHER_PARAMETERS,
    parse_rounds_question,
    parse_sides_question,
)
from reporting.compliance.query import QUERY_PARAMETERS, QueryParser, SummaryQuery
from reporting.compliance.query_form import build_query_form, plain_parameters
from reporting.compliance.query_views import parse_query
from reporting.models import ReportReceipt, Round, Submission

# The hidden field by which a form says that it was sent: its address is then written without blanks.
FORM_FIELD = "shown_round"
SHOWN_FIELDS = (FORM_FIELD, "shown_as_of", "shown_other_round", "shown_other_as_of")
# All that the pages read of an address: the question, what it is compared with, and what their forms send.
ROUNDS_PARAMETERS = (*QUERY_PARAMETERS, "with", *SHOWN_FIELDS)
SIDES_PARAMETERS = (*QUERY_PARAMETERS, *OTHER_PARAMETERS, *SHOWN_FIELDS)
OWN_PARAMETERS = ("order", *OTHER_PARAMETERS)


def render_comparison_problems(
    request: HttpRequest, parser: QueryParser, problem: ValidationError
) -> HttpResponse:
    """Render a page that says what is wrong with the question, above the form to mend it."""
    problems = problem.message_dict
    own = [
        text for name, texts in problems.items() if name == "with" or name.startswith(OTHER) for text in texts
    ]
    context = {"query_form": build_query_form(parser, request.GET, problems), "own_problems": own}
    return render(request, "reporting/comparisons/problems.html", context, status=400)


def parse_rounds(render_problems: Callable) -> Callable:
    """Call the view with the parser and the question about a round and others (`RoundsQuestion`)."""
    return parse_with(render_problems, parse_rounds_question)


def parse_sides(render_problems: Callable) -> Callable:
    """Call the view with the parser and the question about two sides (`SidesQuestion`)."""

    def parse(parser: QueryParser, query: SummaryQuery, parameters: Mapping[str, str]) -> object:
        return parse_sides_question(parser, query, parameters, choose_other_round(query, parameters))

    return parse_with(render_problems, parse)


def parse_with(render_problems: Callable, parse: Callable) -> Callable:
    def decorate(view: Callable) -> Callable:
        @parse_query(render_problems)
        def parse_more(
            request: HttpRequest, parser: QueryParser, query: SummaryQuery, **kwargs: str
        ) -> HttpResponseBase:
            try:
                question = parse(parser, query, request.GET)
            except ValidationError as problem:
                return render_problems(request, parser, problem)
            return view(request, parser, question, **kwargs)

        @wraps(view)
        def parse_and_call(request: HttpRequest, **kwargs: str) -> HttpResponseBase:
            if FORM_FIELD in request.GET:
                return HttpResponseRedirect(f"{request.path}?{urlencode(write_plainly(request))}")
            return parse_more(request, **kwargs)

        return parse_and_call

    return decorate


def write_plainly(request: HttpRequest) -> dict[str, str]:
    """Return what a form has sent as parameters without blanks; another round opens at its own day."""
    own = {name: request.GET.get(name, "") for name in OWN_PARAMETERS}
    own["with"] = ",".join(request.GET.getlist("with"))
    shown_round, shown_day = (request.GET.get(f"shown_{OTHER}{name}") for name in ("round", "as_of"))
    if own["other_as_of"] == shown_day and own["other_round"] != shown_round:
        own["other_as_of"] = ""
    return plain_parameters(request.GET) | {name: text for name, text in own.items() if text}


def choose_other_round(query: SummaryQuery, parameters: Mapping[str, str]) -> int | None:
    """Return the nearest earlier round of which something is held here, else the nearest later one.

    No query if the question names the round itself.
    """
    if parameters.get(f"{OTHER}round") or parameters.get(f"{OTHER}as_of"):
        return None
    reports = Submission.objects.filter(round=OuterRef("pk"))
    receipts = ReportReceipt.objects.filter(round=OuterRef("pk"))
    held = Round.objects.filter(Exists(reports) | Exists(receipts)).values_list("number", flat=True)
    numbers = [number for number in held if number != query.round.number]
    return min(
        numbers,
        key=lambda number: (number > query.round.number, abs(number - query.round.number)),
        default=None,
    )
