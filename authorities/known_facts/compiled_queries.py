"""Queries of which Django writes the SQL once in the life of a process.

To write it takes longer than the database takes to answer, and a public page asks the same of every country
and day: only the values differ. So the SQL is written with a marker in the place of each value, and kept.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet

Value = str | int | datetime | None
# No value of the product looks like a marker: a text with a control character, a number and a year far off.
TEXT, NUMBER, MOMENT = "\x01{}", -(2**52), datetime(1, 1, 2, tzinfo=UTC)


@dataclass(frozen=True)
class WrittenQuery:
    """The SQL for one kind of database, with (name of a value, None) or (None, constant) for each place."""

    sql: str
    places: tuple[tuple[str | None, Any], ...]
    compiler: Any
    converters: dict[int, Any]

    def fetch(self, values: dict[str, Value]) -> list[tuple[Any, ...]]:
        adapted = {name: adapt(value) for name, value in values.items()}
        parameters = [adapted[name] if name else constant for name, constant in self.places]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, parameters)
            rows = cursor.fetchall()
        if self.converters:
            return [tuple(row) for row in self.compiler.apply_converters(rows, self.converters)]
        return rows


class CompiledQuery:
    """A query of tuples: `build` makes it, with `values_list`, from values that go into its SQL unchanged."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self.build = build
        self.written: dict[tuple[Any, ...], WrittenQuery] = {}

    def fetch(self, **values: Value) -> list[tuple[Any, ...]]:
        """Return the rows: one query. A value of None may make another SQL, so it has one of its own."""
        shape = (connection.vendor, *((name, type(value)) for name, value in values.items()))
        if shape not in self.written:
            self.written[shape] = write_query(self.build, values)
        return self.written[shape].fetch(values)


def write_query(build: Callable[..., QuerySet[Any, Any]], values: dict[str, Value]) -> WrittenQuery:
    """Return the query with a place for each value; raise ValueError if one of them has none in its SQL."""
    markers = {name: choose_marker(value, number) for number, (name, value) in enumerate(values.items())}
    compiler = build(**markers).query.get_compiler(connection=connection)
    sql, parameters = compiler.as_sql()
    names = {adapt(marker): name for name, marker in markers.items() if marker is not None}
    places = tuple(place_value(names, parameter) for parameter in parameters)
    missing = set(names.values()) - {name for name, _constant in places}
    if missing:
        raise ValueError(f"{', '.join(sorted(missing))} is changed before it gets into the SQL")
    columns = [column for column, *_rest in compiler.select[: compiler.col_count]]
    return WrittenQuery(sql, places, compiler, compiler.get_converters(columns))


def place_value(names: dict[Any, str], parameter: Any) -> tuple[str | None, Any]:
    name = names.get(parameter) if isinstance(parameter, str | int | datetime) else None
    return (name, None) if name else (None, parameter)


def choose_marker(value: Value, number: int) -> Value:
    """Return what stands for a value of this type."""
    if value is None:
        return None
    if isinstance(value, str):
        return TEXT.format(number)
    return NUMBER - number if isinstance(value, int) else MOMENT + timedelta(microseconds=number)


def adapt(value: Value) -> Any:
    """Return a value as this kind of database takes it."""
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def number_values(numbers: Iterable[int], places: int) -> dict[str, int]:
    """Return {"n0": number, …} for a query of so many; places left over get 0, the key of nothing."""
    filled = [*numbers, *[0] * places][:places]
    return {f"n{place}": number for place, number in enumerate(filled)}
