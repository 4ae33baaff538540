"""The log of changes tells what was known on a day: it is asked by model and time, and knows a first load."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def keep_everything(apps, schema_editor):
    """Leave the log as it is: what has no entry was known from the beginning."""


def remove_nameless_changes(apps, schema_editor):
    """Remove what the product itself wrote, which the log could not hold before."""
    apps.get_model("authorities", "Change").objects.filter(by=None).delete()


class Migration(migrations.Migration):
    dependencies = [("authorities", "0019_newest_notices_first")]

    operations = [
        migrations.AlterField(
            model_name="change",
            name="by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="change",
            name="kind",
            field=models.CharField(
                choices=[
                    ("baseline", "First load"),
                    ("new", "New"),
                    ("changed", "Changed"),
                    ("marked", "Marked as missing"),
                    ("removed", "Removed"),
                    ("annulled", "Annulled"),
                ],
                max_length=8,
            ),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(fields=["model", "at"], name="change_of_model_since"),
        ),
        migrations.RunPython(keep_everything, remove_nameless_changes),
    ]
