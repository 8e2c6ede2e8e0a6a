"""The run chart: median and runs, for the readings before limits can be drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import exp, inf, lgamma, log2

import numpy as np
from numpy.typing import ArrayLike

from openward.methods.spc.result import (
    Caveat,
    CaveatKey,
    ChartKind,
    ControlChart,
    Direction,
    Phase,
    Signal,
    SignalKind,
    SpecialCause,
    UnusableValuesError,
)
from openward.methods.spc.rules import SPECIAL_CAUSES, point_types
from openward.methods.spc.xmr import direction_of, numbers, phases_of, target_of

RUN_SHIFT = 6
RUN_TREND = 5
CROSSINGS_TAIL = 0.05
RUNS_TAIL = 0.025
POINTS_FOR_RUNS = 10
"""Below ten useful points the rules on the longest run, on crossings and on the number of runs say nothing."""


@dataclass(frozen=True)
class Runs:
    """The runs of one phase. Positions count from the chart's first point; stretches are (first, last).

    `useful` counts the points that are not on the median. What is allowed or needed is None while there are
    fewer than ten of them, and then `has_unusual_runs` is None too: not yet known.
    """

    median: float
    useful: int
    shifts: tuple[tuple[int, int], ...]
    trends: tuple[tuple[int, int], ...]
    longest_run: int
    longest_run_allowed: int | None
    crossings: int
    crossings_needed: int | None
    runs: int
    fewest_runs: int | None
    most_runs: int | None

    @property
    def has_unusual_runs(self) -> bool | None:
        """Anhøj's two rules: a run too long, or too few crossings."""
        if self.longest_run_allowed is None or self.crossings_needed is None:
            return None
        return self.longest_run > self.longest_run_allowed or self.crossings < self.crossings_needed

    @property
    def has_too_few_runs(self) -> bool:
        """Too few crossings (Anhøj) or too few runs (Perla); False while that is not known."""
        few_crossings = self.crossings_needed is not None and self.crossings < self.crossings_needed
        return few_crossings or (self.fewest_runs is not None and self.runs < self.fewest_runs)

    @property
    def has_too_many_runs(self) -> bool:
        """More runs than chance would give (Perla); False while that is not known."""
        return self.most_runs is not None and self.runs > self.most_runs


@dataclass(frozen=True)
class RunChart(ControlChart):
    """A run chart: a control chart whose centre is the median and whose limits are at infinity.

    `stretches` has the runs of each phase; what the chart itself answers for is its latest phase.
    """

    stretches: tuple[Runs, ...] = ()

    @property
    def median(self) -> float:
        return self.stretches[-1].median

    @property
    def useful(self) -> int:
        return self.stretches[-1].useful

    @property
    def shifts(self) -> tuple[tuple[int, int], ...]:
        return self.stretches[-1].shifts

    @property
    def trends(self) -> tuple[tuple[int, int], ...]:
        return self.stretches[-1].trends

    @property
    def longest_run(self) -> int:
        return self.stretches[-1].longest_run

    @property
    def longest_run_allowed(self) -> int | None:
        return self.stretches[-1].longest_run_allowed

    @property
    def crossings(self) -> int:
        return self.stretches[-1].crossings

    @property
    def crossings_needed(self) -> int | None:
        return self.stretches[-1].crossings_needed

    @property
    def has_unusual_runs(self) -> bool | None:
        return self.stretches[-1].has_unusual_runs

    def _signals_in(self, phase: Phase) -> list[Signal]:
        runs = self.stretches[self.phases.index(phase)]
        return [
            *(Signal(SignalKind.SHIFT, self.relative_to_mean[first], first, last) for first, last in runs.shifts),
            *(
                Signal(SignalKind.TREND, 1 if self.values[last] > self.values[first] else -1, first, last)
                for first, last in runs.trends
            ),
        ]


def run_chart(
    values: ArrayLike,
    *,
    improvement: Direction | str = Direction.NEUTRAL,
    target: float | None = None,
    freeze_after: int | None = None,
    rebase_at: Sequence[int] = (),
) -> RunChart:
    """A run chart of one row of values.

    `values` has shape [points], at least one, oldest first, any one unit; the median comes back in that unit. The
    other options are those of `xmr_charts`; phases may be of any length. A shift is six or more points in a row
    on one side of the median (points on the median neither count nor break it), a trend five or more all rising
    or all falling (equal neighbours count once). Raises `UnusableValuesError` for missing or infinite values or
    none at all; `UnusableOptionsError`. Source: Perla et al. 2011 for shift, trend and too few or too many runs
    (here from the exact distribution of runs, F. S. Swed and C. Eisenhart, Annals of Mathematical Statistics
    1943;14:66-87, 2.5 % on either side); Anhøj 2015 for the longest run (allowed: log2(n) + 3, rounded) and the
    crossings (needed: the 5 % quantile of a fair coin over n - 1 throws).

    >>> chart = run_chart([1, 2, 1, 2, 1, 2, 8, 9, 8, 9, 8, 9])
    >>> chart.median, chart.shifts, chart.special_cause_type[-1].value
    (5.0, ((0, 5), (6, 11)), '6 Points Above CL')
    """
    line = numbers(values)
    if line.ndim != 1 or not line.size:
        raise UnusableValuesError("a run chart needs one row of at least one value")
    points = line.tolist()
    direction = direction_of(improvement)
    phases = phases_of(len(points), freeze_after, rebase_at, needed=1)
    stretches = tuple(_runs_of(points, phase) for phase in phases)
    centre = [runs.median for runs, phase in zip(stretches, phases, strict=True) for _ in _positions(phase)]
    sides = [(value > line) - (value < line) for value, line in zip(points, centre, strict=True)]
    causes = _causes(points, sides, stretches)
    meanings = dict(zip(SPECIAL_CAUSES, point_types(direction), strict=True))
    nowhere, everywhere = (-inf,) * len(points), (inf,) * len(points)
    never = (False,) * len(points)
    return RunChart(
        values=tuple(points),
        centre=tuple(centre),
        lower=nowhere,
        upper=everywhere,
        near_lower=nowhere,
        near_upper=everywhere,
        relative_to_mean=tuple(sides),
        close_to_limits=never,
        outside_limits=never,
        special_cause_type=tuple(causes),
        point_type=tuple(meanings[cause] for cause in causes),
        phases=phases,
        caveats=tuple(
            caveat for runs, phase in zip(stretches, phases, strict=True) for caveat in _caveats(points, runs, phase)
        ),
        improvement=direction,
        target=target_of(target),
        kind=ChartKind.RUN,
        stretches=stretches,
    )


def _positions(phase: Phase) -> range:
    return range(phase.start, phase.stop)


def _runs_of(points: list[float], phase: Phase) -> Runs:
    median = float(np.median(points[phase.start : phase.start + phase.baseline]))
    useful = [(index, points[index] > median) for index in _positions(phase) if points[index] != median]
    runs = [[index for index, _ in run] for _, run in groupby(useful, key=lambda entry: entry[1])]
    count = len(useful)
    above = sum(is_above for _, is_above in useful)
    judged = count >= POINTS_FOR_RUNS
    fewest, most = _expected_runs(above, count - above) if judged else (None, None)
    return Runs(
        median=median,
        useful=count,
        shifts=tuple((run[0], run[-1]) for run in runs if len(run) >= RUN_SHIFT),
        trends=_trends(points, phase),
        longest_run=max((len(run) for run in runs), default=0),
        longest_run_allowed=round(log2(count) + 3) if judged else None,
        crossings=max(len(runs) - 1, 0),
        crossings_needed=_fewest_crossings(count - 1) if judged else None,
        runs=len(runs),
        fewest_runs=fewest,
        most_runs=most,
    )


def _trends(points: list[float], phase: Phase) -> tuple[tuple[int, int], ...]:
    distinct = [index for index in _positions(phase) if index == phase.start or points[index] != points[index - 1]]
    steps = [(before, after, points[after] > points[before]) for before, after in pairwise(distinct)]
    found = []
    for _, group in groupby(steps, key=lambda step: step[2]):
        stretch = list(group)
        if len(stretch) + 1 >= RUN_TREND:
            found.append((stretch[0][0], stretch[-1][1]))
    return tuple(found)


def _causes(points: list[float], sides: list[int], stretches: tuple[Runs, ...]) -> list[SpecialCause]:
    """Each point's label: a trend before a shift, as on a control chart; a point on the median is in no shift."""
    causes = [SpecialCause.COMMON] * len(points)
    for runs in stretches:
        for first, last in runs.shifts:
            for index in range(first, last + 1):
                if sides[index]:
                    is_above = sides[index] > 0
                    causes[index] = SpecialCause.RUN_SHIFT_UP if is_above else SpecialCause.RUN_SHIFT_DOWN
        for first, last in runs.trends:
            rises = points[last] > points[first]
            label = SpecialCause.RUN_TREND_UP if rises else SpecialCause.RUN_TREND_DOWN
            causes[first : last + 1] = [label] * (last + 1 - first)
    return causes


def _caveats(points: list[float], runs: Runs, phase: Phase) -> list[Caveat]:
    caveats = []
    if len(set(points[phase.start : phase.stop])) == 1:
        caveats.append(Caveat(CaveatKey.NO_VARIATION, phase.start, phase.stop - phase.start))
    if runs.crossings_needed is None:
        caveats.append(Caveat(CaveatKey.FEW_USEFUL_POINTS, phase.start, runs.useful))
    if runs.has_too_few_runs:
        caveats.append(Caveat(CaveatKey.TOO_FEW_RUNS, phase.start, runs.runs))
    if runs.has_too_many_runs:
        caveats.append(Caveat(CaveatKey.TOO_MANY_RUNS, phase.start, runs.runs))
    return caveats


def _fewest_crossings(throws: int) -> int:
    """The smallest number of heads whose cumulative chance in `throws` fair throws reaches five per cent."""
    total, heads, ways = 1, 0, 1
    while total < CROSSINGS_TAIL * 2**throws:
        ways = ways * (throws - heads) // (heads + 1)
        heads += 1
        total += ways
    return heads


def _expected_runs(above: int, below: int) -> tuple[int, int]:
    """The fewest and the most runs that are not surprising: beyond either lies at most 2.5 % of chance."""
    if not above or not below:
        return 1, 1
    chances = _chances_of_runs(above, below)
    fewest, tail = 2, 0.0
    while tail + chances[fewest] <= RUNS_TAIL:
        tail += chances[fewest]
        fewest += 1
    most, tail = len(chances) - 1, 0.0
    while tail + chances[most] <= RUNS_TAIL:
        tail += chances[most]
        most -= 1
    return fewest, most


def _chances_of_runs(above: int, below: int) -> list[float]:
    """The chance of each number of runs when `above` and `below` points fall in any order (Wald and Wolfowitz)."""

    def ways(points: int, runs: int) -> float:
        """The logarithm of the ways to cut `points` points in a row into `runs` runs."""
        if not 1 <= runs <= points:
            return -inf
        return lgamma(points) - lgamma(runs) - lgamma(points - runs + 1)

    orders = lgamma(above + below + 1) - lgamma(above + 1) - lgamma(below + 1)
    chances = [0.0, 0.0]
    for runs in range(2, above + below + 1):
        half = runs // 2
        if runs % 2:
            chance = exp(ways(above, half + 1) + ways(below, half) - orders) + exp(
                ways(above, half) + ways(below, half + 1) - orders
            )
        else:
            chance = 2 * exp(ways(above, half) + ways(below, half) - orders)
        chances.append(chance)
    return chances
