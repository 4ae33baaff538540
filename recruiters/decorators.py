"""What all public answers have in common: how long they may be kept, and how often one visitor may ask."""

from functools import wraps

from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers

from recruiters.rate_limits import Limit

# Seconds for which an answer may be kept: it says of which moment it is.
FRESH = 60
ASKING = Limit("asking", most=120, seconds=60, cache="near")


def until_midnight(now):
    """Seconds until the day of UTC ends, and with it what an answer says of today."""
    midnight = now.replace(hour=23, minute=59, second=59, microsecond=0)
    return max(int((midnight - now).total_seconds()), 0)


def seconds_to_keep():
    return min(FRESH, until_midnight(timezone.now()))


def kept_for_a_minute(view):
    """May be kept by anybody for a minute, never beyond the day on which it was begun."""

    @wraps(view)
    def answered(request, *args, **kwargs):
        seconds = seconds_to_keep()
        response = view(request, *args, **kwargs)
        patch_cache_control(response, public=True, max_age=seconds)
        return response

    return answered


def moved_to(place):
    """For ever, and yet asked again after a minute: a number may be given back to its entry."""
    response = redirect(place, permanent=True)
    patch_cache_control(response, max_age=FRESH)
    return response


def limited(view):
    """So often a visitor may ask in a minute, all public pages together."""

    @wraps(view)
    def counted(request, *args, **kwargs):
        if ASKING.is_reached(request):
            response = render(request, "429.html", status=429)
            response.headers["Retry-After"] = ASKING.seconds
            return response
        ASKING.count(request)
        return view(request, *args, **kwargs)

    return counted


def public_answer(view):
    """May be kept by anybody for a minute, never beyond the day; of a signed-in person by nobody else."""

    @limited
    @wraps(view)
    def answered(request, *args, **kwargs):
        seconds = seconds_to_keep()
        response = view(request, *args, **kwargs)
        if not request.user.is_authenticated:
            patch_cache_control(response, public=True, max_age=seconds)
        patch_vary_headers(response, ["Cookie", "Accept-Language"])
        return response

    return answered
