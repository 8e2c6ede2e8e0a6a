"""What a chart says, as message keys with their values: the pages turn them into sentences."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from openward.methods.spc.result import (
    POINTS_FOR_FIRM_LIMITS,
    Assurance,
    ControlChart,
    Direction,
    PointType,
    Signal,
    SignalKind,
)

Value = str | int | float | bool

SIGNAL_KEYS = {
    (SignalKind.OUTSIDE, 1): "outside_upper",
    (SignalKind.OUTSIDE, -1): "outside_lower",
    (SignalKind.TREND, 1): "trend_up",
    (SignalKind.TREND, -1): "trend_down",
    (SignalKind.NEAR_LIMIT, 1): "near_upper",
    (SignalKind.NEAR_LIMIT, -1): "near_lower",
    (SignalKind.SHIFT, 1): "shift_up",
    (SignalKind.SHIFT, -1): "shift_down",
}

TARGET_KEYS = {
    Assurance.CONSISTENT_PASS: "target_always_met",
    Assurance.INCONSISTENT: "target_hit_and_miss",
    Assurance.CONSISTENT_FAIL: "target_always_missed",
}

READING_KEYS = (
    "ordinary_variation",
    *SIGNAL_KEYS.values(),
    "latest_point_ordinary",
    "rebased",
    *TARGET_KEYS.values(),
    "trial_limits",
    "no_variation",
    "outliers_screened",
    "small_denominators",
)
"""Every key that `reading_in_words` can give for XmR and p charts, which the pages draw: each needs a sentence in
every language."""

FURTHER_READING_KEYS = ("few_events", "events_at_once", "few_useful_points", "too_few_runs", "too_many_runs")
"""What c, g, t and run charts can say besides; in English in `Caveat.sentence`."""


@dataclass(frozen=True)
class Reading:
    """One thing the chart says. `values` fill the sentence; positions (`..._index`) count from 0."""

    key: str
    values: Mapping[str, Value] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))


def reading_in_words(chart: ControlChart) -> list[Reading]:
    """What the chart says, most important first: variation, phases, target, caveats.

    Returns at least one `Reading` about variation: "ordinary_variation" when the latest phase has no signal,
    else one per signal of that phase, the latest first, with `since_index`, `until_index`, `points`,
    `is_running` (it reaches the latest point) and `meaning` (improvement, concern, neutral_high,
    neutral_low); "latest_point_ordinary" follows when the signals are over. Signals of earlier phases are
    history and are left out. Values are in the unit of the chart. Raises nothing. Source: Making Data Count,
    reading order of variation, assurance and data quality.

    >>> from openward.methods.spc import xmr_chart
    >>> [reading.key for reading in reading_in_words(xmr_chart([5, 6, 5, 4, 5, 6]))]
    ['ordinary_variation', 'trial_limits']
    """
    phase = chart.phases[-1]
    signals = [signal for signal in chart.signals if signal.first >= phase.start]
    readings = [_signal_reading(chart, signal) for signal in sorted(signals, key=_latest_first)]
    if not readings:
        readings.append(Reading("ordinary_variation", {"since_index": phase.start, "points": phase.stop - phase.start}))
    elif chart.variation is PointType.COMMON:
        readings.append(Reading("latest_point_ordinary", {"value": chart.values[-1]}))
    for later in chart.phases[1:]:
        before, after = chart.centre[later.start - 1], chart.centre[later.start]
        readings.append(Reading("rebased", {"at_index": later.start, "before": before, "after": after}))
    if chart.assurance is not None and chart.target is not None:
        readings.append(Reading(TARGET_KEYS[chart.assurance], {"target": chart.target}))
    for caveat in chart.caveats:
        details: dict[str, Value] = {"count": caveat.count, "since_index": caveat.phase_start}
        if caveat.key == "trial_limits":
            details["needed"] = POINTS_FOR_FIRM_LIMITS
        readings.append(Reading(caveat.key.value, details))
    return readings


def _latest_first(signal: Signal) -> tuple[int, int, str]:
    return (-signal.last, -signal.first, signal.kind)


def _signal_reading(chart: ControlChart, signal: Signal) -> Reading:
    return Reading(
        SIGNAL_KEYS[signal.kind, signal.side],
        {
            "since_index": signal.first,
            "until_index": signal.last,
            "points": signal.points,
            "is_running": signal.last == len(chart) - 1,
            "meaning": _meaning(chart.improvement, signal.side),
        },
    )


def _meaning(improvement: Direction, side: int) -> str:
    if improvement is Direction.NEUTRAL:
        return "neutral_high" if side > 0 else "neutral_low"
    return "improvement" if (side > 0) == (improvement is Direction.INCREASE) else "concern"
