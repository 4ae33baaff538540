"""A page as it is stored, and as it is sent: whole, compressed, or not at all if the visitor has it."""

import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

ACCEPTS_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:\s*,|\s*$))")
# Each answer has its own, or they make no sense for the next visitor.
NOT_STORED = frozenset({"content-encoding", "content-length", "date", "etag", "set-cookie"})
# What a visitor who has the page is told again.
OF_NOT_MODIFIED = frozenset({"Cache-Control", "Vary", "Content-Location", "Expires"})
# What a shared page may vary by: the address of a page knows these.
VARIES_BY = frozenset({"accept-encoding", "cookie"})
# Browsers and proxies may keep it, but ask each time: a change of data shows at once.
ASK_EACH_TIME = "public, max-age=0, must-revalidate"
LEVEL = 6


Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PageAnswer:
    """What is sent to a visitor."""

    status: int
    headers: Headers
    body: bytes

    def as_response(self) -> HttpResponseBase:
        headers = dict(self.headers)
        if self.status == 304:
            return HttpResponseNotModified(headers=headers)
        return HttpResponse(self.body, headers=headers)


@dataclass(frozen=True)
class RenderedPage:
    """A page of one version of the data, and of one quarter of an hour, or of the first of a day (else 0)."""

    version: int
    quarter: int
    headers: Headers
    compressed: bytes

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(self.compressed).hexdigest()[:32]

    @cached_property
    def compressed_answer(self) -> PageAnswer:
        headers = (
            ("Content-Encoding", "gzip"),
            *self.complete_headers(f'"{self.digest}-gzip"', self.compressed),
        )
        return PageAnswer(200, headers, self.compressed)

    @cached_property
    def unchanged_answers(self) -> dict[str, PageAnswer]:
        """The answers to those who have the page, by its tag: compressed and as it is."""
        headers = [(name, value) for name, value in self.headers if name in OF_NOT_MODIFIED]
        tags = (f'"{self.digest}-gzip"', f'"{self.digest}"')
        return {tag: PageAnswer(304, (*headers, ("ETag", tag)), b"") for tag in tags}

    def complete_headers(self, etag: str, body: bytes) -> Headers:
        return (*self.headers, ("ETag", etag), ("Content-Length", str(len(body))))

    def is_good(self, version: int, quarter: int) -> bool:
        return (self.version, self.quarter) == (version, quarter)

    def answer(self, asked: Mapping[str, Any]) -> PageAnswer:
        """Return the answer to a request: compressed where it may be, and nothing the visitor has already."""
        is_compressed = bool(ACCEPTS_GZIP.search(asked.get("HTTP_ACCEPT_ENCODING", "")))
        etag = f'"{self.digest}-gzip"' if is_compressed else f'"{self.digest}"'
        declared = asked.get("HTTP_IF_NONE_MATCH")
        if declared and is_declared(etag, declared):
            return self.unchanged_answers[etag]
        if is_compressed:
            answer = self.compressed_answer
        else:
            body = gzip.decompress(self.compressed)
            answer = PageAnswer(200, self.complete_headers(etag, body), body)
        return replace(answer, body=b"") if asked["REQUEST_METHOD"] == "HEAD" else answer


def is_declared(etag: str, asked: str) -> bool:
    """Return True if a header If-None-Match names the tag; a proxy may have made it a weak one."""
    return asked == etag or any(tag in ("*", etag) for tag in map(strip_weakness, parse_etags(asked)))


def strip_weakness(tag: str) -> str:
    return tag.removeprefix("W/")


def is_shareable(request: HttpRequest, response: HttpResponse, language: str) -> bool:
    """Return True if an answer is good for everybody: nothing in it is of the visitor."""
    control = response.get("Cache-Control", "")
    varies = {name.strip().lower() for name in response.get("Vary", "").split(",") if name.strip()}
    return (
        response.status_code == 200
        and not response.cookies
        and "CSRF_COOKIE" not in request.META
        and not getattr(getattr(request, "_messages", None), "added_new", False)
        and not ("private" in control or "no-store" in control)
        and varies <= VARIES_BY
        and response.get("Content-Language", language) == language
    )


def keep_response(response: HttpResponse, version: int, quarter: int) -> RenderedPage:
    """Return an answer as a page to store."""
    response.headers.setdefault("Cache-Control", ASK_EACH_TIME)
    patch_vary_headers(response, ["Accept-Encoding", "Cookie"])
    headers = tuple((name, value) for name, value in response.items() if name.lower() not in NOT_STORED)
    compressed = gzip.compress(response.content, LEVEL, mtime=0)
    return RenderedPage(version, quarter, headers, compressed)
