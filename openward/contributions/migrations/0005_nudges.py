import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("contributions", "0004_set_aside"),
        ("people", "0003_break_glass"),
    ]

    operations = [
        migrations.CreateModel(
            name="Nudge",
            fields=[
                ("key", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("phrase", models.CharField(max_length=200)),
                ("why", models.CharField(max_length=200)),
                ("organisation", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="nudges", to="people.organisation")),
            ],
        ),
    ]
