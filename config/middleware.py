"""Middleware for every request: cookies, headers, forms sent after the session ended, the request log."""

import logging
from functools import cache
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from django_structlog.middlewares import RequestMiddleware
from structlog.contextvars import bind_contextvars, clear_contextvars, get_contextvars

from authorities import stashed_post
from authorities.audit.recording import existing_state, record_deed
from authorities.files import StorageFull, is_full_disk, orphan_files_removed
from authorities.models import AuditAction
from authorities.visitors.rate_limits import RateLimit
from config.logs import mask_line, mask_secrets

logger = logging.getLogger(__name__)
request_logger = logging.getLogger(RequestMiddleware.__module__)

# Where somebody shows again that it is them, before what they sent is shown to them again.
CONFIRMING = ("account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn")
REFUSALS = (403, 404)
STASH_LIMIT = RateLimit("kept-until-signed-in", most=30, seconds=60 * 60)
STASHED_MESSAGE = _(
    "You are no longer signed in, so this was not saved. What you typed is kept for an hour: sign "
    "in, and you will see it in the form again."
)
NOT_STASHED_MESSAGE = _(
    "You are no longer signed in, so this was not saved. Go back in your browser: what you typed "
    "is still there. Copy it before you sign in."
)


def drop_unreadable_cookies(get_response):
    """Drop cookies with unprintable characters: PostgreSQL refuses to look up a session by such a key."""

    def drop_cookies(request):
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if value.isprintable()}
        return get_response(request)

    return drop_cookies


def content_security_policy(get_response):
    """Send settings.SECURE_CSP (the name Django 6 uses) unless the view has set a policy of its own."""
    policy = "; ".join(f"{directive} {value}" for directive, value in settings.SECURE_CSP.items())

    def add_header(request):
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy)
        return response

    return add_header


class StashingLoginRequiredMiddleware(LoginRequiredMiddleware):
    """Asks for a sign-in; a form that was sent after the session ended is kept, where the view allows it."""

    def process_view(self, request, view_func, view_args, view_kwargs):
        name = request.resolver_match.url_name
        if request.method == "POST" and getattr(view_func, "login_required", True) and name not in CONFIRMING:
            stashed_post.discard_stash(request)
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request, view_func):
        if request.method == "POST" and hasattr(view_func, "resumes_after_sign_in"):
            stashed = STASH_LIMIT.admits(request) and stashed_post.stash_post(request)
            messages.warning(request, STASHED_MESSAGE if stashed else NOT_STASHED_MESSAGE)
        return super().handle_no_permission(request, view_func)


def remove_orphan_files(get_response):
    """Delete files that a request has stored and that nothing names, because its transaction was undone."""

    def remove(request):
        with orphan_files_removed():
            return get_response(request)

    return remove


def record_refusals(get_response):
    """Write into the audit trail which pages somebody who is signed in was refused.

    Whether there is such a record is not told to them; so the trail has the address, without its secrets.
    """

    def record(request):
        response = get_response(request)
        match = request.resolver_match
        if response.status_code not in REFUSALS or not match or not request.user.is_authenticated:
            return response
        if getattr(match.func, "open_to", "") != "everyone":
            state = existing_state(match.kwargs.get("iso3"))
            path = mask_secrets(request.path)
            record_deed(AuditAction.PAGE_REFUSED, by=request.user, member_state=state, path=path)
        return response

    return record


class FullDiskMiddleware:
    """Says in a sentence that the disk is full, where a page does not say so itself."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, StorageFull) and not is_full_disk(exception):
            return None
        logger.error("%s could not be saved: the disk is full", request.method, exc_info=exception)
        return render(request, "507.html", status=507)


def mark_private_pages(get_response):
    """Mark responses to signed-in people, so that no shared cache stores them, nor a shared computer.

    Public pages, and forms that take long to fill in, the browser may store until somebody signs out: going
    back still finds what was typed.
    """

    def mark(request):
        response = get_response(request)
        match = request.resolver_match
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            stored = match and may_be_stored(match.func)
            patch_cache_control(response, private=True, **{} if stored else {"no_store": True})
        if match and match.url_name == "account_logout" and request.method == "POST":
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response

    return mark


def may_be_stored(view):
    return getattr(view, "open_to", "") == "everyone" or hasattr(view, "resumes_after_sign_in")


@cache
def anonymous_paths(language):
    """Return the paths of reporting a concern in a language: they are asked for at every request."""
    with override(language):
        return reverse("report_concern"), reverse("follow_concern")


def is_anonymous_report(request):
    """Return True for the pages of reporting a concern, whose visitors stay anonymous even when signed in."""
    return request.path in anonymous_paths(get_language())


class RequestLogMiddleware(RequestMiddleware):
    """Logs each request and its answer, without the query string: a name looked up is private.

    The lines say what django_structlog says, and the lines of other loggers meanwhile have the same ids. But
    these two are handed over whole: on their usual way they would take a fifth of the time of a plain page.
    """

    def prepare(self, request):
        if is_anonymous_report(request):
            request.META.pop("HTTP_USER_AGENT", None)
        bind_contextvars(request_id=request.META.get("HTTP_X_REQUEST_ID") or str(uuid4()))
        if correlation := request.META.get("HTTP_X_CORRELATION_ID"):
            bind_contextvars(correlation_id=correlation)
        self.bind_user_id(request)
        agent = request.META.get("HTTP_USER_AGENT")
        self.write_line(logging.INFO, request, event="request_started", user_agent=agent)

    def handle_response(self, request, response):
        if response.streaming or hasattr(request, "_raised_exception"):
            super().handle_response(request, response)
            return
        self.bind_user_id(request)
        level = self._log_level_for_status_code(response.status_code)
        self.write_line(level, request, event="request_finished", code=response.status_code)
        clear_contextvars()

    def write_line(self, level, request, **fields):
        if request_logger.isEnabledFor(level):
            line = {**get_contextvars(), "request": self.format_request(request), **fields}
            request_logger.log(level, mask_line(None, None, line))

    @staticmethod
    def bind_user_id(request):
        """Note who has sent a request; by then it is known whether somebody is signed in."""
        if hasattr(request, "user") and not is_anonymous_report(request):
            bind_contextvars(user_id=request.user.pk)

    @staticmethod
    def format_request(request):
        return f"{request.method} {mask_secrets(request.path)}"
