"""Measures, their readings, and the limits of their charts."""

import dataclasses
import datetime
from collections.abc import Mapping

from django.db import transaction
from django.db.models import ProtectedError

from openward.improvements.actions.changes import ChangedMeanwhile, fact_keys, locked
from openward.improvements.events import (
    LimitsFrozen,
    LimitsRebased,
    LimitsReleased,
    MeasureAdded,
    MeasureChanged,
    MeasureRemoved,
    ReadingChanged,
    ReadingRemoved,
    ReadingsEntered,
    RebasingUndone,
)
from openward.improvements.models import Improvement, Measure, Reading
from openward.improvements.queries.readings import can_carry_limits, dates_of
from openward.ledger.actions import record, refuse_second_sending
from openward.people.access import Actor
from openward.themes.models import Theme


class FedByTheme(Exception):
    """The readings of this measure are worked out from what people say; nobody writes them."""


class HasReadings(Exception):
    """A measure with readings is not removed: what was measured stays."""


class TooFewReadings(Exception):
    """Limits need at least five readings on either side of a date."""


class ReadingMoved(Exception):
    """Somebody else changed or removed the reading meanwhile; `now` is its value, or None."""

    def __init__(self, now: float | None) -> None:
        super().__init__(now)
        self.now = now


@dataclasses.dataclass(frozen=True, slots=True)
class Entered:
    """What entering readings did: how many are new, how many have another value, how many were there already."""

    added: int
    changed: int
    same: int


@transaction.atomic
def add_measure(
    *,
    improvement: Improvement,
    name: str,
    kind: str,
    better: str,
    unit: str = "",
    target: float | None = None,
    source_theme: Theme | None = None,
    by: Actor,
) -> Measure:
    """Add a measure; with `source_theme` its readings are that theme's monthly share. A theme is measured once."""
    improvement = Improvement.objects.select_for_update().select_related("engagement").get(pk=improvement.pk)
    if source_theme is not None:
        found = improvement.measures.filter(source_theme=source_theme).first()
        if found is not None:
            refuse_second_sending(by)
            return found
        if not improvement.themes.filter(pk=source_theme.pk).exists():
            raise ValueError("an improvement is measured by the themes it works on")
    measure = Measure.objects.create(
        improvement=improvement,
        name=name,
        kind=Measure.Kind(kind),
        better=Measure.Better(better),
        unit=unit,
        target=target,
        source_theme=source_theme,
    )
    record(
        MeasureAdded(
            **_keys(measure),
            kind_of_measure=measure.kind,
            theme_key=str(source_theme.pk) if source_theme else "",
        ),
        by=by,
    )
    return measure


@transaction.atomic
def change_measure(
    *,
    measure: Measure,
    name: str,
    kind: str,
    better: str,
    unit: str,
    target: float | None,
    version: int,
    by: Actor,
) -> Measure:
    """Change what a measure is called, what it is for, its unit and its target."""
    current = locked(measure, version=version, by=by)
    current.name, current.kind, current.better = name, Measure.Kind(kind), Measure.Better(better)
    current.target = target
    # A share has no other unit.
    current.unit = "%" if current.is_fed_by_theme else unit
    current.save()
    record(MeasureChanged(**_keys(current)), by=by)
    return current


@transaction.atomic
def remove_measure(*, measure: Measure, version: int, by: Actor) -> None:
    """Remove a measure that has no readings of its own."""
    current = locked(measure, version=version, by=by)
    if current.readings.exists():
        raise HasReadings
    record(MeasureRemoved(**_keys(current)), by=by)
    try:
        current.delete()
    except ProtectedError:
        # An answer points to it as the evidence for a change.
        raise HasReadings from None


@transaction.atomic
def enter_readings(*, measure: Measure, readings: Mapping[datetime.date, float], by: Actor) -> Entered:
    """Enter readings by date. A date that is there takes the new value; entering the same again changes nothing."""
    current = _for_readings(measure)
    there = dict(current.readings.filter(on__in=readings).values_list("on", "value"))
    new = {on: value for on, value in readings.items() if on not in there}
    changed = {on: value for on, value in readings.items() if on in there and there[on] != value}
    entered = Entered(len(new), len(changed), len(readings) - len(new) - len(changed))
    if not new and not changed:
        refuse_second_sending(by)
        return entered
    Reading.objects.bulk_create(
        [Reading(measure=current, on=on, value=value) for on, value in (new | changed).items()],
        update_conflicts=True,
        unique_fields=["measure", "on"],
        update_fields=["value"],
    )
    dates = sorted(new | changed)
    record(
        ReadingsEntered(
            **_keys(current),
            count=len(dates),
            added=len(new),
            changed=len(changed),
            first_on=dates[0],
            last_on=dates[-1],
        ),
        by=by,
    )
    return entered


@transaction.atomic
def change_reading(*, reading: Reading, value: float, was: float, by: Actor) -> Reading:
    """Put one reading right. ReadingMoved when it is no longer what it `was`."""
    _for_readings(reading.measure)
    current = _reading(reading, was, by)
    current.value = value
    current.save(update_fields=["value"])
    record(ReadingChanged(**_keys(reading.measure), on=current.on, before=was, after=value), by=by)
    return current


@transaction.atomic
def remove_reading(*, reading: Reading, was: float, by: Actor) -> None:
    """Remove one reading that should not be there; the ledger keeps its date and value."""
    _for_readings(reading.measure)
    current = _reading(reading, was, by)
    record(ReadingRemoved(**_keys(reading.measure), on=current.on, before=was), by=by)
    current.delete()


@transaction.atomic
def freeze_limits(*, measure: Measure, on: datetime.date, reason: str, version: int, by: Actor) -> Measure:
    """Rest the limits on the readings up to a date, so that later ones are judged by them and do not move them."""
    current = locked(measure, version=version, by=by)
    if not can_carry_limits(dates_of(current), freeze_after_on=on, rebase_on=current.rebase_on):
        raise TooFewReadings
    current.freeze_after_on = on
    current.save()
    record(LimitsFrozen(**_keys(current), on=on, reason=reason), by=by)
    return current


@transaction.atomic
def release_limits(*, measure: Measure, reason: str, version: int, by: Actor) -> Measure:
    """Let the limits rest on all readings again."""
    current = locked(measure, version=version, by=by)
    current.freeze_after_on = None
    current.save()
    record(LimitsReleased(**_keys(current), reason=reason), by=by)
    return current


@transaction.atomic
def rebase_limits(*, measure: Measure, on: datetime.date, reason: str, version: int, by: Actor) -> Measure:
    """Work the limits out anew from a date on: the process is another one since then."""
    current = locked(measure, version=version, by=by)
    dates = sorted({*current.rebase_on, on})
    if not can_carry_limits(dates_of(current), freeze_after_on=current.freeze_after_on, rebase_on=dates):
        raise TooFewReadings
    current.rebase_on = dates
    current.save()
    record(LimitsRebased(**_keys(current), on=on, reason=reason), by=by)
    return current


@transaction.atomic
def undo_rebasing(*, measure: Measure, on: datetime.date, reason: str, version: int, by: Actor) -> Measure:
    """Join the readings before and after a date again."""
    current = locked(measure, version=version, by=by)
    if on not in current.rebase_on:
        raise ChangedMeanwhile(current)
    current.rebase_on = [date for date in current.rebase_on if date != on]
    current.save()
    record(RebasingUndone(**_keys(current), on=on, reason=reason), by=by)
    return current


def _for_readings(measure: Measure) -> Measure:
    # One pen per measure: of two people who enter the same month at once, the second meets the first's value.
    current = Measure.objects.select_for_update().get(pk=measure.pk)
    if current.is_fed_by_theme:
        raise FedByTheme
    return current


def _reading(reading: Reading, was: float, by: Actor) -> Reading:
    current = Reading.objects.filter(pk=reading.pk).first()
    if current is None or current.value != was:
        refuse_second_sending(by)
        raise ReadingMoved(current.value if current else None)
    return current


def _keys(measure: Measure) -> dict[str, str]:
    return {**fact_keys(measure.improvement), "measure_key": str(measure.pk), "name": measure.name}
