"""The record "Heard, decided, did": its lines with their charts, its figures and its funnel."""

import dataclasses
import uuid
from collections.abc import Iterable

from django.db.models import F, OuterRef, Subquery

from openward.evaluation.queries.funnels import Funnel, funnel_of_organisation, kept_funnel
from openward.improvements.models import Improvement, Measure
from openward.improvements.queries import charted
from openward.methods.small_numbers import proportion
from openward.people.access import Actor
from openward.people.models import Organisation
from openward.responses.queries import Promise, PromiseCounts, promise_counts, promises
from openward.spaces.access import READING_STAFF
from openward.themes.models import EngagementMonth, ThemeMonth

LINES_PER_PAGE = 8


@dataclasses.dataclass(frozen=True, slots=True)
class SmallChart:
    """A measure as one line of a record shows it: its course and what the rules say of it."""

    measure: Measure
    values: tuple[float, ...]
    finding: str


@dataclasses.dataclass(frozen=True, slots=True)
class RecordLine:
    promise: Promise
    chart: SmallChart | None


@dataclasses.dataclass(frozen=True, slots=True)
class Record:
    """One page of an organisation's record. `is_exact` when the reader is staff and sees figures as they are."""

    lines: list[RecordLine]
    counts: PromiseCounts
    funnel: Funnel
    is_exact: bool


def record_of(organisation: Organisation, actor: Actor, *, page: int = 1, status: str = "") -> Record:
    """The record in nine queries at most, however many lines there are."""
    is_exact = actor.holds(*READING_STAFF, organisation_id=organisation.pk)
    first = (page - 1) * LINES_PER_PAGE
    found = promises(organisation, actor, first=first, limit=LINES_PER_PAGE, status=status)
    charts = small_charts(found, actor)
    return Record(
        lines=[RecordLine(one, charts.get(one.response.pk)) for one in found],
        counts=promise_counts(organisation, actor),
        funnel=funnel_of_organisation(organisation) if is_exact else kept_funnel(organisation),
        is_exact=is_exact,
    )


def small_charts(found: Iterable[Promise], actor: Actor) -> dict[uuid.UUID, SmallChart]:
    """The chart of each line: the measure its claim points to, else the first of its improvements that has readings."""
    lines = list(found)
    improvements = {one.pk for line in lines for one in _improvements_of(line)}
    measures = list(
        Measure.objects.filter(improvement__in=improvements)
        .select_related("improvement__engagement", "source_theme")
        .prefetch_related("readings")
        .order_by("created_at", "pk")
    )
    months = _shares({measure.source_theme_id for measure in measures if measure.source_theme_id})
    drawn = {measure.pk: _small_chart(measure, months, actor) for measure in measures}
    chosen = {}
    for line in lines:
        ours = [one.pk for one in _improvements_of(line)]
        candidates = [drawn[measure.pk] for measure in measures if measure.improvement_id in ours]
        # What feeds a chart from another theme is that theme's to show.
        candidates = [
            one
            for one in candidates
            if len(one.values) > 1 and one.measure.source_theme_id in {None, line.response.theme_id}
        ]
        if candidates:
            claimed = _measure_of(line)
            chosen[line.response.pk] = min(
                candidates,
                key=lambda one: (one.measure.pk != claimed, one.measure.kind != Measure.Kind.OUTCOME),
            )
    return chosen


def _improvements_of(line: Promise) -> list[Improvement]:
    claim = getattr(line.response, "claim", None)
    # What is claimed may point to work that is not shown to everybody; its chart then stays with the team.
    claimed = claim.improvement if claim else None
    return [one for one in line.improvements if claimed is None or one.pk == claimed.pk] or list(line.improvements)


def _measure_of(line: Promise) -> uuid.UUID | None:
    claim = getattr(line.response, "claim", None)
    return claim.measure_id if claim else None


def _small_chart(measure: Measure, months: dict[uuid.UUID, tuple[float, ...]], actor: Actor) -> SmallChart:
    if measure.source_theme_id:
        return SmallChart(measure, months.get(measure.source_theme_id, ()), "")
    found = charted(measure, actor=actor)
    return SmallChart(measure, found.series.values, found.sentences[0])


def _shares(themes: set[uuid.UUID]) -> dict[uuid.UUID, tuple[float, ...]]:
    """Rounded percentages of the months that have enough people, in one query for all themes."""
    if not themes:
        return {}
    part = ThemeMonth.objects.filter(theme=OuterRef("theme_id"), month=OuterRef("month")).values("people")
    rows = (
        EngagementMonth.objects.filter(engagement__themes__in=themes)
        .annotate(theme_id=F("engagement__themes"), part=Subquery(part))
        .order_by("month")
        .values_list("theme_id", "part", "people")
    )
    found: dict[uuid.UUID, tuple[float, ...]] = {}
    for theme_id, count, whole in rows:
        percent = proportion(min(count or 0, whole), whole).percent
        if percent is not None:
            found[theme_id] = (*found.get(theme_id, ()), float(percent))
    return found
