from django.db import migrations


def forget_other_addresses(apps, schema_editor):
    """A person signs in by the address on their own record; lists beside it let one occupy another's."""
    apps.get_model("account", "EmailAddress").objects.all().delete()


class Migration(migrations.Migration):
    """Going back leaves things as they are: the lists were never what people sign in by."""

    dependencies = [
        ("authorities", "0007_tasks_have_moved"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [migrations.RunPython(forget_other_addresses, migrations.RunPython.noop)]
