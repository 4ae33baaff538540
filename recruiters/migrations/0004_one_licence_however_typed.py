from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("recruiters", "0003_carry_over")]

    operations = [
        migrations.AddConstraint(
            model_name='recruiter',
            constraint=models.UniqueConstraint(fields=('register', 'licence_key'), name='recruiter_licence_unique_in_register', violation_error_message='This licence number is already on the register.'),
        ),
    ]
