"""Opening and closing a space."""

import datetime

from django.db import transaction
from django.utils import timezone

from openward.engagements.actions import NotReady, StillNeeded, is_kept_open, open_engagement
from openward.engagements.models import Engagement
from openward.ledger.actions import record
from openward.people.access import Actor
from openward.spaces.actions.locks import fact_keys, locked
from openward.spaces.events import SpaceClosed, SpaceClosedByDate, SpaceOpened, SpaceReopened
from openward.spaces.models import Space
from openward.spaces.queries import last_day, missing_before_opening


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
    current.closed_at, current.is_closed_by_date = None, False
    current.save(update_fields=["state", "opened_at", "closed_at", "is_closed_by_date"])
    record(SpaceOpened(**fact_keys(current)), by=by)
    space.refresh_from_db()


@transaction.atomic
def close_space(*, space: Space, by: Actor) -> None:
    """Close a space: nobody can add words; what was said stays to be read. Raises StillNeeded."""
    current = locked(space)
    if current.state == Space.State.CLOSED:
        return
    if is_kept_open(current.pk):
        raise StillNeeded
    current.state = Space.State.CLOSED
    current.closed_at, current.is_closed_by_date = timezone.now(), False
    current.save(update_fields=["state", "closed_at", "is_closed_by_date"])
    record(SpaceClosed(**fact_keys(current)), by=by)
    space.refresh_from_db()


@transaction.atomic
def close_by_date(*, space: Space, today: datetime.date, by: Actor) -> bool:
    """Close an open space whose last phase has ended, and say whether it was so. What somebody must see to the end
    first keeps it open for as long."""
    current = locked(space)
    last_on = last_day(current)
    if current.state != Space.State.OPEN or last_on is None or last_on >= today or is_kept_open(current.pk):
        return False
    current.state, current.closed_at, current.is_closed_by_date = Space.State.CLOSED, timezone.now(), True
    current.save(update_fields=["state", "closed_at", "is_closed_by_date"])
    record(SpaceClosedByDate(**fact_keys(current), last_on=last_on.isoformat()), by=by)
    return True


@transaction.atomic
def reopen_by_date(*, space: Space, today: datetime.date, by: Actor) -> bool:
    """Open a space again that closed by itself and whose last phase now ends later, and say whether it was so. What
    had to be there before it opened was there; whoever closes a space by hand opens it by hand."""
    current = locked(space)
    last_on = last_day(current)
    is_over = last_on is None or last_on < today or current.engagement.state != Engagement.State.OPEN
    if not current.is_closed_by_date or is_over:
        return False
    current.state, current.closed_at, current.is_closed_by_date = Space.State.OPEN, None, False
    current.save(update_fields=["state", "closed_at", "is_closed_by_date"])
    record(SpaceReopened(**fact_keys(current)), by=by)
    return True
