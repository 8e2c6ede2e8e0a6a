"""Where words stopped on their way: work for staff."""

import dataclasses
import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from openward.contributions.models import Contribution
from openward.engagements.models import Engagement
from openward.improvements.models import Improvement, Measure, Reading
from openward.responses.models import Response, Telling
from openward.themes.models import Coding, Theme

QUIET_DAYS = 45
"""A running improvement without a new reading for this long has gone quiet."""


@dataclasses.dataclass(frozen=True, slots=True)
class DeadEnds:
    """Where words stopped on their way, as querysets of things somebody must do next."""

    not_themed: QuerySet[Contribution]
    told_nothing_in_time: QuerySet[Contribution]
    themes_without_answer: QuerySet[Theme]
    improvements_without_readings: QuerySet[Improvement]
    improvements_without_answer: QuerySet[Improvement]
    overdue_promises: QuerySet[Response]
    unsettled_points: QuerySet[Telling]


def dead_ends(engagement: Engagement, *, today: datetime.date | None = None) -> DeadEnds:
    """The dead ends of an engagement; each list is worked off, none is a reproach."""
    now = today or timezone.localdate()
    coded = Coding.objects.filter(contribution=OuterRef("pk"), code__theme__isnull=False)
    shown = Response.objects.filter(theme=OuterRef("pk"), state=Response.State.SHOWN)
    has_words = Coding.objects.filter(code__theme=OuterRef("pk"))
    lately = now - datetime.timedelta(days=QUIET_DAYS)
    fresh_readings = Reading.objects.filter(measure__improvement=OuterRef("pk"), on__gte=lately)
    # Readings that the feedback itself gives are worked out each time and are never late.
    fed = Measure.objects.filter(improvement=OuterRef("pk"), source_theme__isnull=False)
    answered_work = Response.objects.filter(theme__improvements=OuterRef("pk"), state=Response.State.SHOWN)
    improvements = Improvement.objects.filter(engagement=engagement)
    return DeadEnds(
        not_themed=Contribution.objects.filter(
            space__engagement=engagement, root__isnull=True, is_for_staff=True
        ).filter(~Exists(coded)),
        told_nothing_in_time=Contribution.objects.filter(
            space__engagement=engagement, root__isnull=True, is_for_staff=True, receipt__answer_expected_on__lt=now
        ).filter(~Exists(Telling.objects.filter(contribution=OuterRef("pk")))),
        themes_without_answer=Theme.objects.filter(engagement=engagement).filter(Exists(has_words), ~Exists(shown)),
        improvements_without_readings=improvements.filter(
            state=Improvement.State.RUNNING, started_on__lt=lately
        ).filter(~Exists(fresh_readings), ~Exists(fed)),
        improvements_without_answer=improvements.exclude(state=Improvement.State.RUNNING).filter(
            ~Exists(answered_work)
        ),
        overdue_promises=Response.objects.filter(
            engagement=engagement,
            state=Response.State.SHOWN,
            status=Response.Status.WILL_DO,
            promised_by_on__lt=now,
        ),
        unsettled_points=Telling.objects.filter(
            response__engagement=engagement, reopened_at__isnull=False, settled_at__isnull=True
        ),
    )


@dataclasses.dataclass(frozen=True, slots=True)
class Stopped:
    """One kind of dead end: how many there are, and the first of them with what a page prints."""

    count: int
    first: list[Any]


def stopped(found: DeadEnds, *, first: int = 5) -> dict[str, Stopped]:
    """Every kind of dead end by its name; two queries each at most."""
    with_words = ("shown_revision", "receipt")
    querysets: dict[str, QuerySet[Any]] = {
        "told_nothing_in_time": found.told_nothing_in_time.select_related(*with_words).order_by(
            "receipt__answer_expected_on"
        ),
        "not_themed": found.not_themed.select_related(*with_words).order_by("submitted_at", "pk"),
        "themes_without_answer": found.themes_without_answer.order_by("created_at"),
        "improvements_without_readings": found.improvements_without_readings,
        "improvements_without_answer": found.improvements_without_answer,
        "overdue_promises": found.overdue_promises.select_related("theme").order_by("promised_by_on"),
        "unsettled_points": found.unsettled_points.order_by("reopened_at"),
    }
    rows = {}
    for name, queryset in querysets.items():
        things = list(queryset[: first + 1])
        rows[name] = Stopped(queryset.count() if len(things) > first else len(things), things[:first])
    return rows
