"""Charts of counts: the c chart (equal periods) and the u chart (each period with its own exposure)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from openward.methods.spc.proportion import EXPECTED_EVENTS
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
from openward.methods.spc.xmr import assemble, direction_of, numbers, phases_of, target_of, trial_caveats


def c_chart(
    counts: ArrayLike,
    *,
    improvement: Direction | str = Direction.NEUTRAL,
    target: float | None = None,
    freeze_after: int | None = None,
    rebase_at: Sequence[int] = (),
) -> ControlChart:
    """A c chart: events per period, where every period gives the same chance of an event.

    `counts` has shape [periods], oldest first, whole numbers from 0. The other options are those of
    `xmr_charts`. Returns a chart in events per period with limits at the mean ± 3 √mean, never below 0; its
    signals follow the XmR rules. A caveat says so when fewer than five events are expected. Raises
    `UnusableValuesError` for missing, negative or broken counts; `TooFewPointsError`, `UnusableOptionsError`.
    Source: Shewhart 1931; Provost and Murray 2011, chapter 5.

    >>> chart = c_chart([9, 10, 8, 9, 9, 30])
    >>> chart.centre[0], round(chart.upper[0], 2), chart.special_cause_type[-1].value
    (12.5, 23.11, 'Above UCL')
    """
    events = whole(counts, "count")
    return _chart_of_counts(events, np.ones_like(events), ChartKind.C, improvement, target, freeze_after, rebase_at)


def u_chart(
    counts: ArrayLike,
    exposures: ArrayLike,
    *,
    improvement: Direction | str = Direction.NEUTRAL,
    target: float | None = None,
    freeze_after: int | None = None,
    rebase_at: Sequence[int] = (),
) -> ControlChart:
    """A u chart: events per unit of exposure (bed days, visits), which may differ from period to period.

    `counts` and `exposures` have shape [periods], oldest first: whole numbers from 0, and numbers above 0. The
    other options are those of `xmr_charts`; `target` is a rate. Returns rates in events per unit of exposure
    with limits at the rate ± 3 √(rate / exposure), never below 0. A caveat counts the periods with fewer than
    five expected events. Raises `UnusableValuesError` for missing or broken values and for a period without
    exposure; `TooFewPointsError`, `UnusableOptionsError`. Source: as `c_chart`.

    >>> chart = u_chart([9, 10, 8, 9, 9, 30], [100, 120, 80, 100, 100, 100])
    >>> round(chart.centre[0], 3), round(chart.upper[0], 3), round(chart.upper[1], 3)
    (0.125, 0.231, 0.222)
    """
    events, amounts = whole(counts, "count"), numbers(exposures)
    if events.shape != amounts.shape:
        raise UnusableValuesError("counts and exposures need one row each, equally long")
    if (amounts <= 0).any():
        raise UnusableValuesError(f"period {int(np.argmax(amounts <= 0))} has nothing to take a rate of")
    return _chart_of_counts(events, amounts, ChartKind.U, improvement, target, freeze_after, rebase_at)


def whole(values: ArrayLike, what: str) -> Floats:
    """One row of whole numbers from 0, of shape [periods]; raises `UnusableValuesError`, naming `what` they are.

    >>> whole([3, 0], "count").tolist()
    [3.0, 0.0]
    """
    row = numbers(values)
    if row.ndim != 1:
        raise UnusableValuesError(f"one chart needs one row of values, not an array of shape {row.shape}")
    broken = (row < 0) | (row != np.floor(row))
    if broken.any():
        first = int(np.argmax(broken))
        raise UnusableValuesError(f"period {first}: {row[first]:g} is no {what}: it must be a whole number from 0 on")
    return row


def _chart_of_counts(
    events: Floats,
    amounts: Floats,
    kind: ChartKind,
    improvement: Direction | str,
    target: float | None,
    freeze_after: int | None,
    rebase_at: Sequence[int],
) -> ControlChart:
    phases = phases_of(events.shape[0], freeze_after, rebase_at)
    parts = [_phase_lines(events, amounts, phase, kind) for phase in phases]
    charts = assemble(
        (events / amounts)[np.newaxis, :],
        phases,
        [part[0] for part in parts],
        [[part[1]] for part in parts],
        improvement=direction_of(improvement),
        target=target_of(target),
        kind=kind,
    )
    return charts[0]


def _phase_lines(events: Floats, amounts: Floats, phase: Phase, kind: ChartKind) -> tuple[Lines, tuple[Caveat, ...]]:
    base = slice(phase.start, phase.start + phase.baseline)
    sizes = amounts[phase.start : phase.stop][np.newaxis, :]
    centre = float(events[base].sum() / amounts[base].sum())
    sigma = np.sqrt(centre / sizes)
    lines = Lines(
        np.full(sizes.shape, centre),
        *(np.maximum(centre + reach * sigma, 0.0) for reach in (-3, 3, -2, 2)),
    )
    caveats = trial_caveats(phase)
    rough = int((centre * sizes < EXPECTED_EVENTS).sum())
    if not centre:
        caveats.append(Caveat(CaveatKey.NO_VARIATION, phase.start, phase.baseline))
    elif rough:
        key = CaveatKey.SMALL_DENOMINATORS if kind is ChartKind.U else CaveatKey.FEW_EVENTS
        caveats.append(Caveat(key, phase.start, rough))
    return lines, tuple(caveats)
