"""Opening and closing a space."""

from django.db import transaction
from django.utils import timezone

from openward.engagements.actions import NotReady, open_engagement
from openward.ledger.actions import record
from openward.people.access import Actor
from openward.spaces.actions.locks import fact_keys, locked
from openward.spaces.events import SpaceClosed, SpaceOpened
from openward.spaces.models import Space
from openward.spaces.queries import missing_before_opening


@transaction.atomic
def open_space(*, space: Space, by: Actor) -> None:
    """Open a planned space, and its engagement with it. An open one stays as it is.

    Raises NotReady, which names everything that is missing and where to put it right.
    """
    current = locked(space)
    if current.state == Space.State.OPEN:
        return
    lacking = missing_before_opening(current)
    if lacking:
        raise NotReady(lacking)
    open_engagement(engagement=current.engagement, by=by)
    current.state = Space.State.OPEN
    current.opened_at = current.opened_at or timezone.now()
    current.closed_at = None
    current.save(update_fields=["state", "opened_at", "closed_at"])
    record(SpaceOpened(**fact_keys(current)), by=by)
    space.refresh_from_db()


@transaction.atomic
def close_space(*, space: Space, by: Actor) -> None:
    """Close a space: nobody can add words; what was said stays to be read."""
    current = locked(space)
    if current.state == Space.State.CLOSED:
        return
    current.state = Space.State.CLOSED
    current.closed_at = timezone.now()
    current.save(update_fields=["state", "closed_at"])
    record(SpaceClosed(**fact_keys(current)), by=by)
    space.refresh_from_db()
