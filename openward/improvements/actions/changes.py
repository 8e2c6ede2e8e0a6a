"""What keeps two people who write at once from undoing each other unseen."""

import uuid
from typing import TypeVar

from openward.improvements.models import ChangeIdea, Cycle, Driver, Improvement, Measure
from openward.ledger.actions import refuse_second_sending
from openward.people.access import Actor

Versioned = TypeVar("Versioned", Improvement, Driver, ChangeIdea, Cycle, Measure)


class ChangedMeanwhile(Exception):
    """Somebody else changed the thing since it was read; nothing was written. `now` is how it stands, or None when
    it is gone."""

    def __init__(self, now: Improvement | Driver | ChangeIdea | Cycle | Measure | None) -> None:
        super().__init__(type(now).__name__)
        self.now = now


class AlreadyEnded(Exception):
    """The improvement has been finished or stopped; only its measures go on."""


def locked(row: Versioned, *, version: int, by: Actor) -> Versioned:
    """The row as it stands, locked, with its version raised; ChangedMeanwhile when it is no longer that version.

    The same form sent again meets its own change: that is SentTwice, not somebody else.
    """
    model = type(row)
    current: Versioned | None = model.objects.select_for_update().filter(pk=row.pk).first()
    if current is None or current.version != version:
        refuse_second_sending(by)
        raise ChangedMeanwhile(current)
    current.version += 1
    return current


def running(improvement: Improvement, *, by: Actor) -> Improvement:
    """The improvement, locked against being ended meanwhile; AlreadyEnded when it has been."""
    current = Improvement.objects.select_for_update().select_related("engagement").get(pk=improvement.pk)
    if not current.is_running:
        refuse_second_sending(by)
        raise AlreadyEnded
    return current


def fact_keys(improvement: Improvement) -> dict[str, str]:
    """What every fact of an improvement carries."""
    return {"key": str(improvement.pk), "organisation_key": str(improvement.engagement.organisation_id)}


def theme_keys(improvement: Improvement) -> tuple[str, ...]:
    """The keys of the themes an improvement works on."""
    keys: list[uuid.UUID] = list(improvement.themes.values_list("pk", flat=True))
    return tuple(str(key) for key in keys)
