"""The columns of records beside what the log of an import has of them: whether they are still so, and back
as they were.

The statements are made of names of our own tables and columns only.
"""

import json
from dataclasses import dataclass
from functools import cached_property

from django.db import connection
from django.db.models import JSONField, Model
from django.db.models.expressions import RawSQL

from authorities.models import ChangeKind, Import

LOGGED = ", ".join(f"'{kind}'" for kind in (ChangeKind.CHANGED, ChangeKind.MARKED))


@dataclass
class UndoStatements:
    """In SQL the lines of the log are `p`, the records `r`. `counters` are columns that only ever grow."""

    batch: Import
    model: type[Model]
    counters: tuple = ()

    @property
    def on_postgres(self):
        return connection.vendor == "postgresql"

    @property
    def table(self):
        return connection.ops.quote_name(self.model._meta.db_table)

    @cached_property
    def fields(self):
        columns = self.model._meta.concrete_fields
        return [field for field in columns if not field.primary_key and field.name not in self.counters]

    def wrote_column(self, field):
        """Condition: the import wrote this column, or those that it is folded from."""
        columns = {column.name: column.column for column in self.fields}
        names = [columns[name] for name in getattr(field, "of", [field.name])]
        if self.on_postgres:
            return " OR ".join(f"jsonb_exists(p.after, '{name}')" for name in names)
        return " OR ".join(f"json_type(p.after, '$.{name}') IS NOT NULL" for name in names)

    def logged(self, field, column):
        """A column as `before` or `after` has it; `logged_rows` says over which rows."""
        if self.on_postgres:
            return f"logged.{connection.ops.quote_name(field.column)}"
        return f"json_extract(p.{column}, '$.{field.column}')"

    def logged_rows(self, column):
        """More of a FROM: on PostgreSQL JSON becomes a row of the table, once for each line."""
        return (
            f", jsonb_populate_record(NULL::{self.table}, p.{column}) AS logged" if self.on_postgres else ""
        )

    def altered_records(self):
        """The records, as a subquery, of which the import wrote what is no longer so."""
        differ = " OR ".join(
            f"({self.wrote_column(field)}) AND {self.differs(field)}"
            for field in self.fields
            if not hasattr(field, "of")
        )
        return RawSQL(
            f"SELECT p.record FROM {self.table} r, authorities_change p{self.logged_rows('after')} "
            f"WHERE p.batch_id = %s AND p.record = r.id AND p.after IS NOT NULL AND ({differ})",
            [self.batch.pk],
        )

    def differs(self, field):
        now, then = f"r.{connection.ops.quote_name(field.column)}", self.logged(field, "after")
        if self.on_postgres:
            return f"{now} IS DISTINCT FROM {then}"
        return f"{f'json({now})' if isinstance(field, JSONField) else now} IS NOT {then}"

    def restore(self):
        """What it wrote, and no other column; of imports that kept no `after`, all columns."""
        if not self.on_postgres:
            connection.ensure_connection()
            connection.connection.create_function("written_out", 1, normalise_json, deterministic=True)
        changes = ", ".join(self.restored_value(field) for field in self.fields)
        lines = f"authorities_change p{self.logged_rows('before')}"
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {self.table} AS r SET {changes} FROM {lines} "
                f"WHERE p.batch_id = %s AND p.kind IN ({LOGGED}) AND p.record = r.id",
                [self.batch.pk],
            )

    def restored_value(self, field):
        column, was = connection.ops.quote_name(field.column), self.logged(field, "before")
        if isinstance(field, JSONField) and not self.on_postgres:
            was = f"written_out({was})"
        condition = f"p.after IS NULL OR {self.wrote_column(field)}"
        return f"{column} = CASE WHEN {condition} THEN {was} ELSE r.{column} END"


def normalise_json(text):
    """JSON of the log in SQLite, as Django writes it into a column."""
    return text and json.dumps(json.loads(text))
