"""Alerts about acting together say when they began, ended, grew and end by themselves; reports can be set aside."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("contributions", "0004_set_aside"),
        ("spaces", "0005_checking"),
        ("safety", "0005_openness"),
    ]

    operations = [
        migrations.AddField("report", "is_set_aside", models.BooleanField(db_default=False, default=False)),
        migrations.AlterField(
            "placemeasure",
            "kind",
            models.CharField(
                choices=[
                    ("slow_mode", "Slow mode: a pause between two posts of one person"),
                    ("cool_down", "Cool-down: no new words for a while"),
                    ("lock", "No new words"),
                    ("scheduled_close", "Closes at a set time"),
                    ("raid", "Raid mode: everything is read first, nobody new, slow mode"),
                    ("checking", "While we check: words of new people are read first, nobody new, slow mode"),
                ],
                max_length=16,
            ),
        ),
        migrations.AlterField(
            "togetheralert",
            "state",
            models.CharField(
                choices=[
                    ("noticed", "Noticed: everything counts as before"),
                    ("open", "Set aside until somebody has looked"),
                    ("confirmed", "Somebody looked: it stays set aside"),
                    ("undone", "Somebody looked: it counts again"),
                ],
                default="noticed",
                max_length=10,
            ),
        ),
        *[
            migrations.AddField(
                "togetheralert",
                name,
                models.DateTimeField(default=django.utils.timezone.now),
                preserve_default=False,
            )
            for name in ("began_at", "ended_at", "grown_at")
        ],
        migrations.AlterField("togetheralert", "found_at", models.DateTimeField()),
        migrations.AddField("togetheralert", "ends_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddIndex(
            "togetheralert", models.Index(fields=["space", "-ended_at"], name="together_of_space")
        ),
        migrations.AddConstraint(
            "togetheralert",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "open"), _negated=True), ("ends_at__isnull", False), _connector="OR"
                ),
                name="set_aside_ends",
            ),
        ),
    ]
