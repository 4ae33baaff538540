"""How many rows PostgreSQL believes a table to have, by which it plans its statements."""

from django.db import connection


def count_anew(*models):
    """Before a transaction over many rows. Counted while a long import was not yet committed, a table seems
    empty, and a statement that takes seconds takes hours."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f"ANALYZE {model._meta.db_table} ({model._meta.pk.column})")
