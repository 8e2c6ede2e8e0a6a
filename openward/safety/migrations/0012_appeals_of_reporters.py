import django.contrib.postgres.fields
import django.db.models.deletion
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
STATES = [
    ("open", "Waiting for somebody else to look"),
    ("assigned", "Somebody else is looking at it"),
    ("upheld", "The decision stands"),
    ("overturned", "The decision was wrong and is undone"),
    ("varied", "Another decision takes its place"),
    ("notified", "Decided, and everybody was told"),
    ("closed", "Closed"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_senior_moderator"),
        ("safety", "0011_one_open_report"),
    ]

    operations = [
        migrations.AddField(
            model_name="appeal",
            name="report",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="appeals",
                to="safety.report",
            ),
        ),
        migrations.AddField(
            model_name="appeal",
            name="letter_to",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="people.persona",
            ),
        ),
        migrations.AddField(
            model_name="appeal",
            name="least_role",
            field=models.CharField(choices=ROLES, db_default="moderator", default="moderator", max_length=20),
        ),
        migrations.AlterField(
            model_name="appeal",
            name="state",
            field=models.CharField(choices=STATES, default="open", max_length=12),
        ),
        migrations.AlterField(
            model_name="appeal",
            name="outcome",
            field=models.CharField(blank=True, choices=STATES, max_length=12),
        ),
        migrations.AddField(
            model_name="secondreading",
            name="handed_on_with",
            field=models.TextField(blank=True, db_default=""),
        ),
        migrations.AddField(
            model_name="secondreading",
            name="passed_back_by",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), blank=True, db_default=[], default=list, size=None
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("report__isnull", True), ("side", "author")),
                    models.Q(("about", "decision"), ("report__isnull", False), ("side", "reporter")),
                    _connector="OR",
                ),
                name="reporter_appeals_about_their_report",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(("least_role__in", ["moderator", "senior_moderator"])),
                name="appeal_is_decided_by_moderators",
            ),
        ),
    ]
