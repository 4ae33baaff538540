"""Versions and moves tell when this system learned of them: of an imported report when it was imported."""

from importlib import import_module

import django.utils.timezone
from django.db import migrations, models
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

immutable = import_module("reporting.migrations.0002_versions_are_immutable")


def fill_recorded_at(apps, schema_editor):
    """Take the log of changes at its word; what it does not know was recorded when it happened."""
    Change = apps.get_model("authorities", "Change")
    Version = apps.get_model("reporting", "Version")
    SubmissionEvent = apps.get_model("reporting", "SubmissionEvent")
    Version.objects.update(recorded_at=F("submitted_at"))
    SubmissionEvent.objects.update(recorded_at=F("at"))
    imports = Change.objects.filter(model="reporting.submission", kind="new", record=OuterRef("submission"))
    imported_at = Subquery(imports.order_by("pk").values("at")[:1])
    recorded = SubmissionEvent.objects.filter(move__in=["record", "record_publication"])
    versions = recorded.filter(move="record").values("version")
    Version.objects.filter(pk__in=versions).update(recorded_at=Coalesce(imported_at, F("submitted_at")))
    recorded.update(recorded_at=Coalesce(imported_at, F("at")))


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0024_round_cut_off"),
        ("authorities", "0020_log_of_dated_facts"),
    ]

    operations = [
        migrations.RunPython(immutable.allow_updates, immutable.forbid_updates),
        migrations.AddField(
            model_name="version",
            name="recorded_at",
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded"),
        ),
        migrations.AddField(
            model_name="submissionevent",
            name="recorded_at",
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="recorded"),
        ),
        migrations.RunPython(fill_recorded_at, migrations.RunPython.noop),
        migrations.RunPython(immutable.forbid_updates, immutable.allow_updates),
    ]
