"""Look-alikes are found by further names and by company numbers too, and keys forgive more than before."""

from importlib import import_module

import recruiters.models.recruiters
import recruiters.models.validators
from django.db import migrations, models

search = import_module("recruiters.migrations.0009_search")
index_sqlite, drop_index = search.index_sqlite, search.drop_index
CHUNK = 2000
FOLDED = ["name_key", "other_keys", "company_key"]


def fold(apps, schema_editor):
    """Anew for every entry; SQLite has made a new table, which needs its triggers again."""
    if schema_editor.connection.vendor == "sqlite":
        index_sqlite(apps, schema_editor)
    manager = apps.get_model("recruiters", "Recruiter").objects
    pks = list(manager.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), CHUNK):
        entries = list(manager.filter(pk__in=pks[start : start + CHUNK]))
        for entry in entries:
            for name in FOLDED:
                entry._meta.get_field(name).pre_save(entry, add=False)
        manager.bulk_update(entries, FOLDED, batch_size=200)


def index_other_keys(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        how = "USING gin (string_to_array(other_keys, '|')) WHERE other_keys <> ''"
    else:
        how = "(other_keys) WHERE other_keys <> ''"
    schema_editor.execute(f"CREATE INDEX IF NOT EXISTS recruiter_other_keys ON recruiters_recruiter {how}")


def drop_other_keys(apps, schema_editor):
    """The index of 0014 too, which is made after any migration if it is missing."""
    for name in ("recruiter_other_keys", "recruiter_several_keys"):
        schema_editor.execute(f"DROP INDEX IF EXISTS {name}", params=None)


def index_anew(apps, schema_editor):
    """On the way back SQLite has made a new table, too."""
    if schema_editor.connection.vendor == "sqlite":
        drop_index(apps, schema_editor)
        index_sqlite(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [("recruiters", "0010_company_number_index")]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, index_anew),
        migrations.RemoveIndex(
            model_name='recruiter',
            name='recruiter_company_number',
        ),
        migrations.AddField(
            model_name='recruiter',
            name='company_key',
            field=recruiters.models.recruiters.FoldedField(default='', editable=False, how='company_key', of=('company_number',)),
        ),
        migrations.AddField(
            model_name='recruiter',
            name='other_keys',
            field=recruiters.models.recruiters.FoldedField(default='', editable=False, how='other_keys', of=('trading_names', 'former_names')),
        ),
        migrations.AlterField(
            model_name='recruiter',
            name='committed_to_code_on',
            field=models.DateField(blank=True, null=True, validators=[recruiters.models.validators.validate_year, recruiters.models.validators.validate_past], verbose_name='committed itself to the Code on'),
        ),
        migrations.AlterField(
            model_name='recruiter',
            name='last_inspected_on',
            field=models.DateField(blank=True, null=True, validators=[recruiters.models.validators.validate_year, recruiters.models.validators.validate_past], verbose_name='last inspected on'),
        ),
        migrations.AlterField(
            model_name='recruiter',
            name='last_verified_on',
            field=models.DateField(blank=True, null=True, validators=[recruiters.models.validators.validate_year, recruiters.models.validators.validate_past], verbose_name='last verified on'),
        ),
        migrations.AlterField(
            model_name='recruiter',
            name='legal_name',
            field=models.CharField(max_length=250, validators=[recruiters.models.validators.Shown()], verbose_name='legal name'),
        ),
        migrations.AlterField(
            model_name='recruiter',
            name='licence_number',
            field=models.CharField(max_length=60, validators=[recruiters.models.validators.Shown(), recruiters.models.validators.PartOfAddress()], verbose_name='licence number'),
        ),
        migrations.AlterField(
            model_name='recruiter',
            name='next_check_on',
            field=models.DateField(blank=True, null=True, validators=[recruiters.models.validators.validate_year], verbose_name='next check due'),
        ),
        migrations.AlterField(
            model_name='recruiter',
            name='state_from',
            field=models.DateField(editable=False, validators=[recruiters.models.validators.validate_year], verbose_name='status since'),
        ),
        migrations.AlterField(
            model_name='recruiter',
            name='suspended_until',
            field=models.DateField(editable=False, null=True, validators=[recruiters.models.validators.validate_year], verbose_name='suspended until'),
        ),
        migrations.AlterField(
            model_name='recruiter',
            name='valid_from',
            field=models.DateField(editable=False, null=True, validators=[recruiters.models.validators.validate_year], verbose_name='valid from'),
        ),
        migrations.AlterField(
            model_name='recruiter',
            name='valid_until',
            field=models.DateField(editable=False, help_text='First day on which the licence is no longer valid.', null=True, validators=[recruiters.models.validators.validate_year], verbose_name='valid until'),
        ),
        migrations.AlterField(
            model_name='relation',
            name='kind',
            field=models.CharField(choices=[('predecessor', 'Predecessor'), ('parent', 'Parent firm'), ('same_people', 'Same owner or manager'), ('same_firm', 'The same firm on another register'), ('told_apart', 'Another firm, after comparison')], max_length=20, verbose_name='kind'),
        ),
        migrations.AddIndex(
            model_name='recruiter',
            index=models.Index(fields=['company_key'], name='recruiter_company_key'),
        ),
        migrations.RunPython(index_other_keys, drop_other_keys),
        migrations.RunPython(fold, migrations.RunPython.noop),
    ]
