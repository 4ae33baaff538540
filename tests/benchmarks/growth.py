"""Statistics of the tables after many rows were written."""

from django.db import connection


def analyse_tables():
    """Update the statistics of the tables, as the database does by itself in the course of a day.

    PostgreSQL also notes then which rows all may see, and writes them out: not while pages are measured.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM (ANALYZE)")
            cursor.execute("CHECKPOINT")
        else:
            cursor.execute("ANALYZE")
