"""Whether something can be sent or joined at this moment, by everybody or by one person."""

import datetime
import uuid
from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from openward.spaces.models import PersonBrake, PlaceBrake, Space


class NotNow(Exception):
    """Nothing new can be sent here at this moment, or not by this person. Whoever catches it keeps the words.

    `kind` is that of the brake ("pause" for slow mode that is not over yet), `reason` what was written to readers or
    to the person, `until` when it ends as far as that is known.
    """

    def __init__(self, kind: str, reason: str, until: datetime.datetime | None = None) -> None:
        super().__init__(kind)
        self.kind = kind
        self.reason = reason
        self.until = until


ONE_AN_HOUR = datetime.timedelta(hours=1)


def brakes_on(space: Space, *, thread_key: uuid.UUID | None = None) -> list[PlaceBrake]:
    """What slows or stops new words in a space now, and in one thread of it. No query where nothing does."""
    return _in_force(space, thread_key) if space.has_brakes else []


def _in_force(space: Space, thread_key: uuid.UUID | None) -> list[PlaceBrake]:
    here = Q(thread_key__isnull=True)
    if thread_key is not None:
        here |= Q(thread_key=thread_key)
    in_time = Q(ends_at__isnull=True) | Q(ends_at__gt=timezone.now())
    return list(PlaceBrake.objects.filter(here, in_time, space=space).order_by("kind"))


def takes_words_now(brakes: Iterable[PlaceBrake]) -> bool:
    """Whether new words can be sent under these brakes."""
    now = timezone.now()
    return not any(brake.is_closed(now) for brake in brakes)


def check_place(space: Space, *, thread_key: uuid.UUID | None, last_sent_at: datetime.datetime | None) -> None:
    """Raise NotNow when a place is closed to new words, or the sender's last ones there are too fresh. Asks the
    database anew: what the page was drawn from may be older than a lock."""
    now = timezone.now()
    brakes = _in_force(space, thread_key)
    for brake in brakes:
        if brake.is_closed(now):
            until = brake.ends_at if brake.kind != PlaceBrake.Kind.SCHEDULED_CLOSE else None
            raise NotNow(brake.kind, brake.reason, until)
    slowest = max(brakes, key=lambda brake: brake.pause_s, default=None)
    if slowest is None or last_sent_at is None:
        return
    over_at = last_sent_at + datetime.timedelta(seconds=slowest.pause_s)
    if over_at > now:
        raise NotNow("pause", slowest.reason, over_at)


def check_person(persona_id: uuid.UUID, *, last_sent_at: datetime.datetime | None) -> None:
    """Raise NotNow when a persona may not send now, with the reason that was written to them."""
    now = timezone.now()
    brake = PersonBrake.objects.filter(persona=persona_id).first()
    if brake is None or (brake.until is not None and brake.until <= now):
        return
    if brake.kind != PersonBrake.Kind.RATE_LIMITED:
        raise NotNow(brake.kind, brake.reason, brake.until)
    if last_sent_at is not None and last_sent_at + ONE_AN_HOUR > now:
        raise NotNow(brake.kind, brake.reason, last_sent_at + ONE_AN_HOUR)


def check_joining(space: Space) -> None:
    """Raise NotNow while nobody new comes in."""
    for brake in _in_force(space, None):
        if brake.takes_nobody_new:
            raise NotNow(brake.kind, brake.reason, brake.ends_at)
