"""Statistics of the tables after many rows were written."""

from django.db import connection


def analyse_tables():
    """Update the statistics of the tables, as the database does by itself in the course of a day."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
