"""Counting what themes rest on.

Every count is made anew from contributions and codings, never by adding one: a count that was wrong is right after the
next counting. What was taken back, erased, held or hidden is not counted, nor is a passage whose words are gone from
the wording that is shown now.
"""

import calendar
import datetime
import uuid
from collections.abc import Collection
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from openward.contributions.models import Contribution
from openward.engagements.models import Engagement
from openward.themes.models import Code, EngagementCount, Theme

MOST_QUOTABLE = 100
"""Pointers kept per theme to passages that everybody may read and quote: ten pages of them."""

_MONTH = "date_trunc('month', coalesce(c.happened_on, (c.submitted_at at time zone %(zone)s)::date))::date"

_COUNT_THEMES = f"""
with passages as materialized (
    select code.theme_id, c.id, c.author_id, {_MONTH} as month, excerpt.id as excerpt_id,
        c.is_for_everyone and c.may_quote as may_quote
    from themes_coding coding
    join themes_code code on code.id = coding.code_id
    join themes_excerpt excerpt on excerpt.id = coding.excerpt_id
    join contributions_contribution c on c.id = coding.contribution_id and c.shown_revision_id = excerpt.revision_id
    where code.theme_id = any(%(themes)s) and c.is_for_staff
), told as materialized (
    select distinct theme_id, id, author_id, month from passages
), quotable as (
    insert into themes_quotablepassage (theme_id, excerpt_id)
    select theme_id, excerpt_id from (
        select theme_id, excerpt_id, row_number() over (partition by theme_id order by excerpt_id desc) as place
        from (select distinct theme_id, excerpt_id from passages where may_quote) allowed
    ) newest_first where place <= {MOST_QUOTABLE}
), months as (
    insert into themes_thememonth (theme_id, month, contributions, people)
    select theme_id, month, count(*), count(distinct author_id) from told where month is not null group by 1, 2
)
insert into themes_themecount (theme_id, contributions, people, most_of_one)
select theme.id, coalesce(sum(theirs), 0), count(theirs), coalesce(max(theirs), 0)
from unnest(%(themes)s::uuid[]) as theme(id)
left join (select theme_id, author_id, count(*) as theirs from told group by 1, 2) per_author
    on per_author.theme_id = theme.id
group by theme.id
"""  # noqa: S608 - built from constants

_COUNT_MONTHS = f"""
insert into themes_engagementmonth (engagement_id, month, contributions, people)
select %(engagement)s, {_MONTH}, count(*), count(distinct c.author_id)
from contributions_contribution c join spaces_space space on space.id = c.space_id
where space.engagement_id = %(engagement)s and c.is_for_staff and (
    %(month)s::date is null
    or c.happened_on between %(month)s and %(last_day)s
    or (c.happened_on is null and (c.submitted_at at time zone %(zone)s)::date between %(month)s and %(last_day)s)
)
group by 2 having {_MONTH} is not null
"""  # noqa: S608 - built from constants

_COUNT_ALL = """
insert into themes_engagementcount (engagement_id, contributions, counted_at)
select %(engagement)s, coalesce(sum(contributions), 0), %(now)s
from themes_engagementmonth where engagement_id = %(engagement)s
on conflict (engagement_id) do update
set contributions = excluded.contributions, counted_at = excluded.counted_at
"""


@transaction.atomic
def count_engagement(*, engagement_id: uuid.UUID) -> None:
    """Count all months and all themes of an engagement.

    Counts are no news: like a cache they follow from what is recorded elsewhere, so counting records no fact.
    """
    with connection.cursor() as cursor:
        _take_turns(cursor, engagement_id)
        themes = Theme.objects.filter(engagement_id=engagement_id).values_list("pk", flat=True)
        _count_themes(cursor, list(themes))
        _count_months(cursor, engagement_id, None)


@transaction.atomic
def count_after_change(
    *, contribution: Contribution, engagement_id: uuid.UUID, themes: Collection[uuid.UUID] = ()
) -> None:
    """Count again after one contribution was coded, shown, hidden or taken back: its themes and its month.

    `themes` are those it belonged to before, where the change took it out of them.
    """
    its_themes = Code.objects.filter(codings__contribution=contribution, theme__isnull=False)
    day = contribution.happened_on or (contribution.submitted_at and timezone.localdate(contribution.submitted_at))
    with connection.cursor() as cursor:
        _take_turns(cursor, engagement_id)
        _count_themes(cursor, [*{*its_themes.values_list("theme_id", flat=True), *themes}])
        _count_months(cursor, engagement_id, day)


@transaction.atomic
def count_themes(*, engagement_id: uuid.UUID, themes: Collection[uuid.UUID | None]) -> None:
    """Count themes again after their codes were grouped anew; None among them is no theme."""
    with connection.cursor() as cursor:
        _take_turns(cursor, engagement_id)
        _count_themes(cursor, [theme for theme in themes if theme])
        if not EngagementCount.objects.filter(engagement_id=engagement_id).exists():
            _count_months(cursor, engagement_id, None)


def count_everything() -> int:
    """Count all engagements that are not merely planned; returns how many."""
    found = Engagement.objects.exclude(state=Engagement.State.PLANNED).values_list("pk", flat=True)
    for engagement_id in found:
        count_engagement(engagement_id=engagement_id)
    return len(found)


def _take_turns(cursor: CursorWrapper, engagement_id: uuid.UUID) -> None:
    # One counts at a time; whoever comes second counts what the first has not seen.
    cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 7241))", [str(engagement_id)])


def _count_themes(cursor: CursorWrapper, themes: list[uuid.UUID]) -> None:
    if themes:
        values: dict[str, Any] = {"themes": themes, "zone": timezone.get_default_timezone_name()}
        cursor.execute("delete from themes_thememonth where theme_id = any(%(themes)s)", values)
        cursor.execute("delete from themes_themecount where theme_id = any(%(themes)s)", values)
        cursor.execute("delete from themes_quotablepassage where theme_id = any(%(themes)s)", values)
        cursor.execute(_COUNT_THEMES, values)


def _count_months(cursor: CursorWrapper, engagement_id: uuid.UUID, day: datetime.date | None) -> None:
    """All months, or the one of a day. A first counting is always of all."""
    if day and not EngagementCount.objects.filter(engagement_id=engagement_id).exists():
        day = None
    values: dict[str, Any] = {
        "engagement": engagement_id,
        "zone": timezone.get_default_timezone_name(),
        "now": timezone.now(),
        "month": day and day.replace(day=1),
        "last_day": day and day.replace(day=calendar.monthrange(day.year, day.month)[1]),
    }
    cursor.execute(
        "delete from themes_engagementmonth where engagement_id = %(engagement)s "
        "and (%(month)s::date is null or month = %(month)s)",
        values,
    )
    cursor.execute(_COUNT_MONTHS, values)
    cursor.execute(_COUNT_ALL, values)
