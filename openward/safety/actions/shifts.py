"""A moderator's shift, told by what they do on the server: it leaves no fact, for it is theirs alone.

An act is a form that was sent: taking, keeping, deciding, handing on. Between two acts less than ten minutes apart
somebody was at work; ten minutes or more are a break. No clock on a page decides anything.
"""

import datetime

from django.db import transaction
from django.utils import timezone

from openward.people.access import Actor
from openward.people.models import Account
from openward.safety.models import BREAK_LASTS, SHIFT_GAP, SHIFTS_KEPT, Shift
from openward.safety.queries.care import care_of, shifts_over


class NotNow(Exception):
    """Nothing new is given out: the moderator has worked for two hours, and rests until `until`."""

    def __init__(self, until: datetime.datetime) -> None:
        super().__init__("a pause")
        self.until = until


class SeenEnough(Exception):
    """Enough that is hard to read was read in this shift; it goes to others."""


@transaction.atomic
def keep_act(*, by: Actor) -> None:
    """Somebody who moderates did something just now."""
    if by.account is None:
        return
    now = timezone.now()
    shift = _open(by.account, now)
    if shift is None:
        Shift.objects.create(account=by.account)
        return
    since = now - shift.last_seen_at
    rested = now - (shift.break_began_at or shift.last_seen_at)
    if rested >= BREAK_LASTS:
        shift.worked_s = 0
    elif shift.break_began_at is None:
        shift.worked_s += max(0, int(since.total_seconds()))
    shift.break_began_at = None
    shift.last_seen_at = now
    shift.save()


@transaction.atomic
def begin_break(*, by: Actor) -> None:
    """A break begins, from now."""
    if by.account is None:
        return
    keep_act(by=by)
    Shift.objects.filter(account=by.account, ended_at__isnull=True).update(break_began_at=timezone.now())


@transaction.atomic
def count_severe(*, by: Actor) -> None:
    """The actor took something that is hard to read."""
    if by.account is None:
        return
    shift = _open(by.account, timezone.now()) or Shift.objects.create(account=by.account)
    shift.severe_seen += 1
    shift.save(update_fields=["severe_seen"])


def require_fit(*, is_severe: bool, is_danger: bool, by: Actor) -> None:
    """Raise NotNow during a pause and SeenEnough for what is hard after enough of it; never for danger to life."""
    if is_danger:
        return
    care = care_of(by)
    until = care.paused_until(timezone.now())
    if until:
        raise NotNow(until)
    if is_severe and care.has_seen_enough:
        raise SeenEnough


@transaction.atomic
def tidy_shifts(*, now: datetime.datetime, by: Actor) -> int:
    """End shifts of people who left hours ago, and forget those that are a month old. Returns how many it forgot."""
    shifts_over(now).update(ended_at=now)
    return Shift.objects.filter(began_at__lt=now - SHIFTS_KEPT).delete()[0]


def _open(account: Account, now: datetime.datetime) -> Shift | None:
    """The shift that goes on, locked; one left behind hours ago is ended."""
    open_ones = Shift.objects.select_for_update().filter(account=account, ended_at__isnull=True)
    shift = open_ones.order_by("-began_at").first()
    if shift is not None and now - shift.last_seen_at >= SHIFT_GAP:
        shift.ended_at = shift.last_seen_at
        shift.save(update_fields=["ended_at"])
        return None
    return shift
