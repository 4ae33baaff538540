"""Of reports that were taken out again the log keeps values of public answers alone; the entries stay."""

from django.db import migrations

BATCH = 500


def forget_values_of_private_answers(apps, schema_editor):
    Change = apps.get_model("authorities", "Change")
    private = read_private_indicators(apps)
    removed = Change.objects.filter(model="reporting.submission", before__has_key="versions").order_by("pk")
    last = 0
    while changes := list(removed.filter(pk__gt=last)[:BATCH]):
        last = changes[-1].pk
        altered = [one for one in changes if forget_values(one.before, private)]
        Change.objects.bulk_update(altered, ["before"])


def read_private_indicators(apps):
    """Return {number of a round: indicators that only questions answer which are not public}."""
    found = {}
    for round_ in apps.get_model("reporting", "Round").objects.exclude(instrument=None).select_related("instrument"):
        public, private = set(), set()
        for section in round_.instrument.definition["sections"]:
            for question in section["questions"]:
                parts = (question, *question.get("options", []))
                (public if question["public"] else private).update(part["indicator"] for part in parts)
        found[round_.pk] = private - public
    return found


def forget_values(report, private):
    """Leave out of a report what the public may not read of its versions; return True if there was any."""
    secret, found = private.get(report["round_id"], set()), False
    for version in report["versions"]:
        values = version["values"]
        version["values"] = {name: value for name, value in values.items() if name not in secret}
        found |= len(version["values"]) < len(values)
    return found


class Migration(migrations.Migration):
    dependencies = [
        ("authorities", "0022_steps_of_data_version"),
        ("reporting", "0027_indicators_of_public_answers"),
    ]

    # On the way back what is forgotten stays forgotten.
    operations = [migrations.RunPython(forget_values_of_private_answers, migrations.RunPython.noop)]
