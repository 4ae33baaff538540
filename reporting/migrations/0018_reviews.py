"""Who has a report in hand; and the findings of the versions that there are, counted."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def count_findings(apps, schema_editor):
    tallies = []
    for version in apps.get_model("reporting", "Version").objects.defer("sha256").iterator(chunk_size=200):
        found = version.content.get("findings", [])
        warned = [one for one in found if one["severity"] == "warns"]
        explained = sum("justification" in one for one in warned)
        numbers = {
            "blocking": sum(one["severity"] == "blocks" for one in found),
            "unexplained": len(warned) - explained,
            "explained": explained,
        }
        if any(numbers.values()):
            tallies.append(apps.get_model("reporting", "FindingsTally")(version_id=version.pk, **numbers))
    apps.get_model("reporting", "FindingsTally").objects.bulk_create(tallies, batch_size=1000)


class Migration(migrations.Migration):

    dependencies = [
        ('reporting', '0022_return_of_single_answers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FindingsTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('blocking', models.PositiveSmallIntegerField(verbose_name='that block')),
                ('unexplained', models.PositiveSmallIntegerField(verbose_name='warnings without an explanation')),
                ('explained', models.PositiveSmallIntegerField(verbose_name='warnings explained')),
                ('version', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='findings_tally', to='reporting.version', verbose_name='version')),
            ],
            options={
                'verbose_name': 'number of findings',
                'verbose_name_plural': 'numbers of findings',
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('free', 'Nobody has it'), ('taken', 'Somebody has it')], default='free', editable=False, max_length=10, verbose_name='state')),
                ('holder', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to=settings.AUTH_USER_MODEL, verbose_name='reviewer')),
                ('submission', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='review', to='reporting.submission', verbose_name='report')),
            ],
            options={
                'verbose_name': 'review',
                'verbose_name_plural': 'reviews',
            },
        ),
        migrations.CreateModel(
            name='ReviewEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('move', models.CharField(max_length=30, verbose_name='move')),
                ('from_state', models.CharField(max_length=30, verbose_name='from')),
                ('to_state', models.CharField(max_length=30, verbose_name='to')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='at')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='reporting.review')),
                ('holder', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reviewer')),
            ],
            options={
                'verbose_name': 'move of a review',
                'verbose_name_plural': 'moves of reviews',
                'ordering': ['at', 'pk'],
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('holder__isnull', False), ('state', 'taken')), models.Q(('holder__isnull', True), ('state', 'free')), _connector='OR'), name='review_taken_by_somebody'),
        ),
        migrations.RunPython(count_findings, migrations.RunPython.noop),
    ]
