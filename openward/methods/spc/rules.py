"""The four Making Data Count rules over many series at once (arrays of shape [series, points], one phase)."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from openward.methods.spc.result import SHIFT_LENGTH, TREND_LENGTH, Direction, PointType, SpecialCause

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Codes = NDArray[np.int8]

SPECIAL_CAUSES = tuple(SpecialCause)
"""A code in `Judgement.causes` is a position here: odd codes are up or above, even ones down or below."""

ROUNDING = 16 * float(np.finfo(np.float64).eps)
"""A point closer to a line than this share of its size lies on the line: rounding must not make a signal."""


@dataclass(frozen=True)
class Lines:
    """The lines under every point of one phase, shape [series, points] each, in the unit of the values."""

    centre: Floats
    lower: Floats
    upper: Floats
    near_lower: Floats
    near_upper: Floats


@dataclass(frozen=True)
class Judgement:
    """What the rules say of every point of one phase, shape [series, points] each."""

    sides: Codes
    close: Bools
    outside: Bools
    causes: Codes


def judge(values: Floats, lines: Lines, sizes: Floats) -> Judgement:
    """Applies the four rules, in the order of precedence of the reference, to one phase.

    `values` has shape [series, points] and the unit of `lines`; `sizes`, of the same shape, is the magnitude
    by which a difference counts as rounding. Returns arrays of the same shape. Raises nothing: its callers
    have checked the values. Source: Making Data Count, as in NHSRplotthedots 0.2.2.

    >>> flat = np.full((1, 7), 0.0)
    >>> lines = Lines(flat, flat - 3, flat + 3, flat - 2, flat + 2)
    >>> judge(np.full((1, 7), 1.0), lines, np.full((1, 7), 1.0)).causes.tolist()
    [[7, 7, 7, 7, 7, 7, 7]]
    """
    slack = sizes * ROUNDING
    distance = values - lines.centre
    sides = np.where(np.abs(distance) <= slack, 0, np.sign(distance)).astype(np.int8)
    outside = (values > lines.upper + slack) | (values < lines.lower - slack)
    close = ~outside & ((values > lines.near_upper + slack) | (values < lines.near_lower - slack))

    steps = np.sign(np.diff(values, axis=1)).astype(np.int8)
    in_trend = _members(_unbroken(steps, TREND_LENGTH - 1), TREND_LENGTH, values.shape[1])
    near = _members(_unbroken(sides, 3) & (_window_sums(close, 3) >= 2), 3, values.shape[1]) & close
    in_shift = _members(_unbroken(sides, SHIFT_LENGTH), SHIFT_LENGTH, values.shape[1])

    causes = np.zeros(values.shape, dtype=np.int8)
    up_or_down = np.where(sides > 0, 0, 1).astype(np.int8)
    causes = np.where(in_shift, 7 + up_or_down, causes)
    causes = np.where(near, 5 + up_or_down, causes)
    causes = np.where(in_trend, np.where(_trend_signs(steps, in_trend) > 0, 3, 4), causes)
    causes = np.where(outside, 1 + up_or_down, causes)
    return Judgement(sides, close, outside, causes.astype(np.int8))


def point_types(improvement: Direction) -> tuple[PointType, ...]:
    """What each code of `SPECIAL_CAUSES` means when `improvement` is the better way.

    Returns one `PointType` for each of the nine codes. Raises nothing. Source: as `judge`.

    >>> [kind.value for kind in point_types(Direction.INCREASE)[:3]]
    ['common_cause', 'special_cause_improvement', 'special_cause_concern']
    """
    high, low = {
        Direction.INCREASE: (PointType.IMPROVEMENT, PointType.CONCERN),
        Direction.DECREASE: (PointType.CONCERN, PointType.IMPROVEMENT),
        Direction.NEUTRAL: (PointType.NEUTRAL_HIGH, PointType.NEUTRAL_LOW),
    }[improvement]
    return (PointType.COMMON, *(high if code % 2 else low for code in range(1, len(SPECIAL_CAUSES))))


def _window_sums(flags: NDArray[Any], width: int) -> NDArray[np.int64]:
    """Sums of every `width` neighbours, shape [series, points - width + 1] (empty when there are too few)."""
    columns = max(flags.shape[1] - width + 1, 0)
    sums = np.zeros((flags.shape[0], columns), dtype=np.int64)
    for offset in range(width if columns else 0):
        sums += flags[:, offset : offset + columns]
    return sums


def _unbroken(signs: Codes, width: int) -> Bools:
    """Whether all of each `width` neighbours share one non-zero sign."""
    unbroken: Bools = np.abs(_window_sums(signs, width)) == width
    return unbroken


def _members(windows: Bools, width: int, points: int) -> Bools:
    """Whether each of `points` points lies in a true window of `width` points."""
    members = np.zeros((windows.shape[0], points), dtype=np.bool_)
    for offset in range(width if windows.shape[1] else 0):
        members[:, offset : offset + windows.shape[1]] |= windows
    return members


def _trend_signs(steps: Codes, in_trend: Bools) -> Codes:
    """The direction of the trend at each point; where one turns into the next, that of the later one."""
    before = np.zeros(in_trend.shape, dtype=np.int8)
    after = np.zeros(in_trend.shape, dtype=np.int8)
    before[:, 1:] = steps
    after[:, :-1] = np.where(in_trend[:, 1:], steps, 0)
    # A level step to a neighbouring trend belongs to neither, so the point keeps the trend that it ends.
    return np.where(after != 0, after, before)
