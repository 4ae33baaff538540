"""A register for machines: its changes from a cursor on, and the whole list."""

from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.views.decorators.http import condition, require_safe

from authorities.access import open_to_everyone
from authorities.site_address import site_address
from recruiters.decorators import cache_for_a_minute, rate_limited
from recruiters.entries import changes_feed as feed
from recruiters.entries.list_export import iso_timestamp, register_as_csv
from recruiters.models import Register

CORS_HEADERS = {"Access-Control-Allow-Origin": "*"}


def register_at(iso3, code):
    return get_object_or_404(Register.objects.with_state(), member_state=iso3, code=code)


def version_etag(request, iso3, code):
    """Return the ETag: it changes with the register, with the day, and with the language of the page."""
    register = register_at(iso3, code)
    return f'"{register.pk}-{register.version}-{register.local_day():%Y%m%d}-{get_language()}"'


@open_to_everyone
@rate_limited
@require_safe
@cache_for_a_minute
@condition(etag_func=version_etag)
def changes(request, iso3, code):
    """Return events after the cursor `after`, the oldest first, and the cursor of the next page."""
    register, site, now = register_at(iso3, code), site_address(request), timezone.now()
    try:
        page = feed.feed_page_after(request.GET.get("after", ""), register)
    except feed.InvalidCursor as problem:
        return JsonResponse({"error": str(problem)}, status=400, headers=CORS_HEADERS)
    answer = {
        "register": register.scope,
        "name": register.name,
        "version": register.version,
        "as_of": iso_timestamp(now),
        "illustrative": register.illustrative,
        "events": list(feed.events_as_json(page.events, site, register, now)),
        "next": page.next,
        "more": page.more,
        "reread": page.reread,
        "list": f"{site}{register.get_absolute_url()}list.csv",
    }
    return JsonResponse(answer, headers=CORS_HEADERS)


@open_to_everyone
@rate_limited
@require_safe
@cache_for_a_minute
@condition(etag_func=version_etag)
def changes_atom(request, iso3, code):
    """Return the latest hundred events as Atom, for news readers."""
    register, site = register_at(iso3, code), site_address(request)
    home = site + register.get_absolute_url()
    atom = Atom1Feed(
        feed.strip_unprintable(register.name),
        home,
        "",
        language=get_language(),
        feed_url=f"{home}changes.atom",
    )
    for event in feed.latest_news(register):
        event.recruiter.register = register
        atom.add_item(
            feed.strip_unprintable(feed.event_headline(event)),
            site + event.recruiter.get_absolute_url(),
            feed.strip_unprintable(event.public_note),
            unique_id=f"{home}changes.json#{event.pk}",
            updateddate=event.at,
        )
    return HttpResponse(atom.writeString("utf-8"), content_type=atom.content_type, headers=CORS_HEADERS)


@open_to_everyone
@rate_limited
@require_safe
@cache_for_a_minute
@condition(etag_func=version_etag)
def whole_list(request, iso3, code):
    """Return every entry as of now. The version of the list is a cursor for the changes after it."""
    register = register_at(iso3, code)
    name = f"{register.member_state_id}-{register.code}-{register.version}.csv"
    headers = {**CORS_HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
    lines = register_as_csv(register, timezone.now())
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)
