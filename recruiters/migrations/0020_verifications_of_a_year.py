"""Whether an entry of a register was verified in a year is found by indexes, also where only the log knows it."""

from django.conf import settings
from django.db import migrations, models

# Of the log only what an entry was before a change: (register, day of its last verification, moment).
LOGGED = {
    "postgresql": ("(before->>'register_id')::bigint", "before->>'last_verified_on'"),
    "sqlite": (
        "CAST(json_extract(before, '$.register_id') AS integer)",
        "json_extract(before, '$.last_verified_on')",
    ),
}


def index_logged_verifications(apps, schema_editor):
    register, day = LOGGED[schema_editor.connection.vendor]
    schema_editor.execute(
        f"CREATE INDEX change_of_verified ON authorities_change (({register}), ({day}), at) "
        f"WHERE ({day}) IS NOT NULL",
        params=None,
    )


def drop_index(apps, schema_editor):
    schema_editor.execute("DROP INDEX IF EXISTS change_of_verified", params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("authorities", "0022_steps_of_data_version"),
        ("recruiters", "0019_records_may_be_annulled"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="licenceevent",
            index=models.Index(
                condition=models.Q(("move", "verify")),
                fields=["register", "effective_on"],
                name="licenceevent_verified",
            ),
        ),
        migrations.AddIndex(
            model_name="recruiter",
            index=models.Index(
                condition=models.Q(("last_verified_on__isnull", False)),
                fields=["register", "last_verified_on"],
                name="recruiter_verified",
            ),
        ),
        migrations.RunPython(index_logged_verifications, drop_index),
    ]
