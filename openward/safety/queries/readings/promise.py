"""By when a person reads what was sent: working days, and from when on words are late.

Words that a crisis holds are in the hands of the people on call, by a clock of minutes: they are never late here.
"""

import datetime
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from openward.contributions.models import Contribution, Hold
from openward.safety.models import CrisisCase
from openward.spaces.models import Space


def promised_on(sent_on: datetime.date, working_days: int) -> datetime.date:
    """The day by whose end a person reads what was sent: that many working days (Monday to Friday) later."""
    day = sent_on
    left = working_days
    while left > 0 or day.weekday() > 4:
        day += datetime.timedelta(days=1)
        left -= day.weekday() < 5
    return day


def late_before(today: datetime.date, working_days: int) -> datetime.date:
    """The first day of sending whose promise still holds today: whatever was sent before it is late."""
    day = today
    while promised_on(day - datetime.timedelta(days=1), working_days) >= today:
        day -= datetime.timedelta(days=1)
    return day


def is_late(spaces: Iterable[Space]) -> Q:
    """"Late" as a condition on Revision, one part for each promise that spaces make."""
    today = timezone.localdate()
    days = {space.pk: space.reading_days for space in spaces}
    condition = Q(pk__in=[])
    for promise in set(days.values()):
        first_day = late_before(today, promise)
        start = timezone.make_aware(datetime.datetime.combine(first_day, datetime.time.min))
        condition |= Q(
            created_at__lt=start, contribution__space_id__in=[pk for pk, kept in days.items() if kept == promise]
        )
    return condition & ~in_crisis()


def in_crisis() -> Q:
    """"A crisis holds the words" as a condition on Revision: until it is closed, or lets them go before that."""
    open_ones = CrisisCase.objects.exclude(state=CrisisCase.State.CLOSED)
    return Q(Exists(open_ones.filter(contribution=OuterRef("contribution"))), contribution__hold=Hold.SAFEGUARDING)


def is_in_crisis(contribution: Contribution) -> bool:
    """Whether a crisis holds the words now; one query, none for words that are not held."""
    if contribution.hold != Hold.SAFEGUARDING:
        return False
    return CrisisCase.objects.filter(contribution=contribution).exclude(state=CrisisCase.State.CLOSED).exists()
