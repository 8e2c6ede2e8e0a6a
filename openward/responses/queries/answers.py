"""Answers to a theme, to a story, to one author, and who stands behind them."""

import dataclasses
import uuid

from django.db.models import Count, Q, QuerySet

from openward.contributions.models import Contribution, Lifecycle
from openward.improvements.models import Measure
from openward.improvements.queries import improvements_of_themes
from openward.kit.prepared import Prepared
from openward.people.access import Actor
from openward.people.models import Organisation
from openward.responses.access import PUBLISHED, can_read_theme_answer, readable_responses
from openward.responses.models import Response, Telling
from openward.themes.models import Coding, Theme
from openward.themes.queries import contributions_of_theme


def responses_to_theme(theme: Theme, actor: Actor) -> QuerySet[Response]:
    """Answers to a theme that the actor may read, newest first."""
    return with_claim(Response.objects.filter(readable_responses(actor), theme=theme)).order_by("-created_at")


def standing_answers(theme: Theme, actor: Actor) -> list[Response]:
    """The answers to a theme that stand now and that the actor may read, newest first, in one query."""
    return [answer for answer in _standing(theme=theme.pk) if can_read_theme_answer(actor, answer)]


_standing = Prepared(
    lambda theme: (
        with_claim(Response.objects.filter(theme=theme, state=Response.State.SHOWN)).order_by("-created_at")
    ),
    theme=uuid.uuid4(),
)


def responses_to_contribution(contribution: Contribution, actor: Actor) -> QuerySet[Response]:
    """Shown answers to one contribution and to the themes it is part of that the actor may read, newest first."""
    own_themes = Coding.objects.filter(contribution=contribution, code__theme__isnull=False).values("code__theme")
    return with_claim(
        Response.objects.filter(
            readable_responses(actor),
            Q(contribution=contribution) | Q(theme__in=own_themes),
            state=Response.State.SHOWN,
        )
    ).order_by("-shown_at")


def shown_responses(organisation: Organisation, actor: Actor) -> QuerySet[Response]:
    """Every answer of an organisation that stands now and that the actor may read, newest first."""
    return with_claim(
        Response.objects.filter(
            readable_responses(actor), engagement__organisation=organisation, state=Response.State.SHOWN
        )
    ).order_by("-shown_at", "-pk")


def newer_response(response: Response, actor: Actor) -> Response | None:
    """The answer that stands now in place of one that was replaced."""
    same = {"theme_id": response.theme_id, "contribution_id": response.contribution_id}
    return Response.objects.filter(readable_responses(actor), state=Response.State.SHOWN, **same).first()


def tellings_of(contribution: Contribution) -> QuerySet[Telling]:
    """What the author of a contribution was told, newest first; the receipt page's answers."""
    return (
        Telling.objects.filter(contribution=contribution, response__state__in=PUBLISHED)
        .select_related("response__theme", "response__engagement__organisation", "response__claim__checked_by")
        .order_by("-told_at")
    )


def contributions_behind(response: Response) -> QuerySet[Contribution]:
    """Whose words an answer speaks to: the one story, or every contribution coded with the theme."""
    if response.contribution_id:
        return Contribution.objects.filter(pk=response.contribution_id)
    assert response.theme is not None
    taken_back = [Lifecycle.WITHDRAWN, Lifecycle.ERASED]
    return contributions_of_theme(response.theme).exclude(lifecycle__in=taken_back)


@dataclasses.dataclass(frozen=True, slots=True)
class Audience:
    """Who stands behind an answer: contributions, those whose author can be told on a private page, and those who
    also allow a letter. Exact: for staff."""

    contributions: int
    with_receipt: int
    may_write: int

    @property
    def cannot_be_told(self) -> int:
        """Survey comments lead to nobody."""
        return self.contributions - self.with_receipt


def audience_of(response: Response) -> Audience:
    """How many people an answer will reach."""
    found = contributions_behind(response).aggregate(
        contributions=Count("pk"),
        with_receipt=Count("receipt"),
        may_write=Count("receipt", filter=Q(may_contact=True)),
    )
    return Audience(**found)


def measures_for(theme: Theme, actor: Actor) -> list[Measure]:
    """Measures that a claim of change about a theme may point to: those of the improvements that work on it."""
    improvements = improvements_of_themes([theme.pk], actor=actor).get(theme.pk, [])
    return list(
        Measure.objects.filter(improvement__in=improvements)
        .select_related("improvement", "source_theme")
        .prefetch_related("readings", "improvement__cycles")
        .order_by("improvement__title", "created_at")
    )


def with_claim(found: QuerySet[Response]) -> QuerySet[Response]:
    """Together with what an answer prints: its claim, theme, story and organisation."""
    return found.select_related(
        "claim__improvement",
        "claim__measure__improvement",
        "claim__checked_by",
        "theme__count",
        "contribution",
        "engagement__organisation",
    )
