"""Answers for visitors who are not signed in, out of what was rendered before. The outermost middleware.

What this process has answered before, `authorities.shared_pages.application` answers in front of it.

The version of the data is read before a page is rendered. What is committed meanwhile may show on the page or
not, but it has made a newer version: whoever asks after the commit finds this page outdated.
"""

import time
from collections.abc import Callable
from threading import Event, Lock

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import Error
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from authorities.data_version.committed import committed_version
from authorities.data_version.current import fold_data_changes
from authorities.shared_pages.addresses import (
    LEARN,
    PageAddress,
    find_page_address,
    find_quarter,
    is_for_everybody,
)
from authorities.shared_pages.bounded_dict import BoundedDict
from authorities.shared_pages.declaration import RENDERING_LIMIT
from authorities.shared_pages.pages import PageAnswer, RenderedPage, is_shareable, keep_response
from authorities.shared_pages.request_log import record_answer
from authorities.shared_pages.stores import DatabaseStore, MemoryStore

# Seconds for which a visitor waits for a page that another one has asked for first.
PATIENCE = 5.0
POLL = 0.02
MOST_UNSHARED = 20_000
# Answers in place of which the next visitor may get the page.
PASSING = frozenset({429, 500, 503, 507})
# What a shared page must not depend on. The language is that of its address.
CONDITIONS = (
    "REQUEST_METHOD", "HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_MATCH",
    "HTTP_IF_UNMODIFIED_SINCE", "HTTP_IF_RANGE", "HTTP_RANGE",
)  # fmt: skip

Key = tuple[str, int, int]


class SharedPageMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        if not settings.SHARED_PAGES:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.memory, self.database = MemoryStore(settings.SHARED_PAGES_MEMORY), DatabaseStore()
        self.rendering: dict[Key, Event] = {}
        # Pages that turned out to be errors, or not to be shared: nobody waits for another's.
        self.unshared: BoundedDict[Key, None] = BoundedDict()
        self.lock = Lock()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        address = find_page_address(request) if is_for_everybody(request.META) else None
        version = committed_version() if address else None
        if address is None or version is None:
            return self.get_response(request)
        key = (address.key, version, find_quarter(address))
        page = self.memory.get(address.key)
        if page is None or not page.is_good(*key[1:]):
            return self.obtain(request, address, key)
        return self.send(request, address, page)

    def send(self, request: HttpRequest, address: PageAddress, page: RenderedPage) -> HttpResponseBase:
        """Return a page that this request has not rendered."""
        answer = self.find_answer(request, address, page)
        record_answer(request.META, address, answer)
        return answer.as_response()

    def find_answer(self, request: HttpRequest, address: PageAddress, page: RenderedPage) -> PageAnswer:
        """Return what is sent of a page; the application in front of Django can do so by itself next time."""
        if learn := request.META.get(LEARN):
            learn(address, self.memory.get)
        return page.answer(request.META)

    def obtain(self, request: HttpRequest, address: PageAddress, key: Key) -> HttpResponseBase:
        """Return the page of another process or thread, or render it: one at a time, while others wait."""
        until = time.monotonic() + PATIENCE
        if key in self.unshared:
            return self.get_response(request)
        while time.monotonic() < until:
            with self.lock:
                others = self.rendering.get(key)
                if others is None:
                    self.rendering[key] = mine = Event()
            if others is None:
                try:
                    return self.lead(request, address, key, until)
                finally:
                    with self.lock:
                        self.rendering.pop(key, None)
                    mine.set()
            others.wait(max(until - time.monotonic(), 0))
            page = self.memory.get(address.key)
            if page and page.is_good(*key[1:]):
                return self.send(request, address, page)
            if key in self.unshared:
                break
        return self.get_response(request)

    def lead(self, request: HttpRequest, address: PageAddress, key: Key, until: float) -> HttpResponseBase:
        """Return the page out of the database, or render it if no other process does."""
        try:
            while time.monotonic() < until:
                page = self.database.fetch(*key)
                if page:
                    self.memory.store(address.key, page)
                    return self.send(request, address, page)
                if RENDERING_LIMIT.is_reached(request):
                    return self.get_response(request)  # which refuses: no claim, and no row, for it
                if self.database.claim(*key):
                    break
                time.sleep(POLL)
        except Error:
            pass  # SQLite has a writer just now: then every process renders the page for itself
        return self.render(request, address, key)

    def render(self, request: HttpRequest, address: PageAddress, key: Key) -> HttpResponseBase:
        """Render the page as for anybody, and store it if it turns out to be for everybody."""
        accepted = {name: request.META.pop(name, None) for name in CONDITIONS}
        generalise(request, address)
        page, is_unshared = None, False
        try:
            response = self.get_response(request)
            is_unshared = response.status_code not in PASSING
            if isinstance(response, HttpResponse) and is_shareable(request, response, address.language):
                page = keep_response(response, *key[1:])
        finally:
            self.store(key, page, is_unshared=is_unshared)
        if page is None:
            return response
        request.META.update({name: value for name, value in accepted.items() if value is not None})
        return self.find_answer(request, address, page).as_response()

    def store(self, key: Key, page: RenderedPage | None, *, is_unshared: bool) -> None:
        if page:
            self.memory.store(key[0], page)
        elif is_unshared:
            self.unshared.remember(key, None, most=MOST_UNSHARED)
        try:
            if page:
                self.database.save(key[0], page)
                fold_data_changes()
            else:
                self.database.give_up(*key[:2])
        except Error:
            pass  # the page is good all the same


def generalise(request: HttpRequest, address: PageAddress) -> None:
    """Take from a request what its page must not depend on: unknown parameters, cookies, conditions."""
    request.method = request.META["REQUEST_METHOD"] = "GET"
    request.META["QUERY_STRING"] = address.query
    request.COOKIES = {}
