"""What is set aside is shown and counted nowhere: the three columns that say who may read learn of it.

A generated column cannot be changed, so each is made anew, with the indexes that lean on it.
"""

from typing import Any

from django.db import migrations, models

ALL_CLEAR: tuple[Any, ...] = (
    ("shown_review__in", ["approved", "not_required"]),
    ("hold", "none"),
    models.Q(("restriction__in", ["hidden", "removed"]), _negated=True),
    ("is_set_aside", False),
)
CONDITIONS = {
    "is_for_staff": models.Q(*ALL_CLEAR, ("lifecycle__in", ["submitted", "published", "archived"])),
    "is_for_members": models.Q(*ALL_CLEAR, ("lifecycle", "published"), ("may_publish", True)),
    "is_for_everyone": models.Q(
        *ALL_CLEAR,
        ("lifecycle", "published"),
        ("may_publish", True),
        models.Q(("restriction", "community_only"), _negated=True),
    ),
}
LISTS = [
    models.Index(
        condition=models.Q(("is_for_everyone", True), ("root__isnull", True)),
        fields=["space", "-published_on", "shuffle"],
        name="contribution_feed",
    ),
    models.Index(
        condition=models.Q(("is_for_members", True), ("root__isnull", True)),
        fields=["space", "-published_on", "shuffle"],
        name="contribution_members_feed",
    ),
    models.Index(
        condition=models.Q(("is_for_staff", True), ("root__isnull", True)),
        fields=["space", "-submitted_at", "id"],
        name="contribution_staff_list",
    ),
    models.Index(
        condition=models.Q(("is_for_staff", True), ("root__isnull", True)),
        fields=["space", "id"],
        name="contribution_keys",
    ),
]


def _column(condition: models.Q) -> models.GeneratedField:
    return models.GeneratedField(
        db_persist=True,
        expression=models.Case(models.When(condition, then=models.Value(True)), default=models.Value(False)),
        output_field=models.BooleanField(),
    )


class Migration(migrations.Migration):

    dependencies = [
        ("contributions", "0003_drafts"),
    ]

    operations = [
        migrations.AddField("contribution", "is_set_aside", models.BooleanField(db_default=False, default=False)),
        *[migrations.RemoveIndex("contribution", index.name) for index in LISTS],
        *[migrations.RemoveField("contribution", name) for name in CONDITIONS],
        *[migrations.AddField("contribution", name, _column(condition)) for name, condition in CONDITIONS.items()],
        *[migrations.AddIndex("contribution", index) for index in LISTS],
        migrations.AddIndex(
            "contribution", models.Index(fields=["space", "submitted_at"], name="contribution_recent")
        ),
        migrations.AddIndex(
            "contribution",
            models.Index(condition=models.Q(("is_set_aside", True)), fields=["id"], name="contribution_set_aside"),
        ),
    ]
