"""The page of a country, and its files."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import override
from django.views.decorators.http import require_safe

from authorities.access import open_to_everyone
from authorities.known_facts.reading import KnownFacts
from authorities.models import MemberState
from authorities.shared_pages.declaration import shared_page
from reporting.compliance.exports import table_response
from reporting.countries.country_page import CountryPage
from reporting.countries.country_query import parse_days
from reporting.countries.country_records import load_records
from reporting.countries.file_rows import COLUMNS, build_file_rows
from reporting.countries.page_parts import recall_parts
from reporting.public.country_search import find_code


@shared_page("as_of", "known_on")
@open_to_everyone
@require_safe
def country(request, iso3):
    """Show what is public of a country; lead to it from a code in small letters or of two letters."""
    facts = KnownFacts.load()
    records = load_records(iso3, facts)
    if not records[MemberState]:
        return redirect("country", find_code_or_404(iso3), permanent=True)
    try:
        query = parse_days(request.GET, facts)
    except ValidationError as problem:
        return render(
            request, "reporting/countries/problems.html", {"problems": problem.messages}, status=400
        )
    parts = recall_parts(query, records)
    context = {"country": parts.page, "parts": parts, "query": query}
    return render(request, "reporting/countries/country.html", context)


@shared_page("as_of", "known_on")
@open_to_everyone
@require_safe
def country_export(request, iso3, format):  # noqa: A002 - the word of the address
    facts = KnownFacts.load()
    records = load_records(iso3, facts)
    if not records[MemberState]:
        raise Http404
    try:
        query = parse_days(request.GET, facts)
    except ValidationError as problem:
        text = " ".join(problem.messages) + "\n"
        return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")
    with override(settings.LANGUAGE_CODE):
        page = CountryPage(records[MemberState][0], query, records)
        rows, query, demo = build_file_rows(page), page.query_with_round, page.illustrative
        return table_response(request, COLUMNS, rows, format, f"country-{iso3}", query, demo=demo)


def find_code_or_404(code):
    iso3 = find_code(code)
    if iso3 is None:
        raise Http404
    return iso3
