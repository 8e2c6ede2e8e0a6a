"""In whose words: the passages of a theme, and the themes of contributions."""

import dataclasses
import datetime
import uuid
from collections.abc import Iterable

from django.db import connection
from django.db.models import Exists, F, OuterRef, QuerySet

from openward.contributions.access import readable_flag
from openward.contributions.models import Contribution
from openward.engagements.models import Engagement
from openward.kit.prepared import Prepared
from openward.people.access import VISITOR, Actor
from openward.spaces.models import IdentityRule
from openward.themes.access import reads_words
from openward.themes.models import Coding, Excerpt, QuotablePassage, Theme


@dataclasses.dataclass(frozen=True, slots=True)
class ThemeQuote:
    """A passage in the wording that is shown now. `may_quote`: its author allows it to be quoted elsewhere."""

    excerpt_id: int
    contribution_id: uuid.UUID
    words: str
    badge: str
    service_name: str
    happened_on: datetime.date | None
    may_quote: bool


def theme_quotes(
    theme: Theme, actor: Actor, purpose: str = "", *, before: int | None = None, limit: int = 10
) -> list[ThemeQuote]:
    """Passages of a theme that the actor may read, the latest coded first; at most `limit`, older than `before`.

    With a purpose ("quote", "teach", "research") only words whose authors allow that. Whoever is not staff reads only
    words that are public and may be quoted, whatever the purpose. Consent and readability are asked anew each time.
    """
    is_staff = reads_words(actor, theme.engagement)
    consents = ([f"may_{purpose}"] if purpose else []) + ([] if is_staff else ["may_quote"])
    readable: dict[uuid.UUID, str] = {}
    found: list[Excerpt] = []
    count = max(2 * limit, 10)
    has_more = True
    while has_more and len(found) < limit:
        window = _newest_excerpts(theme, before=before, count=count, for_staff=is_staff)
        has_more = len(window) == count
        for row in _passages(ids=window) if window else ():
            space = row.contribution.space
            if space.pk not in readable:
                readable[space.pk] = readable_flag(actor, space) if space.engagement_id == theme.engagement_id else ""
            needed = [readable[space.pk], *consents]
            if all(name and getattr(row.contribution, name) for name in needed):
                found.append(row)
        before = window[-1] if window else None
        count *= 4
    return [
        ThemeQuote(
            excerpt_id=row.pk,
            contribution_id=row.contribution_id,
            words=row.revision.passage_for_readers(row.start, row.end),
            badge="" if row.contribution.space.identity_rule == IdentityRule.HIDDEN else row.contribution.badge,
            service_name=row.contribution.service.name if row.contribution.service else "",
            happened_on=row.contribution.happened_on,
            may_quote=row.contribution.may_quote,
        )
        for row in found[:limit]
    ]


_passages = Prepared(
    lambda ids: (
        Excerpt.objects.filter(pk__one_of=ids, contribution__shown_revision=F("revision"))
        .select_related("revision", "contribution__service", "contribution__space")
        .only(
            "start", "end", "revision__text", "revision__masks", "contribution__badge", "contribution__happened_on",
            "contribution__may_quote", "contribution__may_teach", "contribution__may_research",
            "contribution__is_for_staff", "contribution__is_for_members", "contribution__is_for_everyone",
            "contribution__service__name", "contribution__space__organisation", "contribution__space__engagement",
            "contribution__space__state", "contribution__space__visibility", "contribution__space__identity_rule",
        )
        .order_by("-pk")
    ),
    ids=[-1],
)  # fmt: skip


_NEWEST = """
select distinct passage.excerpt_id
from themes_code code cross join lateral (
    select distinct excerpt_id from themes_coding
    where code_id = code.id and (%(before)s::bigint is null or excerpt_id < %(before)s)
    order by excerpt_id desc limit %(count)s
) passage
where code.theme_id = %(theme)s
order by 1 desc limit %(count)s
"""


def _newest_excerpts(theme: Theme, *, before: int | None, count: int, for_staff: bool) -> list[int]:
    """The next excerpts to look at, latest first: for staff any, for everybody else those that could be quoted.

    The database would rather read 40,000 passages and sort them than trust that the first few will do, so it is
    asked for the first few of each code, straight from an index, before anything is known about them.
    """
    if for_staff:
        values = {"theme": theme.pk, "before": before, "count": count}
        with connection.cursor() as cursor:
            cursor.execute(_NEWEST, values)
            return [excerpt_id for (excerpt_id,) in cursor.fetchall()]
    ids = _quotable(theme=theme.pk, before=_AFTER_ALL if before is None else before)
    return [excerpt_id for (excerpt_id,) in ids[:count]]


_AFTER_ALL = 2**63 - 1
_quotable = Prepared(
    lambda theme, before: (
        QuotablePassage.objects.filter(theme=theme, excerpt__lt=before)
        .order_by("-excerpt_id")
        .values_list("excerpt_id")
    ),
    theme=uuid.uuid4(),
    before=-1,
)


def themes_of_contributions(ids: Iterable[uuid.UUID], *, shown_only: bool = False) -> dict[uuid.UUID, list[Theme]]:
    """The themes that the shown wordings of contributions belong to, by name, in two queries.

    `shown_only` leaves out themes that are not shown to everybody. Contributions without a theme have an empty list.
    """
    found: dict[uuid.UUID, list[Theme]] = {key: [] for key in ids}
    codings = Coding.objects.filter(
        contribution__in=list(found), excerpt__revision=F("contribution__shown_revision"), code__theme__isnull=False
    )
    if shown_only:
        codings = codings.filter(code__theme__is_public=True).exclude(
            code__theme__engagement__state=Engagement.State.PLANNED
        )
    pairs = set(codings.values_list("contribution_id", "code__theme_id"))
    themes = Theme.objects.in_bulk({theme_id for _key, theme_id in pairs})
    for key, theme_id in pairs:
        found[key].append(themes[theme_id])
    for held in found.values():
        held.sort(key=lambda theme: theme.name)
    return found


def themes_of_engagement(engagement: Engagement) -> QuerySet[Theme]:
    """The themes of an engagement by name, with their counts."""
    return Theme.objects.filter(engagement=engagement).select_related("count", "engagement").order_by("name")


def contributions_of_theme(theme: Theme) -> QuerySet[Contribution]:
    """Every contribution whose shown wording a theme rests on, readable or not: for telling their authors."""
    codings = Coding.objects.filter(
        contribution=OuterRef("pk"), code__theme=theme, excerpt__revision=OuterRef("shown_revision")
    )
    return Contribution.objects.filter(Exists(codings))


def is_quotable_by_everybody(contribution: Contribution) -> bool:
    """Whether words may be quoted on a page for everybody, now."""
    return contribution.may_quote and Contribution.objects.filter(pk=contribution.pk).readable(VISITOR).exists()
