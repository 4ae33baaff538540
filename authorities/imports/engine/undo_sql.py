"""The columns of records beside what the log of an import has of them: those that are no longer so, and the
statement that puts them back.

The statements are made of names of our own tables and columns only.
"""

from dataclasses import dataclass
from functools import cached_property

from django.db import connection
from django.db.models import Field, Model
from django.db.models.expressions import RawSQL

from authorities.imports.engine.dialects import ImportDialect, import_dialect
from authorities.models import ChangeKind, Import

LOGGED = ", ".join(f"'{kind}'" for kind in (ChangeKind.CHANGED, ChangeKind.MARKED))


@dataclass
class UndoStatements:
    """The statements of one undo: the lines of the log are `p` in them, the records `r`.

    `counters` are columns that only ever grow.
    """

    batch: Import
    model: type[Model]
    counters: tuple[str, ...] = ()

    @property
    def dialect(self) -> ImportDialect:
        return import_dialect()

    @property
    def table(self) -> str:
        return connection.ops.quote_name(self.model._meta.db_table)

    @cached_property
    def fields(self) -> list[Field]:
        columns = self.model._meta.concrete_fields
        return [field for field in columns if not field.primary_key and field.name not in self.counters]

    def wrote_column(self, field: Field) -> str:
        """Condition: the import wrote this column, or those that it is folded from."""
        columns = {column.name: column.column for column in self.fields}
        names = [columns[name] for name in getattr(field, "of", [field.name])]
        return " OR ".join(map(self.dialect.wrote_column, names))

    def altered_records(self) -> RawSQL:
        """Return a subquery of the records of which the import wrote what is no longer so."""
        differ = " OR ".join(
            f"({self.wrote_column(field)}) AND {self.differs(field)}"
            for field in self.fields
            if not hasattr(field, "of")
        )
        logged_rows = self.dialect.logged_rows(self.table, "after")
        return RawSQL(
            f"SELECT p.record FROM {self.table} r, authorities_change p{logged_rows} "
            f"WHERE p.batch_id = %s AND p.record = r.id AND p.after IS NOT NULL AND ({differ})",
            [self.batch.pk],
        )

    def differs(self, field: Field) -> str:
        now, then = f"r.{connection.ops.quote_name(field.column)}", self.dialect.logged(field, "after")
        return f"{self.dialect.comparable(field, now)} {self.dialect.differs} {then}"

    def restore(self) -> None:
        """Put back the columns that the import wrote; of imports that kept no `after`, all columns."""
        self.dialect.prepare_restore()
        changes = ", ".join(self.restored_value(field) for field in self.fields)
        lines = f"authorities_change p{self.dialect.logged_rows(self.table, 'before')}"
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {self.table} AS r SET {changes} FROM {lines} "
                f"WHERE p.batch_id = %s AND p.kind IN ({LOGGED}) AND p.record = r.id",
                [self.batch.pk],
            )

    def restored_value(self, field: Field) -> str:
        column = connection.ops.quote_name(field.column)
        was = self.dialect.restored(field, self.dialect.logged(field, "before"))
        condition = f"p.after IS NULL OR {self.wrote_column(field)}"
        return f"{column} = CASE WHEN {condition} THEN {was} ELSE r.{column} END"
