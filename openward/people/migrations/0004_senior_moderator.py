import django.contrib.postgres.fields
from django.db import migrations, models

ROLES = [
    ("lead", "Patient-experience lead"),
    ("moderator", "Moderator"),
    ("senior_moderator", "Senior moderator"),
    ("coder", "Coder"),
    ("improver", "Improver"),
    ("responder", "Responder"),
    ("advisory", "Advisory member"),
    ("data_protection", "Data protection"),
    ("administrator", "Administrator"),
]


class Migration(migrations.Migration):
    dependencies = [("people", "0003_break_glass")]

    operations = [
        migrations.AlterField(
            model_name="heldrole", name="role", field=models.CharField(choices=ROLES, max_length=20)
        ),
        migrations.AlterField(
            model_name="invitation",
            name="roles",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(choices=ROLES, max_length=20), blank=True, default=list, size=None
            ),
        ),
    ]
