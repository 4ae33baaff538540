"""Caching and rate limiting of the public views."""

from functools import wraps

from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers

from authorities.visitors.rate_limits import RateLimit

# Seconds for which a public page may be cached: it says of which moment it is.
CACHE_SECONDS = 60
PUBLIC_LIMIT = RateLimit("asking", most=120, seconds=60, batch=12)


def seconds_left_today(now):
    """Return the seconds until the day ends in UTC, for a page speaks of today."""
    midnight = now.replace(hour=23, minute=59, second=59, microsecond=0)
    return max(int((midnight - now).total_seconds()), 0)


def cache_seconds():
    return min(CACHE_SECONDS, seconds_left_today(timezone.now()))


def cache_for_a_minute(view):
    """Let anybody cache the response for a minute, never beyond the day on which it was begun."""

    @wraps(view)
    def cached_view(request, *args, **kwargs):
        seconds = cache_seconds()
        response = view(request, *args, **kwargs)
        patch_cache_control(response, public=True, max_age=seconds)
        return response

    return cached_view


def redirect_to_current_address(place):
    """Redirect permanently, but cached for a minute only: a number may be given back to its entry."""
    response = redirect(place, permanent=True)
    patch_cache_control(response, max_age=CACHE_SECONDS)
    return response


def rate_limited(view):
    """Answer 429 to a visitor who has used up the limit, which all public pages share."""

    @wraps(view)
    def limited_view(request, *args, **kwargs):
        if not PUBLIC_LIMIT.admits(request):
            response = render(request, "429.html", status=429)
            response.headers["Retry-After"] = PUBLIC_LIMIT.seconds
            return response
        return view(request, *args, **kwargs)

    return limited_view


def public_page(view):
    """Limit the rate, and let anybody cache the page for a minute unless somebody is signed in."""

    @rate_limited
    @wraps(view)
    def cached_view(request, *args, **kwargs):
        seconds = cache_seconds()
        response = view(request, *args, **kwargs)
        if not request.user.is_authenticated:
            patch_cache_control(response, public=True, max_age=seconds)
        patch_vary_headers(response, ["Cookie"])
        return response

    return cached_view
