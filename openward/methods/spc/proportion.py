"""The p chart: a proportion with its own denominator in every period."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

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

EXPECTED_EVENTS = 5
"""With fewer expected events or non-events than this the limits of a period are only rough."""


def p_chart(
    numerators: ArrayLike,
    denominators: ArrayLike,
    *,
    improvement: Direction | str = Direction.NEUTRAL,
    target: float | None = None,
    freeze_after: int | None = None,
    rebase_at: Sequence[int] = (),
) -> ControlChart:
    """A p chart: its limits widen and narrow with the denominators, its signals follow the XmR rules.

    `numerators` and `denominators` have shape [periods], oldest first, whole numbers. The other options are
    those of `xmr_charts`; `target` is a proportion. Returns proportions from 0 to 1; limits never leave that
    range. A caveat counts the periods with fewer than five expected events or non-events. Raises
    `UnusableValuesError` for a period without denominator (leave the period out and say so), a numerator
    above its denominator, fractions or missing values; `TooFewPointsError`, `UnusableOptionsError`. Source:
    Shewhart 1931; L. P. Provost, S. K. Murray, The Health Care Data Guide, 2011, chapter 5.

    >>> chart = p_chart([10, 12, 9, 11, 8, 40], [100, 100, 100, 100, 100, 100])
    >>> chart.centre[0], round(chart.upper[0], 4), chart.special_cause_type[-1].value
    (0.15, 0.2571, 'Above UCL')
    """
    events, totals = numbers(numerators), numbers(denominators)
    if events.ndim != 1 or events.shape != totals.shape:
        raise UnusableValuesError("numerators and denominators need one row each, equally long")
    for index, (part, whole) in enumerate(zip(events.tolist(), totals.tolist(), strict=True)):
        if part != int(part) or whole != int(whole) or not 0 <= part <= whole:
            raise UnusableValuesError(f"period {index}: {part:g} of {whole:g} is not a count out of a count")
        if whole == 0:
            raise UnusableValuesError(f"period {index} has nothing to take a proportion of")
    phases = phases_of(events.shape[0], freeze_after, rebase_at)
    parts = [_phase_lines(events, totals, phase) for phase in phases]
    charts = assemble(
        (events / totals)[np.newaxis, :],
        phases,
        [part[0] for part in parts],
        [[part[1]] for part in parts],
        improvement=direction_of(improvement),
        target=target_of(target),
        kind=ChartKind.P,
    )
    return charts[0]


def _phase_lines(events: Floats, totals: Floats, phase: Phase) -> tuple[Lines, tuple[Caveat, ...]]:
    base = slice(phase.start, phase.start + phase.baseline)
    sizes = totals[phase.start : phase.stop][np.newaxis, :]
    centre = float(events[base].sum() / totals[base].sum())
    sigma = np.sqrt(centre * (1 - centre) / sizes)
    lines = Lines(
        np.full(sizes.shape, centre),
        *(np.clip(centre + reach * sigma, 0.0, 1.0) for reach in (-3, 3, -2, 2)),
    )
    caveats = trial_caveats(phase)
    if centre in (0.0, 1.0):
        caveats.append(Caveat(CaveatKey.NO_VARIATION, phase.start, phase.baseline))
    else:
        rough = int((sizes * min(centre, 1 - centre) < EXPECTED_EVENTS).sum())
        if rough:
            caveats.append(Caveat(CaveatKey.SMALL_DENOMINATORS, phase.start, rough))
    return lines, tuple(caveats)
