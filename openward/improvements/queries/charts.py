"""Charts of measures, ready to be drawn."""

import bisect
import dataclasses
import datetime
import itertools
import statistics
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openward.design.shapes import Cell, ChartNote, ChartPoint, ChartSegment, ChartView, PointKind, TableView, Tag
from openward.design.wording import number
from openward.improvements.access import can_read_measure, can_see_counts
from openward.improvements.models import Cycle, Improvement, Measure
from openward.improvements.queries.chart_words import (
    are_monthly,
    label,
    sentences,
    too_few,
    unit_suffix,
    value_in_words,
)
from openward.improvements.queries.readings import Series, frozen_points, series_of, stretches_of
from openward.methods.spc import Caveat, ControlChart, Phase, PointType, p_chart, xmr_chart
from openward.methods.spc.result import POINTS_NEEDED
from openward.people.access import VISITOR, Actor

KINDS: dict[PointType, PointKind] = {
    PointType.COMMON: "common",
    PointType.IMPROVEMENT: "improvement",
    PointType.CONCERN: "concern",
    PointType.NEUTRAL_HIGH: "neutral",
    PointType.NEUTRAL_LOW: "neutral",
}


@dataclasses.dataclass(frozen=True, slots=True)
class ChartedMeasure:
    """A measure with its readings and, from five readings on, its control chart."""

    measure: Measure
    series: Series
    chart: ControlChart | None

    @property
    def sentences(self) -> list[str]:
        """What the chart says in plain words, most important first; never empty."""
        if self.chart is None:
            said = [too_few(len(self.series.values))]
        else:
            said = sentences(self.chart, self.series.dates, self.measure.unit)
        if self.series.withheld:
            said.append(
                ngettext(
                    "%(count)s month with few words is left out, so that nobody can be recognised.",
                    "%(count)s months with few words are left out, so that nobody can be recognised.",
                    self.series.withheld,
                )
                % {"count": number(self.series.withheld)}
            )
        return said


def charts_of(improvement: Improvement, *, actor: Actor) -> list[ChartedMeasure]:
    """The measures of an improvement that the actor may read: those with readings first, outcomes
    first, what the team counts itself before what fills itself."""
    found = [
        charted(measure, actor=actor) for measure in improvement.measures.all() if can_read_measure(actor, measure)
    ]
    order = [kind.value for kind in Measure.Kind]
    return sorted(
        found,
        key=lambda one: (not one.series.values, order.index(one.measure.kind), one.measure.is_fed_by_theme),
    )


def charted(measure: Measure, *, actor: Actor = VISITOR) -> ChartedMeasure:
    """The measure's chart as the actor may see it. Counts of people are for staff; everybody else sees rounded
    shares of the months that have enough of them."""
    series = series_of(measure, shows_counts=can_see_counts(actor, measure.improvement))
    return ChartedMeasure(measure, series, _control_chart(measure, series))


def chart_of(measure: Measure, *, actor: Actor = VISITOR, heading_level: int = 3) -> ChartView:
    """The chart of a measure with its limits, tests of change, target, reading in words, table and CSV."""
    found = charted(measure, actor=actor)
    return drawn(found, list(measure.improvement.cycles.all()), heading_level=heading_level)


def headline_chart(improvement: Improvement, *, actor: Actor = VISITOR, heading_level: int = 3) -> ChartView | None:
    """The chart that stands for an improvement: its first outcome measure with readings, else the first other
    one with any; None when nothing has been measured yet."""
    found = charts_of(improvement, actor=actor)
    if not found or not found[0].series.values:
        return None
    return drawn(found[0], list(improvement.cycles.all()), heading_level=heading_level)


def drawn(found: ChartedMeasure, cycles: Sequence[Cycle], *, heading_level: int = 3) -> ChartView:
    """A charted measure as the picture wants it."""
    measure, series, chart = found.measure, found.series, found.chart
    is_monthly = are_monthly(series.dates)
    labels = [label(on, is_monthly=is_monthly) for on in series.dates]
    kinds = [KINDS[kind] for kind in chart.point_type] if chart else ["common"] * len(labels)
    said = found.sentences
    csv_href = reverse("measure_csv", args=[measure.pk]) if labels else None
    return ChartView(
        title=measure.name,
        finding=said[0],
        description=" ".join(said[1:]),
        points=tuple(
            ChartPoint(name, value, kind)  # type: ignore[arg-type]
            for name, value, kind in zip(labels, series.values, kinds, strict=True)
        ),
        unit=unit_suffix(measure.unit),
        segments=_segments(chart),
        target=measure.target,
        notes=tuple(
            ChartNote(index, cycle.title)
            for cycle in cycles
            if (index := note_index(series.dates, cycle.starts_on)) is not None
        ),
        trial=bool(chart and chart.has_trial_limits),
        table=_table(found, labels, kinds),
        csv_href=csv_href,
        lowest=0 if measure.unit == "%" else None,
        key=f"measure-{measure.pk}",
        heading_level=heading_level,
    )


def note_index(dates: Sequence[datetime.date], on: datetime.date) -> int | None:
    """Where on a chart something that began on a date belongs: the first reading that could show it.

    A monthly reading stands for the month that begins on its date. None before the first and after the last reading.
    """
    if not dates:
        return None
    if are_monthly(dates):
        index = bisect.bisect_right(dates, on) - 1
        is_later = (on.year, on.month) > (dates[-1].year, dates[-1].month)
        return index if index >= 0 and not is_later else None
    index = bisect.bisect_left(dates, on)
    is_long_before = index == 0 and len(dates) > 1 and (dates[0] - on).days > usual_gap(dates)
    return index if index < len(dates) and not is_long_before else None


def usual_gap(dates: Sequence[datetime.date]) -> float:
    """The days that usually lie between two readings."""
    return statistics.median((later - earlier).days for earlier, later in itertools.pairwise(dates))


def _control_chart(measure: Measure, series: Series) -> ControlChart | None:
    if len(series.values) < POINTS_NEEDED:
        return None
    stretches = _long_enough(stretches_of(series.dates, measure.rebase_on))
    return _joined([
        _stretch_chart(measure, series, stretch, frozen_points(series.dates, stretch, measure.freeze_after_on))
        for stretch in stretches
    ])


def _long_enough(stretches: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Readings may have been removed since limits were set: a stretch that is too short joins its neighbour."""
    joined: list[tuple[int, int]] = []
    for start, stop in stretches:
        if joined and (stop - start < POINTS_NEEDED or joined[-1][1] - joined[-1][0] < POINTS_NEEDED):
            start = joined.pop()[0]
        joined.append((start, stop))
    return joined


def _stretch_chart(
    measure: Measure, series: Series, stretch: tuple[int, int], freeze_after: int | None
) -> ControlChart:
    part = slice(*stretch)
    if series.counts is None:
        return xmr_chart(
            series.values[part], improvement=measure.better, target=measure.target, freeze_after=freeze_after
        )
    chart = p_chart(
        [count for count, _whole in series.counts[part]],
        [whole for _count, whole in series.counts[part]],
        improvement=measure.better,
        target=None if measure.target is None else measure.target / 100,
        freeze_after=freeze_after,
    )
    in_percent: dict[str, Any] = {
        name: tuple(100 * value for value in getattr(chart, name))
        for name in ("centre", "lower", "upper", "near_lower", "near_upper")
    }
    return dataclasses.replace(chart, values=series.values[part], target=measure.target, **in_percent)


def _joined(charts: list[ControlChart]) -> ControlChart:
    """Stretches with limits of their own as one chart: each keeps its lines and its signals."""
    if len(charts) == 1:
        return charts[0]
    phases: list[Phase] = []
    caveats: list[Caveat] = []
    offset = 0
    for chart in charts:
        phases += [Phase(phase.start + offset, phase.stop + offset, phase.baseline) for phase in chart.phases]
        caveats += [
            dataclasses.replace(caveat, phase_start=caveat.phase_start + offset) for caveat in chart.caveats
        ]
        offset += len(chart)
    per_point = (
        "values", "centre", "lower", "upper", "near_lower", "near_upper", "relative_to_mean", "close_to_limits",
        "outside_limits", "special_cause_type", "point_type",
    )  # fmt: skip
    joined: dict[str, Any] = {
        name: tuple(value for chart in charts for value in getattr(chart, name)) for name in per_point
    }
    return dataclasses.replace(charts[-1], phases=tuple(phases), caveats=tuple(caveats), **joined)


def _segments(chart: ControlChart | None) -> tuple[ChartSegment, ...]:
    """Lines under the points; limits that widen and narrow with each month's comments step from point to point."""
    if chart is None:
        return ()
    segments = []
    for phase in chart.phases:
        first = phase.start
        for index in range(phase.start, phase.stop):
            is_last = index + 1 == phase.stop
            if is_last or (chart.lower[index + 1], chart.upper[index + 1]) != (
                chart.lower[index],
                chart.upper[index],
            ):
                segments.append(
                    ChartSegment(first, index, chart.centre[index], chart.lower[index], chart.upper[index])
                )
                first = index + 1
    return tuple(segments)


def _table(found: ChartedMeasure, labels: Sequence[str], kinds: Sequence[str]) -> TableView:
    measure, series, chart = found.measure, found.series, found.chart
    columns = [_("When"), _("Reading")]
    if series.counts is not None:
        columns.append(_("Of all that was said"))
    if chart is not None:
        columns += [_("Mean"), _("Lower limit"), _("Upper limit"), _("What it means")]
    rows = []
    for index, name in enumerate(labels):
        row: list[str | Cell] = [name, value_in_words(series.values[index], measure.unit)]
        if series.counts is not None:
            part, whole = series.counts[index]
            row.append(_("%(part)s of %(whole)s") % {"part": number(part), "whole": number(whole)})
        if chart is not None:
            row += [value_in_words(line[index], measure.unit) for line in (chart.centre, chart.lower, chart.upper)]
            row.append(meaning_cell(kinds[index]))
        rows.append(tuple(row))
    return TableView(
        caption=measure.name,
        columns=tuple(columns),
        rows=tuple(rows),
        numeric=tuple(range(1, len(columns) - 1 if chart is not None else len(columns))),
        caption_is_hidden=True,
    )


def meaning_cell(kind: str) -> Cell:
    """What the rules say of a reading, in words."""
    return {
        "improvement": Cell("", tag=Tag(_("better than usual"), "good")),
        "concern": Cell("", tag=Tag(_("worse than usual"), "concern")),
        "neutral": Cell("", tag=Tag(_("unusual"), "attention")),
    }.get(kind, Cell(_("ordinary")))
