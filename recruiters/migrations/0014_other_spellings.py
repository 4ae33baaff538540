"""Names are found by other spellings too: initials as one word, letters of one sound, words and digits apart.

What a search looks in and what look-alikes share is written anew for every entry. No table is altered. On SQLite
an index tells the few entries with several further names; without it they are found too, but more slowly.
"""

from django.db import migrations

CHUNK = 2000
FOLDED = ["search_text", "name_key", "other_keys", "company_key"]


def fold(apps, schema_editor):
    manager = apps.get_model("recruiters", "Recruiter").objects
    pks = list(manager.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), CHUNK):
        entries = list(manager.filter(pk__in=pks[start : start + CHUNK]))
        changed = [entry for entry in entries if is_folded_anew(entry)]
        manager.bulk_update(changed, FOLDED, batch_size=200)


def is_folded_anew(entry):
    before = [getattr(entry, name) for name in FOLDED]
    return before != [entry._meta.get_field(name).pre_save(entry, add=False) for name in FOLDED]


def index_several_keys(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        several = "other_keys LIKE '|%|%|'"
        schema_editor.execute(
            f"CREATE INDEX IF NOT EXISTS recruiter_several_keys ON recruiters_recruiter (other_keys) WHERE {several}", params=None
        )


def drop_several_keys(apps, schema_editor):
    schema_editor.execute("DROP INDEX IF EXISTS recruiter_several_keys", params=None)


class Migration(migrations.Migration):
    dependencies = [("recruiters", "0013_concern_linked")]

    operations = [
        migrations.RunPython(index_several_keys, drop_several_keys),
        migrations.RunPython(fold, migrations.RunPython.noop),
    ]
