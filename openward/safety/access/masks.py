"""Who takes masks away and puts them back: whoever decides about the words."""

import uuid

from django.http import Http404

from openward.contributions.models import Mask
from openward.people.access import Actor
from openward.safety.access.readings import case_for_deciding


def mask_for_moderating(actor: Actor, key: uuid.UUID) -> Mask:
    """A mask on words that the actor may decide about; "not found" otherwise."""
    mask = Mask.objects.select_related("revision__contribution").filter(pk=key).first()
    if mask is None:
        raise Http404
    case_for_deciding(actor, mask.revision.contribution_id)
    return mask
