from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("recruiters", "0012_lasting_proof")]

    operations = [
        migrations.AddField(
            model_name="concernevent",
            name="licence",
            field=models.CharField(blank=True, max_length=60),
        ),
    ]
