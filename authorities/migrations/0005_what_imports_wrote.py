"""The log keeps what an import wrote, so that undoing it puts back only that, and only while it is still so."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('authorities', '0004_logs_without_lookups'),
    ]

    operations = [
        migrations.AddField(
            model_name='change',
            name='after',
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='change',
            name='kind',
            field=models.CharField(choices=[('new', 'New'), ('changed', 'Changed'), ('marked', 'Marked as missing'), ('removed', 'Removed')], max_length=8),
        ),
    ]
