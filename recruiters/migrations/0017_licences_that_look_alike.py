"""Licence numbers that look alike are one licence, and are found by each other: keys are folded anew.

Two entries of one register whose numbers look alike are both kept, and so are former numbers: the second keeps
its narrower key. Going back gives every entry the narrower key; what a search looks in may hold more.
"""

from django.db import migrations

from recruiters.licence_numbers import exact_licence_key, licence_key
from recruiters.models.recruiters import FoldedField

CHUNK = 2000


def unusual_numbers(model, name):
    """Yield lists of records whose numbers are more than ASCII; which they are, both databases need not know."""
    numbers = model.objects.order_by("pk").values_list("pk", name)
    pks = [pk for pk, number in numbers.iterator(CHUNK) if not number.isascii()]
    for start in range(0, len(pks), CHUNK):
        yield list(model.objects.filter(pk__in=pks[start : start + CHUNK]).order_by("pk"))


def fold_alike(apps, schema_editor):
    Recruiter, FormerNumber = (apps.get_model("recruiters", name) for name in ("Recruiter", "FormerNumber"))
    for model, name in ((Recruiter, "licence_number"), (FormerNumber, "number")):
        for records in unusual_numbers(model, name):
            keys = {record.pk: licence_key(getattr(record, name)) for record in records}
            taken = {*places_with(Recruiter, keys), *places_with(FormerNumber, keys)}
            for record in records:
                place = record.register_id, keys[record.pk]
                if place not in taken:
                    taken.add(place)
                    record.licence_key = keys[record.pk]
                if model is Recruiter:
                    record._meta.get_field("search_text").pre_save(record, add=False)
            columns = ["licence_key", "search_text"] if model is Recruiter else ["licence_key"]
            model.objects.bulk_update(records, columns, batch_size=200)


def places_with(model, keys):
    return model.objects.filter(licence_key__in=keys.values()).values_list("register_id", "licence_key")


def fold_apart(apps, schema_editor):
    for model, name in (("Recruiter", "licence_number"), ("FormerNumber", "number")):
        model = apps.get_model("recruiters", model)
        for records in unusual_numbers(model, name):
            for record in records:
                record.licence_key = exact_licence_key(getattr(record, name))
            model.objects.bulk_update(records, ["licence_key"], batch_size=200)


class Migration(migrations.Migration):
    dependencies = [("recruiters", "0016_tasks_have_moved")]

    operations = [
        migrations.AlterField(
            model_name="recruiter",
            name="licence_key",
            field=FoldedField(default="", editable=False, how="licence_key", of=("licence_number",), or_how="exact_licence_key"),
        ),
        migrations.AlterField(
            model_name="formernumber",
            name="licence_key",
            field=FoldedField(default="", editable=False, how="licence_key", of=("number",), or_how="exact_licence_key"),
        ),
        migrations.RunPython(fold_alike, fold_apart),
    ]
