"""What all public answers have in common: how long they may be kept, and how often one visitor may ask."""

from functools import wraps

from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers

from recruiters.rate_limits import RateLimit

# Seconds for which an answer may be kept: it says of which moment it is.
CACHE_SECONDS = 60
PUBLIC_LIMIT = RateLimit("asking", most=120, seconds=60, cache="near")


def seconds_left_today(now):
    """Seconds until the day of UTC ends, and with it what an answer says of today."""
    midnight = now.replace(hour=23, minute=59, second=59, microsecond=0)
    return max(int((midnight - now).total_seconds()), 0)


def cache_seconds():
    return min(CACHE_SECONDS, seconds_left_today(timezone.now()))


def cache_for_a_minute(view):
    """May be kept by anybody for a minute, never beyond the day on which it was begun."""

    @wraps(view)
    def answered(request, *args, **kwargs):
        seconds = cache_seconds()
        response = view(request, *args, **kwargs)
        patch_cache_control(response, public=True, max_age=seconds)
        return response

    return answered


def redirect_to_current_address(place):
    """For ever, and yet asked again after a minute: a number may be given back to its entry."""
    response = redirect(place, permanent=True)
    patch_cache_control(response, max_age=CACHE_SECONDS)
    return response


def rate_limited(view):
    """So often a visitor may ask in a minute, all public pages together."""

    @wraps(view)
    def counted(request, *args, **kwargs):
        if PUBLIC_LIMIT.is_reached(request):
            response = render(request, "429.html", status=429)
            response.headers["Retry-After"] = PUBLIC_LIMIT.seconds
            return response
        PUBLIC_LIMIT.count(request)
        return view(request, *args, **kwargs)

    return counted


def public_page(view):
    """May be kept by anybody for a minute, never beyond the day; of a signed-in person by nobody else."""

    @rate_limited
    @wraps(view)
    def answered(request, *args, **kwargs):
        seconds = cache_seconds()
        response = view(request, *args, **kwargs)
        if not request.user.is_authenticated:
            patch_cache_control(response, public=True, max_age=seconds)
        patch_vary_headers(response, ["Cookie", "Accept-Language"])
        return response

    return answered
