"""What waits to be read before anybody sees it, and how much."""

import dataclasses
import datetime
import uuid
from collections.abc import Collection, Iterable

from django.db.models import Case as Choose
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from openward.contributions.models import Contribution, Hold, Lifecycle, Review, Revision
from openward.people.access import Actor
from openward.people.actions.personas import personas_of
from openward.safety.access.readings import moderated_spaces
from openward.safety.models import Case
from openward.safety.queries.care import Care, about_topics, care_of, is_fresh_and_about, topics_at
from openward.safety.queries.readings.promise import in_crisis, is_late, promised_on
from openward.spaces.models import Space

WAITING = (Review.PENDING, Review.IN_REVIEW, Review.ESCALATED)
READ_BEFORE_SHOWING = (Lifecycle.SUBMITTED, Lifecycle.PUBLISHED)
OPEN = (Case.State.OPEN, Case.State.CLAIMED)
IN_DANGER = 5
"""The urgency of words whose author ticked that somebody may be in danger."""


@dataclasses.dataclass(frozen=True, slots=True)
class Waiting:
    """One wording that waits for a person."""

    contribution: Contribution
    revision: Revision
    is_mine: bool
    was_passed_back: bool
    promised_on: datetime.date
    is_late: bool
    topics: tuple[str, ...] = ()
    is_in_crisis: bool = False

    @property
    def since(self) -> datetime.datetime:
        return self.revision.created_at


@dataclasses.dataclass(frozen=True, slots=True)
class QueueCount:
    """How many wait, how many of them longer than promised, how many are in a colleague's hands right now, how many
    the reader leaves to others."""

    waiting: int
    late: int
    with_colleagues: int
    left_to_others: int = 0


# Many who acted together are decided about at once (queries/together.py) and leave the queue to everybody else; who
# may be in danger is read all the same.
_IS_SET_ASIDE = Q(contribution__is_set_aside=True, contribution__hold=Hold.NONE, contribution__urgency__lt=5)


def _waiting_revisions(spaces: Iterable[Space]) -> QuerySet[Revision]:
    later = Revision.objects.filter(
        contribution=OuterRef("contribution"), written_by=Revision.WrittenBy.AUTHOR, number__gt=OuterRef("number")
    )
    return Revision.objects.filter(
        ~Exists(later),
        review__in=WAITING,
        written_by=Revision.WrittenBy.AUTHOR,
        contribution__lifecycle__in=READ_BEFORE_SHOWING,
        contribution__space__in=list(spaces),
    ).exclude(_IS_SET_ASIDE)


def waiting_revision(contribution: Contribution) -> Revision | None:
    """The author's newest wording, if it waits for a person."""
    newest = contribution.revisions.filter(written_by=Revision.WrittenBy.AUTHOR).last()
    if newest is None or newest.review not in WAITING or contribution.lifecycle not in READ_BEFORE_SHOWING:
        return None
    return newest


def open_case(contribution: Contribution) -> Case | None:
    """The case in which a decision about the contribution is pending, if somebody has ever taken it."""
    return Case.objects.filter(contribution=contribution, kind=Case.Kind.READING, state__in=OPEN).first()


def queue(
    actor: Actor, *, limit: int = 8, spaces: list[Space] | None = None, care: Care | None = None
) -> list[Waiting]:
    """What the actor could read next: own claims first, then by urgency, then who has waited longest.

    What a colleague is reading is left out, and so are the topics that the actor leaves to others; what the actor put
    back before comes last. `spaces` and `care`, when they were read already, are those of `moderated_spaces(actor)`
    and `care_of(actor)`.
    """
    spaces = list(moderated_spaces(actor)) if spaces is None else spaces
    care = care_of(actor) if care is None else care
    account_id = actor.account.pk if actor.account else None
    cases = Case.objects.filter(contribution=OuterRef("contribution"), kind=Case.Kind.READING, state__in=OPEN)
    leased = cases.filter(state=Case.State.CLAIMED, claimed_until__gt=timezone.now())
    found = (
        _waiting_revisions(spaces)
        .filter(~Exists(leased.exclude(claimed_by=account_id)))
        .exclude(contribution__author__in=own_personas(actor, spaces))
        .annotate(
            is_mine=Exists(leased.filter(claimed_by=account_id)),
            was_passed_back=Exists(cases.filter(passed_back_by__contains=[account_id])),
            is_late=Choose(When(is_late(spaces), then=Value(True)), default=Value(False)),
            is_in_crisis=Choose(When(in_crisis(), then=Value(True)), default=Value(False)),
            topics=topics_at("contribution"),
        )
        .select_related("contribution__service")
        .order_by("-is_mine", "was_passed_back", F("contribution__urgency").desc(), "created_at", "pk")
    )
    by_key = {space.pk: space for space in spaces}
    waiting = [_waiting(one, by_key[one.contribution.space_id]) for one in _offered(found, care)[:limit]]
    return [one for one in waiting if one.is_mine or not is_fresh_and_about(one.revision.text, one.since, care.leaves)]


def _offered(found: QuerySet[Revision], care: Care) -> QuerySet[Revision]:
    """Without what the moderator does not get now; own claims stay theirs. Neither a pause nor a count of what is
    hard to read keeps words back whose author ticked that somebody may be in danger."""
    is_in_danger = Q(contribution__urgency__gte=IN_DANGER)
    if care.paused_until(timezone.now()):
        found = found.filter(Q(is_mine=True) | is_in_danger)
    if care.leaves:
        found = found.filter(Q(is_mine=True) | ~about_topics(care.leaves, "contribution"))
    if care.has_seen_enough:
        found = found.filter(Q(is_mine=True) | is_in_danger | ~about_topics(care.avoids, "contribution"))
    return found


def _waiting(revision: Revision, space: Space) -> Waiting:
    contribution = revision.contribution
    # Known already: no query for a space that was just read.
    contribution.space = space
    return Waiting(
        contribution=contribution,
        revision=revision,
        is_mine=revision.is_mine,  # type: ignore[attr-defined]
        was_passed_back=revision.was_passed_back,  # type: ignore[attr-defined]
        promised_on=promised_on(timezone.localdate(revision.created_at), space.reading_days),
        is_late=revision.is_late,  # type: ignore[attr-defined]
        topics=tuple(revision.topics),  # type: ignore[attr-defined]
        is_in_crisis=revision.is_in_crisis,  # type: ignore[attr-defined]
    )


def queue_count(actor: Actor, *, spaces: list[Space] | None = None, care: Care | None = None) -> QueueCount:
    """How much waits in the spaces that the actor moderates, whoever reads it; with `care` also how much of it is
    about what they leave to others."""
    spaces = list(moderated_spaces(actor)) if spaces is None else spaces
    others = Case.objects.filter(
        contribution=OuterRef("contribution"),
        kind=Case.Kind.READING,
        state=Case.State.CLAIMED,
        claimed_until__gt=timezone.now(),
    ).exclude(claimed_by=actor.account.pk if actor.account else None)
    avoids: Collection[str] = care.avoids if care else ()
    found = _waiting_revisions(spaces).aggregate(
        waiting=Count("pk"),
        late=Count("pk", filter=is_late(spaces)),
        with_colleagues=Count("pk", filter=Exists(others)),
        **({"left_to_others": Count("pk", filter=about_topics(avoids, "contribution"))} if avoids else {}),
    )
    return QueueCount(**found)


def waiting_count(actor: Actor) -> int:
    """How many wordings wait for a person in the spaces that the actor moderates."""
    return queue_count(actor).waiting


def own_personas(actor: Actor, spaces: Iterable[Space]) -> set[uuid.UUID]:
    """Who the actor is in these spaces, without opening the vault."""
    return personas_of(account=actor.account, scope_keys=[space.pk for space in spaces]) if actor.account else set()
