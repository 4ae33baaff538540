"""Pages to follow one entry by e-mail. What they say never tells whether an address is known."""

from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from authorities.access import open_to_everyone
from authorities.site_address import site_address
from authorities.visitors.rate_limits import RateLimit
from recruiters.models import entry_at
from recruiters.subscriptions import subscriptions
from recruiters.subscriptions.forms import FollowForm

METHODS = require_http_methods(["GET", "HEAD", "POST"])
ASKED_THIS_HOUR = RateLimit("follow", most=10, seconds=60 * 60)
ASKED_TODAY = RateLimit("follow-today", most=30, seconds=subscriptions.SECONDS_A_DAY)
TOO_MANY = {
    ASKED_THIS_HOUR: gettext_lazy(
        "Very many e-mails were requested from your connection. Try again in an hour."
    ),
    ASKED_TODAY: gettext_lazy("Very many e-mails were requested from your connection. Try again tomorrow."),
}


def has_asked_too_often(request, form):
    """Count the request. True if this connection has to wait: the form then says how long."""
    reached = next((limit for limit in TOO_MANY if not limit.admits(request)), None)
    if reached:
        form.add_error(None, TOO_MANY[reached])
        return True
    return False


@open_to_everyone
@never_cache
@METHODS
def follow(request, iso3, code, licence):
    recruiter = entry_at(iso3, code, licence)
    if recruiter is None:
        return redirect("recruiter", iso3, code, licence)
    form = FollowForm(request.POST or None)
    context = {"recruiter": recruiter, "form": form, "days": subscriptions.DAYS_TO_CONFIRM}
    has_to_wait = form.is_valid() and has_asked_too_often(request, form)
    if not form.is_valid():
        status = 429 if has_to_wait else 400 if form.errors else 200
        return render(request, "recruiters/subscriptions/ask.html", context, status=status)
    email, site = form.cleaned_data["email"], site_address(request)
    subscriptions.request_subscription(recruiter, email, language=get_language(), site=site)
    return render(request, "recruiters/subscriptions/asked.html", context)


@open_to_everyone
@never_cache
@METHODS
def confirm(request, token):
    """Confirm by a button, for programs that open the links in mails press none."""
    watch = subscriptions.watch_from_token(token, subscriptions.CONFIRM_SALT)
    if watch is None:
        return render(request, "recruiters/subscriptions/gone.html", status=404)
    if request.method == "POST":
        subscriptions.confirm_subscription(watch)
    return render(request, "recruiters/subscriptions/confirm.html", {"watch": watch})


@open_to_everyone
@csrf_exempt  # mail programs send this by themselves (RFC 8058); the signed link is what counts
@never_cache
@METHODS
def stop(request, token):
    watch = subscriptions.watch_from_token(token, subscriptions.STOP_SALT)
    if watch and request.method == "POST":
        watch = subscriptions.stop_subscription(watch)
    return render(request, "recruiters/subscriptions/stop.html", {"watch": watch})
