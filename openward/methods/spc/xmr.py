"""The individuals chart (XmR) with limits from the mean moving range."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from openward.methods.spc.result import (
    POINTS_FOR_FIRM_LIMITS,
    POINTS_NEEDED,
    Caveat,
    CaveatKey,
    ChartKind,
    ControlChart,
    Direction,
    Phase,
    TooFewPointsError,
    UnusableOptionsError,
    UnusableValuesError,
)
from openward.methods.spc.rules import SPECIAL_CAUSES, Floats, Judgement, Lines, judge, point_types

LIMIT = 2.66
"""Three standard deviations in mean moving ranges: 3 / 1.128, as the NHS rounds it."""

RANGE_LIMIT = 3.267
"""The upper limit of the moving range chart in mean moving ranges; ranges at or beyond it are outliers."""

LARGEST = 1e100
"""No measure of a health service is larger; beyond it sums and squares could overflow."""


@dataclass(frozen=True, eq=False)
class XmrCharts:
    """Many charts of equal length, as arrays of shape [series, points]; `charts[i]` is one `ControlChart`.

    `causes` holds positions in `rules.SPECIAL_CAUSES`; `caveats` has one tuple for each series.
    """

    values: Floats
    lines: Lines
    judgement: Judgement
    phases: tuple[Phase, ...]
    caveats: tuple[tuple[Caveat, ...], ...]
    improvement: Direction
    target: float | None
    kind: ChartKind = ChartKind.XMR

    def __len__(self) -> int:
        return int(self.values.shape[0])

    def __getitem__(self, series: int) -> ControlChart:
        causes = self.judgement.causes[series].tolist()
        meanings = point_types(self.improvement)
        return ControlChart(
            values=tuple(self.values[series].tolist()),
            centre=tuple(self.lines.centre[series].tolist()),
            lower=tuple(self.lines.lower[series].tolist()),
            upper=tuple(self.lines.upper[series].tolist()),
            near_lower=tuple(self.lines.near_lower[series].tolist()),
            near_upper=tuple(self.lines.near_upper[series].tolist()),
            relative_to_mean=tuple(self.judgement.sides[series].tolist()),
            close_to_limits=tuple(self.judgement.close[series].tolist()),
            outside_limits=tuple(self.judgement.outside[series].tolist()),
            special_cause_type=tuple(SPECIAL_CAUSES[code] for code in causes),
            point_type=tuple(meanings[code] for code in causes),
            phases=self.phases,
            caveats=self.caveats[series],
            improvement=self.improvement,
            target=self.target,
            kind=self.kind,
        )


def xmr_chart(
    values: ArrayLike,
    *,
    improvement: Direction | str = Direction.NEUTRAL,
    target: float | None = None,
    freeze_after: int | None = None,
    rebase_at: Sequence[int] = (),
    keep_outliers: bool = False,
) -> ControlChart:
    """One XmR chart; the options are those of `xmr_charts`.

    `values` has shape [points], oldest first, any one unit; the lines come back in that unit. Raises
    `TooFewPointsError` below five points in a phase, `UnusableValuesError`, `UnusableOptionsError`. Source:
    the package docstring.

    >>> chart = xmr_chart([5, 6, 4, 5, 7, 5, 4, 6, 5, 6, 5, 4, 15], improvement="decrease")
    >>> chart.special_cause_type[-1].value, chart.point_type[-1].value
    ('Above UCL', 'special_cause_concern')
    """
    line = numbers(values)
    if line.ndim != 1:
        raise UnusableValuesError(f"one chart needs one row of values, not an array of shape {line.shape}")
    return xmr_charts(
        line[np.newaxis, :],
        improvement=improvement,
        target=target,
        freeze_after=freeze_after,
        rebase_at=rebase_at,
        keep_outliers=keep_outliers,
    )[0]


def xmr_charts(
    values: ArrayLike,
    *,
    improvement: Direction | str = Direction.NEUTRAL,
    target: float | None = None,
    freeze_after: int | None = None,
    rebase_at: Sequence[int] = (),
    keep_outliers: bool = False,
) -> XmrCharts:
    """XmR charts of many equally long series in one call.

    `values` has shape [series, points], oldest first. `improvement` is the better direction. `target` is in
    the unit of the values. `freeze_after` n rests the limits of each phase on its first n points. `rebase_at`
    lists the positions, counted from 0, at which a new phase with its own lines and its own signals begins.
    Moving ranges at or beyond 3.267 times their mean are left out of the limits once, unless `keep_outliers`
    or only zeros would remain.

    Returns `XmrCharts` in the unit of the values. Raises `TooFewPointsError` when a phase or its baseline has
    fewer than five points, `UnusableValuesError` for a missing or infinite value, `UnusableOptionsError` for
    positions out of order or range. Source: the package docstring.

    >>> charts = xmr_charts([[1, 2, 1, 2, 1, 2], [3, 3, 3, 3, 3, 3]])
    >>> charts[0].centre[0], round(charts[0].upper[0], 2), charts[1].caveats[1].key.value
    (1.5, 4.16, 'no_variation')
    """
    table = numbers(values)
    if table.ndim != 2:
        raise UnusableValuesError(f"many charts need shape [series, points], not {table.shape}")
    phases = phases_of(table.shape[1], freeze_after, rebase_at)
    parts = [moving_range_lines(table[:, phase.start : phase.stop], phase, keep_outliers) for phase in phases]
    return assemble(
        table,
        phases,
        [part[0] for part in parts],
        [part[1] for part in parts],
        improvement=direction_of(improvement),
        target=target_of(target),
    )


def assemble(
    values: Floats,
    phases: tuple[Phase, ...],
    lines: list[Lines],
    caveats: list[list[tuple[Caveat, ...]]],
    *,
    improvement: Direction,
    target: float | None,
    kind: ChartKind = ChartKind.XMR,
) -> XmrCharts:
    """Judges each phase by its own lines and joins the phases along the points.

    `values` has shape [series, points], `lines` one entry per phase, `caveats` one per phase and series.
    Returns the charts in the unit of `values`; raises nothing. Used by `xmr_charts` (see its example) and
    every other chart with limits.
    """
    judged: list[Judgement] = []
    for phase, line in zip(phases, lines, strict=True):
        part = values[:, phase.start : phase.stop]
        largest = np.abs(part[:, : phase.baseline]).max(axis=1, keepdims=True, initial=0.0)
        judged.append(judge(part, line, np.maximum(np.abs(part), largest)))
    joined = Lines(
        centre=_joined([line.centre for line in lines]),
        lower=_joined([line.lower for line in lines]),
        upper=_joined([line.upper for line in lines]),
        near_lower=_joined([line.near_lower for line in lines]),
        near_upper=_joined([line.near_upper for line in lines]),
    )
    judgement = Judgement(
        sides=_joined([part.sides for part in judged]),
        close=_joined([part.close for part in judged]),
        outside=_joined([part.outside for part in judged]),
        causes=_joined([part.causes for part in judged]),
    )
    merged = tuple(tuple(caveat for phase in caveats for caveat in phase[row]) for row in range(values.shape[0]))
    return XmrCharts(values, joined, judgement, phases, merged, improvement, target, kind)


def phases_of(
    points: int, freeze_after: int | None, rebase_at: Sequence[int], needed: int = POINTS_NEEDED
) -> tuple[Phase, ...]:
    """The phases of a series of `points` points, in order.

    Raises `TooFewPointsError` when a phase or its baseline is below `needed` points, `UnusableOptionsError`
    for positions out of order or range. Options as in `xmr_charts`.

    >>> phases_of(12, None, [6])
    (Phase(start=0, stop=6, baseline=6), Phase(start=6, stop=12, baseline=6))
    """
    cuts = list(rebase_at)
    if cuts != sorted(set(cuts)) or any(not 0 < cut < points for cut in cuts):
        raise UnusableOptionsError(f"re-basing positions must rise and lie between 1 and {points - 1}: {cuts}")
    if freeze_after is not None and freeze_after < needed:
        raise TooFewPointsError(freeze_after, needed)
    starts, stops = [0, *cuts], [*cuts, points]
    phases = []
    for start, stop in zip(starts, stops, strict=True):
        if stop - start < needed:
            raise TooFewPointsError(stop - start, needed, start)
        baseline = stop - start if freeze_after is None else min(freeze_after, stop - start)
        phases.append(Phase(start, stop, baseline))
    return tuple(phases)


def direction_of(improvement: Direction | str) -> Direction:
    """The better direction; raises `UnusableOptionsError` for an unknown word.

    >>> direction_of("increase") is Direction.INCREASE
    True
    """
    try:
        return Direction(improvement)
    except ValueError:
        raise UnusableOptionsError(f"improvement is increase, decrease or neutral, not {improvement!r}") from None


def target_of(target: float | None) -> float | None:
    """The target as a finite number or None; raises `UnusableOptionsError`.

    >>> target_of(20)
    20.0
    """
    if target is None:
        return None
    if not np.isfinite(target):
        raise UnusableOptionsError("a target must be a finite number")
    return float(target)


def trial_caveats(phase: Phase) -> list[Caveat]:
    """The caveat that every chart shares: limits from fewer than twelve points are trial limits.

    >>> trial_caveats(Phase(0, 36, 11))[0].key.value
    'trial_limits'
    """
    if phase.baseline >= POINTS_FOR_FIRM_LIMITS:
        return []
    return [Caveat(CaveatKey.TRIAL_LIMITS, phase.start, phase.baseline)]


def moving_range_lines(part: Floats, phase: Phase, keep_outliers: bool) -> tuple[Lines, list[tuple[Caveat, ...]]]:
    """The XmR lines of one phase and, for each series, its caveats.

    `part` has shape [series, points of the phase]; the lines have it too, in its unit. Raises nothing. Source:
    the package docstring.

    >>> lines, _ = moving_range_lines(np.array([[1.0, 2, 1, 2, 1]]), Phase(0, 5, 5), keep_outliers=False)
    >>> lines.centre[0, 0], round(float(lines.upper[0, 0]), 2)
    (np.float64(1.4), 4.06)
    """
    base = part[:, : phase.baseline]
    centre = base.mean(axis=1, keepdims=True)
    # A second pass takes the rounding of the first out, so that equal values give exactly their own mean.
    centre = centre + (base - centre).mean(axis=1, keepdims=True)
    ranges = np.abs(np.diff(base, axis=1))
    mean_range = ranges.mean(axis=1, keepdims=True)
    kept = np.ones(ranges.shape, dtype=np.bool_)
    if not keep_outliers:
        kept = ranges < RANGE_LIMIT * mean_range
        # Rare events (0 0 0 1 0 0) would lose every range but zeros, and the limits their width.
        kept |= ~((ranges > 0) & kept).any(axis=1, keepdims=True)
    used = np.where(kept, ranges, 0.0).sum(axis=1, keepdims=True) / kept.sum(axis=1, keepdims=True)
    reach = LIMIT * used
    near = 2 * (LIMIT / 3) * used
    lines = Lines(
        *(
            np.broadcast_to(line, part.shape)
            for line in (centre, centre - reach, centre + reach, centre - near, centre + near)
        )
    )
    caveats: list[tuple[Caveat, ...]] = []
    for row in range(part.shape[0]):
        notes = trial_caveats(phase)
        if not used[row, 0]:
            notes.append(Caveat(CaveatKey.NO_VARIATION, phase.start, phase.baseline))
        if not kept[row].all():
            notes.append(Caveat(CaveatKey.OUTLIERS_SCREENED, phase.start, int((~kept[row]).sum())))
        caveats.append(tuple(notes))
    return lines, caveats


def numbers(values: ArrayLike) -> Floats:
    """A read-only array of finite numbers of the shape of `values`; raises `UnusableValuesError`.

    >>> numbers([1, 2]).tolist()
    [1.0, 2.0]
    """
    if isinstance(values, np.ma.MaskedArray) and np.ma.is_masked(values):
        raise UnusableValuesError("a masked value is missing")
    try:
        table = np.array(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise UnusableValuesError("values must be numbers, with as many in every series") from error
    bad = np.argwhere(~(np.abs(table) <= LARGEST))
    if bad.size:
        raise UnusableValuesError(f"value at position {int(bad[0][-1])} is missing, not finite or beyond {LARGEST:g}")
    table.setflags(write=False)
    return table


Table = TypeVar("Table", bound=NDArray[np.generic])


def _joined(parts: list[Table]) -> Table:
    whole = cast(Table, np.concatenate(parts, axis=1))
    whole.setflags(write=False)
    return whole
