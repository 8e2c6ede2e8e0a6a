"""What came of an engagement: the funnel from asked to told, and the dead ends that are work for staff."""

import dataclasses
import datetime

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.utils import timezone

from openward.contributions.models import Contribution, Lifecycle
from openward.engagements.models import Asking, Engagement
from openward.improvements.models import Improvement, Reading
from openward.responses.models import Response, Telling
from openward.themes.models import Coding, Theme


@dataclasses.dataclass(frozen=True, slots=True)
class Funnel:
    """How far words travelled, in contributions; `asked` counts people. Exact figures: suppress before showing.

    `asked`    people asked, as recorded by whoever asked them; None when nobody recorded it
    `said`     contributions received: stories, comments and survey comments, those later erased included
    `themed`   of these, given a code that belongs to a theme
    `acted`    of these, in a theme from which an improvement was started
    `changed`  of these, behind an answer that claims a change which a second person has checked
    `told`     contributions whose author was told what came of it
    """

    engagement: str
    asked: int | None
    said: int
    themed: int
    acted: int
    changed: int
    told: int


_THEMED = """
select count(*), count(*) filter (where acted), count(*) filter (where changed)
from (
    select coding.contribution_id,
           bool_or(theme.id in (select link.theme_id from improvements_improvement_themes link)) as acted,
           bool_or(theme.id in (
               select response.theme_id
               from responses_response response
               join responses_changeclaim claim on claim.response_id = response.id
               where response.state = 'shown' and response.status = 'did' and claim.checked_at is not null
           ) or coding.contribution_id in (
               select response.contribution_id
               from responses_response response
               join responses_changeclaim claim on claim.response_id = response.id
               where response.state = 'shown' and response.status = 'did' and claim.checked_at is not null
           )) as changed
    from themes_coding coding
    join themes_code code on code.id = coding.code_id
    join themes_theme theme on theme.id = code.theme_id
    where theme.engagement_id = %s
    group by coding.contribution_id
) themed
"""


def funnel(engagement: Engagement) -> Funnel:
    """The funnel of one engagement, in four queries whatever its size."""
    contributions = Contribution.objects.filter(space__engagement=engagement).exclude(lifecycle=Lifecycle.DRAFT)
    with connection.cursor() as cursor:
        cursor.execute(_THEMED, [engagement.pk])
        themed, acted, changed = cursor.fetchone()
    return Funnel(
        engagement=engagement.slug,
        asked=Asking.objects.filter(engagement=engagement).aggregate(people=Sum("people"))["people"],
        said=contributions.count(),
        themed=themed,
        acted=acted,
        changed=changed,
        told=Telling.objects.filter(response__engagement=engagement)
        .values("contribution_id")
        .distinct()
        .count(),
    )


@dataclasses.dataclass(frozen=True, slots=True)
class DeadEnds:
    """Where words stopped on their way, as querysets of things somebody must do next."""

    not_themed: QuerySet[Contribution]
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
    fresh_readings = Reading.objects.filter(
        measure__improvement=OuterRef("pk"), on__gte=now - datetime.timedelta(days=45)
    )
    answered_work = Response.objects.filter(theme__improvements=OuterRef("pk"), state=Response.State.SHOWN)
    improvements = Improvement.objects.filter(engagement=engagement)
    return DeadEnds(
        not_themed=Contribution.objects.filter(
            space__engagement=engagement, root__isnull=True, is_for_staff=True
        ).filter(~Exists(coded)),
        themes_without_answer=Theme.objects.filter(engagement=engagement).filter(Exists(has_words), ~Exists(shown)),
        improvements_without_readings=improvements.filter(state=Improvement.State.RUNNING).filter(
            ~Exists(fresh_readings)
        ),
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

