"""Accessibility checks of a page, in both directions of writing and on screens of two sizes."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.db import connection
from django.test import Client

from authorities.languages.addresses import path_in_language

sqlite_only = pytest.mark.skipif(
    connection.vendor == "postgresql", reason="how a page looks does not depend on the database: see SQLite"
)
LANGUAGES, WIDTHS, HEIGHT = ("en", "ar"), (390, 1280), 900
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
# Selectors of all that is right cost more than to find what is wrong.
FIND_VIOLATIONS = """axe.run({resultTypes: ["violations"], selectors: false}).then(
  (found) => found.violations.map((rule) => [rule.id, rule.nodes[0].html])
)"""


def find_violations(page):
    """Return [[rule, first element that breaks it]] as the page stands."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(FIND_VIOLATIONS)


def accessibility_problems(page, name):
    """Return [(name of the page, width, rule, element)], and (name, width, "too wide"), at each width."""
    page.wait_for_load_state()
    before, problems = page.viewport_size, []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        problems += [(name, width, *violation) for violation in find_violations(page)]
        problems += [(name, width, "too wide")] if page.evaluate(TOO_WIDE) else []
    page.set_viewport_size(before)
    return problems


def set_layout(page, live_server, language, width=WIDTHS[0]):
    open_in_language(page, language)
    page.set_viewport_size({"width": width, "height": HEIGHT})
    return page


def open_in_language(page, language):
    """Have the page open the paths that it is sent to from now on in a language."""
    open_path = type(page).goto
    page.goto = lambda path, **options: open_path(page, path_in_language(path, language), **options)


def force_login(page, live_server, user):
    """Sign a user in without the sign-in page."""
    client = Client()
    client.force_login(user)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
