"""A temporary database for the measurements; the configured database is never touched."""

from contextlib import contextmanager

from django.db import connection


@contextmanager
def temporary_database():
    """Create the database, yield the name and version of its engine, and destroy it."""
    original = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        # A file, as in use; in memory it would be another measurement.
        connection.settings_dict["TEST"]["NAME"] = f"{original}-benchmarks"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        version = ".".join(str(part) for part in connection.get_database_version())
        yield f"{connection.display_name} {version}"
    finally:
        connection.creation.destroy_test_db(original, verbosity=0)
