from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("recruiters", "0011_more_ways_to_find_look_alikes")]

    operations = [
        migrations.AddField(
            model_name="concernevent",
            name="licence",
            field=models.CharField(blank=True, max_length=60),
        ),
    ]
