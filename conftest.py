"""Settings of pytest for the whole repository."""

import gc

from django.db import connection

# A test that asks for one of these, or is marked so, uses the database.
DATABASE_FIXTURES = frozenset({"db", "transactional_db", "django_db_setup", "live_server"})
MAIN_JOURNEY = "test_reporting.py"


def pytest_configure(config):
    """Run the examples in docstrings as tests; `-p no:doctest` leaves them out.

    What is made while tests are found is no garbage: it is neither looked for nor, later, looked through.
    """
    gc.disable()
    if config.pluginmanager.hasplugin("doctest"):
        config.option.doctestmodules = True


def pytest_collection_modifyitems(config, items):
    """Run once what gives the same answer on either database; what is written for one of them says so itself.

    A test that uses no database runs with SQLite, a journey with PostgreSQL, and the main journey with both.
    """
    once = [item for item in items if not item.get_closest_marker("skipif") and is_tried_elsewhere(item)]
    config.hook.pytest_deselected(items=once)
    left_out = set(once)
    items[:] = [item for item in items if item not in left_out]


def pytest_collection_finish():
    gc.freeze()
    gc.enable()


def is_tried_elsewhere(item):
    if connection.vendor == "postgresql":
        return not uses_database(item)
    return item.path.parent.name == "journeys" and item.path.name != MAIN_JOURNEY


def uses_database(item):
    fixtures = DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ()))
    return bool(fixtures or item.get_closest_marker("django_db"))
