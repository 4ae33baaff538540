"""Rows on their way into a table, in a temporary table of the database: compared and applied as a whole.

The statements are made of names of our own tables and columns only; values go in by COPY or as parameters.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import Model

from authorities.imports.engine.dialects import ImportDialect, analyse_tables, import_dialect
from authorities.models import Import, User

STAGED, VERDICTS, NAMED = "staged_rows", "staged_verdicts", "staged_named"
CHUNK = 10_000


@dataclass
class Stage:
    """The rows of one sheet for one model. `key` names the columns that find a record; `extra` columns are
    staged for the statements of others and belong to no column of the model."""

    model: type[Model]
    key: tuple[str, ...]
    columns: tuple[str, ...]
    extra: tuple[str, ...] = ()
    rows: int = field(default=0, init=False)
    named: int = field(default=0, init=False)

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def all_columns(self) -> tuple[str, ...]:
        return ("number", *self.key, *self.columns, *self.extra)

    @property
    def dialect(self) -> ImportDialect:
        return import_dialect()

    def type_of(self, column: str) -> str:
        if column == "number":
            return "bigint"
        if column in self.extra:
            return "date" if column.endswith("_from") else "text"
        return self.model._meta.get_field(column).db_type(connection)

    def run(self, statement: str, *values: Any) -> int:
        """Execute a statement and return the number of rows it touched."""
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.rowcount

    def fetch_rows(self, statement: str, *values: Any) -> Iterator[tuple]:
        """Yield the rows of a query as they come, never all of them in memory."""
        with connection.chunked_cursor() as cursor:
            cursor.execute(statement, values)
            while chunk := cursor.fetchmany(CHUNK):
                yield from chunk

    def fetch_one(self, statement: str, *values: Any) -> tuple:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchone()

    def open(self) -> None:
        self.close()
        analyse_tables(self.model)
        self.dialect.prepare(self.run)
        self._create(STAGED, self.all_columns)
        self._create(NAMED, ("number", *self.key))

    def _create(self, table: str, columns: Iterable[str]) -> None:
        self.run(f"DROP TABLE IF EXISTS {self.temporary(table)}")
        self.run(f"CREATE TEMP TABLE {table} ({', '.join(f'{c} {self.type_of(c)}' for c in columns)})")

    def close(self) -> None:
        for table in (STAGED, VERDICTS, NAMED):
            self.run(f"DROP TABLE IF EXISTS {self.temporary(table)}")

    def temporary(self, table: str) -> str:
        return f"{self.dialect.temporary_schema}.{table}"

    def add(self, columns: Sequence[Sequence]) -> None:
        """Stage rows. `columns`: for each of `all_columns` a list of values, all equally long."""
        self.rows += len(columns[0])
        self._fill(STAGED, self.all_columns, columns)

    def add_named(self, rows: Sequence[tuple]) -> None:
        """Keep (number, *key) of rows that are not applied.

        Their records are not missing, nor free for another row.
        """
        self.named += len(rows)
        if rows:
            self._fill(NAMED, ("number", *self.key), [*zip(*rows, strict=True)])

    def _fill(self, table: str, names: Sequence[str], columns: Sequence[Sequence]) -> None:
        self.dialect.fill(self.temporary(table), names, columns)

    # Comparing

    def repeated(self) -> list[tuple[int, list[int], bool]]:
        """Return (row, rows about the same record, was it good) of each that shares its record with others.

        All of them leave the stage.
        """
        key = ", ".join(self.key)
        rows = f"SELECT {key}, number, 1 AS good FROM {STAGED}"
        if self.named:
            rows += f" UNION ALL SELECT {key}, number, 0 FROM {NAMED}"
        twice = f"SELECT {key} FROM ({rows}) AS every GROUP BY {key} HAVING count(*) > 1"
        found = self.fetch_rows(
            f"SELECT {key}, number, good FROM ({rows}) AS every WHERE ({key}) IN ({twice}) "
            f"ORDER BY {key}, number"
        )
        groups = [list(group) for _key, group in groupby(found, key=lambda row: row[: len(self.key)])]
        told = sorted(
            (row[-2], [other[-2] for other in group], bool(row[-1])) for group in groups for row in group
        )
        self.drop([number for number, _group, was_good in told if was_good])
        return told

    def drop(self, numbers: Sequence[int]) -> None:
        """Take rows out of the stage; what they name is not missing for that."""
        columns = ", ".join(("number", *self.key))
        for start in range(0, len(numbers), CHUNK):
            among = f"FROM {STAGED} WHERE number IN ({', '.join(map(str, numbers[start : start + CHUNK]))})"
            self.run(f"INSERT INTO {NAMED} SELECT {columns} {among}")
            self.run(f"DELETE {among}")
        self.rows -= len(numbers)

    def judge(self, *also_changed: str) -> None:
        """Decide for each row whether it is new, changed or unchanged; new ones get their id already.

        `also_changed` are further conditions, over the record `r`, on which a row counts as changed.
        """
        for statement in self.dialect.index_numbers(STAGED):
            self.run(statement)
        self.analyse(STAGED, f"number, {', '.join(self.key)}")
        self.run(f"DROP TABLE IF EXISTS {self.temporary(VERDICTS)}")
        changed = [
            f"{self.comparable('r', c)} {self.dialect.differs} {self.comparable('s', c)}"
            for c in self.compared
        ]
        next_id = self.dialect.next_id(self.table, "s.number")
        self.run(
            f"CREATE TEMP TABLE {VERDICTS} AS SELECT s.number, "
            f"CASE WHEN r.id IS NULL THEN {next_id} ELSE r.id END AS record, "
            f"CASE WHEN r.id IS NULL THEN 'new' WHEN {' OR '.join([*changed, *also_changed])} "
            f"THEN 'changed' ELSE 'unchanged' END AS verdict "
            f"FROM {STAGED} s LEFT JOIN {self.table} r ON {self.same_key}"
        )
        self.run(f"CREATE INDEX {VERDICTS}_number ON {VERDICTS} (number)")
        self.analyse(VERDICTS)

    def analyse(self, table: str, columns: str = "") -> None:
        if statement := self.dialect.analyse(table, columns):
            self.run(statement)

    @property
    def compared(self) -> list[str]:
        """The columns that make a difference: those of the sheet, without those that are folded from them."""
        return [c for c in self.columns if not hasattr(self.model._meta.get_field(c), "fold")]

    def comparable(self, row: str, column: str) -> str:
        """Return a column of a row in SQL; JSON that SQLite keeps as text in one way of writing."""
        field: Any = self.model._meta.get_field(column)
        return self.dialect.comparable(field, f"{row}.{column}")

    @property
    def same_key(self) -> str:
        return " AND ".join(f"r.{column} = s.{column}" for column in self.key)

    def counts(self) -> dict[str, int]:
        found = dict(self.fetch_rows(f"SELECT verdict, count(*) FROM {VERDICTS} GROUP BY verdict"))
        return {verdict: found.get(verdict, 0) for verdict in ("new", "changed", "unchanged")}

    def side_by_side(
        self, verdict: str, compared: Iterable[Any], label: str, limit: int = -1
    ) -> Iterator[tuple]:
        """Yield (number, label, before, after, before, after, …) of the rows with a verdict, in their order.

        `compared` are ComparedColumn; a negative `limit` is none.
        """
        pairs = "".join(f", {column.before}, {column.after}" for column in compared)
        return self.fetch_rows(
            f"SELECT s.number, {label}{pairs} FROM {VERDICTS} v JOIN {STAGED} s ON s.number = v.number "
            f"LEFT JOIN {self.table} r ON r.id = v.record WHERE v.verdict = %s ORDER BY v.number "
            + (f"LIMIT {limit}" if limit >= 0 else ""),
            verdict,
        )

    def staged_rows(self, verdict: str, columns: Iterable[str]) -> Iterator[tuple]:
        """Yield (number, id, *values) of rows with a verdict; `columns` are SQL over `s` and `r`."""
        return self.fetch_rows(
            f"SELECT s.number, v.record, {', '.join(columns)} FROM {self.judged} "
            f"LEFT JOIN {self.table} r ON r.id = v.record WHERE v.verdict = %s ORDER BY v.number",
            verdict,
        )

    def records(self, verdict: str) -> Iterator[tuple]:
        """Yield (id,) of the records with a verdict."""
        return self.fetch_rows(f"SELECT record FROM {VERDICTS} WHERE verdict = %s", verdict)

    # Applying

    def insert(self, **more: str) -> None:
        """Add the new records; `more` are columns that no cell fills, as SQL over the row `s`."""
        filled = {column: f"s.{column}" for column in (*self.key, *self.columns)} | more
        self.run(
            f"INSERT INTO {self.table} (id, {', '.join(filled)}) "
            f"SELECT v.record, {', '.join(filled.values())} FROM {self.judged} WHERE v.verdict = 'new'"
        )

    def update(self, **more: str) -> None:
        """Bring the changed records up to date; `more` as for `insert`, over `s` and the record `r`."""
        changes = ", ".join(f"{column} = {value}" for column, value in self.filled(more).items())
        self.run(
            f"UPDATE {self.table} AS r SET {changes} FROM {self.judged} "
            f"WHERE v.verdict = 'changed' AND r.id = v.record"
        )

    def filled(self, more: dict[str, str]) -> dict[str, str]:
        return {column: f"s.{column}" for column in self.columns} | more

    @property
    def judged(self) -> str:
        return f"{VERDICTS} v JOIN {STAGED} s ON s.number = v.number"

    def log(self, *, by: User, at: datetime, batch: Import | None, **more: str) -> None:
        """Log what was there before and what comes; `more` as for the `update` that follows."""
        into = "INSERT INTO authorities_change (model, record, kind, before, after, at, by_id, batch_id)"
        said = (self.model._meta.label_lower, at, by.pk, batch and batch.pk)
        self.run(
            f"{into} SELECT %s, v.record, v.verdict, NULL, NULL, %s, %s, %s FROM {VERDICTS} v "
            f"WHERE v.verdict = 'new'",
            *said,
        )
        self.run(
            f"{into} SELECT %s, v.record, v.verdict, {self.as_json('r')}, {self.changes_as_json(more)}, "
            f"%s, %s, %s FROM {self.judged} JOIN {self.table} r ON r.id = v.record "
            f"WHERE v.verdict = 'changed'",
            *said,
        )

    def as_json(self, row: str) -> str:
        """Return the columns of a record as one JSON object, in SQL."""
        columns = [column.column for column in self.model._meta.concrete_fields]
        return self.json_object({column: self.comparable(row, column) for column in columns})

    def json_object(self, values: Mapping[str, str]) -> str:
        pairs = ", ".join(f"'{name}', {value}" for name, value in values.items())
        return f"{self.dialect.json_object}({pairs})"

    def changes_as_json(self, more: dict[str, str]) -> str:
        """Return a JSON object of the columns that an update changes, as it leaves them, in SQL.

        Without those that are folded from others.
        """
        columns, parts = {column.column: column for column in self.model._meta.concrete_fields}, []
        for name, value in self.filled(more).items():
            column = columns[name]
            if not hasattr(column, "fold"):
                before, after = (
                    self.dialect.typed(column, f"r.{column.column}"),
                    self.dialect.typed(column, value),
                )
                differs = f"{before} {self.dialect.differs} {after}"
                parts.append(
                    f"CASE WHEN {differs} THEN ',\"{column.column}\":' || "
                    f"{self.dialect.quoted(column, after)} ELSE '' END"
                )
        text = f"'{{' || substr({' || '.join(parts)}, 2) || '}}'"
        return self.dialect.json_from(text)
