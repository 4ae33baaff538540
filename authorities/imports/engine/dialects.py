"""The SQL of staging and undoing that differs between the two databases: one class each, the same methods.

Names of tables and columns are our own, already quoted; values go in by COPY or as parameters. In what
undoing asks, the lines of the log are `p` and the records are `r`.
"""

import io
import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Protocol

from django.db import connection
from django.db.models import Field, JSONField, Model

NULL = r"\N"
# Characters that have a meaning of their own in the text format of COPY.
ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
SIGNS = tuple(map(chr, ESCAPED))


class ImportDialect(Protocol):
    # Operator: two values differ; null is equal to null.
    differs: str
    # The schema of temporary tables, and functions that take several values.
    temporary_schema: str
    json_object: str
    greatest: str
    least: str

    def prepare(self, run: Callable) -> None:
        """Set up the session for statements over many rows; `run` executes one."""

    def analyse(self, table: str, columns: str = "") -> str:
        """Return a statement that counts a table anew for the planner; blank where none is needed."""

    def index_numbers(self, table: str) -> list[str]:
        """Return statements that index staged rows by their number, where plans need it."""

    def fill(self, table: str, names: Sequence[str], columns: Sequence[Sequence]) -> None:
        """Put columns of equal length into a temporary table."""

    def next_id(self, table: str, number: str) -> str:
        """Return the id of a new record; `number` is one of its own for each row."""

    def day(self, day: date) -> str:
        """Return a day as a literal."""

    def comparable(self, field: Field, value: str) -> str:
        """Return a value of a column in one way of writing."""

    def typed(self, field: Field, value: str) -> str:
        """Return a value as the column's type."""

    def quoted(self, field: Field, value: str) -> str:
        """Return a value as a part of the text of a JSON object."""

    def json_from(self, text: str) -> str:
        """Return JSON from its text."""

    def wrote_column(self, name: str) -> str:
        """Return a condition: the import wrote this column."""

    def logged_rows(self, table: str, column: str) -> str:
        """Return more of a FROM, before `logged` can be used: `column` is `before` or `after`."""

    def logged(self, field: Field, column: str) -> str:
        """Return a column as `before` or `after` has it."""

    def restored(self, field: Field, value: str) -> str:
        """Return a logged value as it is written into its column again."""

    def prepare_restore(self) -> None:
        """Set up the session for `restored`."""


class PostgresImport:
    """Rows come in by COPY in its text format, several times faster than by way of CSV."""

    differs = "IS DISTINCT FROM"
    temporary_schema = "pg_temp"
    json_object, greatest, least = "jsonb_build_object", "GREATEST", "LEAST"

    def prepare(self, run: Callable) -> None:
        # Sheets are joined with themselves and sorted: in memory that is twice as fast.
        run("SET work_mem = '128MB'")
        # Indexes of words take up what is new in one go, when the import is saved, not in small pieces.
        run("SET gin_pending_list_limit = '128MB'")

    def analyse(self, table: str, columns: str = "") -> str:
        return f"ANALYZE {table} ({columns})" if columns else f"ANALYZE {table}"

    def index_numbers(self, table: str) -> list[str]:
        # Every later statement joins by the number; without an index a plan may read all rows for each.
        name = f"{table}_number"
        return [f"DROP INDEX IF EXISTS pg_temp.{name}", f"CREATE INDEX {name} ON {table} (number)"]

    def fill(self, table: str, names: Sequence[str], columns: Sequence[Sequence]) -> None:
        with connection.cursor() as cursor:
            cursor.copy_expert(f"COPY {table} ({', '.join(names)}) FROM STDIN", copy_buffer(columns))

    def next_id(self, table: str, number: str) -> str:
        return f"nextval(pg_get_serial_sequence('{table}', 'id'))"

    def day(self, day: date) -> str:
        return f"DATE '{day}'"

    def comparable(self, field: Field, value: str) -> str:
        return value

    def typed(self, field: Field, value: str) -> str:
        return f"({value})::{field.db_type(connection)}"

    def quoted(self, field: Field, value: str) -> str:
        return f"coalesce(to_jsonb({value})::text, 'null')"

    def json_from(self, text: str) -> str:
        return f"({text})::jsonb"

    def wrote_column(self, name: str) -> str:
        return f"jsonb_exists(p.after, '{name}')"

    def logged_rows(self, table: str, column: str) -> str:
        # JSON becomes a row of the table, once for each line.
        return f", jsonb_populate_record(NULL::{table}, p.{column}) AS logged"

    def logged(self, field: Field, column: str) -> str:
        return f"logged.{connection.ops.quote_name(field.column)}"

    def restored(self, field: Field, value: str) -> str:
        return value

    def prepare_restore(self) -> None:
        pass


class SqliteImport:
    """JSON is text, written in one way before it is compared; rows go in by the driver itself."""

    differs = "IS NOT"
    temporary_schema = "temp"
    json_object, greatest, least = "json_object", "max", "min"

    def prepare(self, run: Callable) -> None:
        pass

    def analyse(self, table: str, columns: str = "") -> str:
        return ""

    def index_numbers(self, table: str) -> list[str]:
        return []

    def fill(self, table: str, names: Sequence[str], columns: Sequence[Sequence]) -> None:
        # Straight to sqlite3: Django would turn the statement round for each call. The savepoint makes one
        # transaction of the rows, on the temporary table only, and not one of each.
        insert = f"INSERT INTO {table} VALUES ({', '.join('?' * len(names))})"
        with connection.cursor() as cursor:
            cursor.execute("SAVEPOINT filling")
            try:
                cursor.cursor.connection.executemany(insert, zip(*columns, strict=True))
            finally:
                cursor.execute("RELEASE filling")

    def next_id(self, table: str, number: str) -> str:
        last = f"coalesce((SELECT seq FROM sqlite_sequence WHERE name = '{table}'), 0)"
        return f"{last} + {number}"

    def day(self, day: date) -> str:
        return f"'{day}'"

    def comparable(self, field: Field, value: str) -> str:
        return f"json({value})" if isinstance(field, JSONField) else value

    typed = comparable

    def quoted(self, field: Field, value: str) -> str:
        return value if isinstance(field, JSONField) else f"json_quote({value})"

    def json_from(self, text: str) -> str:
        return text

    def wrote_column(self, name: str) -> str:
        return f"json_type(p.after, '$.{name}') IS NOT NULL"

    def logged_rows(self, table: str, column: str) -> str:
        return ""

    def logged(self, field: Field, column: str) -> str:
        return f"json_extract(p.{column}, '$.{field.column}')"

    def restored(self, field: Field, value: str) -> str:
        return f"normalise_json({value})" if isinstance(field, JSONField) else value

    def prepare_restore(self) -> None:
        connection.ensure_connection()
        connection.connection.create_function("normalise_json", 1, normalise_json, deterministic=True)


DIALECTS: dict[str, ImportDialect] = {"postgresql": PostgresImport(), "sqlite": SqliteImport()}


def import_dialect() -> ImportDialect:
    """Return the dialect of the database in use."""
    return DIALECTS[connection.vendor]


def copy_buffer(columns: Sequence[Sequence]) -> io.StringIO:
    """Return a file for COPY of columns, all equally long: text, numbers, None."""
    rows = zip(*map(escape_for_copy, columns), strict=True)
    return io.StringIO("\n".join(map("\t".join, rows)))


def escape_for_copy(column: Sequence[Any]) -> Sequence[str]:
    """Return a column as texts without what would be misread; most have nothing of it, which shows fast."""
    if {*map(type, column)} == {str}:
        together = "".join(column)
        if not any(sign in together for sign in SIGNS):
            return column
    return [NULL if value is None else str(value).translate(ESCAPED) for value in column]


def normalise_json(text: str | None) -> str | None:
    """Return JSON of the log in SQLite as Django writes it into a column."""
    return text and json.dumps(json.loads(text))


def analyse_tables(*models: type[Model]) -> None:
    """Analyse the tables before a transaction over many rows, where the database plans by counted rows.

    PostgreSQL plans by the number of rows it counted last. A table that was counted while a long import was
    not yet committed seems empty, and a statement that takes seconds takes hours.
    """
    dialect = import_dialect()
    with connection.cursor() as cursor:
        for model in models:
            if statement := dialect.analyse(model._meta.db_table, model._meta.pk.column):
                cursor.execute(statement)
