"""A moderator takes a mask away from one wording, or puts it back."""

from django.db import transaction
from django.utils import timezone

from openward.contributions.actions.masks import settle_masks
from openward.contributions.actions.stories import fact_keys, locked
from openward.contributions.events import MaskPutBack, MaskTakenAway
from openward.contributions.models import Mask
from openward.ledger.actions import record, refuse_second_sending
from openward.people.access import Actor


@transaction.atomic
def take_mask_away(*, mask: Mask, by: Actor) -> bool:
    """Show a covered word to readers again, in this wording only. Whether there was a mask to take away."""
    refuse_second_sending(by)
    contribution = locked(mask.revision.contribution)
    standing = Mask.objects.filter(pk=mask.pk, taken_away_at__isnull=True)
    if not standing.update(taken_away_at=timezone.now(), taken_away_by=by.account):
        return False
    settle_masks([mask.revision_id])
    record(MaskTakenAway(**fact_keys(contribution), revision_number=mask.revision.number), by=by)
    return True


@transaction.atomic
def put_mask_back(*, mask: Mask, by: Actor) -> bool:
    """Cover a word again that was shown again. Whether its mask had been taken away."""
    refuse_second_sending(by)
    contribution = locked(mask.revision.contribution)
    lifted = Mask.objects.filter(pk=mask.pk, taken_away_at__isnull=False)
    if not lifted.update(taken_away_at=None, taken_away_by=None):
        return False
    settle_masks([mask.revision_id])
    record(MaskPutBack(**fact_keys(contribution), revision_number=mask.revision.number), by=by)
    return True
