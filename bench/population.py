"""A large hospital made of nothing: contributions, comments and codings in numbers, written by the database itself.

Words are drawn from a small vocabulary with a fixed seed, so that two runs measure the same thing.
"""

from django.db import connection, transaction
from django.utils import timezone

from openward.config.demonstration.cast import Cast, assemble
from openward.contributions.models import Contribution
from openward.engagements.models import Engagement, PublicStatement, Stage
from openward.improvements.models import Improvement
from openward.people.models import Organisation
from openward.responses.models import ChangeClaim, Response
from openward.spaces.models import Direction, HouseRule, IdentityRule, ModerationMode, Space, Visibility
from openward.themes.actions.counts import count_engagement
from openward.themes.models import Code, Codebook, Theme

THEMES = 20
COMMENTS = 50
WORDS_IN_COMMENT = 180
VOCABULARY = (
    "waiting nurse kind parking letter phone clinic appointment ward doctor listened pain food clean noise night "
    "family explained delay reception morning medicine home result scan garden window tea chair transport"
).split()

_CONTRIBUTIONS = """
with made as (
    insert into people_persona (id, scope_key, handle, badge, created_on)
    select gen_random_uuid(), %(space)s, '', 'patient', current_date from generate_series(1, %(count)s)
    returning id
), numbered as (
    select id as author_id, row_number() over () as number from made
)
insert into contributions_contribution (
    id, space_id, author_id, kind, provenance, path, lifecycle, restriction, restriction_reason, hold, distribution,
    shown_review, may_publish, may_quote, may_teach, may_research, may_contact, service_id, happened_on, badge, helper,
    feelings, language, urgency, created_at, submitted_at, published_on, shuffle, comment_count
)
select gen_random_uuid(), %(space)s, author_id, 'story', 'web', '', 'submitted', 'none', '', 'none', 'local',
       'approved', true, true, true, true, false, %(service)s,
       (date_trunc('month', current_date) - (number %% 24) * interval '1 month')::date,
       (array['patient', 'carer', 'family'])[1 + number %% 3], '', '{}', 'en-gb', 0, now(), now(),
       current_date - (number %% 700)::int, (random() * 2000000000)::int, 0
from numbered
"""

_REVISIONS = """
insert into contributions_revision (
    contribution_id, number, written_by, parts, text, sha256, review, change_reason, created_at
)
select id, 1, 'author', jsonb_build_array(jsonb_build_array('happened', words)), words,
       encode(sha256(words::bytea), 'hex'), 'approved', '', now()
from (
    select contribution.id,
           (select string_agg((%(vocabulary)s::text[])
                [1 + (('x' || substr(md5(contribution.id::text || part), 1, 7))::bit(28)::int %% %(size)s)], ' ')
            from generate_series(1, %(words)s) part) as words
    from contributions_contribution contribution
    where contribution.space_id = %(space)s and contribution.kind = %(kind)s
) worded
"""

_SHOW = """
update contributions_contribution contribution
set shown_revision_id = revision.id, lifecycle = 'published', search = to_tsvector('english', revision.text)
from contributions_revision revision
where revision.contribution_id = contribution.id and contribution.space_id = %(space)s
"""

_EXCERPTS = """
insert into themes_excerpt (contribution_id, revision_id, start, "end")
select contribution.id, contribution.shown_revision_id, 0, 40
from contributions_contribution contribution
where contribution.space_id = %(space)s and contribution.kind = 'story'
"""

_CODINGS = """
insert into themes_coding (excerpt_id, code_id, contribution_id, origin, created_at)
select excerpt.id, (%(codes)s::uuid[])[1 + (excerpt.id + part * 7) %% %(size)s], excerpt.contribution_id, 'import',
       now()
from themes_excerpt excerpt, generate_series(0, 1) part
where excerpt.contribution_id in (select id from contributions_contribution where space_id = %(space)s)
"""

_COMMENTS = """
with made as (
    insert into people_persona (id, scope_key, handle, badge, created_on)
    select gen_random_uuid(), %(space)s, '', 'carer', current_date from generate_series(1, %(count)s)
    returning id
), numbered as (
    select id as author_id, row_number() over () as number from made
)
insert into contributions_contribution (
    id, space_id, author_id, kind, provenance, root_id, parent_id, path, lifecycle, restriction, restriction_reason,
    hold, distribution, shown_review, may_publish, may_quote, may_teach, may_research, may_contact, badge, helper,
    feelings, language, urgency, created_at, submitted_at, published_on, shuffle, comment_count
)
select gen_random_uuid(), %(space)s, author_id, 'comment', 'web', %(root)s, %(root)s, lpad(number::text, 6, '0'),
       'submitted', 'none', '', 'none', 'local', 'approved', true, true, true, true, false, 'carer', '', '{}', 'en-gb',
       0, now(), now(), current_date, number, 0
from numbered
"""

_FACTS = """
insert into ledger_recordedfact (
    kind, recorded_at, author_kind, author_key, authority, organisation_key, about, payload, shreddable, commitments,
    is_sealed
)
select fact.kind, contribution.submitted_at, 'persona', '', '', %(organisation)s,
       array['contribution:' || contribution.id, 'space:' || contribution.space_id],
       jsonb_build_object('key', contribution.id, 'space_key', contribution.space_id), '{}', '{}', true
from contributions_contribution contribution,
     unnest(array['contributions.StorySubmitted', 'contributions.ContributionPublished']) fact(kind)
where contribution.space_id = %(space)s
"""

_TELLINGS = """
insert into responses_telling (response_id, contribution_id, told_at, verdict, words)
select distinct on (response.id, coding.contribution_id) response.id, coding.contribution_id, now(), '', ''
from responses_response response
join themes_code code on code.theme_id = response.theme_id
join themes_coding coding on coding.code_id = code.id
where response.engagement_id = %(engagement)s
"""


@transaction.atomic
def populate(*, contributions: int) -> None:
    """Riverbend Health with a space of many coded stories, partly answered, and a busy story of 50 comments."""
    if Organisation.objects.exists():
        return
    cast = assemble()
    big = _space(cast, "everything", "Everything people said")
    _write_stories(big, cast, contributions)
    _theme(big)
    _answer(big, cast)
    busy = _space(cast, "busy", "A busy conversation")
    _write_stories(busy, cast, 1)
    root = Contribution.objects.get(space=busy)
    with connection.cursor() as cursor:
        cursor.execute(_COMMENTS, {"space": busy.pk, "count": COMMENTS, "root": root.pk})
        cursor.execute(_REVISIONS, _wording(busy, "comment", WORDS_IN_COMMENT))
        cursor.execute(_SHOW, {"space": busy.pk})
    Contribution.objects.filter(pk=root.pk).update(comment_count=COMMENTS)


def refresh_statistics() -> None:
    """Let the planner know what was written."""
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")


def _space(cast: Cast, slug: str, name: str) -> Space:
    engagement = Engagement.objects.create(
        organisation=cast.organisation,
        slug=slug,
        title=name,
        aim=name,
        model_of_use="MOD-02",
        stage=Stage.UNDERSTAND,
        state=Engagement.State.OPEN,
        opened_at=timezone.now(),
    )
    PublicStatement.objects.create(engagement=engagement, why_we_ask=name, who_decides="The board")
    space = Space.objects.create(
        organisation=cast.organisation,
        engagement=engagement,
        slug=slug,
        name=name,
        state=Space.State.OPEN,
        direction=Direction.TWO_WAY,
        visibility=Visibility.PUBLIC,
        identity_rule=IdentityRule.ANONYMOUS,
        moderation_mode=ModerationMode.BEFORE,
        stage=Stage.UNDERSTAND,
        opened_at=timezone.now(),
    )
    HouseRule.objects.create(
        space=space, version=1, number=1, key="kind", text="Be kind.", how_to_fix="Say it in a kinder way."
    )
    return space


def _wording(space: Space, kind: str, words: int) -> dict[str, object]:
    return {
        "space": space.pk,
        "kind": kind,
        "vocabulary": list(VOCABULARY),
        "size": len(VOCABULARY),
        "words": words,
    }


def _write_stories(space: Space, cast: Cast, count: int) -> None:
    service = cast.services["Outpatients"]
    with connection.cursor() as cursor:
        cursor.execute(_CONTRIBUTIONS, {"space": space.pk, "service": service.pk, "count": count})
        cursor.execute(_REVISIONS, _wording(space, "story", 30))
        cursor.execute(_SHOW, {"space": space.pk})
        cursor.execute(_FACTS, {"space": space.pk, "organisation": str(cast.organisation.pk)})


def _theme(space: Space) -> None:
    codebook = Codebook.objects.create(engagement=space.engagement, name="Codes")
    codes = []
    for number in range(THEMES):
        theme = Theme.objects.create(
            engagement=space.engagement,
            slug=f"theme-{number}",
            name=f"Theme {number}",
            sentence="People say this often.",
            is_public=True,
        )
        codes.append(Code.objects.create(codebook=codebook, theme=theme, name=f"Code {number}").pk)
    with connection.cursor() as cursor:
        cursor.execute(_EXCERPTS, {"space": space.pk})
        cursor.execute(_CODINGS, {"space": space.pk, "codes": codes, "size": THEMES})
    count_engagement(engagement_id=space.engagement_id)


def _answer(space: Space, cast: Cast) -> None:
    """A quarter of the themes lead to improvements, and three to a checked claim of change that everybody was told."""
    today = timezone.localdate()
    responder, checker = cast.accounts["responder"], cast.accounts["lead"]
    for theme in Theme.objects.filter(engagement=space.engagement).order_by("name")[: THEMES // 4]:
        improvement = Improvement.objects.create(
            engagement=space.engagement, slug=f"better-{theme.slug}", title=theme.name, aim=theme.name, started_on=today
        )
        improvement.themes.add(theme)
    for improvement in Improvement.objects.filter(engagement=space.engagement).order_by("slug")[:3]:
        response = Response.objects.create(
            engagement=space.engagement,
            theme=improvement.themes.get(),
            status=Response.Status.DID,
            words="We changed it.",
            signed_name="A responder",
            signed_role="Service manager",
            written_by=responder,
            state=Response.State.SHOWN,
            shown_at=timezone.now(),
        )
        ChangeClaim.objects.create(
            response=response,
            improvement=improvement,
            what_changed="It is done.",
            since_on=today,
            how_we_know="We looked.",
            checked_by=checker,
            checked_at=timezone.now(),
        )
    with connection.cursor() as cursor:
        cursor.execute(_TELLINGS, {"engagement": space.engagement_id})
