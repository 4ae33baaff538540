"""The database itself refuses to change a version.

On SQLite a later migration that rebuilds the table drops the trigger: create it again there.
"""

from django.db import migrations

POSTGRESQL = [
    """
    CREATE FUNCTION refuse_version_update() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'A version is never changed; send a new one.' USING ERRCODE = 'check_violation'; END $$
    """,
    """
    CREATE TRIGGER version_is_immutable BEFORE UPDATE ON reporting_version
    FOR EACH ROW EXECUTE FUNCTION refuse_version_update()
    """,
]
SQLITE = [
    """
    CREATE TRIGGER version_is_immutable BEFORE UPDATE ON reporting_version
    BEGIN SELECT RAISE(ABORT, 'A version is never changed; send a new one.'); END
    """
]


def forbid_updates(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def allow_updates(apps, schema_editor):
    on_table = " ON reporting_version" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"DROP TRIGGER version_is_immutable{on_table}")
    if on_table:
        schema_editor.execute("DROP FUNCTION refuse_version_update")


class Migration(migrations.Migration):
    dependencies = [("reporting", "0001_initial")]

    operations = [migrations.RunPython(forbid_updates, allow_updates)]
