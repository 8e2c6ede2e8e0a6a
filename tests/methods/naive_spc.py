"""A slow, obvious control chart in exact fractions: the twin that `openward.methods.spc` is compared with."""

from collections import Counter
from fractions import Fraction
from itertools import combinations, pairwise


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


def _by_phase(length, freeze_after, rebase_at):
    for start, stop in pairwise([0, *rebase_at, length]):
        yield start, stop, start + (freeze_after or stop - start)


def naive_counts(counts, amounts, freeze_after=None, rebase_at=()):
    """(centre, lower, upper) of every point of a u chart; a c chart has amounts of 1."""
    lines = []
    for start, stop, until in _by_phase(len(counts), freeze_after, rebase_at):
        until = min(until, stop)
        rate = sum(counts[start:until]) / sum(amounts[start:until])
        for amount in amounts[start:stop]:
            reach = 3 * (rate / amount) ** 0.5
            lines.append((rate, max(rate - reach, 0), rate + reach))
    return lines


def naive_between(cases, freeze_after=None, rebase_at=()):
    """(median, lower, upper) of every point of a g chart."""
    lines = []
    for start, stop, until in _by_phase(len(cases), freeze_after, rebase_at):
        base = sorted(cases[start : min(until, stop)])
        middle = len(base) // 2
        median = base[middle] if len(base) % 2 else (base[middle - 1] + base[middle]) / 2
        mean = sum(base) / len(base)
        spread = 3 * (mean * (mean + 1)) ** 0.5
        lines += [(median, max(mean - spread, 0), mean + spread)] * (stop - start)
    return lines


def naive_t(times, keep_outliers=False, freeze_after=None, rebase_at=()):
    """(centre, lower, upper) of every point of a t chart: an XmR chart of the roots, raised again."""
    roots = [time ** (1 / 3.6) for time in times]
    rows = naive_xmr(roots, freeze_after=freeze_after, rebase_at=rebase_at, keep_outliers=keep_outliers)
    lines = []
    for row in rows:
        mean, reach = float(row["mean"]), float(row["reach"])
        lines.append((mean**3.6, max(mean - reach, 0) ** 3.6, (mean + reach) ** 3.6))
    return lines


def naive_run_count_chances(above, below):
    """{number of runs: chance} by writing down every order of points above and below."""
    orders = [list(order) for order in combinations(range(above + below), above)]
    counted = Counter()
    for order in orders:
        sides = [position in order for position in range(above + below)]
        counted[1 + sum(one != other for one, other in pairwise(sides))] += 1
    return {runs: number / len(orders) for runs, number in counted.items()}
