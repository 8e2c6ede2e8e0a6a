"""Keeping what people allow."""

import uuid
from collections.abc import Iterable

from django.db import transaction

from openward.ledger.actions import record
from openward.people.access import Actor
from openward.people.events import ConsentSaid
from openward.people.models import Consent, Persona, Purpose


@transaction.atomic
def say_consent(
    *,
    persona: Persona,
    item_key: uuid.UUID,
    given: Iterable[str],
    language: str,
    organisation_key: str,
    channel: str = "web",
    by: Actor,
) -> frozenset[str]:
    """Keep all five answers about one thing, each as a line of its own, and return the purposes allowed."""
    allowed = frozenset(given) & frozenset(Purpose.values)
    Consent.objects.bulk_create(
        Consent(
            persona=persona,
            item_key=item_key,
            purpose=purpose,
            is_given=purpose in allowed,
            language=language,
            channel=channel,
        )
        for purpose in Purpose.values
    )
    record(
        ConsentSaid(
            key=str(item_key),
            organisation_key=organisation_key,
            given=tuple(sorted(allowed)),
            refused=tuple(sorted(frozenset(Purpose.values) - allowed)),
        ),
        by=by,
    )
    return allowed
