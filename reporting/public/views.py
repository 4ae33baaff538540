"""What everyone may read: published reports, rounds, how the countries answered, and the countries."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from authorities.access import open_to_everyone
from authorities.files import hand_out
from authorities.models import MemberState
from reporting.compliance.published_figures import beside, by_subject
from reporting.models import Attachment, Indicator, Round
from reporting.public.countries import Country, country_rows, received, rounds_held
from reporting.public.forms import RegionForm
from reporting.public.indicator_responses import Responses, indicators_of
from reporting.public.report_exports import FORMATS
from reporting.public.reports import is_public, public_report


def published_or_404(number, iso3, version_number):
    """A report that is not published and one that does not exist get the same answer."""
    report = public_report(number, iso3, version_number)
    if report is None:
        raise Http404
    return report


@open_to_everyone
@require_safe
def report(request, number, iso3, version_number=None):
    """The newest published version, or a given one."""
    shown = published_or_404(number, iso3, version_number)
    return render(request, "reporting/report.html", {"report": shown})


@open_to_everyone
@require_safe
def report_export(request, number, iso3, kind, version_number=None):
    if kind not in FORMATS:
        raise Http404
    shown = published_or_404(number, iso3, version_number)
    content_type, write = FORMATS[kind]
    name = f"report-{number}-{iso3}-v{shown.version.number}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(write(shown), content_type=content_type, headers=headers)


@open_to_everyone
@require_safe
def report_file(request, pk):
    attachment = get_object_or_404(Attachment, pk=pk)
    if not is_public(attachment):
        raise Http404
    return hand_out(attachment.file, attachment.name)


@open_to_everyone
@require_safe
def rounds(request):
    return render(request, "reporting/rounds.html", {"rounds": rounds_held()})


@open_to_everyone
@require_safe
def round_page(request, number):
    found = get_object_or_404(Round.objects.with_instrument(), pk=number)
    reports = received(found.submissions)
    context = {
        "round": found,
        "reports": reports,
        "published": [row for row in reports if row.is_published],
        "illustrative": any(row.report.illustrative for row in reports),
        "indicators": indicators_of(found),
        "figures": by_subject(beside(found.published_figures.all())),
    }
    return render(request, "reporting/round.html", context)


@open_to_everyone
@require_safe
def indicator(request, number, key):
    found = get_object_or_404(Round.objects.with_instrument(), pk=number)
    asked = get_object_or_404(Indicator, pk=key)
    context = {
        "round": found,
        "indicator": asked,
        "responses": Responses(found, asked),
        "figures": by_subject(beside(found.published_figures.about(number, key))),
    }
    return render(request, "reporting/indicator.html", context)


@open_to_everyone
@require_safe
def countries(request):
    form = RegionForm(request.GET)
    if not form.is_valid():
        return render(request, "reporting/countries.html", {"form": form}, status=400)
    today = timezone.localdate()
    context = {"form": form, "day": today, "countries": country_rows(today, form.cleaned_data["region"])}
    return render(request, "reporting/countries.html", context)


@open_to_everyone
@require_safe
def country(request, iso3):
    state = get_object_or_404(MemberState, pk=iso3)
    return render(request, "reporting/country.html", {"country": Country(state, timezone.localdate())})
