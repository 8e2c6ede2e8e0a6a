"""Decisions that colleagues make a second time: which were drawn, which wait, and how far the two agree."""

import dataclasses
import datetime
import hashlib
import uuid

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.db.models.expressions import Exists, OuterRef
from django.utils import timezone

from openward.contributions.models import Lifecycle
from openward.methods.agreement import Kappa, cohens_kappa
from openward.people.access import Actor
from openward.people.actions.personas import personas_of
from openward.people.models import HeldRole, Organisation, Role
from openward.safety.access.readings import moderated_spaces
from openward.safety.models import (
    READING_OUTCOMES,
    USUAL_SHARE,
    Case,
    Decision,
    Report,
    SecondReading,
    SecondReadingShare,
)
from openward.safety.queries.care import left_by

FEWEST_FOR_KAPPA = 30
"""Below this many decisions no agreement is told: its interval would reach from nothing to everything."""
KAPPA_OVER = datetime.timedelta(days=365)
READABLE = (Lifecycle.SUBMITTED, Lifecycle.PUBLISHED, Lifecycle.ARCHIVED)


def share_of(organisation_id: uuid.UUID) -> int:
    """What share of its decisions an organisation has made a second time, in percent."""
    found = SecondReadingShare.objects.filter(organisation=organisation_id).values_list("percent", flat=True).first()
    return USUAL_SHARE if found is None else found


def is_drawn(key: uuid.UUID, percent: int) -> bool:
    """Whether a decision is among those made a second time. Its key alone decides, so nobody chooses which are
    checked, the same ones are drawn on every machine, and a greater share keeps what a smaller one drew."""
    drawn = int.from_bytes(hashlib.sha256(key.bytes).digest()[:8]) / 2**64
    return drawn < percent / 100


@dataclasses.dataclass(frozen=True, slots=True)
class WaitingReading:
    """One drawn decision that waits for a second pair of eyes. What was decided first is not read."""

    reading: SecondReading
    is_about_shown: bool
    was_put_back: bool = False
    """Whether the actor left it to a colleague before: it comes last."""
    is_passed_on: bool = False


def _waiting(actor: Actor) -> QuerySet[SecondReading]:
    spaces = list(moderated_spaces(actor).values_list("pk", flat=True))
    found = (
        SecondReading.objects.filter(
            outcome="",
            decision__reopened_at__isnull=True,
            decision__revision__isnull=False,
            decision__case__contribution__space__in=spaces,
            decision__case__contribution__lifecycle__in=READABLE,
            decision__case__contribution__hold="none",
        )
        .filter(Q(first_decider__isnull=True) | ~Q(first_decider=actor.account))
        .exclude(left_by(actor, "decision__case__contribution"))
    )
    found = found.exclude(~Q(handed_on_with="") & ~_is_senior_there(actor) & _has_senior_left())
    own = personas_of(account=actor.account, scope_keys=spaces) if actor.account else set()
    if own:
        reported = Report.objects.filter(case=OuterRef("decision__case"), reporter__in=own)
        found = found.exclude(decision__case__contribution__author__in=own).exclude(Exists(reported))
    return found


def _is_senior_there(actor: Actor) -> Q:
    """"The actor is a senior moderator of the space" as a condition on SecondReading."""
    spaces = moderated_spaces(actor, [Role.SENIOR_MODERATOR]).values("pk")
    return Q(decision__case__contribution__space__in=spaces)


def _has_senior_left() -> Exists:
    """Whether somebody else than the first decider is a senior moderator of the space of a second reading."""
    space = "decision__case__contribution__space"
    place = Q(space_key__isnull=True) | Q(space_key=OuterRef(f"{space}_id"))
    held = HeldRole.objects.filter(place, role=Role.SENIOR_MODERATOR, account__is_active=True)
    return Exists(held.filter(~Q(account=OuterRef("first_decider")), organisation=OuterRef(f"{space}__organisation")))


def is_for_a_senior(reading: SecondReading) -> bool:
    """Whether it was passed on to a senior colleague, and there is one who did not decide first."""
    found = SecondReading.objects.filter(_has_senior_left(), pk=reading.pk)
    return reading.handed_on_with != "" and found.exists()


def waiting_readings(actor: Actor, *, limit: int = 12) -> list[WaitingReading]:
    """What the actor could read a second time, oldest first; what they left to a colleague before comes last."""
    key = actor.account.pk if actor.account else None
    rows = (
        _waiting(actor)
        .select_related("decision__case__contribution__space", "decision__case__contribution__service")
        .annotate(was_put_back=ExpressionWrapper(Q(passed_back_by__contains=[key]), output_field=BooleanField()))
        .order_by("was_put_back", "drawn_at", "pk")
    )
    return [
        WaitingReading(
            one, one.decision.case.kind == Case.Kind.REPORT, one.was_put_back, is_passed_on=one.handed_on_with != ""
        )
        for one in rows[:limit]
    ]


def waiting_readings_count(actor: Actor) -> int:
    """How many drawn decisions the actor could make a second time."""
    return _waiting(actor).count()


@dataclasses.dataclass(frozen=True, slots=True)
class Agreement:
    """How far two moderators agree about one kind of case. `kappa` is None below the fewest it is told from."""

    kind: str
    count: int
    same: int
    kappa: Kappa | None


def agreement_in(organisation: Organisation, now: datetime.datetime | None = None) -> list[Agreement]:
    """How far first and second decisions of the last year agree, words before showing and reported words apart.

    Apart, because they are decided with other words: thrown together, that no reading is "removed" and no report
    "declined" would pass for agreement. The first rater is whoever decided, the second whoever read again; those are
    not always the same two people, so it tells of the team and not of two of them.
    """
    at = now or timezone.now()
    rows = list(
        SecondReading.objects.filter(
            decision__case__contribution__space__organisation=organisation,
            decision__reopened_at__isnull=True,
            read_at__gte=at - KAPPA_OVER,
        )
        .exclude(outcome="")
        .values_list("decision__case__kind", "decision__outcome", "outcome")
    )
    return [
        _agreement(str(kind), [(first, second) for found, first, second in rows if found == kind]) for kind in Case.Kind
    ]


def _agreement(kind: str, pairs: list[tuple[str, str]]) -> Agreement:
    same = sum(first == second for first, second in pairs)
    if len(pairs) < FEWEST_FOR_KAPPA:
        return Agreement(kind, len(pairs), same, None)
    places = {outcome: place for place, outcome in enumerate(Decision.Outcome.values)}
    firsts, seconds = [places[first] for first, _second in pairs], [places[second] for _first, second in pairs]
    return Agreement(kind, len(pairs), same, cohens_kappa(firsts, seconds))


def outcomes_for(decision: Decision) -> tuple[Decision.Outcome, ...]:
    """What the second reader can choose: the same as the first could."""
    if decision.case.kind == Case.Kind.READING:
        return READING_OUTCOMES
    only_before_showing = {Decision.Outcome.APPROVE, Decision.Outcome.DECLINE}
    return tuple(one for one in Decision.Outcome if one not in only_before_showing)
