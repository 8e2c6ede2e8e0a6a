"""What a control chart is: its lines, the judgement of every point, its signals and its caveats."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

POINTS_NEEDED = 5
"""Wheeler (2000): useful limits begin at five or six values. Below five a chart is refused."""

POINTS_FOR_FIRM_LIMITS = 12
"""Making Data Count: limits from fewer than twelve points are trial limits."""

SHIFT_LENGTH = 7
TREND_LENGTH = 7


class SpcError(ValueError):
    """A chart cannot be drawn; the message says why in plain words."""


class TooFewPointsError(SpcError):
    """A phase that begins at `phase_start` has `points` points; limits need `needed`."""

    def __init__(self, points: int, needed: int, phase_start: int = 0) -> None:
        super().__init__(f"{points} points from position {phase_start} on are too few: limits need at least {needed}")
        self.points = points
        self.needed = needed
        self.phase_start = phase_start


class UnusableValuesError(SpcError):
    """A value is missing, infinite, out of range or not a number."""


class UnusableOptionsError(SpcError):
    """An option contradicts the data or another option."""


class Direction(StrEnum):
    """Which way is better."""

    INCREASE = "increase"
    DECREASE = "decrease"
    NEUTRAL = "neutral"


class ChartKind(StrEnum):
    """Which chart it is, by its customary letter."""

    XMR = "xmr"
    P = "p"
    U = "u"
    C = "c"
    G = "g"
    T = "t"
    RUN = "run"


class SpecialCause(StrEnum):
    """Why a point is special, in the words of the reference; the first rule that holds, in this order.

    The last four are the run chart's own.
    """

    COMMON = "Common Cause"
    ABOVE_LIMIT = "Above UCL"
    BELOW_LIMIT = "Below LCL"
    TREND_UP = "7 Point Trend (Increasing)"
    TREND_DOWN = "7 Point Trend (Decreasing)"
    NEAR_UPPER = "2 in 3 Above CL"
    NEAR_LOWER = "2 in 3 Below CL"
    SHIFT_UP = "7 Points Above CL"
    SHIFT_DOWN = "7 Points Below CL"
    RUN_TREND_UP = "5 Point Trend (Increasing)"
    RUN_TREND_DOWN = "5 Point Trend (Decreasing)"
    RUN_SHIFT_UP = "6 Points Above CL"
    RUN_SHIFT_DOWN = "6 Points Below CL"


class PointType(StrEnum):
    """What a point means, given which way is better."""

    COMMON = "common_cause"
    IMPROVEMENT = "special_cause_improvement"
    CONCERN = "special_cause_concern"
    NEUTRAL_HIGH = "special_cause_neutral_high"
    NEUTRAL_LOW = "special_cause_neutral_low"


class Assurance(StrEnum):
    """Will the process as it is now reach its target?"""

    CONSISTENT_PASS = "consistent_pass"  # noqa: S105 (an outcome, not a password)
    INCONSISTENT = "inconsistent"
    CONSISTENT_FAIL = "consistent_fail"


class SignalKind(StrEnum):
    OUTSIDE = "outside"
    TREND = "trend"
    NEAR_LIMIT = "near_limit"
    SHIFT = "shift"


class CaveatKey(StrEnum):
    TRIAL_LIMITS = "trial_limits"
    NO_VARIATION = "no_variation"
    OUTLIERS_SCREENED = "outliers_screened"
    SMALL_DENOMINATORS = "small_denominators"
    FEW_EVENTS = "few_events"
    EVENTS_AT_ONCE = "events_at_once"
    FEW_USEFUL_POINTS = "few_useful_points"
    TOO_FEW_RUNS = "too_few_runs"
    TOO_MANY_RUNS = "too_many_runs"


SENTENCES = {
    CaveatKey.TRIAL_LIMITS: "These are trial limits: they rest on {count} points, and settle at "
    f"{POINTS_FOR_FIRM_LIMITS}.",
    CaveatKey.NO_VARIATION: "{count} points are all the same, so there is no variation to set limits by.",
    CaveatKey.OUTLIERS_SCREENED: "Unusually large jumps left out when the limits were worked out: {count}.",
    CaveatKey.SMALL_DENOMINATORS: "Periods with so few people or so short that their limits are only rough: {count}.",
    CaveatKey.FEW_EVENTS: "Fewer than five events are usual in a period, so the limits of {count} points are only"
    " rough; a g or t chart suits rare events better.",
    CaveatKey.EVENTS_AT_ONCE: "Times of nothing between two events, which the limits are not made for: {count}.",
    CaveatKey.FEW_USEFUL_POINTS: "Only {count} points lie off the median; runs are judged from ten on.",
    CaveatKey.TOO_FEW_RUNS: "The line crosses its median so seldom ({count} runs) that chance alone is unlikely.",
    CaveatKey.TOO_MANY_RUNS: "The line crosses its median so often ({count} runs) that chance alone is unlikely: two"
    " processes may be mixed.",
}


@dataclass(frozen=True)
class Caveat:
    """Something to know before trusting a phase; `count` points, ranges left out, small periods or runs."""

    key: CaveatKey
    phase_start: int
    count: int

    @property
    def sentence(self) -> str:
        """The caveat in plain English."""
        return SENTENCES[self.key].format(count=self.count)


@dataclass(frozen=True)
class Phase:
    """Points `start` to `stop - 1` share one centre; its limits rest on the first `baseline` of them."""

    start: int
    stop: int
    baseline: int


@dataclass(frozen=True)
class Signal:
    """Points `first` to `last`, both included, that break one rule; `side` is 1 up or above, -1 down."""

    kind: SignalKind
    side: int
    first: int
    last: int

    @property
    def points(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True)
class ControlChart:
    """One chart. Every tuple has one entry per point, in the order and the unit of the values.

    `centre`, `lower`, `upper` are the lines under each point, `near_lower` and `near_upper` lie two thirds of
    the way to the limits. A chart without limits has them at infinity. The centre is the mean; on g and run
    charts it is the median, on t charts what answers to the median. `relative_to_mean` is 1 above, 0 on, -1
    below the centre.
    """

    values: tuple[float, ...]
    centre: tuple[float, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]
    near_lower: tuple[float, ...]
    near_upper: tuple[float, ...]
    relative_to_mean: tuple[int, ...]
    close_to_limits: tuple[bool, ...]
    outside_limits: tuple[bool, ...]
    special_cause_type: tuple[SpecialCause, ...]
    point_type: tuple[PointType, ...]
    phases: tuple[Phase, ...]
    caveats: tuple[Caveat, ...]
    improvement: Direction
    target: float | None
    kind: ChartKind = ChartKind.XMR

    def __len__(self) -> int:
        return len(self.values)

    @cached_property
    def special_cause(self) -> tuple[bool, ...]:
        """Whether each point is special."""
        return tuple(kind is not SpecialCause.COMMON for kind in self.special_cause_type)

    @property
    def has_trial_limits(self) -> bool:
        """Whether the limits of the latest phase rest on fewer than twelve points; a run chart has none."""
        return self.kind is not ChartKind.RUN and self.phases[-1].baseline < POINTS_FOR_FIRM_LIMITS

    @property
    def variation(self) -> PointType:
        """What the latest point means: the NHS variation icon."""
        return self.point_type[-1]

    @property
    def assurance(self) -> Assurance | None:
        """Whether the latest limits clear the target: the NHS assurance icon.

        None without a target, a better direction or limits.
        """
        if self.target is None or self.improvement is Direction.NEUTRAL or self.kind is ChartKind.RUN:
            return None
        better_is_up = self.improvement is Direction.INCREASE
        if self.target > self.upper[-1]:
            return Assurance.CONSISTENT_FAIL if better_is_up else Assurance.CONSISTENT_PASS
        if self.target < self.lower[-1]:
            return Assurance.CONSISTENT_PASS if better_is_up else Assurance.CONSISTENT_FAIL
        return Assurance.INCONSISTENT

    @cached_property
    def signals(self) -> tuple[Signal, ...]:
        """Every broken rule as a stretch of points, by first point; those of several rules may overlap."""
        found = [signal for phase in self.phases for signal in self._signals_in(phase)]
        return tuple(sorted(found, key=lambda signal: (signal.first, signal.last, signal.kind)))

    def _signals_in(self, phase: Phase) -> list[Signal]:
        start, stop = phase.start, phase.stop
        sides = self.relative_to_mean[start:stop]
        outside = [side if out else 0 for side, out in zip(sides, self.outside_limits[start:stop], strict=True)]
        steps = [(after > before) - (after < before) for before, after in pairwise(self.values[start:stop])]
        found = [
            Signal(SignalKind.OUTSIDE, side, start + first, start + last) for side, first, last in _runs(outside, 1)
        ]
        found += [
            Signal(SignalKind.SHIFT, side, start + first, start + last)
            for side, first, last in _runs(sides, SHIFT_LENGTH)
        ]
        # A run of six steps spans seven points, so the stretch ends one point later.
        found += [
            Signal(SignalKind.TREND, side, start + first, start + last + 1)
            for side, first, last in _runs(steps, TREND_LENGTH - 1)
        ]
        return found + [
            Signal(SignalKind.NEAR_LIMIT, sides[first], start + first, start + last)
            for first, last in two_in_three_stretches(sides, self.close_to_limits[start:stop])
        ]


XmrChart = ControlChart
"""The result of `xmr_chart`; the other charts give the same type, so that every page draws them alike."""


def two_in_three_stretches(sides: Sequence[int], close: Sequence[bool]) -> list[tuple[int, int]]:
    """First and last index of each stretch of overlapping windows with two of three points near one limit.

    The stretch begins and ends on a point near the limit: the points between may be ordinary.

    >>> two_in_three_stretches([1, 1, 1, -1], [True, False, True, False])
    [(0, 2)]
    """
    stretches: list[tuple[int, int]] = []
    for window in range(len(sides) - 2):
        near = [index for index in range(window, window + 3) if close[index]]
        if len(near) < 2 or abs(sum(sides[window : window + 3])) != 3:
            continue
        first, last = near[0], near[-1]
        if stretches and first <= stretches[-1][1]:
            first = stretches.pop()[0]
        stretches.append((first, last))
    return stretches


def _runs(signs: Sequence[int], length: int) -> list[tuple[int, int, int]]:
    """(sign, first, last) of every unbroken run of one non-zero sign that is at least `length` long."""
    runs: list[tuple[int, int, int]] = []
    first = 0
    for index in range(1, len(signs) + 1):
        if index == len(signs) or signs[index] != signs[first]:
            if signs and signs[first] and index - first >= length:
                runs.append((signs[first], first, index - 1))
            first = index
    return runs
