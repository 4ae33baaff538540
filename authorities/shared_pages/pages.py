"""A page as it is stored, and as it is sent: whole, compressed, or not at all if the visitor has it."""

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cached_property

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


@dataclass(frozen=True)
class RenderedPage:
    """A page of one version of the data, and of one quarter of an hour, or of the first of a day (else 0)."""

    version: int
    quarter: int
    headers: tuple[tuple[str, str], ...]
    compressed: bytes

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(self.compressed).hexdigest()[:32]

    @cached_property
    def headers_of_not_modified(self) -> dict[str, str]:
        return {name: value for name, value in self.headers if name in OF_NOT_MODIFIED}

    def is_good(self, version: int, quarter: int) -> bool:
        return (self.version, self.quarter) == (version, quarter)

    def respond(self, request: HttpRequest, method: str) -> HttpResponseBase:
        """Return the answer to a request: compressed where it may be, and nothing the visitor has already."""
        is_compressed = bool(ACCEPTS_GZIP.search(request.META.get("HTTP_ACCEPT_ENCODING", "")))
        etag = f'"{self.digest}-gzip"' if is_compressed else f'"{self.digest}"'
        asked = request.META.get("HTTP_IF_NONE_MATCH")
        if asked and is_declared(etag, asked):
            return HttpResponseNotModified(headers={**self.headers_of_not_modified, "ETag": etag})
        body = self.compressed if is_compressed else gzip.decompress(self.compressed)
        headers = {**dict(self.headers), "ETag": etag, "Content-Length": str(len(body))}
        if is_compressed:
            headers["Content-Encoding"] = "gzip"
        return HttpResponse(b"" if method == "HEAD" else body, headers=headers)


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
