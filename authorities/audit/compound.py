"""Ask several tables in one query, each for its newest rows only.

Django cannot slice the parts of a union on SQLite; both databases can, where each part is a table of its own.
"""

from contextlib import suppress

from django.core.exceptions import EmptyResultSet
from django.db import connection


def compile_parts(parts):
    """Yield (SQL, parameters) of each part that can have rows."""
    for part in parts:
        with suppress(EmptyResultSet):
            yield part.query.sql_with_params()


def fetch_union(parts, *, newest=None):
    """Return the rows of all parts (querysets of values in the same order) as tuples.

    With `newest` the first column, then the second and third, order them downwards, and so many are returned.
    """
    compiled = list(compile_parts(parts))
    if not compiled:
        return []
    sql = " UNION ALL ".join(
        f"SELECT * FROM ({text}) AS part_{number}" for number, (text, _values) in enumerate(compiled)
    )
    if newest is not None:
        sql = f"{sql} ORDER BY 1 DESC, 2 DESC, 3 DESC LIMIT {int(newest)}"
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for _text, values in compiled for value in values])
        return cursor.fetchall()
