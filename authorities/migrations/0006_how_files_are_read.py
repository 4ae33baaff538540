from django.db import migrations, models


def carry_over(apps, schema_editor):
    """What was remembered for whole files is remembered for each of their columns; the last file counts."""
    Source, ColumnMapping = (apps.get_model("authorities", name) for name in ("Source", "ColumnMapping"))
    sources = {}
    for chosen in ColumnMapping.objects.order_by("pk"):
        columns = sources.setdefault((chosen.kind, chosen.scope), {})
        columns.update({header.casefold(): column for column, header in chosen.mapping.items()})
    Source.objects.bulk_create(
        Source(kind=kind, scope=scope, columns=columns) for (kind, scope), columns in sources.items()
    )


class Migration(migrations.Migration):

    dependencies = [
        ("authorities", "0005_what_imports_wrote"),
    ]

    operations = [
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=30)),
                ("scope", models.CharField(blank=True, max_length=40)),
                ("columns", models.JSONField(default=dict)),
                ("reading", models.JSONField(default=dict)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("kind", "scope"), name="source_once")],
            },
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.DeleteModel(
            name="ColumnMapping",
        ),
        migrations.AddField(
            model_name="import",
            name="reading",
            field=models.JSONField(
                default=dict,
                help_text="How it is read (encoding, delimiter, sheet, header_row) and meant (dates, …).",
            ),
        ),
        migrations.AddField(
            model_name="import",
            name="notes",
            field=models.JSONField(
                default=list, help_text="What was noticed while it was read, in sentences."
            ),
        ),
        migrations.AddField(
            model_name="import",
            name="language",
            field=models.CharField(default="en", max_length=10),
        ),
        migrations.AlterField(
            model_name="import",
            name="state",
            field=models.CharField(
                choices=[
                    ("received", "Received"),
                    ("checking", "Being checked"),
                    ("checked", 'Checked, waiting for your confirmation'),
                    ("nothing", "Nothing to apply"),
                    ("applying", "Being applied"),
                    ("applied", "Applied"),
                    ("undoing", "Being undone"),
                    ("undone", "Undone"),
                    ("failed", "Could not be read"),
                    ("cancelled", "Cancelled"),
                ],
                default="received",
                editable=False,
                max_length=10,
                verbose_name="state",
            ),
        ),
    ]
