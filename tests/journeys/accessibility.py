"""What the rules of accessibility find on a page, in both directions of writing, on screens of two sizes."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from django.test import Client

TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
once = pytest.mark.skipif(
    connection.vendor == "postgresql", reason="how a page looks does not depend on the database: see SQLite"
)
LOOKS = [(language, width) for language in ("en", "ar") for width in (390, 1280)]


def problems(page, name):
    """[(name of the page, rule, where)], and whether the page is wider than the screen."""
    found = [(name, v["id"], v["nodes"][0]["html"]) for v in Axe().run(page).response["violations"]]
    return found + ([(name, "too wide")] if page.evaluate(TOO_WIDE) else [])


def look(page, live_server, language, width):
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    page.set_viewport_size({"width": width, "height": 900})
    return page


def let_in(page, live_server, user):
    """Signs somebody in without the page for it."""
    client = Client()
    client.force_login(user)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
