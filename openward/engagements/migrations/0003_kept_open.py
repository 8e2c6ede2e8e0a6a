import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("engagements", "0002_space_keys"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeptOpen",
            fields=[
                ("key", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("space_key", models.UUIDField()),
                ("kept_at", models.DateTimeField(auto_now_add=True)),
                ("engagement", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="kept_open", to="engagements.engagement")),
            ],
            options={
                "indexes": [models.Index(fields=["space_key"], name="kept_open_space")],
            },
        ),
    ]
