import hashlib
import json

from django.db import migrations

import reporting.models.hashes


def fill_in(apps, schema_editor):
    instruments = apps.get_model("reporting", "Instrument").objects
    for pk, definition in instruments.values_list("pk", "definition").iterator():
        text = json.dumps(definition, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        instruments.filter(pk=pk).update(definition_sha256=hashlib.sha256(text.encode()).hexdigest())


class Migration(migrations.Migration):

    dependencies = [
        ("reporting", "0009_changes_of_answers"),
    ]

    operations = [
        migrations.AddField(
            model_name="instrument",
            name="definition_sha256",
            field=reporting.models.hashes.HashField(
                blank=True, default="", editable=False, max_length=64, of="definition", verbose_name="SHA-256 of the definition"
            ),
            preserve_default=False,
        ),
        migrations.RunPython(fill_in, migrations.RunPython.noop),
    ]
