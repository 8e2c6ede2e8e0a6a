"""Reading appeals: what an author can still ask, what moderators decide next, and how long it takes."""

import dataclasses
import datetime
import enum
import statistics
import uuid
from collections.abc import Iterable, Sequence

from django.db.models import Case as Choose
from django.db.models import Count, F, Q, QuerySet, Value, When
from django.db.models.expressions import Exists, OuterRef
from django.utils import timezone

from openward.contributions.models import Contribution, Lifecycle
from openward.ledger.queries import HistoryEntry, history
from openward.notifications.models import Message
from openward.people.access import Actor
from openward.people.actions.personas import personas_of
from openward.people.models import MODERATING, Account, HeldRole, Organisation, Role
from openward.people.queries import accounts_with_role
from openward.safety.access.appeals import (
    appeals_in_sight,
    appeals_within_reach,
    decisions_to_read,
    is_involved,
    ranks_high_enough,
)
from openward.safety.models import (
    APPEAL_WINDOW,
    SAME_OR_HIGHER,
    Appeal,
    AppealHelp,
    Case,
    Decision,
    Report,
    Sanction,
    Step,
)
from openward.safety.queries.care import left_by
from openward.spaces.models import Space

WAITING = (Appeal.State.OPEN, Appeal.State.ASSIGNED)
FEWEST_FOR_A_MEDIAN = 5
MEDIAN_OVER = datetime.timedelta(days=180)
HISTORY_LINES = 60
ANSWERS = ("appeal_decided", "report_looked_again")
"""The letters with which somebody hears what came of an appeal: as author, and as somebody who reported."""


class WhyNot(enum.StrEnum):
    """Why nobody can ask for another look (any more)."""

    NOTHING_AGAINST = "nothing_against"
    BY_ITSELF = "by_itself"
    UNDONE = "undone"
    TOO_LATE = "too_late"
    AFTER_AN_APPEAL = "after_an_appeal"
    WAITS = "waits"
    ANSWERED = "answered"
    ANSWERED_TWICE = "answered_twice"
    WORDS_GONE = "words_gone"
    # The others are said to people who reported.
    NOT_DECIDED = "not_decided"
    SET_ASIDE = "set_aside"
    AS_ASKED = "as_asked"
    TOO_OFTEN = "too_often"


NOT_AGAINST_WORDS = (Decision.Outcome.APPROVE, Decision.Outcome.KEEP)


def why_no_appeal(decision: Decision, appeals: Sequence[Appeal], now: datetime.datetime) -> WhyNot | None:
    """Why a decision cannot be appealed now; None when it can. `appeals` are those against it, oldest first.

    `ANSWERED` means that only something new opens it once more.
    """
    if decision.outcome in NOT_AGAINST_WORDS or decision.reopened_at is not None:
        return WhyNot.NOTHING_AGAINST
    if decision.is_automatic:
        return WhyNot.BY_ITSELF
    if decision.source == Decision.Source.APPEAL:
        return WhyNot.AFTER_AN_APPEAL
    answered = why_answered(appeals)
    if answered is not None:
        return answered
    if decision.case.contribution.lifecycle in {Lifecycle.WITHDRAWN, Lifecycle.ERASED}:
        return WhyNot.WORDS_GONE
    if decision.overturned_at is not None:
        return WhyNot.UNDONE
    return WhyNot.TOO_LATE if now > decision.decided_at + APPEAL_WINDOW else None


def why_answered(appeals: Sequence[Appeal]) -> WhyNot | None:
    """What earlier appeals leave to ask: nothing while one waits or after the second, something new after the first."""
    if not appeals:
        return None
    last = appeals[-1]
    if last.state in WAITING:
        return WhyNot.WAITS
    return WhyNot.ANSWERED if last.number == 1 and last.outcome == Appeal.State.UPHELD else WhyNot.ANSWERED_TWICE


def appeals_against(decision: Decision) -> list[Appeal]:
    """Appeals of the author against one decision, oldest first."""
    found = decision.appeals.filter(about=Appeal.About.DECISION, side=Appeal.Side.AUTHOR)
    return list(found.select_related("replacement", "decision").order_by("number"))


def earlier_appeals(appeal: Appeal) -> list[Appeal]:
    """What the same side asked before about the same decision, oldest first."""
    if appeal.decision is None or appeal.about == Appeal.About.MEASURE or appeal.number == 1:
        return []
    is_of_author = appeal.side == Appeal.Side.AUTHOR
    same = Q(decision=appeal.decision) if is_of_author else Q(decision__case=appeal.decision.case_id)
    found = Appeal.objects.filter(same, side=appeal.side, number__lt=appeal.number)
    return list(found.filter(about=Appeal.About.DECISION).select_related("replacement", "decision").order_by("number"))


def appeals_about_measure(sanction: Sanction) -> list[Appeal]:
    """Appeals against what holds somebody back now, oldest first: those about this step since it was taken."""
    found = Appeal.objects.filter(
        about=Appeal.About.MEASURE, appellant=sanction.persona_id, step_set_at=sanction.set_at
    )
    return list(found.order_by("number"))


def why_no_appeal_of_measure(sanction: Sanction, appeals: Sequence[Appeal], now: datetime.datetime) -> WhyNot | None:
    """The same for a measure on a person."""
    if sanction.step == Step.OK:
        return WhyNot.NOTHING_AGAINST
    answered = why_answered(appeals)
    if answered is not None:
        return answered
    return WhyNot.TOO_LATE if now > sanction.set_at + APPEAL_WINDOW else None


def own_decisions(actor: Actor) -> list[Decision]:
    """Decisions about what somebody wrote under their account, newest first: those that they could read behind a
    code. Which account wrote what is found by keyed hash; no vault is opened."""
    if actor.account is None:
        return []
    spaces = Space.objects.values_list("pk", flat=True)
    own = personas_of(account=actor.account, scope_keys=spaces)
    if not own:
        return []
    found = decisions_to_read().filter(case__contribution__author__in=own)
    found = found.exclude(outcome__in=NOT_AGAINST_WORDS)
    return list(found.order_by("-decided_at")[:50])


# --- The queue ----------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Waiting:
    """One appeal in a moderator's queue."""

    appeal: Appeal
    is_mine: bool
    is_from_elsewhere: bool


@dataclasses.dataclass(frozen=True, slots=True)
class AppealCount:
    """How many appeals wait within the actor's reach, how many past the aim and past the last day, how many they
    decided first or are otherwise part of, so that a colleague must look, and how many need a senior moderator."""

    waiting: int
    past_aim: int
    late: int
    for_colleagues: int
    for_seniors: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class Took:
    """How long appeals took lately: the median in hours, or None below the fewest from which one is told."""

    median_h: float | None
    count: int


def waiting_appeals(actor: Actor) -> QuerySet[Appeal]:
    """Appeals that nobody has decided, within reach of the actor's roles."""
    return Appeal.objects.filter(appeals_within_reach(actor), state__in=WAITING)


def _not_involved(actor: Actor, spaces: Iterable[uuid.UUID]) -> Q:
    """Leaves out what the actor decided first, wrote or reported, as a condition on Appeal."""
    assert actor.account is not None
    condition = Q(first_decider__isnull=True) | ~Q(first_decider=actor.account)
    replaced = Appeal.objects.filter(replacement=OuterRef("decision"), first_decider=actor.account)
    condition &= Q(~Exists(replaced))
    own = personas_of(account=actor.account, scope_keys=spaces)
    if own:
        reported = Report.objects.filter(case=OuterRef("decision__case"), reporter__in=own)
        condition &= ~Q(appellant__in=own) & ~Q(contribution__author__in=own) & Q(~Exists(reported))
    return condition


def appeal_queue(actor: Actor, *, limit: int = 12) -> list[Waiting]:
    """What the actor could decide: their own claims first, then the oldest. Left out is what a colleague holds, and
    what is about a topic that they leave to others."""
    if actor.account is None:
        return []
    now = timezone.now()
    reach = waiting_appeals(actor)
    spaces = set(reach.order_by().values_list("space_id", flat=True).distinct())
    free = reach.filter(_not_involved(actor, spaces)).exclude(
        Q(assigned_until__gt=now) & ~Q(assigned_to=actor.account)
    )
    is_mine = Q(assigned_to=actor.account, assigned_until__gt=now)
    free = free.filter(is_mine | ~left_by(actor, "contribution"))
    rows = free.select_related(
        "contribution__service", "contribution__shown_revision", "space__organisation", "decision__case"
    )
    rows = rows.annotate(
        mine_first=Choose(When(assigned_to=actor.account, assigned_until__gt=now, then=Value(0)), default=Value(1))
    ).order_by("mine_first", "opened_at", "pk")
    organisations = actor.organisation_ids(MODERATING)
    return [
        Waiting(
            appeal=appeal,
            is_mine=appeal.is_leased(now),
            is_from_elsewhere=appeal.space.organisation_id not in organisations,
        )
        for appeal in rows[:limit]
    ]


def appeal_count(actor: Actor, *, aim: datetime.timedelta) -> AppealCount:
    """How much waits within reach; two queries besides that of the vault's hashes."""
    if actor.account is None:
        return AppealCount(0, 0, 0, 0)
    now = timezone.now()
    reach = Appeal.objects.filter(appeals_in_sight(actor), state__in=WAITING)
    spaces = set(reach.order_by().values_list("space_id", flat=True).distinct())
    ranks = ranks_high_enough(actor)
    is_free = _not_involved(actor, spaces)
    mine = is_free & ranks
    found = reach.order_by().aggregate(
        waiting=Count("pk", filter=mine),
        past_aim=Count("pk", filter=mine & Q(opened_at__lt=now - aim)),
        late=Count("pk", filter=mine & Q(due_at__lte=now)),
        for_colleagues=Count("pk", filter=~is_free),
        for_seniors=Count("pk", filter=is_free & ~ranks),
    )
    return AppealCount(**found)


def took(organisations: Iterable[uuid.UUID], now: datetime.datetime) -> Took:
    """How long these organisations' appeals of the last half year took from being sent to being decided."""
    decided = Appeal.objects.filter(
        space__organisation__in=list(organisations), decided_at__gte=now - MEDIAN_OVER, decided_at__isnull=False
    ).exclude(outcome="")
    spans = [span.total_seconds() / 3600 for span in decided.order_by().annotate(
        span=F("decided_at") - F("opened_at")).values_list("span", flat=True)]  # fmt: skip
    is_enough = len(spans) >= FEWEST_FOR_A_MEDIAN
    return Took(statistics.median(spans) if is_enough else None, len(spans))


# --- Who can decide -----------------------------------------------------------------------------------------------


def deciders_here(appeal: Appeal) -> list[Account]:
    """Moderators of the space who can decide about an appeal: none with a lower role than whoever decided first."""
    roles = SAME_OR_HIGHER[appeal.least_role]
    found = accounts_with_role(appeal.space.organisation, *roles, space_key=appeal.space_id)
    return [account for account in found if not is_involved(account, appeal)]


def deciders_elsewhere(appeal: Appeal) -> list[Account]:
    """Moderators of organisations that help, for an appeal about which nobody here can decide; as high in theirs."""
    roles = SAME_OR_HIGHER[appeal.least_role]
    helping = help_of(appeal.space.organisation)
    found = [account for one in helping if one.holds for account in accounts_with_role(one.helper, *roles)]
    return [account for account in found if not is_involved(account, appeal)]


def deciders(appeal: Appeal) -> list[Account]:
    """Everybody who can decide about an appeal now."""
    here = deciders_here(appeal)
    return [*here, *deciders_elsewhere(appeal)] if appeal.is_in_pool else here


def help_of(organisation: Organisation) -> list[AppealHelp]:
    """Help that an organisation gets or was offered, whether or not both sides have agreed."""
    found = AppealHelp.objects.filter(organisation=organisation, ended_at__isnull=True)
    return list(found.select_related("helper", "organisation"))


def help_by(organisation: Organisation) -> list[AppealHelp]:
    """Help that an organisation gives or was asked for."""
    found = AppealHelp.objects.filter(helper=organisation, ended_at__isnull=True)
    return list(found.select_related("helper", "organisation"))


def has_one_moderator(organisation: Organisation) -> bool:
    """Whether appeals against this moderator's decisions have nobody to go to here."""
    return len(accounts_with_role(organisation, *MODERATING)) < 2


def has_one_senior(organisation: Organisation) -> bool:
    """Whether appeals against what the senior moderator decided have nobody to go to here."""
    return len(accounts_with_role(organisation, Role.SENIOR_MODERATOR)) == 1


def organisations_with_senior(organisations: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Those that have somebody who can look again at what a senior moderator of another one decided; one query."""
    held = HeldRole.objects.filter(organisation__in=list(organisations), role=Role.SENIOR_MODERATOR)
    held = held.filter(space_key__isnull=True, account__is_active=True)
    return set(held.values_list("organisation_id", flat=True))


@dataclasses.dataclass(frozen=True, slots=True)
class PoolCount:
    """How many of an organisation's appeals wait for other organisations, how many of them for a senior moderator."""

    waiting: int
    for_seniors: int


def pool_of(organisation: Organisation) -> PoolCount:
    """How many appeals nobody here can decide; one query."""
    waiting = Appeal.objects.filter(space__organisation=organisation, state__in=WAITING, is_in_pool=True)
    found = waiting.aggregate(
        waiting=Count("pk"), for_seniors=Count("pk", filter=Q(least_role=Role.SENIOR_MODERATOR))
    )
    return PoolCount(**found)


# --- By the clock -------------------------------------------------------------------------------------------------


def appeals_due(now: datetime.datetime) -> list[Appeal]:
    """Appeals whose seven days are over and that were not marked yet."""
    return list(Appeal.objects.filter(state__in=WAITING, due_at__lte=now, is_overdue=False)[:500])


def appeals_without_decider() -> list[Appeal]:
    """Waiting appeals that are not in the pool though nobody here can decide about them."""
    waiting = Appeal.objects.filter(state=Appeal.State.OPEN, is_in_pool=False)
    rows = waiting.select_related("space__organisation", "contribution", "decision__case")[:500]
    return [appeal for appeal in rows if not deciders_here(appeal)]


def appeals_delivered() -> list[Appeal]:
    """Appeals whose outcome was told and whose letter is not on its way any more."""
    told = Appeal.objects.filter(state=Appeal.State.NOTIFIED)
    letters = Message.objects.filter(kind__in=ANSWERS, state=Message.State.WAITING)
    on_its_way = set(letters.values_list("once_key", flat=True))
    return [one for one in told[:500] if not on_its_way & {f"{kind}:{one.pk}" for kind in ANSWERS}]


def late_appeals_led(organisations: Iterable[uuid.UUID]) -> int:
    """How many appeals waited longer than seven days in these organisations: for those who lead them."""
    return Appeal.objects.filter(
        state__in=WAITING, is_overdue=True, space__organisation__in=list(organisations)
    ).count()


# --- Beside the appeal --------------------------------------------------------------------------------------------


def whole_history(contribution: Contribution) -> list[HistoryEntry]:
    """What happened to the words, newest first, as the ledger tells it."""
    return history("contribution", contribution.pk, limit=HISTORY_LINES)


def reports_behind(decision: Decision | None) -> list[Report]:
    """The reports of the case that was decided, without who sent them."""
    if decision is None or decision.case.kind != Case.Kind.REPORT:
        return []
    return list(decision.case.reports.defer("reporter").order_by("received_at"))
