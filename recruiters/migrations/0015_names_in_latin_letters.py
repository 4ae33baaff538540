"""Names are found in Latin letters too, whatever their script, and legal forms of more countries are known.

What a search looks in and what look-alikes share is folded anew for every entry, in batches. Triggers write the
index and the vocabulary.
"""

from importlib import import_module

from django.db import migrations

fold = import_module("recruiters.migrations.0014_other_spellings").fold


class Migration(migrations.Migration):
    dependencies = [("recruiters", "0014_other_spellings")]

    operations = [migrations.RunPython(fold, migrations.RunPython.noop)]
