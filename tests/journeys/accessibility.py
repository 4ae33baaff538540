"""Accessibility checks of a page, in both directions of writing and on screens of two sizes."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from django.test import Client

TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
sqlite_only = pytest.mark.skipif(
    connection.vendor == "postgresql", reason="how a page looks does not depend on the database: see SQLite"
)
LAYOUTS = [(language, width) for language in ("en", "ar") for width in (390, 1280)]


def accessibility_problems(page, name):
    """Return [(name of the page, rule, element)], and (name, "too wide") if it is wider than the screen."""
    found = [(name, v["id"], v["nodes"][0]["html"]) for v in Axe().run(page).response["violations"]]
    return found + ([(name, "too wide")] if page.evaluate(TOO_WIDE) else [])


def set_layout(page, live_server, language, width):
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    page.set_viewport_size({"width": width, "height": 900})
    return page


def force_login(page, live_server, user):
    """Sign a user in without the sign-in page."""
    client = Client()
    client.force_login(user)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
