"""Opening a draft for its author."""

import datetime
import json

from django.conf import settings

from openward.contributions.models import Contribution, Draft
from openward.kit.sealing import unseal

Answers = list[tuple[str, str]]


def answers_of(contribution: Contribution) -> Answers:
    """What was filled in, as (name, value) in the order of the form."""
    draft = Draft.objects.get(contribution=contribution)
    key = settings.SECRETS.vault_keys[draft.key_id]
    opened = json.loads(unseal(bytes(draft.sealed), key=key, context=contribution.pk.bytes))
    return [(name, value) for name, value in opened]


def drafts_over(today: datetime.date) -> list[Draft]:
    """Drafts whose last day is past."""
    return list(Draft.objects.filter(kept_until__lt=today).select_related("contribution__space"))
