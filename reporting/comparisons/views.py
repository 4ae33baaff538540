"""Pages that compare: reports by days since opening, who reported when, two sides, and answers."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from authorities.access import open_to_everyone
from authorities.shared_pages.declaration import shared_page
from reporting.comparisons.answer_changes_page import COLUMNS as ANSWER_COLUMNS
from reporting.comparisons.answer_changes_page import AnswerChangesPage, build_changes_page, list_answering
from reporting.comparisons.asking import (
    ROUNDS_PARAMETERS,
    SIDES_PARAMETERS,
    parse_rounds,
    parse_sides,
    render_comparison_problems,
)
from reporting.comparisons.comparison_charts import draw_pace, draw_regions, draw_slopes
from reporting.comparisons.counted_countries import CountedCountries
from reporting.comparisons.pace_page import COLUMNS as PACE_COLUMNS
from reporting.comparisons.pace_page import PacePage, build_pace_page, list_arrivals
from reporting.comparisons.question import RoundsQuestion, SidesQuestion
from reporting.comparisons.reporters import DEFINITIONS_OF_PATTERNS
from reporting.comparisons.reporters_page import ReportersPage, build_reporters_page, list_reporters
from reporting.comparisons.sides_page import COLUMNS as SIDE_COLUMNS
from reporting.comparisons.sides_page import SidesPage, build_sides_page, list_counted
from reporting.compliance.exports import table_response
from reporting.compliance.query import QueryParser, SummaryQuery
from reporting.compliance.query_form import build_query_form
from reporting.compliance.query_views import render_problems_text

MOST_DAYS = 100_000


def build_context(
    parser: QueryParser, question: RoundsQuestion | SidesQuestion, page: object, tab: str
) -> dict:
    """Return what every page of comparisons shows."""
    return {
        "page": page,
        "question": question,
        "query": question.asked,
        "query_form": build_query_form(parser, question.asked.parameters),
        "rounds": parser.rounds,
        "comparison_tab": tab,
    }


def render_countries(
    request: HttpRequest, question: RoundsQuestion | SidesQuestion, countries: CountedCountries, back: str
) -> HttpResponse:
    context = {"countries": countries, "question": question, "query": question.asked, "back": back}
    return render(request, "reporting/comparisons/countries.html", context)


def parse_number(text: str) -> int:
    """Return a small number written in ASCII digits; raise Http404 for anything else."""
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(MOST_DAYS))):
        raise Http404
    return int(text)


@shared_page(*ROUNDS_PARAMETERS)
@open_to_everyone
@require_safe
@parse_rounds(render_comparison_problems)
def pace(request: HttpRequest, parser: QueryParser, question: RoundsQuestion) -> HttpResponse:
    """Show how fast reports came in, by days since opening."""
    page = build_pace_page(parser, question)
    context = {
        **build_context(parser, question, page, "comparisons"),
        "world_chart": draw_pace(page),
        "regions_chart": draw_regions(page),
    }
    return render(request, "reporting/comparisons/pace.html", context)


@shared_page(*ROUNDS_PARAMETERS)
@open_to_everyone
@require_safe
@parse_rounds(render_problems_text)
def pace_export(
    request: HttpRequest,
    parser: QueryParser,
    question: RoundsQuestion,
    format: str,  # noqa: A002 - the word of the URL
) -> HttpResponse:
    with translation.override("en"):
        page = build_pace_page(parser, question)
        return send_table(request, question.asked, PACE_COLUMNS, page, format, "reports-by-day")


def send_table(
    request: HttpRequest,
    query: SummaryQuery,
    columns: Sequence[str],
    page: PacePage | ReportersPage | SidesPage | AnswerChangesPage,
    format: str,  # noqa: A002 - the word of the URL
    name: str,
    *,
    other: SummaryQuery | None = None,
) -> HttpResponse:
    """Send the rows of a page, in English, with the question in each; `other` is the question beside it."""
    file_name = f"{name}-{query.as_of.isoformat()}-round-{query.round.number}"
    is_lasting = other is None or other.clocks.is_final
    return table_response(
        request, columns, page.rows, format, file_name, query, demo=page.is_demo, is_lasting=is_lasting
    )


@shared_page(*ROUNDS_PARAMETERS, "line", "day", "of")
@open_to_everyone
@require_safe
@parse_rounds(render_comparison_problems)
def pace_countries(request: HttpRequest, parser: QueryParser, question: RoundsQuestion) -> HttpResponse:
    """List the countries that a line counts: `line` is the round, `day` the days since its opening."""
    page = build_pace_page(parser, question)
    group = page.table.find_group(request.GET.get("of"))
    number, day = (parse_number(request.GET.get(name, "")) for name in ("line", "day"))
    line = next((line for line in group.lines if line.number == number), None) if group else None
    if group is None or line is None:
        raise Http404
    return render_countries(request, question, list_arrivals(page, line, group, day), "comparisons")


@shared_page(*ROUNDS_PARAMETERS, "order")
@open_to_everyone
@require_safe
@parse_rounds(render_comparison_problems)
def reporters(request: HttpRequest, parser: QueryParser, question: RoundsQuestion) -> HttpResponse:
    """Show who reported for the first time, every time, no longer, never, and a grid of who reported when."""
    page = build_reporters_page(parser, question, request.GET.get("order", ""))
    context = build_context(parser, question, page, "compared_reporters")
    return render(request, "reporting/comparisons/reporters.html", context)


@shared_page(*ROUNDS_PARAMETERS, "order")
@open_to_everyone
@require_safe
@parse_rounds(render_problems_text)
def reporters_export(
    request: HttpRequest,
    parser: QueryParser,
    question: RoundsQuestion,
    format: str,  # noqa: A002 - the word of the URL
) -> HttpResponse:
    with translation.override("en"):
        page = build_reporters_page(parser, question, request.GET.get("order", ""))
        return send_table(request, question.asked, page.columns, page, format, "reporters")


@shared_page(*ROUNDS_PARAMETERS, "pattern", "of")
@open_to_everyone
@require_safe
@parse_rounds(render_comparison_problems)
def reporters_countries(request: HttpRequest, parser: QueryParser, question: RoundsQuestion) -> HttpResponse:
    """List the countries behind a number: `pattern` names it, `of` a region."""
    page = build_reporters_page(parser, question, "name")
    group = page.table.find_group(request.GET.get("of")) if page.table else None
    key = request.GET.get("pattern", "")
    if group is None or key not in DEFINITIONS_OF_PATTERNS:
        raise Http404
    return render_countries(request, question, list_reporters(page, group, key), "compared_reporters")


@shared_page(*SIDES_PARAMETERS)
@open_to_everyone
@require_safe
@parse_sides(render_comparison_problems)
def side_by_side(request: HttpRequest, parser: QueryParser, question: SidesQuestion) -> HttpResponse:
    """Show all figures of two rounds, or of two days of a round, and what differs."""
    page = build_sides_page(parser, question)
    context = build_context(parser, question, page, "side_by_side")
    return render(request, "reporting/comparisons/side_by_side.html", context)


@shared_page(*SIDES_PARAMETERS)
@open_to_everyone
@require_safe
@parse_sides(render_problems_text)
def side_by_side_export(
    request: HttpRequest,
    parser: QueryParser,
    question: SidesQuestion,
    format: str,  # noqa: A002 - the word of the URL
) -> HttpResponse:
    with translation.override("en"):
        page = build_sides_page(parser, question)
        asked, other = question.asked, question.other
        return send_table(request, asked, SIDE_COLUMNS, page, format, "side-by-side", other=other)


@shared_page(*SIDES_PARAMETERS, "figure", "side", "of")
@open_to_everyone
@require_safe
@parse_sides(render_comparison_problems)
def side_by_side_countries(
    request: HttpRequest, parser: QueryParser, question: SidesQuestion
) -> HttpResponse:
    """List the countries behind a number: `figure` and `side` name it, `of` a region."""
    page = build_sides_page(parser, question)
    group = page.sides.find_group(request.GET.get("of"))
    figure, side = (request.GET.get(name, "") for name in ("figure", "side"))
    countries = list_counted(page, group, figure, side) if group else None
    if countries is None:
        raise Http404
    return render_countries(request, question, countries, "side_by_side")


@shared_page(*SIDES_PARAMETERS)
@open_to_everyone
@require_safe
@parse_sides(render_comparison_problems)
def answer_changes(request: HttpRequest, parser: QueryParser, question: SidesQuestion) -> HttpResponse:
    """Show for each indicator how its answers changed between two rounds."""
    page = build_changes_page(parser, question)
    context = {
        **build_context(parser, question, page, "answer_changes"),
        "slopes": draw_slopes(page),
    }
    return render(request, "reporting/comparisons/answers.html", context)


@shared_page(*SIDES_PARAMETERS)
@open_to_everyone
@require_safe
@parse_sides(render_problems_text)
def answer_changes_export(
    request: HttpRequest,
    parser: QueryParser,
    question: SidesQuestion,
    format: str,  # noqa: A002 - the word of the URL
) -> HttpResponse:
    with translation.override("en"):
        page = build_changes_page(parser, question)
        asked, other = question.asked, question.other
        return send_table(request, asked, ANSWER_COLUMNS, page, format, "answers-between-rounds", other=other)


@shared_page(*SIDES_PARAMETERS, "indicator", "answer", "side")
@open_to_everyone
@require_safe
@parse_sides(render_comparison_problems)
def answer_changes_countries(
    request: HttpRequest, parser: QueryParser, question: SidesQuestion
) -> HttpResponse:
    """List the countries behind a number: `indicator`, `answer` and `side` name it."""
    page = build_changes_page(parser, question)
    change = page.find_change(request.GET.get("indicator", ""), request.GET.get("answer", ""))
    countries = list_answering(page, change, request.GET.get("side", "")) if change else None
    if countries is None:
        raise Http404
    return render_countries(request, question, countries, "answer_changes")
