"""The demonstration's own clock.

Riverbend's year is told by calling the rooms' actions in the order in which things happened, each at its own moment.
The actions ask Django what time it is; while the demonstration is loaded, this clock answers. It is used by no other
code, in one process that does nothing else, and before anything that it dates is sealed.
"""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone

_real_now = timezone.now


@contextmanager
def at(moment: datetime.datetime) -> Iterator[None]:
    """Let it be this moment."""
    timezone.now = lambda: moment
    try:
        yield
    finally:
        timezone.now = _real_now


def moment(day: datetime.date, hour: float) -> datetime.datetime:
    """A moment of a day in the installation's time zone; 14.5 is half past two in the afternoon."""
    minutes = round(hour * 60)
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(minutes // 60, minutes % 60)))
