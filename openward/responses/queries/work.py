"""What waits for those who answer."""

import dataclasses
import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from openward.contributions.models import Lifecycle
from openward.people.access import Actor
from openward.people.models import HeldRole
from openward.responses.access import ANSWERING, LEADING, MODERATORS, SEEING_GRAVE, in_reach
from openward.responses.models import Response, Telling
from openward.responses.queries.reading import with_gravest
from openward.safety.models import TOLD_FROM, Criticality
from openward.themes.models import Coding, Theme

GONE = (Lifecycle.WITHDRAWN, Lifecycle.ERASED)


def themes_without_answer(actor: Actor) -> QuerySet[Theme]:
    """Themes with people's words behind them and no answer begun, the oldest first."""
    begun = Response.objects.filter(theme=OuterRef("pk")).exclude(state=Response.State.ERASED)
    has_words = Coding.objects.filter(code__theme=OuterRef("pk"))
    return (
        Theme.objects.filter(in_reach(actor, ANSWERING))
        .filter(Exists(has_words), ~Exists(begun))
        .select_related("engagement")
        .order_by("created_at")
    )


def awaiting_check(actor: Actor) -> QuerySet[Response]:
    """Answers that wait for a second person, and that this person may read first: the rule of `readers_of` in SQL."""
    grave, claim = Q(gravest__gte=TOLD_FROM), Q(status=Response.Status.DID)
    leads = HeldRole.objects.filter(
        organisation=OuterRef("engagement__organisation"), role__in=LEADING, account__is_active=True
    )
    other_lead = leads.exclude(account=OuterRef("written_by")).exclude(
        account=Coalesce(OuterRef("reworded_by"), OuterRef("written_by"))
    )
    mine = ~grave & (in_reach(actor, ANSWERING) | (~claim & in_reach(actor, MODERATORS)))
    mine |= grave & in_reach(actor, LEADING)
    mine |= grave & in_reach(actor, MODERATORS) & Q(~Exists(other_lead))
    return (
        with_gravest(Response.objects.filter(state=Response.State.AWAITING_CHECK))
        .filter(mine)
        .exclude(written_by=actor.account)
        .exclude(reworded_by=actor.account, reworded_by__isnull=False)
        .select_related("theme", "contribution", "claim", "engagement")
        .order_by("created_at")
    )


def reopened(actor: Actor) -> QuerySet[Telling]:
    """Points that authors asked to have looked at again, oldest first."""
    return (
        Telling.objects.filter(
            in_reach(actor, ANSWERING, at="response__engagement"), reopened_at__isnull=False, settled_at__isnull=True
        )
        .select_related("response__theme", "contribution__space", "contribution__shown_revision")
        .order_by("reopened_at")
    )


def grave_words(actor: Actor) -> QuerySet[Criticality]:
    """Words so grave that people were told, and that no shown answer speaks to yet: the gravest, then the oldest."""
    answered = Response.objects.filter(contribution=OuterRef("contribution"), state=Response.State.SHOWN)
    by_theme = Coding.objects.filter(
        contribution=OuterRef("contribution"), code__theme__responses__state=Response.State.SHOWN
    )
    led = Q(contribution__space__safeguarding_lead=actor.account) if actor.account else Q(pk__in=[])
    return (
        Criticality.objects.filter(
            in_reach(actor, SEEING_GRAVE, at="contribution__space__engagement") | led, level__gte=TOLD_FROM
        )
        .exclude(contribution__lifecycle__in=GONE)
        .filter(~Exists(answered), ~Exists(by_theme))
        .select_related("contribution__space", "contribution__service")
        .order_by("-level", "contribution__submitted_at", "pk")
    )


def drafts(actor: Actor) -> QuerySet[Response]:
    """Answers begun and not finished, newest first."""
    return (
        Response.objects.filter(in_reach(actor, ANSWERING), state=Response.State.DRAFT)
        .select_related("theme", "contribution", "claim", "engagement")
        .order_by("-created_at")
    )


def overdue_promises(actor: Actor, *, today: datetime.date | None = None) -> QuerySet[Response]:
    """Promises whose date has passed, oldest first."""
    return (
        Response.objects.filter(
            in_reach(actor, ANSWERING),
            state=Response.State.SHOWN,
            status=Response.Status.WILL_DO,
            promised_by_on__lt=today or timezone.localdate(),
        )
        .select_related("theme", "contribution", "engagement")
        .order_by("promised_by_on")
    )


@dataclasses.dataclass(frozen=True, slots=True)
class WorkCounts:
    """How much waits, list by list."""

    to_write: int
    drafts: int
    to_check: int
    reopened: int
    overdue: int


def work_counts(actor: Actor) -> WorkCounts:
    """The counts of all lists, for their tabs and for the start page."""
    return WorkCounts(
        to_write=themes_without_answer(actor).count(),
        drafts=drafts(actor).count(),
        to_check=awaiting_check(actor).count(),
        reopened=reopened(actor).count(),
        overdue=overdue_promises(actor).count(),
    )
