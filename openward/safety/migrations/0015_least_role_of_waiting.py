"""Appeals that waited before they knew of roles: what a senior moderator decided waits for another one."""

from typing import Any

from django.db import migrations
from django.db.models import Q


def raise_least_role(apps: Any, _editor: Any) -> None:
    """Fail closed: nobody of a lower role takes up what was asked before the update."""
    appeals = apps.get_model("safety", "Appeal").objects.filter(
        state__in=["open", "assigned"], first_decider__isnull=False, least_role="moderator"
    )
    seniors = apps.get_model("people", "HeldRole").objects.filter(role="senior_moderator")
    for appeal in appeals.select_related("space"):
        here = Q(space_key__isnull=True) | Q(space_key=appeal.space_id)
        held = seniors.filter(here, account=appeal.first_decider_id, organisation=appeal.space.organisation_id)
        if held.exists():
            appeals.filter(pk=appeal.pk).update(least_role="senior_moderator")


class Migration(migrations.Migration):
    dependencies = [
        ("safety", "0014_causes_of_appeals"),
    ]

    operations = [
        migrations.RunPython(raise_least_role, migrations.RunPython.noop),
    ]
