"""A slow, obvious control chart in exact fractions: the twin that `openward.methods.spc` is compared with."""

from fractions import Fraction
from itertools import pairwise


def naive_xmr(values, improvement="neutral", freeze_after=None, rebase_at=(), keep_outliers=False):
    """One dictionary per point, each phase as if it were a chart of its own."""
    rows = []
    cuts = [0, *rebase_at, len(values)]
    for start, stop in pairwise(cuts):
        rows += _phase(
            [Fraction(value) for value in values[start:stop]], improvement, freeze_after, keep_outliers
        )
    return rows


def _phase(values, improvement, freeze_after, keep_outliers):
    base = values[:freeze_after] if freeze_after else values
    mean = sum(base) / len(base)
    ranges = [abs(base[i] - base[i - 1]) for i in range(1, len(base))]
    average = sum(ranges) / len(ranges)
    if not keep_outliers and average > 0:
        inliers = [r for r in ranges if r < Fraction("3.267") * average]
        if any(inliers):
            ranges = inliers
        average = sum(ranges) / len(ranges)
    lines = [(mean, Fraction("2.66") * average, Fraction("2.66") * 2 / 3 * average) for _ in values]
    return _rows(values, lines, improvement)


def naive_p(numerators, denominators, improvement="neutral", freeze_after=None, rebase_at=()):
    """The same for proportions; distances are squared, so that no root has to be taken."""
    rows = []
    cuts = [0, *rebase_at, len(numerators)]
    for start, stop in pairwise(cuts):
        parts, wholes = numerators[start:stop], denominators[start:stop]
        n = freeze_after or len(parts)
        mean = Fraction(sum(parts[:n]), sum(wholes[:n]))
        values = [Fraction(part, whole) for part, whole in zip(parts, wholes, strict=True)]
        lines = [(mean, 9 * mean * (1 - mean) / whole, 4 * mean * (1 - mean) / whole) for whole in wholes]
        rows += _rows(values, lines, improvement, squared=True)
    return rows


def _rows(values, lines, improvement, squared=False):
    n = len(values)
    side, outside, close = [], [], []
    for value, (mean, reach, near) in zip(values, lines, strict=True):
        distance = (value - mean) ** 2 if squared else abs(value - mean)
        side.append(1 if value > mean else -1 if value < mean else 0)
        outside.append(distance > reach)
        close.append(near < distance <= reach)

    shift, near_limit = set(), set()
    rising, falling = set(), set()
    for first in range(n):
        window = range(first, first + 7)
        if first + 7 <= n:
            if all(side[i] == 1 for i in window) or all(side[i] == -1 for i in window):
                shift.update(window)
            if all(values[i] < values[i + 1] for i in window[:-1]):
                rising.update(window)
            if all(values[i] > values[i + 1] for i in window[:-1]):
                falling.update(window)
        three = range(first, first + 3)
        if first + 3 <= n and abs(sum(side[i] for i in three)) == 3 and sum(close[i] for i in three) >= 2:
            near_limit.update(i for i in three if close[i])

    rows = []
    for i in range(n):
        up = side[i] == 1
        if outside[i]:
            label = "Above UCL" if up else "Below LCL"
        elif i in rising or i in falling:
            # At a turn the later of the two trends names the point.
            turns = i in rising and i in falling
            is_rising = values[i + 1] > values[i] if turns else i in rising
            label = "7 Point Trend (Increasing)" if is_rising else "7 Point Trend (Decreasing)"
            up = is_rising
        elif i in near_limit:
            label = "2 in 3 Above CL" if up else "2 in 3 Below CL"
        elif i in shift:
            label = "7 Points Above CL" if up else "7 Points Below CL"
        else:
            label = "Common Cause"
        rows.append(
            {
                "value": values[i],
                "mean": lines[i][0],
                "reach": lines[i][1],
                "special_cause_type": label,
                "relative_to_mean": side[i],
                "close_to_limits": close[i],
                "outside_limits": outside[i],
                "point_type": _point_type(label, up, improvement),
            }
        )
    return rows


def _point_type(label, up, improvement):
    if label == "Common Cause":
        return "common_cause"
    if improvement == "neutral":
        return "special_cause_neutral_high" if up else "special_cause_neutral_low"
    return "special_cause_improvement" if up == (improvement == "increase") else "special_cause_concern"
