"""The version of the data now, in one cheap query."""

from django.db import connection

from authorities.data_version.triggers import CHANGES, COUNTED, VERSION, VERSION_FUNCTION

# From so many transactions on they are added up, so that a request adds few rows.
MANY_CHANGES = 100

COUNT_CHANGES = f"SELECT count(*) FROM {CHANGES}"
READ = {"postgresql": f"SELECT {VERSION_FUNCTION}()", "sqlite": f"SELECT {COUNTED}"}
# One statement, so that nobody sees a change twice or not at all. Rows that another process is adding just
# now are left to it.
FOLD = f"""WITH counted AS (
    DELETE FROM {CHANGES} WHERE id IN (SELECT id FROM {CHANGES} FOR UPDATE SKIP LOCKED) RETURNING step
)
INSERT INTO {VERSION} (id, value) SELECT 1, coalesce(sum(step), 0) FROM counted
ON CONFLICT (id) DO UPDATE SET value = {VERSION}.value + excluded.value"""


def data_version() -> int:
    """Return the version: whoever reads it twice and gets the same has seen no public data change between.

    Each committed transaction that wrote public data raises it by a step of its own, so it never has a value
    again with other data, even after a restore.
    """
    with connection.cursor() as cursor:
        cursor.execute(READ[connection.vendor])
        return cursor.fetchone()[0]


def fold_data_changes() -> None:
    """Add the transactions up if there are many. The version stays as it is."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(COUNT_CHANGES)
        if cursor.fetchone()[0] >= MANY_CHANGES:
            cursor.execute(FOLD)
