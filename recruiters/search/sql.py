"""The statements of the search, the same on both databases; what differs is asked of the dialect."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from recruiters.search.dialects import SQL, placeholders, search_dialect

# Somebody who checks wants one entry: whoever finds more than this should type more.
MOST_ENTRIES = 500


def has_licence_key(keys: Collection[str]) -> SQL:
    return f"licence_key IN ({placeholders(keys)})", sorted(keys)


def had_licence_key(keys: Collection[str]) -> SQL:
    former = f"SELECT recruiter_id FROM recruiters_formernumber WHERE licence_key IN ({placeholders(keys)})"
    return f"id IN ({former})", sorted(keys)


def has_name_key(key: str, *, beginning: str | None = None) -> SQL:
    """Condition: the legal name has this key, and its words begin so if a beginning is given."""
    if beginning is None:
        return "name_key = %s", [key]
    return "name_key = %s AND search_text LIKE %s", [key, f"{beginning} %"]


def has_name_key_among(keys: Collection[str]) -> SQL:
    """Condition: the legal name has one of these keys."""
    return f"name_key IN ({placeholders(keys)})", [*keys]


def begins_as_written(names: Mapping[str, Collection[str]]) -> SQL:
    """Condition: the legal name has one of these keys, and its words begin as one of the names does."""
    sql, values = has_name_key_among(names)
    beginnings = [f"{beginning} %" for written in names.values() for beginning in written]
    any_beginning = " OR ".join(["search_text LIKE %s"] * len(beginnings))
    return f"{sql} AND ({any_beginning})", [*values, *beginnings]


def has_other_key(keys: list[str]) -> RawSQL:
    """Condition for a queryset: a trading or former name has one of these keys."""
    sql, values = search_dialect().has_other_key(keys)
    return RawSQL(sql, values, output_field=BooleanField())


def has_words(groups: list[list[str]]) -> SQL:
    """Condition: an entry has one word of each group."""
    return search_dialect().has_words(groups)


def meets_one_of(conditions: Sequence[SQL]) -> SQL:
    """Condition: an entry meets one of several conditions, each of which is asked by itself."""
    rows = " UNION ALL ".join(
        f"SELECT id FROM recruiters_recruiter WHERE {sql}" for sql, _values in conditions
    )
    return f"id IN ({rows})", [value for _sql, values in conditions for value in values]


def ids_on_first_level(levels: Sequence[Sequence[SQL]], registers: Collection[int] | None) -> RawSQL:
    """Return a query of the ids of entries on the first level that has any, at most MOST_ENTRIES.

    Whoever meets one condition of a level is on it. `registers`: ids; None for all.
    """
    in_registers = ""
    if registers is not None:
        in_registers = f"AND register_id IN ({', '.join(map(str, map(int, registers))) or 'NULL'})"
    limit = search_dialect().level_limit.replace("%d", str(MOST_ENTRIES))
    ranks: list[str] = []
    values: list = []
    for level in levels:
        nobody = "".join(f" AND NOT EXISTS (SELECT 1 FROM rank{before})" for before in range(len(ranks)))
        for condition, given in level:
            rows = f"SELECT id FROM recruiters_recruiter WHERE {condition} {in_registers} {nobody} {limit}"
            ranks.append(f"rank{len(ranks)} AS MATERIALIZED ({rows})")
            values += given
    everyone = " UNION ALL ".join(f"SELECT id FROM rank{number}" for number in range(len(ranks)))
    return RawSQL(
        f"WITH {', '.join(ranks)} SELECT id FROM ({everyone}) AS ranks LIMIT {MOST_ENTRIES}", values
    )


def ids_meeting_any(conditions: Sequence[SQL]) -> RawSQL:
    """Return a query of the ids of entries that meet one of the conditions, at most MOST_ENTRIES."""
    either = " OR ".join(f"({sql})" for sql, _values in conditions) or "FALSE"
    rows = f"SELECT id FROM recruiters_recruiter WHERE {either} LIMIT {MOST_ENTRIES}"
    return RawSQL(rows, [value for _sql, values in conditions for value in values])


def ids_on_register(register_id: int, conditions: Sequence[SQL]) -> RawSQL:
    """Return a query of the ids of a register's entries that meet a condition; each is asked by itself."""
    rows = " UNION ALL ".join(
        f"SELECT id FROM recruiters_recruiter WHERE register_id = {int(register_id)} AND {sql}"
        for sql, _values in conditions
    )
    return RawSQL(rows, [value for _sql, values in conditions for value in values])


@dataclass(frozen=True)
class WordLookup:
    """A lookup of words of names. `rows`: see `dialects`; `kind`: what the words are looked up for."""

    rows: SQL
    kind: int
    typed: str = ""


def look_up_rows(lookups: Sequence[WordLookup]) -> list[tuple[str, str, int]]:
    """Return (typed word, word of a name, kind) for all lookups, with one query."""
    if not lookups:
        return []
    parts = [
        f"SELECT * FROM (SELECT %s AS typed, word, %s AS kind FROM {lookup.rows[0]}) AS part{number}"
        for number, lookup in enumerate(lookups)
    ]
    values = [value for lookup in lookups for value in (lookup.typed, lookup.kind, *lookup.rows[1])]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        return cursor.fetchall()
