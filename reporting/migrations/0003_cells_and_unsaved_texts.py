"""Who wrote which cell, and what was typed and could not be saved."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("reporting", "0002_versions_are_immutable"),
    ]

    operations = [
        migrations.AddField(
            model_name="answer",
            name="row_names",
            field=models.JSONField(blank=True, default=list, editable=False),
        ),
        migrations.AddField(
            model_name="answer",
            name="cell_authors",
            field=models.JSONField(blank=True, default=dict, editable=False),
        ),
        migrations.CreateModel(
            name="UnsavedText",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("question", models.CharField(max_length=60, verbose_name="question")),
                ("fields", models.JSONField()),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="unsaved_texts",
                        to="reporting.submission",
                    ),
                ),
            ],
            options={
                "verbose_name": "unsaved text",
                "verbose_name_plural": "unsaved texts",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("submission", "question", "by"), name="unsavedtext_one_a_person"
                    )
                ],
            },
        ),
    ]
