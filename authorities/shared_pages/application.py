"""Answers before Django begins a request, out of the memory of a process: a page that was asked for before.

What is asked for is recognised by the spelling of the request alone: Django has found the page of the same
spelling before. The version of the data is read for each answer all the same.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.conf import settings

from authorities.data_version.committed import committed_version
from authorities.shared_pages.addresses import LEARN, PageAddress, find_quarter, is_for_everybody
from authorities.shared_pages.bounded_dict import BoundedDict
from authorities.shared_pages.pages import PageAnswer, RenderedPage
from authorities.shared_pages.request_log import record_answer

MOST_SPELLINGS, LONGEST_SPELLING = 20_000, 300
# All of a request that Django finds scheme, host and path with.
SPELLED = (
    "wsgi.url_scheme", "HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "SCRIPT_NAME", "SCRIPT_URL", "REDIRECT_URL",
    "PATH_INFO", "QUERY_STRING",
)  # fmt: skip
STATUSES = {200: "200 OK", 304: "304 Not Modified"}

Environ = dict[str, Any]
Spelling = tuple[str | None, ...]
# Returns the newest page of a key.
Find = Callable[[str], RenderedPage | None]


class SharedPageApplication:
    """A WSGI application in front of Django's, whose `SharedPageMiddleware` tells it which pages it has."""

    def __init__(self, application: Callable[..., Iterable[bytes]]):
        self.application = application
        proxy_header = settings.SECURE_PROXY_SSL_HEADER
        self.spelled = (*SPELLED, *(proxy_header[:1] if proxy_header else ()))
        self.known: BoundedDict[Spelling, tuple[PageAddress, Find]] = BoundedDict()

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        answer = self.find_answer(environ) if is_for_everybody(environ) else None
        if answer is None:
            return self.application(environ, start_response)
        start_response(STATUSES[answer.status], [*answer.headers])
        return [answer.body]

    def find_answer(self, environ: Environ) -> PageAnswer | None:
        """Return the answer, if this process has the page as it is now."""
        spelling = tuple(map(environ.get, self.spelled))
        known = self.known.get(spelling)
        if known is None:
            environ[LEARN] = partial(self.learn, spelling)
            return None
        address, find = known
        page = find(address.key)
        if page is None:
            return None
        version = committed_version()
        if version is None or not page.is_good(version, find_quarter(address)):
            return None
        answer = page.answer(environ)
        record_answer(environ, address, answer)
        return answer

    def learn(self, spelling: Spelling, address: PageAddress, find: Find) -> None:
        """Note which page is meant; forget the oldest spelling when there are many."""
        if sum(len(part) for part in spelling if part) <= LONGEST_SPELLING:
            self.known.remember(spelling, (address, find), most=MOST_SPELLINGS)
