"""What waits for those who answer."""

import dataclasses
import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from openward.people.access import Actor
from openward.responses.access import ANSWERING, in_reach
from openward.responses.models import Response, Telling
from openward.themes.models import Coding, Theme


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
    """Claims of change that this person may check."""
    return (
        Response.objects.filter(in_reach(actor, ANSWERING), state=Response.State.AWAITING_CHECK)
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
