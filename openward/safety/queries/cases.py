"""Reading report cases: the queue of one moderator, and what lies beside the words."""

import dataclasses
import datetime
import uuid
from collections import Counter, defaultdict

from django.db.models import Count, Q, QuerySet, TextField, Value
from django.db.models.expressions import Exists, OuterRef
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from openward.contributions.models import Contribution, Revision
from openward.notifications.models import Message
from openward.people.access import Actor
from openward.people.actions.personas import personas_of
from openward.people.models import Account, Role
from openward.safety.access.readings import moderated_spaces
from openward.safety.models import Case, Report, Screening, Severity
from openward.safety.queries.care import Care, care_of, has_senior
from openward.spaces.models import Space

OPEN_STATES = ("open", "claimed", "escalated", "waiting")
BY_URGENCY = ("severity", "due_at", "opened_at", "pk")
NEIGHBOURS = 6
MANY = 1_000
"""Beyond this, how many wait makes no difference to what is done next, and counting on costs more than it tells."""


@dataclasses.dataclass(frozen=True, slots=True)
class Reported:
    """One report case in a moderator's queue. `categories` are counts of reports that stand, most frequent first."""

    case: Case
    is_mine: bool
    was_passed_back: bool
    asks_me: bool
    is_late: bool
    categories: tuple[tuple[str, int], ...]

    @property
    def contribution(self) -> Contribution:
        return self.case.contribution


@dataclasses.dataclass(frozen=True, slots=True)
class CaseCount:
    """How many cases are open, how many late, how many in a colleague's hands, how many left to others by topic.

    Counted among the thousand most urgent; `is_more` says that more wait.
    """

    waiting: int
    late: int
    with_colleagues: int
    left_to_others: int
    is_more: bool = False


def open_cases(spaces: list[Space]) -> QuerySet[Case]:
    """Report cases that nobody has decided, in these spaces."""
    return Case.objects.filter(kind=Case.Kind.REPORT, state__in=OPEN_STATES, contribution__space__in=spaces)


def case_queue(
    actor: Actor, *, limit: int = 8, spaces: list[Space] | None = None, care: Care | None = None
) -> list[Reported]:
    """What the actor could work on next: own claims, then the gravest, the soonest due, the oldest.

    Left out: what a colleague holds, what the actor wrote or reported, the topics they leave to others, what is hard
    to read once they have seen enough of it, what was passed on to a senior colleague where there is one, and what
    they wait for an opinion on. What they put back comes last. At most six queries; `care` is what they chose, when
    it was read already.
    """
    if actor.account is None:
        return []
    spaces = list(moderated_spaces(actor)) if spaces is None else spaces
    now = timezone.now()
    account = actor.account
    care = care_of(actor) if care is None else care
    free = _offered(_free(spaces, account, now), actor, care)
    mine = (
        open_cases(spaces)
        .filter(state=Case.State.CLAIMED, claimed_by=account, claimed_until__gt=now)
        .select_related("contribution__shown_revision", "contribution__service")
    )
    found = [*mine.order_by(*BY_URGENCY)[:limit], *_passed_back_last(free, account.pk, limit)][:limit]
    by_key = {space.pk: space for space in spaces}
    counts = _categories(found)
    items = []
    for case in found:
        # Known already: no query for a space that was just read.
        case.contribution.space = by_key[case.contribution.space_id]
        items.append(_reported(case, account.pk, now, counts.get(case.pk, Counter())))
    return items


def _free(spaces: list[Space], account: Account, now: datetime.datetime) -> QuerySet[Case]:
    """What no colleague holds, and the account neither wrote nor reported nor asked a colleague about."""
    free = (
        open_cases(spaces)
        .exclude(state=Case.State.CLAIMED, claimed_until__gt=now)
        .exclude(state=Case.State.WAITING, asked_by=account)
        .select_related("contribution__shown_revision", "contribution__service")
    )
    own = personas_of(account=account, scope_keys=[space.pk for space in spaces])
    if own:
        reported = Report.objects.filter(case=OuterRef("pk"), reporter__in=own)
        free = free.exclude(contribution__author__in=own).exclude(Exists(reported))
    return free


def _passed_back_last(free: QuerySet[Case], key: uuid.UUID, limit: int) -> list[Case]:
    """The most urgent cases, those last that the moderator put back."""
    others = list(free.order_by(*BY_URGENCY)[:limit])
    passed_back = [case for case in others if key in case.passed_back_by]
    if passed_back and len(others) == limit:
        # What they put back fills the list: behind it may be what they have not seen.
        others = [*free.exclude(passed_back_by__contains=[key]).order_by(*BY_URGENCY)[:limit], *passed_back]
    return sorted(others, key=lambda case: key in case.passed_back_by)


def _offered(free: QuerySet[Case], actor: Actor, care: Care) -> QuerySet[Case]:
    """Without the topics that the moderator does not get now, and without what waits for a senior colleague; own
    claims stay theirs. Words that speak of danger to life stay too, unless their topic is left to others: neither a
    pause nor a count of what is hard to read delays a crisis."""
    if care.paused_until(timezone.now()):
        free = free.filter(severity=Severity.DANGER)
    if care.leaves:
        free = free.exclude(topics__overlap=list(care.leaves))
    if care.has_seen_enough:
        free = free.exclude(Q(topics__overlap=sorted(care.avoids)) & ~Q(severity=Severity.DANGER))
    senior = [holding for holding in actor.holdings if holding.role == Role.SENIOR_MODERATOR]
    everywhere = [holding.organisation_id for holding in senior if holding.space_key is None]
    somewhere = [holding.space_key for holding in senior if holding.space_key is not None]
    is_mine = Q(contribution__space__organisation__in=everywhere) | Q(contribution__space__in=somewhere)
    return free.exclude(Q(state=Case.State.ESCALATED) & ~is_mine & has_senior())


def _reported(case: Case, account_id: uuid.UUID, now: datetime.datetime, counts: Counter[str]) -> Reported:
    return Reported(
        case=case,
        is_mine=case.is_leased(now) and case.claimed_by_id == account_id,
        was_passed_back=account_id in case.passed_back_by,
        asks_me=case.state == Case.State.WAITING and case.asked_by_id != account_id,
        is_late=case.is_overdue or (case.due_at is not None and case.due_at <= now),
        categories=tuple(counts.most_common()),
    )


def _categories(cases: list[Case]) -> dict[uuid.UUID, Counter[str]]:
    found: dict[uuid.UUID, Counter[str]] = defaultdict(Counter)
    rows = (
        Report.objects.filter(case__in=cases)
        .exclude(state=Report.State.INVALIDATED)
        .order_by()
        .values_list("case_id", "category")
        .annotate(times=Count("pk"))
    )
    for key, category, times in rows:
        found[key][category] = times
    return found


def case_count(actor: Actor, *, spaces: list[Space], care: Care) -> CaseCount:
    """How much waits in the spaces that the actor moderates, whoever works on it; one query. A thousand are counted:
    the index gives the most urgent ones, whatever the number behind them."""
    now = timezone.now()
    account_id = actor.account.pk if actor.account else None
    others = Q(state=Case.State.CLAIMED, claimed_until__gt=now) & ~Q(claimed_by=account_id)
    avoided = Q(topics__overlap=sorted(care.avoids)) if care.avoids else Q(pk__isnull=True)
    first = open_cases(spaces).order_by("severity", "due_at", "opened_at")[: MANY + 1]
    found = first.aggregate(
        waiting=Count("pk"),
        late=Count("pk", filter=Q(is_overdue=True) | Q(due_at__lte=now)),
        with_colleagues=Count("pk", filter=others),
        left_to_others=Count("pk", filter=avoided),
    )
    is_more = found["waiting"] > MANY
    return CaseCount(**{**found, "waiting": min(found["waiting"], MANY)}, is_more=is_more)


def asked_by(actor: Actor, *, spaces: list[Space]) -> int:
    """How many of the actor's own cases wait for a colleague's opinion."""
    return open_cases(spaces).filter(state=Case.State.WAITING, asked_by=actor.account).count()


def cases_due(now: datetime.datetime) -> list[Case]:
    """Open cases whose clock ran out and that were not marked yet."""
    found = Case.objects.filter(kind=Case.Kind.REPORT, state__in=OPEN_STATES, due_at__lte=now, is_overdue=False)
    return list(found.select_related("contribution__space__organisation")[:500])


def late_cases_led(organisations: list[uuid.UUID]) -> int:
    """How many cases were not decided in time in these organisations: for those who lead them."""
    return Case.objects.filter(
        kind=Case.Kind.REPORT,
        state__in=OPEN_STATES,
        is_overdue=True,
        contribution__space__organisation__in=organisations,
    ).count()


def cases_delivered() -> list[Case]:
    """Cases about which everybody was told and no letter is on its way any more."""
    on_its_way = Message.objects.filter(
        about=Concat(Value("contribution:"), Cast(OuterRef("contribution_id"), TextField())),
        state=Message.State.WAITING,
    )
    found = Case.objects.filter(kind=Case.Kind.REPORT, state=Case.State.NOTIFIED).exclude(Exists(on_its_way))
    return list(found.select_related("contribution")[:500])


# --- Beside the words ---------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class SeenWording:
    """A wording that was reported, with how many of the reports are about it."""

    revision: Revision
    count: int


def reports_in(case: Case) -> list[Report]:
    """The reports of a case in the order in which they came. Who sent them is not read."""
    return list(case.reports.select_related("revision").defer("reporter").order_by("received_at"))


def screenings_of(contribution: Contribution) -> list[Screening]:
    """What the checks found in the wordings of a contribution, newest first."""
    return list(Screening.objects.filter(revision__contribution=contribution).exclude(signals=[])[:5])


def thread_around(contribution: Contribution) -> list[Contribution]:
    """What stands around reported words: for a story its newest comments, for a comment its story and those before
    and after it. In reading order."""
    with_words = Contribution.objects.select_related("shown_revision").filter(shown_revision__isnull=False)
    if contribution.root_id is None:
        newest = with_words.filter(root=contribution).order_by("-submitted_at")[:NEIGHBOURS]
        return sorted(newest, key=lambda one: one.path)
    beside = with_words.filter(root=contribution.root_id).exclude(pk=contribution.pk)
    before = list(beside.filter(path__lt=contribution.path).order_by("-path")[: NEIGHBOURS // 2])
    after = list(beside.filter(path__gt=contribution.path).order_by("path")[: NEIGHBOURS // 2])
    root = with_words.filter(pk=contribution.root_id)
    return [*root, *reversed(before), *after]
