"""Rows on their way into a table, in a temporary table of the database: compared and applied as a whole.

The statements are made of names of our own tables and columns only; values go in by COPY or as parameters.
"""

from dataclasses import dataclass, field
from itertools import groupby

from django.db import connection
from django.db.models import JSONField, Model

from authorities.imports.engine.postgres import analyse_tables, copy_buffer

STAGED, VERDICTS, NAMED = "staged_rows", "staged_verdicts", "staged_named"
CHUNK = 10_000


@dataclass
class Stage:
    """The rows of one sheet for one model. `key` names the columns that find a record; `extra` columns are
    staged for the statements of others and belong to no column of the model."""

    model: type[Model]
    key: tuple
    columns: tuple
    extra: tuple = ()
    rows: int = field(default=0, init=False)
    named: int = field(default=0, init=False)

    @property
    def table(self):
        return self.model._meta.db_table

    @property
    def all_columns(self):
        return ("number", *self.key, *self.columns, *self.extra)

    @property
    def on_postgres(self):
        return connection.vendor == "postgresql"

    @property
    def differs(self):
        return "IS DISTINCT FROM" if self.on_postgres else "IS NOT"

    def type_of(self, column):
        if column == "number":
            return "bigint"
        if column in self.extra:
            return "date" if column.endswith("_from") else "text"
        return self.model._meta.get_field(column).db_type(connection)

    def run(self, statement, *values):
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.rowcount

    def fetch_rows(self, statement, *values):
        """The rows of a query, as they come, never all of them in memory."""
        with connection.chunked_cursor() as cursor:
            cursor.execute(statement, values)
            while chunk := cursor.fetchmany(CHUNK):
                yield from chunk

    def fetch_one(self, statement, *values):
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchone()

    def open(self):
        self.close()
        analyse_tables(self.model)
        if self.on_postgres:
            # Sheets are joined with themselves and sorted: in memory that is twice as fast.
            self.run("SET work_mem = '128MB'")
            # Indexes of words take up what is new in one go, when the import is saved, not in small pieces.
            self.run("SET gin_pending_list_limit = '128MB'")
        self._create(STAGED, self.all_columns)
        self._create(NAMED, ("number", *self.key))

    def _create(self, table, columns):
        self.run(f"DROP TABLE IF EXISTS {self.temporary(table)}")
        self.run(f"CREATE TEMP TABLE {table} ({', '.join(f'{c} {self.type_of(c)}' for c in columns)})")

    def close(self):
        for table in (STAGED, VERDICTS, NAMED):
            self.run(f"DROP TABLE IF EXISTS {self.temporary(table)}")

    def temporary(self, table):
        return f"{'pg_temp' if self.on_postgres else 'temp'}.{table}"

    def add(self, columns):
        """`columns`: for each of `all_columns` a list of values, all equally long."""
        self.rows += len(columns[0])
        self._fill(STAGED, self.all_columns, columns)

    def add_named(self, rows):
        """(number, *key) of rows that are not applied: their records are not missing, nor for another row."""
        self.named += len(rows)
        if rows:
            self._fill(NAMED, ("number", *self.key), [*zip(*rows, strict=True)])

    def _fill(self, table, names, columns):
        with connection.cursor() as cursor:
            if self.on_postgres:
                into = f"COPY {self.temporary(table)} ({', '.join(names)}) FROM STDIN"
                cursor.copy_expert(into, copy_buffer(columns))
            else:
                # Straight to sqlite3: Django would turn the statement round for each call. The savepoint
                # makes one transaction of the rows, on the temporary table only, and not one of each.
                places = ", ".join("?" * len(names))
                insert = f"INSERT INTO {self.temporary(table)} VALUES ({places})"
                cursor.execute("SAVEPOINT filling")
                try:
                    cursor.cursor.connection.executemany(insert, zip(*columns, strict=True))
                finally:
                    cursor.execute("RELEASE filling")

    # Comparing

    def repeated(self):
        """[(row, [rows], was it good)] of those not alone about their record; all leave the stage."""
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

    def drop(self, numbers):
        """Takes rows out of the stage; what they name is not missing for that."""
        columns = ", ".join(("number", *self.key))
        for start in range(0, len(numbers), CHUNK):
            among = f"FROM {STAGED} WHERE number IN ({', '.join(map(str, numbers[start : start + CHUNK]))})"
            self.run(f"INSERT INTO {NAMED} SELECT {columns} {among}")
            self.run(f"DELETE {among}")
        self.rows -= len(numbers)

    def judge(self, *also_changed):
        """Decides for each row whether it is new, changed or unchanged; new ones get their id already.

        `also_changed` are further conditions, over the record `r`, on which a row counts as changed.
        """
        if self.on_postgres:
            # Every later statement joins by the number; without an index a plan may read all rows for each.
            self.run(f"DROP INDEX IF EXISTS {self.temporary(f'{STAGED}_number')}")
            self.run(f"CREATE INDEX {STAGED}_number ON {STAGED} (number)")
            self.run(f"ANALYZE {STAGED} (number, {', '.join(self.key)})")
        self.run(f"DROP TABLE IF EXISTS {self.temporary(VERDICTS)}")
        changed = [
            f"{self.comparable('r', c)} {self.differs} {self.comparable('s', c)}" for c in self.compared
        ]
        self.run(
            f"CREATE TEMP TABLE {VERDICTS} AS SELECT s.number, "
            f"CASE WHEN r.id IS NULL THEN {self._next_id} ELSE r.id END AS record, "
            f"CASE WHEN r.id IS NULL THEN 'new' WHEN {' OR '.join([*changed, *also_changed])} "
            f"THEN 'changed' ELSE 'unchanged' END AS verdict "
            f"FROM {STAGED} s LEFT JOIN {self.table} r ON {self.same_key}"
        )
        self.run(f"CREATE INDEX {VERDICTS}_number ON {VERDICTS} (number)")
        if self.on_postgres:
            self.run(f"ANALYZE {VERDICTS}")

    @property
    def compared(self):
        """What makes a difference: the columns of the sheet, without those that are folded from them."""
        return [c for c in self.columns if not hasattr(self.model._meta.get_field(c), "fold")]

    def comparable(self, row, column):
        """A column of a row in SQL; JSON that SQLite keeps as text in one way of writing."""
        is_json = isinstance(self.model._meta.get_field(column), JSONField)
        return f"json({row}.{column})" if is_json and not self.on_postgres else f"{row}.{column}"

    @property
    def same_key(self):
        return " AND ".join(f"r.{column} = s.{column}" for column in self.key)

    @property
    def _next_id(self):
        if self.on_postgres:
            return f"nextval(pg_get_serial_sequence('{self.table}', 'id'))"
        last = f"coalesce((SELECT seq FROM sqlite_sequence WHERE name = '{self.table}'), 0)"
        return f"{last} + s.number"

    def counts(self):
        found = dict(self.fetch_rows(f"SELECT verdict, count(*) FROM {VERDICTS} GROUP BY verdict"))
        return {verdict: found.get(verdict, 0) for verdict in ("new", "changed", "unchanged")}

    def side_by_side(self, verdict, compared, label, limit=-1):
        """(number, label, before, after, before, after, …) of the rows with a verdict, in their order."""
        pairs = "".join(f", {column.before}, {column.after}" for column in compared)
        return self.fetch_rows(
            f"SELECT s.number, {label}{pairs} FROM {VERDICTS} v JOIN {STAGED} s ON s.number = v.number "
            f"LEFT JOIN {self.table} r ON r.id = v.record WHERE v.verdict = %s ORDER BY v.number "
            + (f"LIMIT {limit}" if limit >= 0 else ""),
            verdict,
        )

    def records(self, verdict):
        """(id,) of the records with a verdict."""
        return self.fetch_rows(f"SELECT record FROM {VERDICTS} WHERE verdict = %s", verdict)

    # Applying

    def insert(self, **more):
        """Adds the new records; `more` are columns that no cell fills, as SQL over the row `s`."""
        filled = {column: f"s.{column}" for column in (*self.key, *self.columns)} | more
        self.run(
            f"INSERT INTO {self.table} (id, {', '.join(filled)}) "
            f"SELECT v.record, {', '.join(filled.values())} FROM {self.judged} WHERE v.verdict = 'new'"
        )

    def update(self, **more):
        """Brings the changed records up to date; `more` as for `insert`, over `s` and the record `r`."""
        changes = ", ".join(f"{column} = {value}" for column, value in self.filled(more).items())
        self.run(
            f"UPDATE {self.table} AS r SET {changes} FROM {self.judged} "
            f"WHERE v.verdict = 'changed' AND r.id = v.record"
        )

    def filled(self, more):
        return {column: f"s.{column}" for column in self.columns} | more

    @property
    def judged(self):
        return f"{VERDICTS} v JOIN {STAGED} s ON s.number = v.number"

    def log(self, *, by, at, batch, **more):
        """What was there before and what comes, as changes of the log; `more` as for the `update` to come."""
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

    def as_json(self, row):
        """The columns of a record as one JSON object, in SQL."""
        columns = [column.column for column in self.model._meta.concrete_fields]
        return self.json_object({column: self.comparable(row, column) for column in columns})

    def json_object(self, values):
        pairs = ", ".join(f"'{name}', {value}" for name, value in values.items())
        return f"{'jsonb_build_object' if self.on_postgres else 'json_object'}({pairs})"

    def changes_as_json(self, more):
        """The columns that an update changes, as it leaves them, but for those folded from others."""
        columns, parts = {column.column: column for column in self.model._meta.concrete_fields}, []
        for name, value in self.filled(more).items():
            column = columns[name]
            if not hasattr(column, "fold"):
                before, after = self.typed(column, f"r.{column.column}"), self.typed(column, value)
                differs = f"{before} {self.differs} {after}"
                parts.append(
                    f"CASE WHEN {differs} THEN ',\"{column.column}\":' || {self.quoted(column, after)} "
                    f"ELSE '' END"
                )
        text = f"'{{' || substr({' || '.join(parts)}, 2) || '}}'"
        return f"({text})::jsonb" if self.on_postgres else text

    def typed(self, column, value):
        if self.on_postgres:
            return f"({value})::{column.db_type(connection)}"
        return f"json({value})" if isinstance(column, JSONField) else value

    def quoted(self, column, value):
        """As a part of the text of a JSON object."""
        if self.on_postgres:
            return f"coalesce(to_jsonb({value})::text, 'null')"
        return value if isinstance(column, JSONField) else f"json_quote({value})"
