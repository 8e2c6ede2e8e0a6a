"""The readings of a measure, entered by people or worked out from what people say, and where its limits begin."""

import bisect
import dataclasses
import datetime
from collections.abc import Iterable, Sequence

from openward.improvements.models import Measure
from openward.methods.small_numbers import proportion
from openward.methods.spc.result import POINTS_NEEDED
from openward.themes.queries import month_counts


@dataclasses.dataclass(frozen=True, slots=True)
class Series:
    """Readings, oldest first. For a theme's share `counts` has (contributions with the theme, all of them) and
    values are percentages; `withheld` months had too few people to be shown to everybody."""

    dates: tuple[datetime.date, ...]
    values: tuple[float, ...]
    counts: tuple[tuple[int, int], ...] | None = None
    withheld: int = 0


def series_of(measure: Measure, *, shows_counts: bool) -> Series:
    """The readings. Who may not see exact counts gets the share of people, rounded, in the months that have enough
    of them to be shown to everybody."""
    if measure.source_theme is None:
        readings = list(measure.readings.all())
        return Series(tuple(reading.on for reading in readings), tuple(reading.value for reading in readings))
    months = [month for month in month_counts(measure.source_theme) if month.of]
    if shows_counts:
        return Series(
            tuple(month.month for month in months),
            tuple(100 * month.contributions / month.of for month in months),
            tuple((month.contributions, month.of) for month in months),
        )
    shown = [(month.month, proportion(month.people, month.of_people).percent) for month in months]
    known = [(month, float(percent)) for month, percent in shown if percent is not None]
    return Series(
        tuple(month for month, _percent in known),
        tuple(percent for _month, percent in known),
        withheld=len(shown) - len(known),
    )


def dates_of(measure: Measure) -> list[datetime.date]:
    """The dates of a measure's readings, oldest first."""
    return list(series_of(measure, shows_counts=True).dates)


def can_carry_limits(
    dates: Sequence[datetime.date], *, freeze_after_on: datetime.date | None, rebase_on: Iterable[datetime.date]
) -> bool:
    """Whether every stretch between the dates has the five readings that limits need."""
    stretches = stretches_of(dates, rebase_on)
    if any(stop - start < POINTS_NEEDED for start, stop in stretches):
        return False
    cuts = [bisect.bisect_left(dates, on) for on in rebase_on]
    if any(not 0 < cut < len(dates) for cut in cuts):
        return False
    if freeze_after_on is None:
        return True
    return any(frozen_points(dates, stretch, freeze_after_on) is not None for stretch in stretches)


def stretches_of(
    dates: Sequence[datetime.date], rebase_on: Iterable[datetime.date]
) -> list[tuple[int, int]]:
    """(start, stop) of each stretch of readings with limits of its own."""
    cuts = sorted({bisect.bisect_left(dates, on) for on in rebase_on} - {0, len(dates)})
    return list(zip([0, *cuts], [*cuts, len(dates)], strict=True))


def frozen_points(
    dates: Sequence[datetime.date], stretch: tuple[int, int], freeze_after_on: datetime.date | None
) -> int | None:
    """How many readings of a stretch its limits rest on, when the date lies in it and leaves enough of them."""
    if freeze_after_on is None:
        return None
    start, stop = stretch
    points = bisect.bisect_right(dates, freeze_after_on) - start
    return points if POINTS_NEEDED <= points < stop - start else None
