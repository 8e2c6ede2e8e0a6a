"""How many people a theme rests on, month by month, as each reader may know it."""

import dataclasses
import datetime
import uuid

from django.db.models import QuerySet

from openward.kit.prepared import Prepared
from openward.methods.small_numbers import PUBLIC_THRESHOLD, STAFF_THRESHOLD, PublicCount, suppress
from openward.people.access import Actor
from openward.themes.access import reads_words
from openward.themes.models import EngagementCount, EngagementMonth, Theme, ThemeCount, ThemeMonth


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
    found: ThemeCount | None
    whole: EngagementCount | None
    if "count" in theme._state.fields_cache:
        # The door brought the counts along.
        found, whole = getattr(theme, "count", None), getattr(theme.engagement, "contribution_count", None)
    else:
        found = ThemeCount.objects.filter(theme=theme).first()
        whole = EngagementCount.objects.filter(engagement_id=theme.engagement_id).first()
    found = found or ThemeCount(contributions=0, people=0, most_of_one=0)
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


_theme_months = Prepared(
    lambda theme: ThemeMonth.objects.filter(theme=theme).values_list("month", "contributions", "people"),
    theme=uuid.uuid4(),
)
_engagement_months = Prepared(
    lambda engagement: EngagementMonth.objects.filter(engagement=engagement).values_list(
        "month", "contributions", "people"
    ),
    engagement=uuid.uuid4(),
)


def month_counts(theme: Theme) -> list[MonthCount]:
    """The months of a theme's engagement with exact counts, oldest first. Not for the public as they are."""
    parts = {month: counts for month, *counts in _theme_months(theme=theme.pk)}
    wholes = {month: counts for month, *counts in _engagement_months(engagement=theme.engagement_id)}
    found = []
    for month in sorted(parts.keys() | wholes.keys()):
        contributions, people = parts.get(month, (0, 0))
        of, of_people = wholes.get(month, (0, 0))
        # A theme may have been counted a moment later than its months: never more than all of them.
        found.append(MonthCount(month, contributions, max(of, contributions), people, max(of_people, people)))
    return found


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
    parts = {(row.theme_id, row.month): row.contributions for row in ThemeMonth.objects.filter(theme__in=themes)}
    return {
        theme.pk: tuple(
            parts.get((theme.pk, month), 0) / whole for month, whole in wholes.get(theme.engagement_id, [])[-24:]
        )
        for theme in themes
    }
