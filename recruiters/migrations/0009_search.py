"""What the public check looks in: an index over the words of entries, and the vocabulary of names.

Triggers keep both, so that no writer can forget them. SQLite loses the triggers of a table that a migration
rebuilds: a later migration that alters recruiters runs `index_sqlite` again. Without the right to create the
extension pg_trgm the vocabulary is read through; everything is found all the same.
"""

from django.db import migrations, models

WORDS = "array_to_tsvector(string_to_array(search_text, ' '))"

POSTGRESQL = f"""
CREATE INDEX recruiter_words ON recruiters_recruiter USING gin ({WORDS});

DO $$ BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    CREATE INDEX nameword_trigrams ON recruiters_nameword USING gin (word gin_trgm_ops);
EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported THEN
    RAISE NOTICE 'Without the extension pg_trgm names are searched more slowly.';
END $$;

CREATE FUNCTION recruiters_learn_words() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO recruiters_nameword (word)
    SELECT word FROM (SELECT DISTINCT unnest(string_to_array(search_text, ' ')) AS word FROM written) AS words
    WHERE word !~ '[0-9]' ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE TRIGGER recruiter_added AFTER INSERT ON recruiters_recruiter REFERENCING NEW TABLE AS written
FOR EACH STATEMENT EXECUTE FUNCTION recruiters_learn_words();
CREATE TRIGGER recruiter_changed AFTER UPDATE ON recruiters_recruiter REFERENCING NEW TABLE AS written
FOR EACH STATEMENT EXECUTE FUNCTION recruiters_learn_words();

INSERT INTO recruiters_nameword (word)
SELECT DISTINCT word FROM recruiters_recruiter, unnest(string_to_array(search_text, ' ')) AS word
WHERE word !~ '[0-9]';
"""

LEARN = """
    INSERT OR IGNORE INTO recruiters_nameword (word)
    SELECT value FROM json_each('["' || replace(new.search_text, ' ', '","') || '"]')
    WHERE value NOT GLOB '*[0-9]*' AND value <> '';
"""
SQLITE = [
    "DROP TABLE IF EXISTS recruiters_words",
    "DROP TABLE IF EXISTS recruiters_trigrams",
    "DROP TRIGGER IF EXISTS nameword_added",
    """CREATE VIRTUAL TABLE recruiters_words USING fts5(
        search_text, content='recruiters_recruiter', content_rowid='id', detail='none', columnsize=0,
        tokenize="unicode61 remove_diacritics 0 categories 'L* N* M* Co'")""",
    """CREATE VIRTUAL TABLE recruiters_trigrams USING fts5(
        word, content='recruiters_nameword', content_rowid='id', tokenize='trigram')""",
    """CREATE TRIGGER nameword_added AFTER INSERT ON recruiters_nameword BEGIN
        INSERT INTO recruiters_trigrams (rowid, word) VALUES (new.id, new.word);
    END""",
    f"""CREATE TRIGGER recruiter_added AFTER INSERT ON recruiters_recruiter BEGIN
        INSERT INTO recruiters_words (rowid, search_text) VALUES (new.id, new.search_text);{LEARN}
    END""",
    """CREATE TRIGGER recruiter_removed AFTER DELETE ON recruiters_recruiter BEGIN
        INSERT INTO recruiters_words (recruiters_words, rowid, search_text)
        VALUES ('delete', old.id, old.search_text);
    END""",
    f"""CREATE TRIGGER recruiter_changed AFTER UPDATE OF search_text ON recruiters_recruiter
    WHEN old.search_text <> new.search_text BEGIN
        INSERT INTO recruiters_words (recruiters_words, rowid, search_text)
        VALUES ('delete', old.id, old.search_text);
        INSERT INTO recruiters_words (rowid, search_text) VALUES (new.id, new.search_text);{LEARN}
    END""",
    "INSERT INTO recruiters_words (recruiters_words) VALUES ('rebuild')",
    """INSERT OR IGNORE INTO recruiters_nameword (word)
    SELECT value FROM recruiters_recruiter, json_each('["' || replace(search_text, ' ', '","') || '"]')
    WHERE value NOT GLOB '*[0-9]*' AND value <> ''""",
]


def index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL, params=None)
    else:
        index_sqlite(apps, schema_editor)


def drop_index(apps, schema_editor):
    """The vocabulary and the index go with the triggers that write them."""
    if schema_editor.connection.vendor == "postgresql":
        for name in ("recruiter_added", "recruiter_changed"):
            schema_editor.execute(f"DROP TRIGGER {name} ON recruiters_recruiter", params=None)
        schema_editor.execute("DROP FUNCTION recruiters_learn_words()", params=None)
        schema_editor.execute("DROP INDEX recruiter_words", params=None)
        return
    for name in ("recruiter_added", "recruiter_changed", "recruiter_removed", "nameword_added"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}", params=None)
    for name in ("recruiters_words", "recruiters_trigrams"):
        schema_editor.execute(f"DROP TABLE IF EXISTS {name}", params=None)


def index_sqlite(apps, schema_editor):
    for statement in SQLITE:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):

    dependencies = [("recruiters", "0008_watches_keep_count")]

    operations = [
        migrations.CreateModel(
            name="NameWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.TextField(unique=True)),
            ],
        ),
        migrations.RunPython(index, drop_index),
    ]
