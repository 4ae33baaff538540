"""The page of published figures, and the same as a file."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from authorities.access import open_to_everyone
from authorities.shared_pages.declaration import shared_page
from reporting.compliance.exports import CONTENT_TYPES, WRITERS
from reporting.models import PublishedFigure
from reporting.published_figures.page import COLUMNS, group_subjects, tabulate_figures

AN_HOUR = 60 * 60


@shared_page()
@open_to_everyone
@require_safe
def published_figures(request: HttpRequest) -> HttpResponse:
    subjects = group_subjects(PublishedFigure.objects.select_related("round"))
    return render(request, "reporting/published_figures/published_figures.html", {"subjects": subjects})


@shared_page(depends_on_today=False)
@open_to_everyone
@require_safe
def published_figures_export(
    request: HttpRequest,
    format: str,  # noqa: A002 - the word of the URL
) -> HttpResponse:
    """Send all published figures as a file, in English."""
    if format not in WRITERS:
        raise Http404
    with translation.override("en"):
        rows = tabulate_figures(PublishedFigure.objects.select_related("round"))
    response = HttpResponse(WRITERS[format](COLUMNS, rows), content_type=CONTENT_TYPES[format])
    response["Content-Disposition"] = f'attachment; filename="published-figures.{format}"'
    patch_cache_control(response, public=True, max_age=AN_HOUR)
    return response
