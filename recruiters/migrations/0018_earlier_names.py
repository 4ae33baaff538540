"""Legal names that an entry had before, each with its last day. The search and look-alikes find them too.

What is folded from other columns is the same text as before while there is no such name, so nothing is folded anew,
and no table is altered for it.
"""

from django.db import migrations, models

import recruiters.models.recruiters

NAMES = ["legal_name", "trading_names", "former_names", "licence_number"]


def folded(name, of, **how):
    field = recruiters.models.recruiters.FoldedField(of=of, **how)
    return migrations.AlterField("recruiter", name, field)


class Migration(migrations.Migration):
    dependencies = [("recruiters", "0017_licences_that_look_alike")]

    operations = [
        migrations.AddField(
            model_name="recruiter",
            name="earlier_names",
            field=models.JSONField(
                default=list,
                editable=False,
                help_text="Each with the last day on which it was its name here.",
                verbose_name="earlier legal names",
            ),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                folded("search_text", [*NAMES, "earlier_names"]),
                folded("other_keys", ["trading_names", "former_names", "earlier_names"], how="other_keys"),
            ]
        ),
    ]
