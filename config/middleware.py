"""What holds for every request and every answer: cookies, headers, a line in the log."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy as _
from django_structlog.middlewares import RequestMiddleware

from authorities import stashed_post as resuming
from config.logs import without_secrets
from recruiters.rate_limits import RateLimit

KEEPING = RateLimit("kept-until-signed-in", most=30, seconds=60 * 60)
KEPT = _(
    "You are not signed in any more, so this was not saved. What you typed is kept for an hour: sign in, and "
    "it stands in the form again."
)
NOT_KEPT = _(
    "You are not signed in any more, so this was not saved. Go back in your browser: what you typed is still "
    "there. Copy it before you sign in."
)


def readable_cookies(get_response):
    """Leaves out cookies that none of ours can be: a database refuses to look for a session named by them."""

    def read(request):
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if value.isprintable()}
        return get_response(request)

    return read


def content_security_policy(get_response):
    """Sends settings.SECURE_CSP (the name Django 6 uses) unless the view has set a policy of its own."""
    policy = "; ".join(f"{directive} {value}" for directive, value in settings.SECURE_CSP.items())

    def add_header(request):
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy)
        return response

    return add_header


class SignInFirst(LoginRequiredMiddleware):
    """What somebody sends who is not signed in any more is kept until they are, if the page wants it so."""

    def process_view(self, request, view_func, view_args, view_kwargs):
        if request.method == "POST" and getattr(view_func, "login_required", True):
            resuming.forget(request)
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request, view_func):
        if request.method == "POST" and hasattr(view_func, "keeps_what_was_sent"):
            kept = not KEEPING.is_reached(request) and resuming.keep(request)
            KEEPING.count(request)
            messages.warning(request, KEPT if kept else NOT_KEPT)
        return super().handle_no_permission(request, view_func)


def private_pages(get_response):
    """What a signed-in person is shown is for that person: no cache between us may keep it for others.

    The browser may, so that going back still finds what was typed.
    """

    def mark(request):
        response = get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True)
        return response

    return mark


def is_from_somebody_unnamed(request):
    """Whether it comes from those who report something: they need no name, signed in or not."""
    return request.path in (reverse("report_concern"), reverse("follow_concern"))


class RequestLog(RequestMiddleware):
    """A line for each request, without what was asked: a name looked up is nobody's business."""

    def prepare(self, request):
        if is_from_somebody_unnamed(request):
            request.META.pop("HTTP_USER_AGENT", None)
        super().prepare(request)

    @staticmethod
    def bind_user_id(request):
        if not is_from_somebody_unnamed(request):
            RequestMiddleware.bind_user_id(request)

    @staticmethod
    def format_request(request):
        return f"{request.method} {without_secrets(request.path)}"
