"""Reading measures: on places, on one author in one space, and the notes that are pinned to words."""

import dataclasses
import datetime
import uuid
from collections.abc import Iterable

from django.db.models import Q, Sum
from django.utils import timezone

from openward.contributions.models import Contribution, Restriction
from openward.people.models import Persona
from openward.safety.models import Decision, PlaceMeasure, Sanction, Step, Strike
from openward.spaces.models import Space


def measures_on(
    space: Space, thread: Contribution | None = None, now: datetime.datetime | None = None
) -> list[PlaceMeasure]:
    """The measures that hold in a space now, and in one thread of it. What closes at a set time is among them from
    the moment it was announced until somebody lifts it."""
    at = now or timezone.now()
    here = Q(thread__isnull=True) if thread is None else Q(thread__isnull=True) | Q(thread=thread)
    in_time = Q(ends_at__isnull=True) | Q(ends_at__gt=at) | Q(kind=PlaceMeasure.Kind.SCHEDULED_CLOSE)
    return list(PlaceMeasure.objects.filter(here, in_time, space=space, lifted_at__isnull=True, starts_at__lte=at))


def is_raid(space: Space, now: datetime.datetime | None = None) -> bool:
    """Whether everything in the space is read first because of a raid."""
    return any(measure.kind == PlaceMeasure.Kind.RAID for measure in measures_on(space, now=now))


def is_checking(space: Space, now: datetime.datetime | None = None) -> bool:
    """Whether words of people who are new are read first, because somebody checks who acted together."""
    return any(measure.kind == PlaceMeasure.Kind.CHECKING for measure in measures_on(space, now=now))


def measures_over(now: datetime.datetime) -> list[PlaceMeasure]:
    """Measures whose time has passed and that still stand."""
    found = PlaceMeasure.objects.filter(lifted_at__isnull=True, ends_at__lte=now)
    return list(found.exclude(kind=PlaceMeasure.Kind.SCHEDULED_CLOSE).select_related("space"))


def sanction_on(persona_id: uuid.UUID, now: datetime.datetime | None = None) -> Sanction | None:
    """The step of the ladder that a persona stands on now."""
    at = now or timezone.now()
    in_time = Q(until__isnull=True) | Q(until__gt=at)
    return Sanction.objects.filter(in_time, persona=persona_id).exclude(step=Step.OK).first()


def sanctions_over(now: datetime.datetime) -> list[Sanction]:
    """Steps on the ladder whose time has passed."""
    return list(Sanction.objects.filter(until__lte=now))


def restrictions_over(now: datetime.datetime) -> list[Decision]:
    """Decisions whose restriction still stands though its time has passed: for each contribution the newest."""
    over = Contribution.objects.exclude(restriction=Restriction.NONE).filter(restriction_ends_at__lte=now)
    found = Decision.objects.filter(case__contribution__in=over, overturned_at__isnull=True, ends_at__isnull=False)
    newest = found.order_by("case__contribution", "-decided_at").distinct("case__contribution")
    return list(newest.select_related("case__contribution"))


@dataclasses.dataclass(frozen=True, slots=True)
class Record:
    """What stands against an author in one space, as counts and a step: never who they are."""

    restricted: int
    strikes: int
    sanction: Sanction | None


def record_of(author: Persona, space: Space) -> Record:
    """What was decided about this author's words in this space and still counts."""
    now = timezone.now()
    against = Decision.objects.filter(
        case__contribution__author=author,
        case__contribution__space=space,
        outcome__in=[Decision.Outcome.LIMIT, Decision.Outcome.HIDE, Decision.Outcome.REMOVE],
        is_automatic=False,
        overturned_at__isnull=True,
    ).count()
    live = Strike.objects.filter(persona=author, expires_at__gt=now, cancelled_at__isnull=True)
    return Record(against, live.aggregate(all=Sum("weight"))["all"] or 0, sanction_on(author.pk, now))


@dataclasses.dataclass(frozen=True, slots=True)
class Pinned:
    """A note or a correction that readers see under somebody's words."""

    words: str
    source: str
    is_correction: bool
    pinned_at: datetime.datetime


def pinned_on(keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, Pinned]:
    """The newest note of each of these contributions that is labelled now; one query, none for no keys.

    A note goes with its restriction: what was lifted, overturned or replaced shows none.
    """
    wanted = list(keys)
    if not wanted:
        return {}
    found = Decision.objects.filter(
        case__contribution__in=wanted,
        case__contribution__restriction=Restriction.LABELLED,
        outcome__in=[Decision.Outcome.LABEL, Decision.Outcome.CORRECT],
        overturned_at__isnull=True,
    )
    newest = found.order_by("case__contribution_id", "-decided_at").distinct("case__contribution_id")
    rows = newest.values_list("case__contribution_id", "pinned_note", "pinned_source", "outcome", "decided_at")
    return {
        key: Pinned(words, source, outcome == Decision.Outcome.CORRECT, decided_at)
        for key, words, source, outcome, decided_at in rows
    }
