"""Charts for rare events: what lies between two of them (g chart: cases, t chart: time)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from openward.methods.spc.counts import whole
from openward.methods.spc.result import (
    Caveat,
    CaveatKey,
    ChartKind,
    ControlChart,
    Direction,
    Phase,
    UnusableValuesError,
)
from openward.methods.spc.rules import Floats, Lines
from openward.methods.spc.xmr import (
    assemble,
    direction_of,
    moving_range_lines,
    numbers,
    phases_of,
    target_of,
    trial_caveats,
)

WEIBULL_ROOT = 3.6
"""Nelson 1994: the 3.6th root of exponential times is close to a bell curve, so that XmR limits fit it."""


def g_chart(
    cases_between: ArrayLike,
    *,
    improvement: Direction | str = Direction.NEUTRAL,
    target: float | None = None,
    freeze_after: int | None = None,
    rebase_at: Sequence[int] = (),
) -> ControlChart:
    """A g chart: how many cases (operations, births, discharges) went well between two events.

    `cases_between` has shape [events], oldest first, whole numbers from 0. More cases between harms is better:
    `improvement="increase"`. The other options are those of `xmr_charts`. Returns a chart in cases whose centre
    is the median, so that as many points are due above it as below; its limits are those of a geometric
    distribution, mean ± 3 √(mean (mean + 1)), never below 0: worsening shows as a shift, not as a point outside.
    Raises `UnusableValuesError` for missing, negative or broken counts; `TooFewPointsError`,
    `UnusableOptionsError`. Source: J. C. Benneyan, Health Care Management Science 2001;4:305-318; Provost and
    Murray 2011, page 228, for the median.

    >>> chart = g_chart([12, 30, 4, 22, 9, 150, 18], improvement="increase")
    >>> chart.centre[0], round(chart.upper[0], 1), chart.point_type[5].value
    (18.0, 141.5, 'special_cause_improvement')
    """
    cases = whole(cases_between, "number of cases")[np.newaxis, :]
    phases = phases_of(cases.shape[1], freeze_after, rebase_at)
    parts = [_geometric_lines(cases[:, phase.start : phase.stop], phase) for phase in phases]
    charts = assemble(
        cases,
        phases,
        [part[0] for part in parts],
        [[part[1]] for part in parts],
        improvement=direction_of(improvement),
        target=target_of(target),
        kind=ChartKind.G,
    )
    return charts[0]


def t_chart(
    times_between: ArrayLike,
    *,
    improvement: Direction | str = Direction.NEUTRAL,
    target: float | None = None,
    freeze_after: int | None = None,
    rebase_at: Sequence[int] = (),
    keep_outliers: bool = False,
) -> ControlChart:
    """A t chart: how much time went by between two events.

    `times_between` has shape [events], oldest first, numbers from 0 in any one unit. More time between harms is
    better: `improvement="increase"`. The other options are those of `xmr_charts`. Returns a chart in the unit of
    the times: XmR lines of their 3.6th roots, raised back, never below 0. A caveat counts times of 0. Raises
    `UnusableValuesError` for missing or negative times; `TooFewPointsError`, `UnusableOptionsError`. Source: L. S.
    Nelson, Journal of Quality Technology 1994;26:239-240; Provost and Murray 2011, chapter 7.

    >>> chart = t_chart([12, 30, 4, 22, 9, 400, 18, 25, 11, 7, 15, 19], improvement="increase")
    >>> round(chart.centre[0], 1), round(chart.upper[0], 1), chart.point_type[5].value
    (21.8, 204.4, 'special_cause_improvement')
    """
    times = numbers(times_between)
    if times.ndim != 1:
        raise UnusableValuesError(f"one chart needs one row of values, not an array of shape {times.shape}")
    if (times < 0).any():
        first = int(np.argmax(times < 0))
        raise UnusableValuesError(f"period {first}: {times[first]:g} is no time between two events")
    times = times[np.newaxis, :]
    phases = phases_of(times.shape[1], freeze_after, rebase_at)
    parts = [_weibull_lines(times[:, phase.start : phase.stop], phase, keep_outliers) for phase in phases]
    charts = assemble(
        times,
        phases,
        [part[0] for part in parts],
        [[part[1]] for part in parts],
        improvement=direction_of(improvement),
        target=target_of(target),
        kind=ChartKind.T,
    )
    return charts[0]


def _geometric_lines(part: Floats, phase: Phase) -> tuple[Lines, tuple[Caveat, ...]]:
    base = part[:, : phase.baseline]
    mean, median = float(base.mean()), float(np.median(base))
    sigma = np.sqrt(mean * (mean + 1))
    lines = Lines(
        np.full(part.shape, median),
        *(np.full(part.shape, max(mean + reach * sigma, 0.0)) for reach in (-3, 3, -2, 2)),
    )
    caveats = trial_caveats(phase)
    if not mean:
        caveats.append(Caveat(CaveatKey.NO_VARIATION, phase.start, phase.baseline))
    return lines, tuple(caveats)


def _weibull_lines(part: Floats, phase: Phase, keep_outliers: bool) -> tuple[Lines, tuple[Caveat, ...]]:
    roots, caveats = moving_range_lines(part ** (1 / WEIBULL_ROOT), phase, keep_outliers)
    lines = Lines(
        *(
            np.maximum(line, 0.0) ** WEIBULL_ROOT
            for line in (roots.centre, roots.lower, roots.upper, roots.near_lower, roots.near_upper)
        )
    )
    at_once = int((part == 0).sum())
    notes = (Caveat(CaveatKey.EVENTS_AT_ONCE, phase.start, at_once),) if at_once else ()
    return lines, (*caveats[0], *notes)
