"""What came of an engagement: the funnel from asked to told, and the dead ends that are work for staff."""

import dataclasses
import datetime
import uuid

from django.db import connection
from django.db.models import Count, Exists, OuterRef, QuerySet, Sum
from django.utils import timezone

from openward.contributions.models import Contribution, Lifecycle
from openward.engagements.models import Asking, Engagement
from openward.improvements.models import Improvement, Measure, Reading
from openward.people.models import Organisation
from openward.responses.models import Response, Telling
from openward.themes.models import Coding, Theme

QUIET_DAYS = 45
"""A running improvement without a new reading for this long has gone quiet."""


@dataclasses.dataclass(frozen=True, slots=True)
class Funnel:
    """How far words travelled, in contributions; `asked` counts people. Exact figures: suppress before showing.

    `asked`    people asked, as recorded by whoever asked them; None when nobody recorded it
    `said`     contributions received: stories, comments and survey comments, those later erased included
    `themed`   of these, given a code that belongs to a theme
    `acted`    of these, in a theme from which an improvement was started
    `changed`  of these, behind an answer that claims a change which a second person has checked
    `told`     contributions whose author was told what came of it

    What is themed, acted on and changed is counted where it can be told from the words: an erased story is in `said`
    and no longer in these.
    """

    engagement: str
    asked: int | None
    said: int
    themed: int
    acted: int
    changed: int
    told: int


_THEMED = """
with checked as (
    select response.theme_id, response.contribution_id
    from responses_response response
    join responses_changeclaim claim on claim.response_id = response.id
    where response.engagement_id = any(%(engagements)s)
      and response.state = 'shown' and response.status = 'did' and claim.checked_at is not null
),
marked as (
    select code.id,
           exists (select from improvements_improvement_themes link where link.theme_id = theme.id) as acted,
           exists (select from checked where checked.theme_id = theme.id) as changed
    from themes_code code
    join themes_theme theme on theme.id = code.theme_id
    where theme.engagement_id = any(%(engagements)s)
)
select count(*), count(*) filter (where acted),
       count(*) filter (where changed or contribution_id in (select checked.contribution_id from checked))
from (
    select coding.contribution_id, bool_or(marked.acted) as acted, bool_or(marked.changed) as changed
    from themes_coding coding
    join marked on marked.id = coding.code_id
    group by coding.contribution_id
) themed
"""


def funnel(engagement: Engagement) -> Funnel:
    """The funnel of one engagement, in four queries whatever its size."""
    return _funnel([engagement.pk], engagement.slug)


def funnel_of_organisation(organisation: Organisation) -> Funnel:
    """The same for all engagements of an organisation together; `engagement` is its slug then."""
    planned = Engagement.State.PLANNED
    engagements = Engagement.objects.filter(organisation=organisation).exclude(state=planned)
    return _funnel(list(engagements.values_list("pk", flat=True)), organisation.slug)


def _funnel(engagements: list[uuid.UUID], name: str) -> Funnel:
    contributions = Contribution.objects.filter(space__engagement__in=engagements).exclude(lifecycle=Lifecycle.DRAFT)
    with connection.cursor() as cursor:
        cursor.execute(_THEMED, {"engagements": engagements})
        themed, acted, changed = cursor.fetchone()
    return Funnel(
        engagement=name,
        asked=Asking.objects.filter(engagement__in=engagements).aggregate(people=Sum("people"))["people"],
        said=contributions.count(),
        themed=themed,
        acted=acted,
        changed=changed,
        told=Telling.objects.filter(response__engagement__in=engagements)
        .aggregate(told=Count("contribution", distinct=True))["told"],
    )


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

