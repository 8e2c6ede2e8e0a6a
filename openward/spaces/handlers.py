"""What spaces do when another room announces something."""

import uuid

from openward.engagements.events import EngagementClosed
from openward.people.access import SYSTEM
from openward.spaces.actions import close_space
from openward.spaces.models import Space


def on_engagement_closed(fact: EngagementClosed, *, fact_id: int) -> None:
    """The places of a closed engagement close too."""
    for space in Space.objects.filter(engagement_id=uuid.UUID(fact.key)).exclude(state=Space.State.CLOSED):
        close_space(space=space, by=SYSTEM)
