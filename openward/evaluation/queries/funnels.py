"""The funnel: how far words travelled, from asked to told."""

import dataclasses
import uuid

from django.core.cache import cache
from django.db import connection

from openward.engagements.models import Engagement
from openward.people.models import Organisation


@dataclasses.dataclass(frozen=True, slots=True)
class Funnel:
    """How far words travelled, in contributions; `asked` counts people. Exact figures: suppress before showing.

    `asked`    people asked, as recorded by whoever asked them; None when nobody recorded it
    `said`     contributions received: stories, comments and survey comments, those later erased included
    `themed`   of these, given a code that belongs to a theme
    `acted`    of these, in a theme from which an improvement was started
    `changed`  of these, behind an answer that claims a change which a second person has checked
    `told`     contributions whose author was told what came of it

    What is set aside because many acted together counts in none of them while it is checked.

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


_FUNNEL = """
with engagement as materialized (
    select id from engagements_engagement
    where (id = %(engagement)s or (organisation_id = %(organisation)s and state <> 'planned'))
),
set_aside as materialized (
    select id from contributions_contribution where is_set_aside
),
checked as materialized (
    select response.theme_id, response.contribution_id
    from responses_response response
    join responses_changeclaim claim on claim.response_id = response.id
    where response.engagement_id in (select id from engagement)
      and response.state = 'shown' and response.status = 'did' and claim.checked_at is not null
),
marked as materialized (
    select code.id,
           exists (select from improvements_improvement_themes link where link.theme_id = theme.id) as acted,
           exists (select from checked where checked.theme_id = theme.id) as changed
    from themes_code code
    join themes_theme theme on theme.id = code.theme_id
    where theme.engagement_id in (select id from engagement)
),
themed as (
    select coding.contribution_id, bool_or(marked.acted) as acted, bool_or(marked.changed) as changed
    from themes_coding coding
    join marked on marked.id = coding.code_id
    where coding.contribution_id not in (select id from set_aside)
    group by coding.contribution_id
)
select (select sum(people) from engagements_asking where engagement_id in (select id from engagement)),
       (select count(*)
        from contributions_contribution contribution
        join spaces_space space on space.id = contribution.space_id
        where space.engagement_id in (select id from engagement) and contribution.lifecycle <> 'draft'
          and not contribution.is_set_aside
          -- A draft that was erased was never said.
          and (contribution.lifecycle <> 'erased' or contribution.submitted_at is not null)),
       count(*),
       count(*) filter (where acted),
       count(*) filter (where changed or contribution_id in (select checked.contribution_id from checked)),
       (select count(distinct telling.contribution_id)
        from responses_telling telling
        join responses_response response on response.id = telling.response_id
        where response.engagement_id in (select id from engagement)
          and telling.contribution_id not in (select id from set_aside))
from themed
"""

KEPT_S = 300
"""Seconds for which the funnel that everybody reads is kept, however many read it."""


def funnel(engagement: Engagement) -> Funnel:
    """The funnel of one engagement, in one query whatever its size."""
    return Funnel(engagement.slug, *_figures(engagement=engagement.pk))


def funnel_of_organisation(organisation: Organisation) -> Funnel:
    """The same for all engagements of an organisation together; `engagement` is its slug then."""
    return Funnel(organisation.slug, *_figures(organisation=organisation.pk))


def kept_funnel(organisation: Organisation) -> Funnel:
    """The same, counted at most every five minutes: for a page that everybody can open."""
    found = cache.get_or_set(_kept_as(organisation.pk), lambda: funnel_of_organisation(organisation), KEPT_S)
    assert isinstance(found, Funnel)
    return found


def forget_kept_funnel(organisation_id: uuid.UUID) -> None:
    """Count anew at the next look: something was set aside from all counts, or counts again."""
    cache.delete(_kept_as(organisation_id))


def _kept_as(organisation_id: uuid.UUID) -> str:
    return f"funnel:{organisation_id}"


def _figures(engagement: uuid.UUID | None = None, organisation: uuid.UUID | None = None) -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(_FUNNEL, {"engagement": engagement, "organisation": organisation})
        row: tuple[int, ...] = cursor.fetchone()
        return row
