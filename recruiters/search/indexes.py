"""Indexes, triggers and tables of the search that Django does not know: made after any migration if missing.

SQLite cannot alter a table in most ways: Django makes a new one, and the triggers and partial indexes of the
old one are gone. On PostgreSQL they stay. The migrations that first made them are 0009, 0011 and 0014.
"""

from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

ENTRIES, NAME_WORDS = "recruiters_recruiter", "recruiters_nameword"
# The newest column that an index needs: without it the tables are those of an older release.
NEWEST_COLUMN = "other_keys"

LEARN = """
    INSERT OR IGNORE INTO recruiters_nameword (word)
    SELECT value FROM json_each('["' || replace(new.search_text, ' ', '","') || '"]')
    WHERE value NOT GLOB '*[0-9]*' AND value <> '';
"""
FORGET = """
    INSERT INTO recruiters_words (recruiters_words, rowid, search_text)
    VALUES ('delete', old.id, old.search_text);
"""
# {name: statement that makes it}, in this order.
SQLITE = {
    "recruiters_words": """CREATE VIRTUAL TABLE recruiters_words USING fts5(
        search_text, content='recruiters_recruiter', content_rowid='id', detail='none', columnsize=0,
        tokenize="unicode61 remove_diacritics 0 categories 'L* N* M* Co'")""",
    "recruiters_trigrams": """CREATE VIRTUAL TABLE recruiters_trigrams USING fts5(
        word, content='recruiters_nameword', content_rowid='id', tokenize='trigram')""",
    "nameword_added": """CREATE TRIGGER nameword_added AFTER INSERT ON recruiters_nameword BEGIN
        INSERT INTO recruiters_trigrams (rowid, word) VALUES (new.id, new.word);
    END""",
    "recruiter_added": f"""CREATE TRIGGER recruiter_added AFTER INSERT ON recruiters_recruiter BEGIN
        INSERT INTO recruiters_words (rowid, search_text) VALUES (new.id, new.search_text);{LEARN}
    END""",
    "recruiter_removed": f"""CREATE TRIGGER recruiter_removed AFTER DELETE ON recruiters_recruiter
    BEGIN {FORGET} END""",
    "recruiter_changed": f"""CREATE TRIGGER recruiter_changed
    AFTER UPDATE OF search_text ON recruiters_recruiter WHEN old.search_text <> new.search_text BEGIN {FORGET}
        INSERT INTO recruiters_words (rowid, search_text) VALUES (new.id, new.search_text);{LEARN}
    END""",
    "recruiter_other_keys": (
        "CREATE INDEX recruiter_other_keys ON recruiters_recruiter (other_keys) WHERE other_keys <> ''"
    ),
    "recruiter_several_keys": (
        "CREATE INDEX recruiter_several_keys ON recruiters_recruiter (other_keys) "
        "WHERE other_keys LIKE '|%|%|'"
    ),
}
# What was written while a trigger was missing is indexed now.
SQLITE_REBUILD = [
    "INSERT INTO recruiters_words (recruiters_words) VALUES ('rebuild')",
    "INSERT INTO recruiters_trigrams (recruiters_trigrams) VALUES ('rebuild')",
    """INSERT OR IGNORE INTO recruiters_nameword (word)
    SELECT value FROM recruiters_recruiter, json_each('["' || replace(search_text, ' ', '","') || '"]')
    WHERE value NOT GLOB '*[0-9]*' AND value <> ''""",
]
POSTGRESQL = {
    "recruiter_words": (
        "CREATE INDEX recruiter_words ON recruiters_recruiter "
        "USING gin (array_to_tsvector(string_to_array(search_text, ' ')))"
    ),
    "recruiter_other_keys": (
        "CREATE INDEX recruiter_other_keys ON recruiters_recruiter "
        "USING gin (string_to_array(other_keys, '|')) WHERE other_keys <> ''"
    ),
    "recruiters_learn_words": """CREATE FUNCTION recruiters_learn_words() RETURNS trigger
    LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO recruiters_nameword (word)
        SELECT word FROM (
            SELECT DISTINCT unnest(string_to_array(search_text, ' ')) AS word FROM written
        ) AS words WHERE word !~ '[0-9]' ON CONFLICT DO NOTHING;
        RETURN NULL;
    END $$""",
    "recruiter_added": """CREATE TRIGGER recruiter_added AFTER INSERT ON recruiters_recruiter
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION recruiters_learn_words()""",
    "recruiter_changed": """CREATE TRIGGER recruiter_changed AFTER UPDATE ON recruiters_recruiter
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION recruiters_learn_words()""",
}
POSTGRESQL_REBUILD = [
    """INSERT INTO recruiters_nameword (word)
    SELECT DISTINCT word FROM recruiters_recruiter, unnest(string_to_array(search_text, ' ')) AS word
    WHERE word !~ '[0-9]' ON CONFLICT DO NOTHING""",
]
PRESENT = {
    "sqlite": "SELECT name FROM sqlite_master",
    "postgresql": """SELECT c.relname FROM pg_class c WHERE pg_table_is_visible(c.oid) AND c.relkind = 'i'
    UNION ALL SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass('recruiters_recruiter')
    UNION ALL SELECT proname FROM pg_proc WHERE pg_function_is_visible(oid)""",
}
STATEMENTS = {"sqlite": (SQLITE, SQLITE_REBUILD), "postgresql": (POSTGRESQL, POSTGRESQL_REBUILD)}


def create_search_indexes(*, using: str = "default", **_signal: object) -> None:
    """Create what is missing of the search's indexes and triggers, and index what was written without them.

    Receives `post_migrate`. One query if everything is there.
    """
    connection = connections[using]
    statements, rebuild = STATEMENTS[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(PRESENT[connection.vendor])
        present = {name for (name,) in cursor.fetchall()}
        missing = [name for name in statements if name not in present]
        if missing and has_tables(connection, cursor):
            for statement in (*(statements[name] for name in missing), *rebuild):
                cursor.execute(statement)


def has_tables(connection: BaseDatabaseWrapper, cursor: Any) -> bool:
    """True if the tables are those of this release, which they are not after migrating backwards."""
    tables = connection.introspection.table_names(cursor)
    if not {ENTRIES, NAME_WORDS} <= {*tables}:
        return False
    columns = connection.introspection.get_table_description(cursor, ENTRIES)
    return NEWEST_COLUMN in {column.name for column in columns}
