"""The record of promises kept and not kept."""

import dataclasses
import datetime
import uuid

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from openward.improvements.models import Improvement, Measure
from openward.improvements.queries import improvements_of_themes
from openward.people.access import Actor
from openward.people.models import Organisation
from openward.responses.access import readable_responses
from openward.responses.models import Response, Telling
from openward.responses.queries.answers import shown_responses, with_claim
from openward.themes.models import ThemeCount


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
    """The record of promises kept and not kept: answers that stand now, newest first, in three queries."""
    found = with_promised(shown_responses(organisation, actor))
    if status:
        found = found.filter(status=status)
    rows = list(found[first : None if limit is None else first + limit])
    return _promises(rows, actor, today or timezone.localdate())


def promise_of(response: Response, actor: Actor, *, today: datetime.date | None = None) -> Promise:
    """The line of the record that belongs to one answer."""
    rows = list(with_promised(with_claim(Response.objects.filter(pk=response.pk))))
    return _promises(rows, actor, today or timezone.localdate())[0]


def _promises(rows: list[Response], actor: Actor, today: datetime.date) -> list[Promise]:
    theme_ids = {row.theme_id for row in rows if row.theme_id}
    work = improvements_of_themes(theme_ids, actor=actor) if theme_ids else {}
    tellings = _verdicts(rows)
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
                promised=tuple(row.promised),  # type: ignore[attr-defined]
                is_overdue=row.status == Response.Status.WILL_DO
                and row.promised_by_on is not None
                and row.promised_by_on < today,
            )
        )
    return lines


def _verdicts(rows: list[Response]) -> dict[uuid.UUID, tuple[int, int, int]]:
    counted = (
        Telling.objects.filter(response__in=[row.pk for row in rows], contribution__is_set_aside=False)
        .values_list("response_id")
        .annotate(
            told=Count("pk"),
            answered=Count("pk", filter=~Q(verdict="")),
            met_point=Count("pk", filter=Q(verdict=Telling.Verdict.YES)),
        )
    )
    return {pk: (told, answered, met_point) for pk, told, answered, met_point in counted}


def with_promised(found: QuerySet[Response]) -> QuerySet[Response]:
    """Together with the dates promised in answers since replaced: a promise cannot be moved unseen."""
    same = Q(theme=OuterRef("theme")) | Q(contribution=OuterRef("contribution"))
    replaced = Response.objects.filter(same, state=Response.State.REPLACED, status=Response.Status.WILL_DO)
    return found.annotate(promised=ArraySubquery(replaced.order_by("shown_at").values("promised_by_on")))


def newest_kept_promise(organisation: Organisation, actor: Actor) -> Promise | None:
    """The newest finished loop: a change that was made, checked and told, with its chart where it has one."""
    kept = shown_responses(organisation, actor).filter(status=Response.Status.DID, theme__isnull=False)
    has_chart = Exists(Measure.objects.filter(claims__response=OuterRef("pk")))
    newest = kept.order_by(has_chart.desc(), "-shown_at").first()
    return promise_of(newest, actor) if newest else None
