from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('recruiters', '0007_concern_licence'),
    ]

    operations = [
        migrations.RemoveField(model_name='watch', name='told_up_to'),
        migrations.AddField(model_name='watch', name='told_up_to', field=models.BigIntegerField(default=0)),
        migrations.AddField(model_name='watch', name='claimed_until', field=models.DateTimeField(blank=True, null=True)),
    ]
