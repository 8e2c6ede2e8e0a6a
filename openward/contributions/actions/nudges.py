"""What authors are asked to look at again: put there and taken away by the room that keeps the list.

These are parts of the deciding room's actions, never actions by themselves: the fact is recorded there.
"""

import uuid

from django.db import transaction

from openward.contributions.models import Nudge
from openward.people.models import Organisation


@transaction.atomic
def nudge_at(
    *, key: uuid.UUID, organisation: Organisation, phrase: str, why: str, is_masked: bool = False
) -> None:
    """Ask authors to look again at a phrase from now on; readers may see a mask in its place."""
    values = {"organisation": organisation, "phrase": phrase, "why": why, "is_masked": is_masked}
    Nudge.objects.update_or_create(key=key, defaults=values)


@transaction.atomic
def nudge_no_more(*, key: uuid.UUID) -> None:
    """Leave authors alone with a phrase again."""
    Nudge.objects.filter(key=key).delete()
