"""Triggers that change the version of the data, on every public table: made after any migration if missing.

Triggers see every way of writing: records, sets, statements by hand, COPY. Each app declares its models in
`apps.py`: `public_models` are those whose content a public page shows, `private_models` all others. A model
that is declared neither way fails a test.
"""

from django.apps import apps
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

CHANGES, VERSION = "authorities_datachange", "authorities_dataversion"
PREFIX = "data_version_"
FUNCTION = "authorities_note_data_change"

# By how much a change raises the version. Of each its own, at random, so that a version never comes back with
# other data: not even where the database was restored, and goes on from an earlier one.
STEP = {
    "postgresql": "1 + floor(random() * 268435456)::bigint",
    "sqlite": "1 + (abs(random() % 268435456))",
}
NOTE_CHANGE = f"INSERT INTO {CHANGES} (step) VALUES ({STEP['postgresql']})"
# Once a transaction: the setting lasts until it ends, and falls back with a savepoint, as the row does.
POSTGRESQL_FUNCTION = f"""CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF current_setting('tracker.data_changed', true) IS DISTINCT FROM '1' THEN
        {NOTE_CHANGE};
        PERFORM set_config('tracker.data_changed', '1', true);
    END IF;
    RETURN NULL;
END $$"""
# Returns the version: a session plans this query once, and any other query each time.
VERSION_FUNCTION = "authorities_current_data_version"
COUNTED = f"coalesce((SELECT value FROM {VERSION} WHERE id = 1), 0)"
POSTGRESQL_VERSION_FUNCTION = f"""CREATE OR REPLACE FUNCTION {VERSION_FUNCTION}() RETURNS bigint
    LANGUAGE plpgsql STABLE AS $$ BEGIN
    RETURN (SELECT {COUNTED} + coalesce(sum(step), 0) FROM {CHANGES});
END $$"""
COUNT_ONE = f"""INSERT INTO {VERSION} (id, value) VALUES (1, {STEP["sqlite"]})
    ON CONFLICT (id) DO UPDATE SET value = {VERSION}.value + excluded.value"""
PRESENT = {
    "postgresql": """SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
        WHERE NOT tgisinternal AND pg_table_is_visible(tgrelid)""",
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
}


def public_tables() -> list[str]:
    """Return the tables of the models that are declared public, with those that join them to others."""
    found = []
    for app in apps.get_app_configs():
        for name in getattr(app, "public_models", ()):
            options = app.get_model(name)._meta
            joined = [field.remote_field.through._meta for field in options.local_many_to_many]
            found += [table.db_table for table in (options, *joined)]
    return found


def trigger_statements(vendor: str, table: str) -> dict[str, str]:
    """Return {name: statement that makes it} of the triggers on a table."""
    if vendor == "postgresql":
        return {
            f"{PREFIX}{table}": f"""CREATE TRIGGER {PREFIX}{table}
            AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}()"""
        }
    return {
        f"{PREFIX}{table}_{event}": f"""CREATE TRIGGER {PREFIX}{table}_{event} AFTER {event} ON {table}
        BEGIN {COUNT_ONE}; END"""
        for event in ("insert", "update", "delete")
    }


def create_data_version_triggers(*, using: str = "default", **_signal: object) -> None:
    """Create the triggers that are missing, and drop those on tables that are not public any more.

    Receives `post_migrate`. SQLite loses triggers when Django makes a table anew. What was written without a
    trigger counts as one change. Four queries at most if everything is there.
    """
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = {*connection.introspection.table_names(cursor)}
        if not {CHANGES, VERSION} <= tables or not has_steps(connection, cursor):
            return
        create_version_function(connection.vendor, cursor)
        present = fetch_present_triggers(connection.vendor, cursor)
        wanted: dict[str, str] = {}
        for table in public_tables():
            if table in tables:
                wanted |= trigger_statements(connection.vendor, table)
        drop_triggers(connection.vendor, cursor, {n: t for n, t in present.items() if n not in wanted})
        missing = [statement for name, statement in wanted.items() if name not in present]
        if missing:
            if connection.vendor == "postgresql":
                cursor.execute(POSTGRESQL_FUNCTION)
            for statement in missing:
                cursor.execute(statement)
            count_change(connection.vendor, cursor)


def has_steps(connection: BaseDatabaseWrapper, cursor) -> bool:
    """Return False where migrations went back to before each change had a step: nothing counts then."""
    columns = connection.introspection.get_table_description(cursor, CHANGES)
    return "step" in {column.name for column in columns}


def create_version_function(vendor: str, cursor) -> None:
    if vendor == "postgresql":
        cursor.execute("SELECT to_regproc(%s)", [VERSION_FUNCTION])
        if cursor.fetchone() == (None,):
            cursor.execute(POSTGRESQL_VERSION_FUNCTION)


def fetch_present_triggers(vendor: str, cursor) -> dict[str, str]:
    """Return {name: table} of the triggers of this module that there are."""
    cursor.execute(PRESENT[vendor])
    return {name: table for name, table in cursor.fetchall() if name.startswith(PREFIX)}


def drop_triggers(vendor: str, cursor, triggers: dict[str, str]) -> None:
    for name, table in triggers.items():
        cursor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if vendor == "postgresql" else ""))


def drop_all_triggers(vendor: str, cursor) -> None:
    """Drop every trigger of this module, before the tables that they write are dropped."""
    drop_triggers(vendor, cursor, fetch_present_triggers(vendor, cursor))
    if vendor == "postgresql":
        cursor.execute(f"DROP FUNCTION IF EXISTS {FUNCTION}(), {VERSION_FUNCTION}()")


def count_change(vendor: str, cursor) -> None:
    """Change the version by hand: for what no trigger has seen."""
    cursor.execute(NOTE_CHANGE if vendor == "postgresql" else COUNT_ONE)
