"""Indicators are read from public answers alone: what was derived from others goes."""

from django.db import migrations


def delete_values_of_private_answers(apps, schema_editor):
    Round = apps.get_model("reporting", "Round")
    IndicatorValue = apps.get_model("reporting", "IndicatorValue")
    for round_ in Round.objects.exclude(instrument=None).select_related("instrument"):
        public, private = set(), set()
        for section in round_.instrument.definition["sections"]:
            for question in section["questions"]:
                parts = (question, *question.get("options", []))
                (public if question["public"] else private).update(part["indicator"] for part in parts)
        values = IndicatorValue.objects.filter(version__submission__round=round_)
        values.filter(indicator__in=private - public).delete()


class Migration(migrations.Migration):
    dependencies = [("reporting", "0025_when_it_was_recorded")]

    # On the way back `manage.py rebuild_indicators` derives them again.
    operations = [migrations.RunPython(delete_values_of_private_answers, migrations.RunPython.noop)]
