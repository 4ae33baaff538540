"""The public pages of published reports, rounds, countries, and the answers to an indicator."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from authorities.access import open_to_everyone
from authorities.files import serve_download
from authorities.languages import LANGUAGE_CODES, UN_LANGUAGES
from authorities.languages.addresses import path_in_language
from authorities.languages.collation import sort_by_name
from authorities.shared_pages.declaration import shared_page
from recruiters.decorators import rate_limited
from reporting.compliance.published_figures import group_by_subject, order_published_figures
from reporting.indicators.asked_indicators import public_indicators
from reporting.models import Attachment, Round
from reporting.public.countries import (
    country_rows,
    find_unpublished_report,
    group_by_letter,
    names_in_every_language,
    received_reports,
    round_holdings,
)
from reporting.public.country_search import search_countries
from reporting.public.forms import RegionForm
from reporting.public.questionnaires import BlankQuestionnaire
from reporting.public.report_exports import FORMATS
from reporting.public.reports import find_public_report, is_public_file
from reporting.public.stones import STONE_FORMATS, find_stone

A_DAY = 24 * 60 * 60
ROUNDS_PER_PAGE = 10


GONE = 410


def get_stone_or_404(number, iso3, version_number=None):
    """Return the stone; raise the same 404 for a report that is not public as for one that does not exist."""
    stone = find_stone(number, iso3, version_number)
    if stone is None:
        raise Http404
    return stone


def render_stone(request, stone):
    """Say that a report was taken back, and link to the newest version if another one is public."""
    submission = stone.submission
    newest = find_public_report(submission.round_id, submission.member_state_id)
    context = {"stone": stone, "submission": submission, "newest": newest}
    return render(request, "reporting/public/withdrawn.html", context, status=GONE)


@shared_page()
@open_to_everyone
@require_safe
def report(request, number, iso3, version_number=None):
    """Show the newest published version, or the version of that number, or that it was taken back."""
    public_report = find_public_report(number, iso3, version_number)
    if public_report is None:
        waiting = None if version_number else find_unpublished_report(number, iso3)
        if waiting:
            return render(request, "reporting/public/not_published.html", {"waiting": waiting})
        return render_stone(request, get_stone_or_404(number, iso3, version_number))
    return render(request, "reporting/public/report.html", {"report": public_report})


@shared_page(depends_on_today=False)
@open_to_everyone
@require_safe
@cache_control(public=True, max_age=A_DAY)
def country_names(request):
    """Return {code: its names in the six languages}, for lists in which people type to find a country."""
    return JsonResponse(names_in_every_language(), json_dumps_params={"ensure_ascii": False})


@shared_page()
@open_to_everyone
@require_safe
def report_changes(request, number, iso3):
    """Show what changed in the public answers since the version before, and since the last report."""
    public_report = find_public_report(number, iso3)
    if public_report is None:
        return render_stone(request, get_stone_or_404(number, iso3))
    return render(request, "reporting/public/report_changes.html", {"report": public_report})


@shared_page("lang")
@open_to_everyone
@require_safe
def report_export(request, number, iso3, kind, version_number=None):
    language = request.GET.get("lang", "en")
    if kind not in FORMATS or language not in UN_LANGUAGES:
        raise Http404
    public_report = find_public_report(number, iso3, version_number)
    content_type, write = FORMATS[kind]
    if public_report is None:
        content = STONE_FORMATS[kind](get_stone_or_404(number, iso3, version_number))
        return HttpResponse(content, content_type=content_type, status=GONE)
    name = f"report-{number}-{iso3}-v{public_report.version.number}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    with translation.override(LANGUAGE_CODES[language]):
        content = write(public_report)
    return HttpResponse(content, content_type=content_type, headers=headers)


@open_to_everyone
@require_safe
def report_file(request, pk):
    attachment = get_object_or_404(Attachment, pk=pk)
    if not is_public_file(attachment):
        raise Http404
    return serve_download(attachment.file, attachment.name)


@shared_page("page")
@open_to_everyone
@require_safe
def rounds(request):
    page = Paginator(Round.objects.newest_first(), ROUNDS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rounds": round_holdings(page)}
    return render(request, "reporting/public/rounds.html", context)


@shared_page()
@open_to_everyone
@require_safe
def round_page(request, number):
    round_ = get_object_or_404(Round.objects.with_instrument(), pk=number)
    reports = received_reports(round_.submissions.all())
    context = {
        "round": round_,
        "reports": reports,
        "published": [row for row in reports if row.is_published],
        "illustrative": any(row.report.illustrative for row in reports),
        "receipts": sort_by_name(round_.receipts.with_state(), "member_state.name"),
        "indicators": public_indicators(round_),
        "figures": group_by_subject(order_published_figures(round_.published_figures.all())),
    }
    return render(request, "reporting/public/round.html", context)


@shared_page("lang", depends_on_today=False)
@open_to_everyone
@require_safe
def questionnaire(request, number):
    """Show the questions of a round, blank, in the language of the address.

    `?lang=` asked for it before addresses had their language: it leads there.
    """
    if "lang" in request.GET:
        return redirect(path_in_language_or_404(request.path, request.GET["lang"]), permanent=True)
    round_ = get_object_or_404(Round.objects.with_instrument(), pk=number, instrument__isnull=False)
    context = {"round": round_, "questionnaire": BlankQuestionnaire(round_, request.path)}
    return render(request, "reporting/public/questionnaire.html", context)


def path_in_language_or_404(path, language):
    if language not in UN_LANGUAGES:
        raise Http404
    return path_in_language(path, LANGUAGE_CODES[language])


@shared_page("region")
@open_to_everyone
@require_safe
def countries(request):
    form = RegionForm(request.GET)
    if not form.is_valid():
        return render(request, "reporting/public/countries.html", {"form": form}, status=400)
    today = timezone.localdate()
    rows = country_rows(today, form.cleaned_data["region"])
    context = {"form": form, "day": today, "countries": rows, "letters": group_by_letter(rows)}
    return render(request, "reporting/public/countries.html", context)


@open_to_everyone
@rate_limited
@require_safe
def find_country(request):
    """Lead to the country that is meant; show those that may be meant."""
    search = search_countries(request.GET.get("q", ""))
    if len(search.found) == 1 and not search.is_guess:
        return redirect(search.found[0])
    return render(request, "reporting/public/find_country.html", {"search": search})
