"""Numbers that entries had before are remembered, those too that the log tells of; and what followers were told."""

from itertools import groupby, pairwise
from operator import itemgetter

import django.db.models.deletion
import django.utils.timezone
import recruiters.models.recruiters
from django.db import migrations, models
from django.db.models import OuterRef, Subquery
from recruiters.licence_numbers import licence_key

CHUNK = 2000


def numbers_given_up(apps):
    """(entry, its register, number, moment) of every correction that gave an entry another number."""
    Change, Recruiter = apps.get_model("authorities", "Change"), apps.get_model("recruiters", "Recruiter")
    entry = Recruiter.objects.filter(pk=OuterRef("record"))
    now = {name: Subquery(entry.values(name)) for name in ("register", "licence_number")}
    changes = Change.objects.filter(model="recruiters.recruiter", kind="changed", before__isnull=False)
    rows = changes.order_by("record", "pk").values_list("record", "before__licence_number", "at", *now.values())
    for pk, changed in groupby(rows.iterator(CHUNK), key=itemgetter(0)):
        changed = list(changed)
        *_row, register, present = changed[-1]
        for (_pk, before, at, *_now), (_same, after, *_later) in pairwise([*changed, (pk, present)]):
            if register and licence_key(before) != licence_key(after):
                yield pk, register, before, at


def remember(apps, schema_editor):
    """A number that another entry has meanwhile, or the same one again, is no former number."""
    Recruiter, LicenceEvent, FormerNumber = (
        apps.get_model("recruiters", name) for name in ("Recruiter", "LicenceEvent", "FormerNumber")
    )
    for pk, register, number, at in sorted(numbers_given_up(apps), key=itemgetter(3)):
        same = {"register_id": register, "licence_key": licence_key(number)}
        if Recruiter.objects.filter(**same).exists():
            continue
        event = LicenceEvent.objects.filter(recruiter=pk, move="correct", at=at).first()
        FormerNumber.objects.filter(**same).delete()
        FormerNumber.objects.create(
            register_id=register, recruiter_id=pk, number=number, until=at.date(),
            version=event.version if event else 0,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("authorities", "0004_logs_without_lookups"),
        ("recruiters", "0011_more_ways_to_find_look_alikes"),
    ]

    operations = [
        migrations.CreateModel(
            name='FormerNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=60)),
                ('licence_key', recruiters.models.recruiters.FoldedField(default='', editable=False, how='licence_key', of=('number',))),
                ('until', models.DateField()),
                ('version', models.PositiveIntegerField()),
                ('recruiter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_numbers', to='recruiters.recruiter')),
                ('register', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_numbers', to='recruiters.register')),
            ],
            options={
                'ordering': ['-version', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('licence_key', 'register'), name='formernumber_of_one_entry')],
            },
        ),
        migrations.AddField(
            model_name='watch',
            name='told_status',
            field=models.CharField(blank=True, default='', max_length=20),
        ),
        migrations.CreateModel(
            name='Farewell',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('licence_number', models.CharField(max_length=60)),
                ('legal_name', models.CharField(max_length=250)),
                ('email', models.EmailField(max_length=254)),
                ('language', models.CharField(max_length=10)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('claimed_until', models.DateTimeField(blank=True, null=True)),
                ('register', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='recruiters.register')),
            ],
        ),
        migrations.RunPython(remember, migrations.RunPython.noop),
    ]
