"""The run chart: median and runs, for the readings before limits can be drawn."""

from dataclasses import dataclass
from itertools import groupby, pairwise
from math import comb, log2

import numpy as np
from numpy.typing import ArrayLike

from openward.methods.spc.result import UnusableValuesError
from openward.methods.spc.xmr import numbers

RUN_SHIFT = 6
RUN_TREND = 5
CROSSINGS_TAIL = 0.05
POINTS_FOR_RUNS = 10
"""Below ten useful points the rules on the longest run and on crossings say nothing."""


@dataclass(frozen=True)
class RunChart:
    """A run chart. Positions count from 0; stretches are (first, last), both included.

    `useful` counts the points that are not on the median. `longest_run_allowed` and `crossings_needed` are
    None while there are fewer than ten useful points, and then `has_unusual_runs` is None too: not yet known.
    """

    values: tuple[float, ...]
    median: float
    useful: int
    shifts: tuple[tuple[int, int], ...]
    trends: tuple[tuple[int, int], ...]
    longest_run: int
    longest_run_allowed: int | None
    crossings: int
    crossings_needed: int | None

    @property
    def has_unusual_runs(self) -> bool | None:
        if self.longest_run_allowed is None or self.crossings_needed is None:
            return None
        return self.longest_run > self.longest_run_allowed or self.crossings < self.crossings_needed


def run_chart(values: ArrayLike) -> RunChart:
    """A run chart of one row of values.

    `values` has shape [points], at least one, oldest first, any one unit; the median comes back in that unit.
    A shift is six or more points in a row on one side of the median (points on the median neither count nor
    break it), a trend five or more all rising or all falling (equal neighbours count once). Raises
    `UnusableValuesError` for missing or infinite values or none at all. Source: Perla et al. 2011 for shift
    and trend; Anhøj 2015 for the longest run (allowed: log2(n) + 3, rounded) and the crossings (needed: the 5
    % quantile of a fair coin over n - 1 throws).

    >>> chart = run_chart([1, 2, 1, 2, 1, 2, 8, 9, 8, 9, 8, 9])
    >>> chart.median, chart.shifts
    (5.0, ((0, 5), (6, 11)))
    """
    line = numbers(values)
    if line.ndim != 1 or not line.size:
        raise UnusableValuesError("a run chart needs one row of at least one value")
    points = line.tolist()
    median = float(np.median(line))
    useful = [(index, value > median) for index, value in enumerate(points) if value != median]
    runs = [[index for index, _ in run] for _, run in groupby(useful, key=lambda entry: entry[1])]
    count = len(useful)
    judged = count >= POINTS_FOR_RUNS
    return RunChart(
        values=tuple(points),
        median=median,
        useful=count,
        shifts=tuple((run[0], run[-1]) for run in runs if len(run) >= RUN_SHIFT),
        trends=_trends(points),
        longest_run=max((len(run) for run in runs), default=0),
        longest_run_allowed=round(log2(count) + 3) if judged else None,
        crossings=max(len(runs) - 1, 0),
        crossings_needed=_fewest_crossings(count - 1) if judged else None,
    )


def _trends(points: list[float]) -> tuple[tuple[int, int], ...]:
    distinct = [index for index, value in enumerate(points) if not index or value != points[index - 1]]
    steps = [(before, after, points[after] > points[before]) for before, after in pairwise(distinct)]
    found = []
    for _, group in groupby(steps, key=lambda step: step[2]):
        stretch = list(group)
        if len(stretch) + 1 >= RUN_TREND:
            found.append((stretch[0][0], stretch[-1][1]))
    return tuple(found)


def _fewest_crossings(throws: int) -> int:
    """The smallest number of heads whose cumulative chance in `throws` fair throws reaches five per cent."""
    total, heads = comb(throws, 0), 0
    while total < CROSSINGS_TAIL * 2**throws:
        heads += 1
        total += comb(throws, heads)
    return heads
