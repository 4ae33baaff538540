"""What is done differently on PostgreSQL: rows come in by COPY, in its text format, several times faster than
by way of CSV; and tables are analysed before statements over many rows."""

import io

from django.db import connection

NULL = r"\N"
# What has a meaning of its own there.
ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
SIGNS = tuple(map(chr, ESCAPED))


def copy_buffer(columns):
    """A file for COPY of columns, all equally long: text, numbers, None."""
    rows = zip(*map(escape_for_copy, columns), strict=True)
    return io.StringIO("\n".join(map("\t".join, rows)))


def escape_for_copy(column):
    """A column as texts without what would be misread; most have nothing of it, which is cheap to see."""
    if {*map(type, column)} == {str}:
        together = "".join(column)
        if not any(sign in together for sign in SIGNS):
            return column
    return [NULL if value is None else str(value).translate(ESCAPED) for value in column]


def analyse_tables(*models):
    """Analyse the tables before a transaction over many rows; on SQLite nothing is done.

    PostgreSQL plans by the number of rows it counted last. A table that was counted while a long import was
    not yet committed seems empty, and a statement that takes seconds takes hours.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f"ANALYZE {model._meta.db_table} ({model._meta.pk.column})")
