"""Public pages on what the answers say, the countries behind each of their numbers, and their files."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from authorities.access import open_to_everyone
from authorities.shared_pages.declaration import shared_page
from reporting.charts.chart import Chart
from reporting.compliance.exports import table_response
from reporting.compliance.query import QUERY_PARAMETERS, QueryParser, SummaryQuery
from reporting.compliance.query_form import build_query_form, plain_parameters
from reporting.compliance.query_views import parse_query, render_problems_text
from reporting.reported_content.agreements_page import AgreementsPage
from reporting.reported_content.answer_charts import draw_matrix, draw_mirror
from reporting.reported_content.answers_page import AnswersPage, address_name
from reporting.reported_content.constraints_page import ConstraintsPage
from reporting.reported_content.counted_reports import load_counted_reports
from reporting.reported_content.evidence_page import EvidencePage
from reporting.reported_content.help_page import HelpPage
from reporting.reported_content.matrix_page import MatrixPage
from reporting.reported_content.mirror_page import MirrorPage
from reporting.reported_content.overview_page import OverviewPage
from reporting.reported_content.workforce_page import WorkforcePage

PAGES: dict[str, type[AnswersPage]] = {
    page.part: page
    for page in (
        OverviewPage,
        AgreementsPage,
        MatrixPage,
        WorkforcePage,
        MirrorPage,
        ConstraintsPage,
        HelpPage,
        EvidencePage,
    )
}
# The picture of a part.
CHARTS: dict[str, Callable[..., Chart]] = {MatrixPage.part: draw_matrix, MirrorPage.part: draw_mirror}
# All that the addresses of the parts may choose beside the question, and the words that people search for.
TYPED = {"q"}
CHOICES = sorted({name for page in PAGES.values() for name in page.choice_names} - TYPED)
# What the form sends beside the question.
SHOWN_ROUND, SHOWN_DAY = "shown_round", "shown_as_of"


def render_question_problems(
    request: HttpRequest, parser: QueryParser, problem: ValidationError
) -> HttpResponse:
    """Render the form with what was typed and a sentence for each thing that is wrong."""
    by_field = problem.message_dict if hasattr(problem, "error_dict") else {}
    context = {
        "query_form": build_query_form(parser, request.GET, by_field),
        "problems": [] if by_field else problem.messages,
    }
    return render(request, "reporting/reported_content/problems.html", context, status=400)


def explain_choices(render_problems: Callable) -> Callable:
    """Answer with the sentences of a ValidationError that the view raises for a choice of its page."""

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def explain(request: HttpRequest, parser: QueryParser, query: SummaryQuery, **kwargs: str):
            try:
                return view(request, parser, query, **kwargs)
            except ValidationError as problem:
                return render_problems(request, parser, problem)

        return explain

    return decorate


def load_page(request: HttpRequest, query: SummaryQuery, part: str) -> AnswersPage:
    """Return the page of a part with what its address chooses."""
    return PAGES[part].load(load_counted_reports(query), request.GET)


@shared_page(*QUERY_PARAMETERS, SHOWN_ROUND, SHOWN_DAY, *CHOICES, typed=TYPED)
@open_to_everyone
@require_safe
def answers(request: HttpRequest, part: str = "") -> HttpResponseBase:
    if SHOWN_ROUND in request.GET:
        chosen = {name: request.GET.get(name, "") for name in PAGES[part].choice_names}
        plain = {**plain_parameters(request.GET), **{name: text for name, text in chosen.items() if text}}
        return redirect(f"{request.path}?{urlencode(plain)}")
    return show_answers(request, part=part)


@parse_query(render_question_problems)
@explain_choices(render_question_problems)
def show_answers(request: HttpRequest, parser: QueryParser, query: SummaryQuery, part: str) -> HttpResponse:
    page = load_page(request, query, part)
    context = {
        "page": page,
        "query": query,
        "query_form": build_query_form(parser, query.parameters),
        "parts": [
            (kind.title, reverse(address_name(kind.part)), kind.part == part) for kind in PAGES.values()
        ],
    }
    draw = CHARTS.get(part)
    context["chart"] = draw(page) if draw and page.is_known else None
    template = (part or "overview").split("/")[-1].replace("-", "_")
    return render(request, f"reporting/reported_content/{template}.html", context)


@shared_page(*QUERY_PARAMETERS, *CHOICES, "figure", typed=TYPED)
@open_to_everyone
@require_safe
@parse_query(render_question_problems)
@explain_choices(render_question_problems)
def answers_countries(
    request: HttpRequest, parser: QueryParser, query: SummaryQuery, part: str = ""
) -> HttpResponse:
    """List the countries behind one number of a page: `figure` names it."""
    page = load_page(request, query, part)
    figure = page.figures.get(request.GET.get("figure", ""))
    if figure is None:
        raise Http404
    context = {"page": page, "query": query, "figure": figure, "listed": page.list_countries(figure)}
    return render(request, "reporting/reported_content/countries.html", context)


@shared_page(*QUERY_PARAMETERS, *CHOICES, typed=TYPED)
@open_to_everyone
@require_safe
@parse_query(render_problems_text)
@explain_choices(render_problems_text)
def answers_export(
    request: HttpRequest,
    parser: QueryParser,
    query: SummaryQuery,
    format: str,  # noqa: A002 - the word of the URL
    part: str = "",
) -> HttpResponse:
    """Send the rows of a page as a file, in English; texts stay in the language they were written in."""
    with translation.override("en"):
        page = load_page(request, query, part)
        days = (query.as_of.isoformat(), f"round-{query.round.number}")
        name = "-".join([*(part or "answers").split("/"), *days])
        return table_response(
            request, page.columns, page.rows, format, name, query, demo=page.demo, is_lasting=False
        )
