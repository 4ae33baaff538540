"""The designated national authorities, as everyone may read them: never contact persons and letters."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from authorities.access import open_to_everyone
from authorities.designations import authorities_in_force, vacancies_on
from authorities.exports import tabulate_authorities
from authorities.forms import InForceForm
from authorities.shared_pages.declaration import shared_page
from authorities.spreadsheets.formats import CSV


@shared_page("on", "as_of", "region")
@open_to_everyone
@require_safe
def authorities(request):
    form = InForceForm(request.GET)
    if not form.is_valid():
        return render(request, "authorities/authorities.html", {"form": form}, status=400)
    day, region = form.question
    designated, vacancies = authorities_in_force(day, region), vacancies_on(day, region)
    context = {
        "form": form,
        "day": day,
        "authorities": designated,
        "some_are_illustrative": any(authority.illustrative for authority in designated),
        "vacancies": vacancies,
        "member_states": len(designated) + len(vacancies),
    }
    return render(request, "authorities/authorities.html", context)


@shared_page("on", "as_of", "region")
@open_to_everyone
@require_safe
def authorities_export(request):
    form = InForceForm(request.GET)
    if not form.is_valid():
        sentences = [str(sentence) for errors in form.errors.values() for sentence in errors]
        return HttpResponse("\n".join(sentences), status=400, content_type="text/plain; charset=utf-8")
    day, region = form.question
    return HttpResponse(
        CSV().export_data(tabulate_authorities(authorities_in_force(day, region), day)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="authorities-{day}.csv"'},
    )
