"""Settings of pytest for the whole repository."""

from django.db import connection

# A test that asks for one of these, or is marked so, uses the database.
DATABASE_FIXTURES = frozenset({"db", "transactional_db", "django_db_setup", "live_server"})


def pytest_configure(config):
    """Run the examples in docstrings as tests; `-p no:doctest` leaves them out."""
    if config.pluginmanager.hasplugin("doctest"):
        config.option.doctestmodules = True


def pytest_collection_modifyitems(config, items):
    """Run a test that uses no database once, with SQLite; what is written for PostgreSQL says so itself."""
    if connection.vendor != "postgresql":
        return
    once = [item for item in items if not uses_database(item) and not item.get_closest_marker("skipif")]
    config.hook.pytest_deselected(items=once)
    left_out = set(once)
    items[:] = [item for item in items if item not in left_out]


def uses_database(item):
    fixtures = DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ()))
    return bool(fixtures or item.get_closest_marker("django_db"))
