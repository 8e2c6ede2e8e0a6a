import django.db.models.deletion
from django.db import migrations, models

TOPICS = [
    ("self_harm", "Suicide and self-harm"),
    ("abuse", "Abuse and neglect"),
    ("children", "Harm to children"),
    ("death", "Death and dying"),
    ("birth", "Birth and losing a baby"),
    ("hate", "Hate and racism"),
    ("sex", "Sexual violence"),
]


class Migration(migrations.Migration):
    dependencies = [("safety", "0006_together")]

    operations = [
        migrations.AddField("debrief", "about", models.CharField(blank=True, max_length=60)),
        migrations.AlterField(
            "debrief",
            "state",
            models.CharField(
                choices=[
                    ("offered", "Offered"),
                    ("asked", "Asked for"),
                    ("held", "Held"),
                    ("declined", "Not wanted"),
                ],
                default="asked",
                max_length=8,
            ),
        ),
        migrations.AlterModelOptions("debrief", {"ordering": ["-asked_at", "-pk"]}),
        migrations.AddConstraint(
            "debrief",
            models.UniqueConstraint(
                condition=models.Q(("about", ""), _negated=True),
                fields=("account", "about"),
                name="debrief_offered_once",
            ),
        ),
        migrations.CreateModel(
            name="TopicMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("topic", models.CharField(choices=TOPICS, max_length=12)),
                ("is_by_person", models.BooleanField(default=False)),
                ("marked_at", models.DateTimeField(auto_now_add=True)),
                (
                    "contribution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="topic_marks",
                        to="contributions.contribution",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("contribution", "topic"), name="topic_marked_once")
                ],
            },
        ),
    ]
