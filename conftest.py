"""Settings of pytest for the whole repository."""

import gc
from pathlib import Path

from django.db import connection

# A test that asks for one of these, or is marked so, uses the database.
DATABASE_FIXTURES = frozenset({"db", "transactional_db", "django_db_setup", "live_server"})
MAIN_JOURNEY = "test_reporting.py"
TESTS = Path(__file__).parent / "tests"
# Pages that one person opens are shared out between the two, for time. What they ask of the database is asked
# of both by the tests of models, searches, figures and imports.
PAGES = {
    "postgresql": (
        "authorities/confirmations",
        "authorities/notices",
        "config/test_hostile_addresses.py",
        "reporting/checks",
        "reporting/clarifications",
        "reporting/comparisons",
        "reporting/countries",
        "reporting/indicators",
        "reporting/paper_reports",
        "reporting/public",
        "reporting/publication",
        "reporting/reported_content/test_answers_pages.py",
        "reporting/review",
        "reporting/round_desk",
    ),
    "sqlite": (
        "authorities/accounts",
        "authorities/imports/desk",
        "authorities/people",
        "authorities/spreadsheets",
        "authorities/test_admin.py",
        "authorities/test_record_admin.py",
        "config",
        "recruiters/certificates",
        "recruiters/concerns",
        "recruiters/desk",
        "recruiters/public",
        "recruiters/subscriptions",
        "reporting/about",
        "reporting/charts",
        "reporting/compliance/test_views.py",
        "reporting/demo/test_comparisons.py",
        "reporting/demo/test_indicators.py",
        "reporting/demo/test_reports.py",
        "reporting/filing",
        "reporting/instrument_desk",
        "reporting/management/test_load_demo.py",
        "reporting/published_figures",
    ),
}


def pytest_configure(config):
    """Run the examples in docstrings as tests; `-p no:doctest` leaves them out.

    What is made while tests are found is no garbage: it is neither looked for nor, later, looked through.
    """
    gc.disable()
    if config.pluginmanager.hasplugin("doctest"):
        config.option.doctestmodules = True


def pytest_collection_modifyitems(config, items):
    """Run once what gives the same answer on either database; what is written for one of them says so itself.

    A test that uses no database runs with SQLite, a journey with PostgreSQL, a page with the one of PAGES.
    The main journey, and what several people do at once, runs with both.
    """
    once = [item for item in items if not item.get_closest_marker("skipif") and is_tried_elsewhere(item)]
    config.hook.pytest_deselected(items=once)
    left_out = set(once)
    items[:] = [item for item in items if item not in left_out]


def pytest_collection_finish():
    """Look for garbage again, but seldom: most of what a test makes ends with it."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    gc.enable()


def is_tried_elsewhere(item):
    if not uses_database(item):
        return connection.vendor == "postgresql"
    if item.path.parent.name == "journeys":
        return connection.vendor == "sqlite" and item.path.name != MAIN_JOURNEY
    return place_of_page(item) not in (None, connection.vendor) and not has_transactions(item)


def place_of_page(item):
    """Return the database on which a page is tried; None for anything else."""
    places = [
        vendor
        for vendor, folders in PAGES.items()
        if any(item.path.is_relative_to(TESTS / folder) for folder in folders)
    ]
    return places[0] if places else None


def has_transactions(item):
    """Whether a test has transactions of its own, as those with threads have."""
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction"))


def uses_database(item):
    fixtures = DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ()))
    return bool(fixtures or item.get_closest_marker("django_db"))
