"""Reads about answers: to a theme, to a story, to one author, and the record of promises."""

import dataclasses
import datetime
import uuid

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from openward.contributions.models import Contribution, Lifecycle
from openward.improvements.models import Improvement, Measure
from openward.improvements.queries import improvements_of_themes
from openward.people.access import Actor
from openward.people.models import Organisation
from openward.responses.access import ANSWERING, PUBLISHED, in_reach, readable_responses
from openward.responses.models import Response, Telling
from openward.themes.models import Coding, Theme, ThemeCount
from openward.themes.queries import contributions_of_theme


def responses_to_theme(theme: Theme, actor: Actor) -> QuerySet[Response]:
    """Answers to a theme that the actor may read, newest first."""
    return _with_claim(Response.objects.filter(readable_responses(actor), theme=theme)).order_by("-created_at")


def responses_to_contribution(contribution: Contribution, actor: Actor) -> QuerySet[Response]:
    """Shown answers to one contribution and to the themes it is part of that the actor may read, newest first."""
    own_themes = Coding.objects.filter(contribution=contribution, code__theme__isnull=False).values("code__theme")
    return _with_claim(
        Response.objects.filter(
            readable_responses(actor),
            Q(contribution=contribution) | Q(theme__in=own_themes),
            state=Response.State.SHOWN,
        )
    ).order_by("-shown_at")


def shown_responses(organisation: Organisation, actor: Actor) -> QuerySet[Response]:
    """Every answer of an organisation that stands now and that the actor may read, newest first."""
    return _with_claim(
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


@dataclasses.dataclass(frozen=True, slots=True)
class Promise:
    """One line of "Heard, decided, did": from contributions over theme and decision to change and date.

    `count` is of the theme's people, None for an answer to one story. It, `told`, `answered` and `met_point` are
    exact; whoever shows them to the public suppresses small numbers first. `promised` are the dates by which the
    service said, in answers since replaced, that it would be done.
    """

    response: Response
    count: ThemeCount | None
    told: int
    met_point: int
    answered: int
    improvements: tuple[Improvement, ...]
    promised: tuple[datetime.date, ...]
    is_overdue: bool


@dataclasses.dataclass(frozen=True, slots=True)
class PromiseCounts:
    """How the answers of an organisation stand now, for the head of its record."""

    kept: int
    promised: int
    overdue: int
    refused: int
    deciding: int
    heard: int

    @property
    def total(self) -> int:
        return self.kept + self.promised + self.overdue + self.refused + self.deciding + self.heard


def promise_counts(
    organisation: Organisation, actor: Actor, *, today: datetime.date | None = None
) -> PromiseCounts:
    """How many promises were kept, are running, are overdue, and how many times the answer was no."""
    now = today or timezone.localdate()
    status = Response.Status
    will_do = Q(status=status.WILL_DO)
    return PromiseCounts(
        **Response.objects.filter(
            readable_responses(actor), engagement__organisation=organisation, state=Response.State.SHOWN
        ).aggregate(
            kept=Count("pk", filter=Q(status=status.DID)),
            promised=Count("pk", filter=will_do & Q(promised_by_on__gte=now)),
            overdue=Count("pk", filter=will_do & Q(promised_by_on__lt=now)),
            refused=Count("pk", filter=Q(status=status.NO_BECAUSE)),
            deciding=Count("pk", filter=Q(status=status.DECIDING)),
            heard=Count("pk", filter=Q(status=status.HEARD)),
        )
    )


def promises(
    organisation: Organisation,
    actor: Actor,
    *,
    first: int = 0,
    limit: int | None = None,
    status: str = "",
    today: datetime.date | None = None,
) -> list[Promise]:
    """The record of promises kept and not kept: answers that stand now, newest first, in four queries at most."""
    found = shown_responses(organisation, actor)
    if status:
        found = found.filter(status=status)
    rows = list(found[first : None if limit is None else first + limit])
    return _promises(rows, actor, today or timezone.localdate())


def promise_of(response: Response, actor: Actor, *, today: datetime.date | None = None) -> Promise:
    """The line of the record that belongs to one answer."""
    return _promises([response], actor, today or timezone.localdate())[0]


def _promises(rows: list[Response], actor: Actor, today: datetime.date) -> list[Promise]:
    theme_ids = {row.theme_id for row in rows if row.theme_id}
    work = improvements_of_themes(theme_ids, actor=actor) if theme_ids else {}
    tellings = _verdicts(rows)
    earlier = _dates_promised_before(rows)
    lines = []
    for row in rows:
        told, answered, met_point = tellings.get(row.pk, (0, 0, 0))
        lines.append(
            Promise(
                response=row,
                count=getattr(row.theme, "count", None),
                told=told,
                answered=answered,
                met_point=met_point,
                improvements=tuple(work.get(row.theme_id, ())) if row.theme_id else (),
                promised=tuple(earlier.get(row.theme_id or row.contribution_id, ())),
                is_overdue=row.status == Response.Status.WILL_DO
                and row.promised_by_on is not None
                and row.promised_by_on < today,
            )
        )
    return lines


def _verdicts(rows: list[Response]) -> dict[uuid.UUID, tuple[int, int, int]]:
    counted = (
        Telling.objects.filter(response__in=[row.pk for row in rows])
        .values_list("response_id")
        .annotate(
            told=Count("pk"),
            answered=Count("pk", filter=~Q(verdict="")),
            met_point=Count("pk", filter=Q(verdict=Telling.Verdict.YES)),
        )
    )
    return {pk: (told, answered, met_point) for pk, told, answered, met_point in counted}


def _dates_promised_before(rows: list[Response]) -> dict[object, list[datetime.date]]:
    """A promise whose answer was replaced stays on the record: its date cannot be moved unseen."""
    replaced = (
        Response.objects.filter(
            Q(theme__in={row.theme_id for row in rows if row.theme_id})
            | Q(contribution__in={row.contribution_id for row in rows if row.contribution_id}),
            state=Response.State.REPLACED,
            status=Response.Status.WILL_DO,
        )
        .order_by("shown_at")
        .values_list("theme_id", "contribution_id", "promised_by_on")
    )
    found: dict[object, list[datetime.date]] = {}
    for theme_id, contribution_id, promised_by_on in replaced:
        if promised_by_on is not None:
            found.setdefault(theme_id or contribution_id, []).append(promised_by_on)
    return found


def newest_kept_promise(organisation: Organisation, actor: Actor) -> Promise | None:
    """The newest finished loop: a change that was made, checked and told, with its chart where it has one."""
    kept = shown_responses(organisation, actor).filter(status=Response.Status.DID, theme__isnull=False)
    has_chart = Exists(Measure.objects.filter(claims__response=OuterRef("pk")))
    newest = kept.order_by(has_chart.desc(), "-shown_at").first()
    return promise_of(newest, actor) if newest else None


def measures_for(theme: Theme, actor: Actor) -> list[Measure]:
    """Measures that a claim of change about a theme may point to: those of the improvements that work on it."""
    improvements = improvements_of_themes([theme.pk], actor=actor).get(theme.pk, [])
    return list(
        Measure.objects.filter(improvement__in=improvements)
        .select_related("improvement", "source_theme")
        .prefetch_related("readings", "improvement__cycles")
        .order_by("improvement__title", "created_at")
    )


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


def _with_claim(found: QuerySet[Response]) -> QuerySet[Response]:
    return found.select_related(
        "claim__improvement", "claim__measure__improvement", "claim__checked_by", "theme__count", "engagement__organisation"
    )
