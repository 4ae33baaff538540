from django.db import migrations, models

from authorities.data_version.triggers import drop_all_triggers


def drop_triggers(apps, schema_editor):
    """Going back: the triggers go before the tables that they write. `post_migrate` makes them."""
    with schema_editor.connection.cursor() as cursor:
        drop_all_triggers(schema_editor.connection.vendor, cursor)


class Migration(migrations.Migration):

    dependencies = [
        ('authorities', '0020_log_of_dated_facts'),
    ]

    operations = [
        migrations.CreateModel(
            name='DataVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.BigIntegerField(default=0)),
            ],
            options={'verbose_name': 'version of the data', 'verbose_name_plural': 'version of the data'},
        ),
        migrations.CreateModel(
            name='DataChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
            options={'verbose_name': 'transaction'},
        ),
        migrations.CreateModel(
            name='StoredPage',
            fields=[
                ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('version', models.BigIntegerField(default=-1)),
                ('quarter', models.BigIntegerField(default=0)),
                ('headers', models.TextField(default='')),
                ('body', models.BinaryField(default=b'')),
                ('stored_at', models.FloatField(default=0)),
                ('rendering_version', models.BigIntegerField(default=-1)),
                ('rendering_quarter', models.BigIntegerField(default=0)),
                ('rendering_until', models.FloatField(default=0)),
            ],
            options={'verbose_name': 'stored page', 'indexes': [models.Index(fields=['stored_at'], name='stored_page_age')]},
        ),
        migrations.RunPython(migrations.RunPython.noop, drop_triggers),
    ]
