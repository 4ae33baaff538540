"""Which stored page answers a request."""

import hashlib
import os
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.translation import override

from authorities.languages.addresses import split_language

FOLDERS = ("authorities", "config", "fixtures", "recruiters", "reporting")
SECRET = re.compile("KEY|PASSWORD")
QUARTER = 15 * 60  # seconds: in some time zone a day ends with each
QUARTERS_OF_A_DAY = 96
# Under this name a request carries what the application in front of Django wants to be told.
LEARN = "authorities.shared_pages.learn"
ENDINGS = (".css", ".csv", ".html", ".js", ".mo", ".py", ".svg", ".xlsx")


@dataclass(frozen=True)
class PageAddress:
    """What tells one shared page from another: its key; and how its request reads without what it ignores.

    The path has the language, so nothing else of the request decides it.
    """

    key: str
    path: str
    query: str
    language: str
    is_dated: bool
    # True if it leads to today, and lets nobody choose a later day, though it tells of the past.
    offers_today: bool


@cache
def release_digest() -> str:
    """Return a digest of the files of the product and its settings: another release renders other pages."""
    digest = hashlib.sha256(repr((django.VERSION, *shown_settings())).encode())
    for path, found in sorted(product_files()):
        digest.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def shown_settings() -> list[tuple[str, object]]:
    """Return the settings that a page may show, such as who runs this copy; no secrets."""
    found = [(name, getattr(settings, name)) for name in dir(settings) if name.isupper()]
    return [(n, value) for n, value in found if isinstance(value, str | bool) and not SECRET.search(n)]


def product_files() -> Iterator[tuple[str, os.stat_result]]:
    for folder in FOLDERS:
        for path in (Path(settings.BASE_DIR) / folder).rglob("*"):
            if path.suffix in ENDINGS:
                yield str(path), path.stat()


def is_for_everybody(asked: Mapping[str, Any]) -> bool:
    """Return True for a request that tells nothing of a person: somebody signed in has a session.

    The cookies are not read one by one: where their header holds the name anywhere, a visitor may have one.
    """
    cookies = asked.get("HTTP_COOKIE", "")
    return (
        asked["REQUEST_METHOD"] in ("GET", "HEAD")
        and not (cookies and (settings.SESSION_COOKIE_NAME in cookies or "messages" in cookies))
        and "HTTP_AUTHORIZATION" not in asked
        and "HTTP_HX_REQUEST" not in asked
    )


def find_page_address(request: HttpRequest) -> PageAddress | None:
    """Return the address of the shared page; None if the page is not shared, or its query cannot be read.

    Raises DisallowedHost.
    """
    language, _path = split_language(request.path_info)
    try:
        with override(language):
            view = resolve(request.path_info).func
    except Resolver404:
        return None
    rules = getattr(view, "shared_page", None)
    query = rules.tidy_query(request.META.get("QUERY_STRING", "")) if rules else None
    if query is None or rules.is_typed(query):
        return None
    parts = (release_digest(), request.scheme or "", request.get_host(), request.path, query)
    key = hashlib.sha256(repr(parts).encode()).hexdigest()
    return PageAddress(key, request.path, query, language, rules.is_dated(query), rules.depends_on_today)


def find_quarter(address: PageAddress) -> int:
    """Return the quarter of an hour of which a page is; the first of the day if it only offers today."""
    quarter = int(time.time() // QUARTER)
    if address.is_dated:
        return quarter
    return quarter - quarter % QUARTERS_OF_A_DAY if address.offers_today else 0
