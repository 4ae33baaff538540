"""Each change raises the version of the data by a step of its own, so that none comes back after a restore."""

from django.db import migrations, models

from authorities.data_version.triggers import drop_all_triggers


def drop_triggers(apps, schema_editor):
    """Drop what counts in the former way, in both directions; `post_migrate` makes it anew."""
    with schema_editor.connection.cursor() as cursor:
        drop_all_triggers(schema_editor.connection.vendor, cursor)


class Migration(migrations.Migration):
    dependencies = [("authorities", "0021_version_of_data")]

    operations = [
        migrations.RunPython(drop_triggers, drop_triggers),
        migrations.AddField("datachange", "step", models.BigIntegerField(default=1)),
        # Going back: before the column goes.
        migrations.RunPython(migrations.RunPython.noop, drop_triggers),
    ]
