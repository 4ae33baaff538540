"""Pages about this site: what it is, who runs it, what it stores, how to use its data; and for robots."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from authorities.access import open_to_everyone
from authorities.shared_pages.declaration import shared_page
from authorities.site_address import site_address
from recruiters.decorators import cache_for_a_minute
from recruiters.models.subscriptions import KEPT_UNCONFIRMED
from reporting.about.code_articles import list_articles
from reporting.about.operator import find_data_licence, find_operator
from reporting.about.sitemap import list_pages, write_robots, write_sitemap


@shared_page(depends_on_today=False)
@open_to_everyone
@require_safe
def about(request):
    context = {"operator": find_operator(), "articles": list_articles()}
    return render(request, "reporting/about/about.html", context)


@shared_page(depends_on_today=False)
@open_to_everyone
@require_safe
def contact(request):
    return render(request, "reporting/about/contact.html", {"operator": find_operator()})


@shared_page(depends_on_today=False)
@open_to_everyone
@require_safe
def privacy(request):
    context = {
        "operator": find_operator(),
        "days_unconfirmed": KEPT_UNCONFIRMED.days,
        "idle_minutes": settings.IDLE_SESSION_SECONDS // 60,
        "session_hours": settings.SESSION_COOKIE_AGE // 3600,
    }
    return render(request, "reporting/about/privacy.html", context)


@shared_page(depends_on_today=False)
@open_to_everyone
@require_safe
def accessibility(request):
    return render(request, "reporting/about/accessibility.html", {"operator": find_operator()})


@shared_page(depends_on_today=False)
@open_to_everyone
@require_safe
def data_licence(request):
    context = {"operator": find_operator(), "licence": find_data_licence()}
    return render(request, "reporting/about/data_licence.html", context)


@shared_page()
@open_to_everyone
@cache_for_a_minute
@require_safe
def sitemap(request):
    content = write_sitemap(site_address(request), list_pages())
    return HttpResponse(content, content_type="application/xml")


@open_to_everyone
@cache_for_a_minute
@require_safe
def robots(request):
    return HttpResponse(write_robots(site_address(request)), content_type="text/plain")
