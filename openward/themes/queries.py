"""Reading themes: how many people they rest on, month by month, in whose words, and what is still to be coded."""

import dataclasses
import datetime
import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When

from openward.contributions.models import Contribution
from openward.engagements.models import Engagement
from openward.methods.small_numbers import (
    PUBLIC_THRESHOLD,
    STAFF_THRESHOLD,
    PublicCount,
    suppress,
)
from openward.people.access import VISITOR, Actor
from openward.themes.access import reads_words, spaces_for_coding
from openward.themes.models import (
    Code,
    Codebook,
    Coding,
    EngagementCount,
    EngagementMonth,
    Excerpt,
    QuotablePassage,
    Theme,
    ThemeCount,
    ThemeMonth,
)

# --- How many -----------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class ThemeCounts:
    """How many people a theme rests on, as the reader may know it.

    `people` is suppressed and rounded for the public. `contributions` and `out_of` are exact, and None for everybody
    but staff who may read every one of those words anyway. `counted_at` None: nothing was counted yet.
    """

    people: PublicCount
    contributions: int | None
    out_of: int | None
    counted_at: datetime.datetime | None


@dataclasses.dataclass(frozen=True, slots=True)
class MonthCount:
    """One month of a theme: contributions and people that spoke of it, and all of that month."""

    month: datetime.date
    contributions: int
    of: int
    people: int
    of_people: int


def theme_counts(theme: Theme, actor: Actor) -> ThemeCounts:
    """How many people a theme rests on, as the actor may know it."""
    found = ThemeCount.objects.filter(theme=theme).first() or ThemeCount(contributions=0, people=0, most_of_one=0)
    whole = EngagementCount.objects.filter(engagement_id=theme.engagement_id).first()
    is_staff = reads_words(actor, theme.engagement)
    return ThemeCounts(
        people=shown_count(found, PUBLIC_THRESHOLD),
        contributions=found.contributions if is_staff else None,
        out_of=whole.contributions if is_staff and whole else None,
        counted_at=whole.counted_at if whole else None,
    )


def shown_count(count: ThemeCount | None, threshold: int) -> PublicCount:
    """A theme's people by the rules for small numbers; mostly one person's words are not many people's."""
    if count is None or not count.contributions:
        return suppress(0, threshold)
    return suppress(count.people, threshold, share=count.most_of_one / count.contributions)


def month_counts(theme: Theme) -> list[MonthCount]:
    """The months of a theme's engagement with exact counts, oldest first. Not for the public as they are."""
    theirs = {row.month: row for row in ThemeMonth.objects.filter(theme=theme)}
    none = ThemeMonth(contributions=0, people=0)
    return [
        MonthCount(
            month=row.month,
            contributions=theirs.get(row.month, none).contributions,
            of=row.contributions,
            people=theirs.get(row.month, none).people,
            of_people=row.people,
        )
        for row in EngagementMonth.objects.filter(engagement_id=theme.engagement_id)
    ]


def theme_months(theme: Theme) -> list[tuple[datetime.date, int, int]]:
    """(month, contributions of the theme, all contributions of its engagement), oldest first, exact."""
    return [(row.month, row.contributions, row.of) for row in month_counts(theme)]


@dataclasses.dataclass(frozen=True, slots=True)
class ThemeRow:
    """A theme in a list, with its people and the shares of its latest months (empty for the public)."""

    theme: Theme
    people: PublicCount
    shares: tuple[float, ...]


def theme_rows(themes: QuerySet[Theme], *, is_staff: bool) -> list[ThemeRow]:
    """The themes with their counts, those of most people first. Three queries, however many themes."""
    found = list(themes.select_related("count", "engagement"))
    shares: dict[uuid.UUID, tuple[float, ...]] = {}
    if is_staff:
        shares = _shares(found)
    threshold = STAFF_THRESHOLD if is_staff else PUBLIC_THRESHOLD
    rows = [
        ThemeRow(theme, shown_count(getattr(theme, "count", None), threshold), shares.get(theme.pk, ()))
        for theme in found
    ]
    # By what is shown, never by what is not: the order of two themes must not tell which of them is larger.
    rows.sort(key=lambda row: (-(row.people.value or 0), row.theme.name.casefold()))
    return rows


def _shares(themes: list[Theme]) -> dict[uuid.UUID, tuple[float, ...]]:
    wholes: dict[uuid.UUID, list[tuple[datetime.date, int]]] = {}
    for row in EngagementMonth.objects.filter(engagement__in={theme.engagement_id for theme in themes}):
        wholes.setdefault(row.engagement_id, []).append((row.month, row.contributions))
    parts = {
        (row.theme_id, row.month): row.contributions for row in ThemeMonth.objects.filter(theme__in=themes)
    }
    return {
        theme.pk: tuple(
            parts.get((theme.pk, month), 0) / whole for month, whole in wholes.get(theme.engagement_id, [])[-24:]
        )
        for theme in themes
    }


# --- In whose words -----------------------------------------------------------------------------------------------


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
    readable = Contribution.objects.filter(space__engagement_id=theme.engagement_id).readable(actor)
    if purpose:
        readable = readable.filter(**{f"may_{purpose}": True})
    if not is_staff:
        readable = readable.filter(may_quote=True)
    found: list[Excerpt] = []
    count = 10 * limit
    while len(found) < limit and (window := _newest_excerpts(theme, before=before, count=count, for_staff=is_staff)):
        passages = Excerpt.objects.filter(
            pk__in=window, contribution__in=readable, contribution__shown_revision=F("revision")
        )
        rows = passages.select_related("revision", "contribution__service").order_by("-pk")
        found.extend(rows[: limit - len(found)])
        before = window[-1]
        count *= 4
    return [
        ThemeQuote(
            excerpt_id=row.pk,
            contribution_id=row.contribution_id,
            words=row.revision.text[row.start : row.end],
            badge=row.contribution.badge,
            service_name=row.contribution.service.name if row.contribution.service else "",
            happened_on=row.contribution.happened_on,
            may_quote=row.contribution.may_quote,
        )
        for row in found
    ]


def _newest_excerpts(theme: Theme, *, before: int | None, count: int, for_staff: bool) -> list[int]:
    """The next excerpts to look at, latest first: for staff any, for everybody else those that could be quoted.

    The database would rather read 40,000 passages and sort them than trust that the first few will do, so it is
    asked for the first few of each code, straight from an index, before anything is known about them.
    """
    if for_staff:
        codes = theme.codes.values_list("pk", flat=True)
        sources: list[QuerySet[Any]] = [Coding.objects.filter(code=code) for code in codes]
    else:
        sources = [QuotablePassage.objects.filter(theme=theme)]
    if before is not None:
        sources = [source.filter(excerpt__lt=before) for source in sources]
    firsts = [
        source.order_by("-excerpt_id").values_list("excerpt_id", flat=True).distinct()[:count] for source in sources
    ]
    if not firsts:
        return []
    found = firsts[0].union(*firsts[1:]) if len(firsts) > 1 else firsts[0]
    return sorted(found, reverse=True)[:count]


def themes_of_contributions(
    ids: Iterable[uuid.UUID], *, shown_only: bool = False
) -> dict[uuid.UUID, list[Theme]]:
    """The themes that the shown wordings of contributions belong to, by name, in one query.

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


# --- Codebooks and coding -----------------------------------------------------------------------------------------


def codes_of(codebook: Codebook) -> QuerySet[Code]:
    """A codebook's codes with their themes and how often each was given; those no longer given come last."""
    return codebook.codes.select_related("theme").annotate(times_given=Count("codings")).order_by("is_retired", "name")


def codes_for_giving(engagement: Engagement) -> QuerySet[Code]:
    """The codes that can be given in an engagement, by codebook and name."""
    return (
        Code.objects.filter(codebook__engagement=engagement, is_retired=False)
        .select_related("codebook", "theme")
        .order_by("codebook__name", "name")
    )


def codings_on(contribution: Contribution) -> list[Coding]:
    """The codings on the shown wording, in reading order."""
    return list(
        Coding.objects.filter(contribution=contribution, excerpt__revision=contribution.shown_revision_id)
        .select_related("excerpt", "code__theme", "coder")
        .order_by("excerpt__start", "excerpt__end", "code__name", "pk")
    )


def codings_left_behind(contribution: Contribution) -> list[Coding]:
    """Codings on passages that are not in the shown wording any more."""
    return list(
        Coding.objects.filter(contribution=contribution)
        .exclude(excerpt__revision=contribution.shown_revision_id)
        .select_related("excerpt__revision", "code")
        .order_by("pk")
    )


@dataclasses.dataclass(frozen=True, slots=True)
class CodingFilter:
    """Which contributions a coder works through."""

    space: uuid.UUID | None = None
    service: uuid.UUID | None = None
    kind: str = ""


def contributions_for_coding(actor: Actor, engagement: Engagement, chosen: CodingFilter) -> QuerySet[Contribution]:
    """What the actor can code in an engagement, oldest first."""
    spaces = spaces_for_coding(actor, engagement)
    found = Contribution.objects.filter(space__in=spaces, is_for_staff=True)
    if chosen.space:
        found = found.filter(space=chosen.space)
    if chosen.service:
        found = found.filter(service=chosen.service)
    if chosen.kind:
        found = found.filter(kind=chosen.kind)
    return found.order_by("submitted_at", "pk")


def next_for_coding(
    actor: Actor, engagement: Engagement, chosen: CodingFilter, *, after: Contribution | None = None
) -> Contribution | None:
    """The next contribution to code: the first without codes after this one, or from the start when none follows."""
    uncoded = contributions_for_coding(actor, engagement, chosen).filter(
        ~Exists(Coding.objects.filter(contribution=OuterRef("pk")))
    )
    if after is None or after.submitted_at is None:
        return uncoded.first()
    later = Q(submitted_at__gt=after.submitted_at) | Q(submitted_at=after.submitted_at, pk__gt=after.pk)
    is_before = Case(When(later, then=Value(0)), default=Value(1), output_field=IntegerField())
    return uncoded.exclude(pk=after.pk).order_by(is_before, "submitted_at", "pk").first()
