"""Quarters of a year, and the fixed day on which the figures of each are shown."""

import dataclasses
import datetime
import re

from django.utils import timezone

RELEASE_DAY = 15
"""Of the month after the quarter. Time for what was decided in its last days to be appealed and put right."""
_SLUG = re.compile(r"(20[0-9]{2})-q([1-4])")


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """Three months. Always these, and never a stretch that somebody chose: two stretches could be subtracted."""

    year: int
    number: int

    @property
    def starts_on(self) -> datetime.date:
        return datetime.date(self.year, 3 * self.number - 2, 1)

    @property
    def next(self) -> "Quarter":
        return Quarter(self.year + 1, 1) if self.number == 4 else Quarter(self.year, self.number + 1)

    @property
    def before(self) -> "Quarter":
        return Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)

    @property
    def ends_on(self) -> datetime.date:
        """The last day of it."""
        return self.next.starts_on - datetime.timedelta(days=1)

    @property
    def released_on(self) -> datetime.date:
        return self.next.starts_on.replace(day=RELEASE_DAY)

    @property
    def slug(self) -> str:
        return f"{self.year}-q{self.number}"

    @property
    def moments(self) -> tuple[datetime.datetime, datetime.datetime]:
        """Its first moment, and the first moment after it."""
        return _midnight(self.starts_on), _midnight(self.next.starts_on)


def quarter_of(day: datetime.date) -> Quarter:
    """The quarter in which a day lies."""
    return Quarter(day.year, (day.month + 2) // 3)


def quarter_named(slug: str) -> Quarter | None:
    """The quarter that an address names, such as 2026-q3; None for anything else."""
    found = _SLUG.fullmatch(slug)
    return Quarter(int(found[1]), int(found[2])) if found else None


def quarters_due(today: datetime.date, *, since: datetime.date) -> list[Quarter]:
    """Every quarter from the one of `since` on whose day of release has come, the oldest first."""
    quarter, found = quarter_of(since), []
    while quarter.released_on <= today:
        found.append(quarter)
        quarter = quarter.next
    return found


def next_release(today: datetime.date) -> Quarter:
    """The quarter whose figures are shown next."""
    quarter = quarter_of(today).before
    return quarter if quarter.released_on > today else quarter.next


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))
