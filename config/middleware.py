"""What holds for every request and every answer: cookies, headers, a line in the log."""

from django.conf import settings
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django_structlog.middlewares import RequestMiddleware

from .logs import without_secrets


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
