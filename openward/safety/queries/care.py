"""How a moderator is looked after: what they leave to others, how long they have worked, who else is there."""

import dataclasses
import datetime
import uuid
from collections.abc import Collection, Iterable

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from openward.contributions.models import Contribution
from openward.methods.hard_topics import hard_topics
from openward.people.access import Actor
from openward.people.models import MODERATING, Account, Belonging, HeldRole, Organisation, Role
from openward.people.queries import accounts_with_role
from openward.safety.access.readings import moderated_spaces
from openward.safety.models import (
    BREAK_LASTS,
    HARD_TO_READ,
    PAUSE_AFTER,
    PROMPT_AFTER,
    SHIFT_GAP,
    Case,
    CrisisCase,
    Debrief,
    Decision,
    ModeratorCare,
    Severity,
    Shift,
    Topic,
    TopicMark,
)
from openward.spaces.models import Space

IN_DANGER = 5
MOST_SPACES = 30
FRESH = datetime.timedelta(minutes=5)
"""For so long the words themselves are looked at, until the checks have surely marked their topics."""


@dataclasses.dataclass(frozen=True, slots=True)
class Care:
    """What one moderator chose, and how their shift stands. Only they see it."""

    leaves: tuple[str, ...] = ()
    folds_severe: bool = True
    severe_most: int = 8
    severe_seen: int = 0
    worked_s: int = 0
    began_at: datetime.datetime | None = None
    last_seen_at: datetime.datetime | None = None
    break_began_at: datetime.datetime | None = None

    def worked_at(self, now: datetime.datetime) -> datetime.timedelta:
        """Work since the last break of ten minutes."""
        if self.last_seen_at is None or now >= self._rested_at:
            return datetime.timedelta(0)
        since = now - self.last_seen_at if self.break_began_at is None else datetime.timedelta(0)
        return datetime.timedelta(seconds=self.worked_s) + max(since, datetime.timedelta(0))

    @property
    def _rested_at(self) -> datetime.datetime:
        assert self.last_seen_at is not None
        return (self.break_began_at or self.last_seen_at) + BREAK_LASTS

    def is_due_a_break(self, now: datetime.datetime) -> bool:
        """Whether a break is suggested."""
        return self.break_began_at is None and self.worked_at(now) >= PROMPT_AFTER

    def paused_until(self, now: datetime.datetime) -> datetime.datetime | None:
        """Until when nothing new is given out; None when there is no pause. It ends ten minutes after the last act."""
        return self._rested_at if self.worked_at(now) >= PAUSE_AFTER else None

    def on_break_until(self, now: datetime.datetime) -> datetime.datetime | None:
        """When the ten minutes of a break that the moderator began are over; None when there is none."""
        return self._rested_at if self.break_began_at is not None and now < self._rested_at else None

    @property
    def has_seen_enough(self) -> bool:
        """Whether what is hard to read goes to others for the rest of this shift."""
        return self.severe_seen >= self.severe_most

    @property
    def avoids(self) -> frozenset[str]:
        """Topics that are not offered now: those left to others, and all hard ones after enough of them."""
        return frozenset(self.leaves) | (HARD_TO_READ if self.has_seen_enough else frozenset())


def care_of(actor: Actor) -> Care:
    """What the actor chose and how their shift stands; one query."""
    if actor.account is None:
        return Care()
    row = Account.objects.filter(pk=actor.account.pk).annotate(**_kept_of(actor.account)).first()
    return _care(row)


def spaces_and_care(actor: Actor) -> tuple[list[Space], Care]:
    """The spaces that the actor moderates and what `care_of` gives, in one query: for the pages opened most."""
    if actor.account is None:
        return [], Care()
    spaces = list(moderated_spaces(actor).annotate(**_kept_of(actor.account)))
    return spaces, _care(spaces[0] if spaces else None)


def _kept_of(account: Account) -> dict[str, Subquery]:
    chosen = ModeratorCare.objects.filter(account=account).values(
        kept=JSONObject(leaves="leaves_to_others", folds_severe="folds_severe", severe_most="severe_most")
    )
    open_shifts = Shift.objects.filter(
        account=account, ended_at__isnull=True, last_seen_at__gt=timezone.now() - SHIFT_GAP
    )
    shift = open_shifts.order_by("-began_at").values(
        kept=JSONObject(
            severe_seen="severe_seen",
            worked_s="worked_s",
            began_at="began_at",
            last_seen_at="last_seen_at",
            break_began_at="break_began_at",
        )
    )
    return {"care_chosen": Subquery(chosen), "care_shift": Subquery(shift[:1])}


def _care(row: Account | Space | None) -> Care:
    given = {**(getattr(row, "care_chosen", None) or {}), **(getattr(row, "care_shift", None) or {})}
    for name in ("began_at", "last_seen_at", "break_began_at"):
        given[name] = datetime.datetime.fromisoformat(given[name]) if given.get(name) else None
    return Care(**{**given, "leaves": tuple(given.get("leaves") or ())})


def care_row(account: Account) -> ModeratorCare:
    """What somebody chose, or what holds until they choose."""
    found = ModeratorCare.objects.select_related("buddy").filter(account=account).first()
    return found or ModeratorCare(account=account)


# --- Topics -------------------------------------------------------------------------------------------------------


def about_topics(topics: Collection[str], contribution: str) -> Exists:
    """Whether what lies at `contribution`, a path from the outer query, is about one of the topics."""
    return Exists(TopicMark.objects.filter(contribution=OuterRef(contribution), topic__in=sorted(topics)))


def left_by(actor: Actor, contribution: str) -> Exists:
    """Whether the actor leaves what lies at `contribution`, a path from the outer query, to others."""
    marks = TopicMark.objects.filter(contribution=OuterRef(OuterRef(contribution)))
    chosen = ModeratorCare.objects.filter(account=actor.account)
    return Exists(chosen.filter(leaves_to_others__overlap=ArraySubquery(marks.values("topic"))))


def topics_at(contribution: str) -> ArraySubquery:
    """The topics of what lies at `contribution`, a path from the outer query."""
    marks = TopicMark.objects.filter(contribution=OuterRef(contribution))
    return ArraySubquery(marks.values("topic").order_by("topic"))


def topics_of(contribution: Contribution) -> list[str]:
    """What a contribution is about, as far as it is hard for some to read."""
    return sorted(TopicMark.objects.filter(contribution=contribution).values_list("topic", flat=True))


def topics_of_crisis(crisis: CrisisCase) -> frozenset[str]:
    """What a crisis is about: what its words were marked with; without a mark it may be a life. A drill is nothing."""
    if crisis.contribution_id is None:
        return frozenset()
    marked = TopicMark.objects.filter(contribution=crisis.contribution_id).values_list("topic", flat=True)
    return frozenset(marked) or frozenset({"self_harm"})


def is_fresh_and_about(contribution_text: str, written_at: datetime.datetime, topics: Collection[str]) -> bool:
    """Whether words that the checks may not have reached yet are about one of the topics. Where the checks fail they
    may be: somebody who leaves a topic to others does not get them for now."""
    if not topics or timezone.now() - written_at >= FRESH:
        return False
    try:
        return not hard_topics(contribution_text).isdisjoint(topics)
    except Exception:  # Whatever it is that fails, the queue must open.
        return True


def hard_among(contributions: Iterable[Contribution]) -> set[uuid.UUID]:
    """Those of the contributions that are hard to read, by key."""
    marks = TopicMark.objects.filter(contribution__in=list(contributions), topic__in=sorted(HARD_TO_READ))
    return set(marks.values_list("contribution_id", flat=True))


def severe(case: Case) -> bool:
    """Whether the words of a case are folded until the moderator is ready for them."""
    return case.severity == Severity.DANGER or not HARD_TO_READ.isdisjoint(case.topics)


def severe_reading(contribution: Contribution, topics: Iterable[str]) -> bool:
    """Whether words that wait to be read are folded until the moderator is ready for them."""
    return contribution.urgency >= IN_DANGER or not HARD_TO_READ.isdisjoint(topics)


# --- Colleagues ---------------------------------------------------------------------------------------------------


def moderators_of(space: Space) -> list[Account]:
    """Active moderators of a space, by name."""
    return accounts_with_role(space.organisation, *MODERATING, space_key=space.pk)


def leaving(accounts: Iterable[Account], topics: Collection[str]) -> set[uuid.UUID]:
    """Those of the accounts who leave one of the topics to others, by key."""
    keys = [account.pk for account in accounts]
    if not topics or not keys:
        return set()
    found = ModeratorCare.objects.filter(account__in=keys, leaves_to_others__overlap=sorted(topics))
    return set(found.values_list("account_id", flat=True))


def topics_without_anybody(space: Space, topics: Iterable[str]) -> list[str]:
    """Those of the topics that every moderator of a space leaves to others; two queries."""
    accounts = moderators_of(space)
    left = ModeratorCare.objects.filter(account__in=accounts).values_list("account_id", "leaves_to_others")
    chosen = dict(left)
    return sorted(
        topic for topic in set(topics) if all(topic in chosen.get(account.pk, ()) for account in accounts)
    )


def gaps_in(organisations: Iterable[Organisation]) -> list[tuple[Space, list[str]]]:
    """The open spaces of organisations with the topics for which nobody is left; three queries a space at most."""
    spaces = Space.objects.select_related("organisation").filter(
        organisation__in=list(organisations), state=Space.State.OPEN
    )
    return [(space, topics_without_anybody(space, Topic.values)) for space in spaces.order_by("name")[:MOST_SPACES]]


def buddies_for(actor: Actor) -> list[Account]:
    """Moderators of the same organisations, by name."""
    if actor.account is None:
        return []
    here = actor.organisation_ids(MODERATING)
    held = HeldRole.objects.filter(organisation__in=here, role__in=MODERATING).exclude(_is_suspended())
    found = Account.objects.filter(is_active=True, held_roles__in=held).exclude(pk=actor.account.pk)
    return list(found.distinct().order_by("name"))


def listeners_for(actor: Actor) -> list[Account]:
    """Whom the actor can ask for a debrief: leads, safeguarding leads and moderators of their organisations."""
    if actor.account is None:
        return []
    here = actor.organisation_ids({*MODERATING, Role.DATA_PROTECTION, Role.LEAD})
    held = HeldRole.objects.filter(organisation__in=here, role__in=[Role.LEAD, *MODERATING]).exclude(_is_suspended())
    safeguarding = Space.objects.filter(organisation__in=here).values("safeguarding_lead")
    found = Account.objects.filter(Q(held_roles__in=held) | Q(pk__in=safeguarding), is_active=True)
    return list(found.exclude(pk=actor.account.pk).distinct().order_by("name"))


def _is_suspended() -> Exists:
    belonging = Belonging.objects.filter(account=OuterRef("account"), organisation=OuterRef("organisation"))
    return Exists(belonging.filter(suspended_at__isnull=False))


def has_senior() -> Exists:
    """Whether the space of a case (the outer query) has a senior moderator."""
    place = Q(space_key__isnull=True) | Q(space_key=OuterRef("contribution__space_id"))
    held = HeldRole.objects.filter(
        place,
        role=Role.SENIOR_MODERATOR,
        organisation=OuterRef("contribution__space__organisation"),
        account__is_active=True,
    )
    return Exists(held.exclude(_is_suspended()))


def is_senior(actor: Actor, space: Space) -> bool:
    """Whether the actor is who cases of a space are passed on to."""
    return actor.holds(Role.SENIOR_MODERATOR, organisation_id=space.organisation_id, space_key=space.pk)


def seniors_of(space: Space) -> list[Account]:
    """Who cases of a space are passed on to."""
    return accounts_with_role(space.organisation, Role.SENIOR_MODERATOR, space_key=space.pk)


# --- A moderator's own --------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class OwnFigures:
    """What a moderator did in this shift, for themselves and nobody else."""

    decided: int
    severe_seen: int


def own_figures(actor: Actor, care: Care) -> OwnFigures:
    """How much the actor decided since their shift began."""
    if actor.account is None or care.began_at is None:
        return OwnFigures(0, 0)
    decided = Decision.objects.filter(decided_by=actor.account, decided_at__gte=care.began_at).count()
    return OwnFigures(decided, care.severe_seen)


def cases_in_hand(actor: Actor) -> list[Case]:
    """What the actor took and has not decided, the newest claim last."""
    found = Case.objects.filter(state=Case.State.CLAIMED, claimed_by=actor.account, claimed_until__gt=timezone.now())
    return list(found.select_related("contribution").order_by("claimed_until")[:5])


def debriefs_of(actor: Actor) -> QuerySet[Debrief]:
    """The actor's own debriefs and those that others would like to have with them, the newest first."""
    mine = Q(account=actor.account) | Q(with_account=actor.account, state=Debrief.State.ASKED)
    return Debrief.objects.filter(mine).select_related("account", "with_account")


def debriefs_offered(actor: Actor) -> int:
    """How many debriefs are offered to the actor and not answered."""
    return Debrief.objects.filter(account=actor.account, state=Debrief.State.OFFERED).count()


def shifts_over(now: datetime.datetime) -> QuerySet[Shift]:
    """Shifts of people who have done nothing for hours."""
    return Shift.objects.filter(ended_at__isnull=True, last_seen_at__lte=now - SHIFT_GAP)
