"""Counting what themes rest on.

Every count is made anew from contributions and codings, never by adding one: a count that was wrong is right after the
next counting. What was taken back, erased, held or hidden is not counted, nor is a passage whose words are gone from
the wording that is shown now.
"""

import uuid
from collections.abc import Collection

from django.db import connection, transaction
from django.utils import timezone

from openward.engagements.models import Engagement
from openward.themes.models import Code, Theme

_MONTH = "date_trunc('month', coalesce(c.happened_on, (c.submitted_at at time zone %(zone)s)::date))::date"

_COUNT_THEMES = f"""
with told as materialized (
    select distinct code.theme_id, c.id, c.author_id, {_MONTH} as month
    from themes_coding coding
    join themes_code code on code.id = coding.code_id
    join themes_excerpt excerpt on excerpt.id = coding.excerpt_id
    join contributions_contribution c on c.id = coding.contribution_id and c.shown_revision_id = excerpt.revision_id
    where code.theme_id = any(%(themes)s) and c.is_for_staff
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
where space.engagement_id = %(engagement)s and c.is_for_staff
group by 2 having {_MONTH} is not null
"""  # noqa: S608 - built from constants

_COUNT_ALL = """
insert into themes_engagementcount (engagement_id, contributions, people, counted_at)
select %(engagement)s, count(*), count(distinct c.author_id), %(now)s
from contributions_contribution c join spaces_space space on space.id = c.space_id
where space.engagement_id = %(engagement)s and c.is_for_staff
on conflict (engagement_id) do update
set contributions = excluded.contributions, people = excluded.people, counted_at = excluded.counted_at
"""


@transaction.atomic
def count_engagement(*, engagement_id: uuid.UUID, themes: Collection[uuid.UUID] | None = None) -> None:
    """Count an engagement's months, and the given themes of it (all of them when None).

    Counts are no news: like a cache they follow from what is recorded elsewhere, so counting records no fact.
    """
    wanted = Theme.objects.filter(engagement_id=engagement_id)
    if themes is not None:
        wanted = wanted.filter(pk__in=themes)
    with connection.cursor() as cursor:
        # One counts at a time; whoever comes second counts what the first has not seen.
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 7241))", [str(engagement_id)])
        values = {
            "engagement": engagement_id,
            "themes": list(wanted.values_list("pk", flat=True)),
            "zone": timezone.get_default_timezone_name(),
            "now": timezone.now(),
        }
        cursor.execute("delete from themes_thememonth where theme_id = any(%(themes)s)", values)
        cursor.execute("delete from themes_themecount where theme_id = any(%(themes)s)", values)
        cursor.execute(_COUNT_THEMES, values)
        cursor.execute("delete from themes_engagementmonth where engagement_id = %(engagement)s", values)
        cursor.execute(_COUNT_MONTHS, values)
        cursor.execute(_COUNT_ALL, values)


def count_after_change(*, contribution_id: uuid.UUID, engagement_id: uuid.UUID) -> None:
    """Count again after one contribution was shown, hidden, taken back or erased: its themes and its months."""
    themes = Code.objects.filter(codings__contribution_id=contribution_id, theme__isnull=False).values_list(
        "theme_id", flat=True
    )
    count_engagement(engagement_id=engagement_id, themes=set(themes))


def count_everything() -> int:
    """Count all engagements that are not merely planned; returns how many."""
    found = Engagement.objects.exclude(state=Engagement.State.PLANNED).values_list("pk", flat=True)
    for engagement_id in found:
        count_engagement(engagement_id=engagement_id)
    return len(found)
