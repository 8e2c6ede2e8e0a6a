"""Reads about answers: to a theme, to a story, to one author, and the record of promises."""

import dataclasses
import datetime
import uuid
from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from openward.contributions.models import Contribution, Lifecycle
from openward.improvements.models import Improvement
from openward.people.access import Actor
from openward.people.models import Organisation
from openward.responses.access import ANSWERING, readable_responses
from openward.responses.models import Response, Telling
from openward.themes.models import Coding, Theme

SHOWN = (Response.State.SHOWN, Response.State.REPLACED)


def responses_to_theme(theme: Theme, actor: Actor) -> QuerySet[Response]:
    """Answers to a theme that the actor may read, newest first."""
    return _with_claim(Response.objects.filter(readable_responses(actor), theme=theme)).order_by("-created_at")


def responses_to_contribution(contribution: Contribution, actor: Actor) -> QuerySet[Response]:
    """Shown answers to one contribution and to the public themes it is part of, newest first."""
    own_themes = Coding.objects.filter(contribution=contribution, code__theme__is_public=True).values("code__theme")
    return _with_claim(
        Response.objects.filter(Q(contribution=contribution) | Q(theme__in=own_themes), state=Response.State.SHOWN)
    ).order_by("-shown_at")


def tellings_of(contribution: Contribution) -> QuerySet[Telling]:
    """What the author of a contribution was told, newest first; the receipt page's answers."""
    return (
        Telling.objects.filter(contribution=contribution, response__state__in=SHOWN)
        .select_related("response__theme", "response__claim__improvement")
        .order_by("-told_at")
    )


def contributions_behind(response: Response) -> QuerySet[Contribution]:
    """Whose words an answer speaks to: the one story, or every contribution coded with the theme."""
    if response.contribution_id:
        return Contribution.objects.filter(pk=response.contribution_id)
    coded = Coding.objects.filter(code__theme_id=response.theme_id).values("contribution_id")
    return Contribution.objects.filter(pk__in=coded).exclude(lifecycle__in=[Lifecycle.WITHDRAWN, Lifecycle.ERASED])


@dataclasses.dataclass(frozen=True, slots=True)
class Promise:
    """One line of "Heard, decided, did": from contributions over theme and decision to change and date.

    `contributors` is exact; whoever shows it to the public suppresses small numbers first.
    """

    response: Response
    theme: Theme | None
    contribution_key: uuid.UUID | None
    contributors: int
    told: int
    met_point: int
    answered: int
    improvements: tuple[Improvement, ...]
    is_overdue: bool


def promises(organisation: Organisation, actor: Actor, *, today: datetime.date | None = None) -> list[Promise]:
    """The record of promises kept and not kept: every answer now shown, newest first, in five queries."""
    now = today or timezone.localdate()
    found = list(
        _with_claim(
            Response.objects.filter(
                readable_responses(actor), engagement__organisation=organisation, state=Response.State.SHOWN
            )
        )
        .select_related("theme", "contribution", "claim__improvement", "claim__measure")
        .annotate(
            told=Count("tellings"),
            answered=Count("tellings", filter=~Q(tellings__verdict="")),
            met_point=Count("tellings", filter=Q(tellings__verdict=Telling.Verdict.YES)),
        )
        .order_by("-shown_at")
    )
    theme_ids = {response.theme_id for response in found if response.theme_id}
    voices = contributor_counts(theme_ids)
    work: dict[uuid.UUID, list[Improvement]] = {}
    for improvement in Improvement.objects.filter(themes__in=theme_ids, is_public=True).prefetch_related("themes"):
        for theme in improvement.themes.all():
            work.setdefault(theme.pk, []).append(improvement)
    return [
        Promise(
            response=response,
            theme=response.theme,
            contribution_key=response.contribution_id,
            contributors=voices.get(response.theme_id, 0) if response.theme_id else 1,
            told=response.told,  # type: ignore[attr-defined]
            met_point=response.met_point,  # type: ignore[attr-defined]
            answered=response.answered,  # type: ignore[attr-defined]
            improvements=tuple(work.get(response.theme_id, ())) if response.theme_id else (),
            is_overdue=response.status == Response.Status.WILL_DO
            and response.promised_by_on is not None
            and response.promised_by_on < now,
        )
        for response in found
    ]


def contributor_counts(theme_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Distinct people behind each theme."""
    rows = (
        Coding.objects.filter(code__theme__in=list(theme_ids))
        .values_list("code__theme_id")
        .annotate(people=Count("contribution__author_id", distinct=True))
    )
    return dict(rows)


def awaiting_check(actor: Actor) -> QuerySet[Response]:
    """Claims of change that this person may check."""
    return (
        Response.objects.filter(
            state=Response.State.AWAITING_CHECK, engagement__organisation_id__in=actor.organisation_ids(ANSWERING)
        )
        .exclude(written_by=actor.account)
        .select_related("theme", "contribution", "claim", "engagement")
        .order_by("created_at")
    )


def reopened(actor: Actor) -> QuerySet[Telling]:
    """Points that authors asked to have looked at again, oldest first."""
    return (
        Telling.objects.filter(
            reopened_at__isnull=False,
            settled_at__isnull=True,
            response__engagement__organisation_id__in=actor.organisation_ids(ANSWERING),
        )
        .select_related("response__theme", "contribution__space", "contribution__shown_revision")
        .order_by("reopened_at")
    )


def drafts(actor: Actor) -> QuerySet[Response]:
    """Answers begun and not finished, newest first."""
    return (
        Response.objects.filter(
            state=Response.State.DRAFT, engagement__organisation_id__in=actor.organisation_ids(ANSWERING)
        )
        .select_related("theme", "contribution", "claim", "engagement")
        .order_by("-created_at")
    )


def overdue_promises(actor: Actor, *, today: datetime.date | None = None) -> QuerySet[Response]:
    """Promises whose date has passed, oldest first."""
    return (
        Response.objects.filter(
            state=Response.State.SHOWN,
            status=Response.Status.WILL_DO,
            promised_by_on__lt=today or timezone.localdate(),
            engagement__organisation_id__in=actor.organisation_ids(ANSWERING),
        )
        .select_related("theme", "contribution", "engagement")
        .order_by("promised_by_on")
    )


def _with_claim(found: QuerySet[Response]) -> QuerySet[Response]:
    return found.select_related("claim__improvement", "claim__measure", "theme", "engagement")
