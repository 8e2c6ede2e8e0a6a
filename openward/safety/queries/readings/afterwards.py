"""What was shown without a person, and that a person still reads afterwards."""

import dataclasses
import datetime
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from openward.contributions.models import Contribution, Hold, Kind, Review, Revision
from openward.contributions.models.axes import OUT_OF_SIGHT
from openward.people.access import Actor
from openward.safety.models import Case, Decision
from openward.safety.queries.care import Care, about_topics, care_of, topics_at
from openward.safety.queries.readings.promise import promised_on
from openward.safety.queries.readings.queue import OPEN, READ_BEFORE_SHOWING, own_personas
from openward.spaces.models import ModerationMode, Space

UNDECIDED = (*OPEN, Case.State.ESCALATED, Case.State.WAITING)


@dataclasses.dataclass(frozen=True, slots=True)
class Unread:
    """One wording that was shown without a person, and that a person still reads afterwards."""

    contribution: Contribution
    revision: Revision
    promised_on: datetime.date
    is_late: bool
    topics: tuple[str, ...] = ()


def _unread_afterwards() -> QuerySet[Contribution]:
    """What was shown without a person and that no person has read since.

    Whatever the space's mode is by now: the promise was made when the words were shown. Left out is what lies in
    another list (reported, held, hidden), what somebody decided about, and comments of surveys, which nobody sent here.
    """
    decided = Decision.objects.filter(
        revision=OuterRef("shown_revision"), is_automatic=False, reopened_at__isnull=True
    )
    reported = Case.objects.filter(contribution=OuterRef("pk"), kind=Case.Kind.REPORT, state__in=UNDECIDED)
    return (
        Contribution.objects.filter(
            ~Exists(decided),
            ~Exists(reported),
            shown_review=Review.NOT_REQUIRED,
            shown_revision__isnull=False,
            lifecycle__in=READ_BEFORE_SHOWING,
            hold=Hold.NONE,
        )
        .exclude(kind=Kind.SURVEY_COMMENT)
        .exclude(restriction__in=OUT_OF_SIGHT)
    )


def is_unread_afterwards(contribution: Contribution) -> bool:
    """Whether a contribution was shown without a person and still waits to be read."""
    return _unread_afterwards().filter(pk=contribution.pk).exists()


def unread_afterwards(
    actor: Actor, *, spaces: list[Space], limit: int = 20, care: Care | None = None
) -> tuple[list[Unread], int]:
    """What the actor could read afterwards in `spaces`, those of `moderated_spaces(actor)`: the oldest, and how much
    there is in all. The actor's own words are a colleague's to read, and so is what they leave to others."""
    own = own_personas(actor, spaces)
    care = care_of(actor) if care is None else care
    found = _unread_afterwards().filter(space__in=spaces).exclude(author__in=own)
    if care.avoids:
        found = found.exclude(about_topics(care.avoids, "pk"))
    shown = found.select_related("shown_revision", "service").annotate(topics=topics_at("pk"))
    oldest = shown.order_by("shown_revision__created_at", "pk")[:limit]
    by_key = {space.pk: space for space in spaces}
    today = timezone.localdate()
    return [_unread(contribution, by_key[contribution.space_id], today) for contribution in oldest], found.count()


def _unread(contribution: Contribution, space: Space, today: datetime.date) -> Unread:
    revision = contribution.shown_revision
    assert revision is not None
    # Known already: no query for a space that was just read.
    contribution.space = space
    due = promised_on(timezone.localdate(revision.created_at), space.reading_days)
    topics = tuple(contribution.topics)  # type: ignore[attr-defined]
    # Where words are read when somebody reports them, nobody promised a day.
    is_late = due < today and space.moderation_mode != ModerationMode.REPORTED
    return Unread(contribution, revision, promised_on=due, is_late=is_late, topics=topics)


def unread_count(actor: Actor, *, spaces: Iterable[Space]) -> int:
    """How much was shown unread in `spaces`, those of `moderated_spaces(actor)`, and was promised to be read since;
    one query, and one for who the actor is there."""
    promised = [space for space in spaces if space.moderation_mode != ModerationMode.REPORTED]
    return _unread_afterwards().filter(space__in=promised).exclude(author__in=own_personas(actor, promised)).count()
