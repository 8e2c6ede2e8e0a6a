"""Keeping words for later, because their author asked for it."""

import json

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from openward.contributions.access import receipt_hash
from openward.contributions.actions.stories import Sent, code_for_submission, fact_keys, locked
from openward.contributions.events import DraftKept
from openward.contributions.models import Contribution, Draft, Kind, Lifecycle, Receipt
from openward.contributions.models.drafts import KEPT_FOR
from openward.contributions.queries.drafts import Answers
from openward.kit.sealing import seal
from openward.ledger.actions import record
from openward.people.access import Actor
from openward.people.actions.personas import make_persona
from openward.people.models import Badge
from openward.spaces.models import Space

LONGEST = 60_000


@transaction.atomic
def keep_draft(*, space: Space, answers: Answers, language: str, by: Actor) -> Sent:
    """Keep a form as it stands, sealed, for a month. The five words open it, and later the story's own page.

    Raises SentTwice when the form was kept before, ValueError for more than a form can hold.
    """
    persona = make_persona(scope_key=space.pk, badge=Badge.UNSAID, by=by)
    draft = Contribution.objects.create(
        space=space, author=persona, kind=Kind.STORY, lifecycle=Lifecycle.DRAFT, language=language
    )
    record(DraftKept(**fact_keys(draft)), by=by)
    code = code_for_submission(by)
    Receipt.objects.create(contribution=draft, code_hash=receipt_hash(code), answer_expected_on=timezone.localdate())
    _seal(draft, answers)
    return Sent(draft, code)


@transaction.atomic
def keep_draft_again(*, draft: Contribution, answers: Answers, by: Actor) -> None:
    """Keep what was written since, for another month. Raises ValueError when it was sent or erased meanwhile."""
    current = locked(draft)
    if current.lifecycle != Lifecycle.DRAFT:
        raise ValueError("what was sent is no draft any more")
    _seal(current, answers)
    record(DraftKept(**fact_keys(current)), by=by)


def _seal(contribution: Contribution, answers: Answers) -> None:
    plain = json.dumps(answers).encode()
    if len(plain) > LONGEST:
        raise ValueError("more than the form can hold")
    key_id, key = list(settings.SECRETS.vault_keys.items())[-1]
    Draft.objects.update_or_create(
        contribution=contribution,
        defaults={
            "sealed": seal(plain, key=key, context=contribution.pk.bytes),
            "key_id": key_id,
            "kept_until": timezone.localdate() + KEPT_FOR,
        },
    )
