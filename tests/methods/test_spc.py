import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openward.methods.spc import (
    Assurance,
    CaveatKey,
    Direction,
    PointType,
    SignalKind,
    SpecialCause,
    TooFewPointsError,
    UnusableOptionsError,
    UnusableValuesError,
    p_chart,
    xmr_chart,
    xmr_charts,
)
from tests.methods.naive_spc import naive_p, naive_xmr

# Small whole numbers meet the lines and one another often: ties are where charts go wrong.
small_series = st.lists(st.integers(-9, 9), min_size=5, max_size=40)
any_series = st.lists(st.integers(-(10**6), 10**6), min_size=5, max_size=40)
# A slow drift with noise makes the trends and shifts that independent numbers hardly ever make.
drifting_series = st.lists(st.integers(-2, 4), min_size=8, max_size=40).map(
    lambda steps: [sum(steps[: index + 1]) % 23 for index in range(len(steps))]
)
series = st.one_of(small_series, any_series, drifting_series)
directions = st.sampled_from(list(Direction))

MIRROR = {
    SpecialCause.COMMON: SpecialCause.COMMON,
    SpecialCause.ABOVE_LIMIT: SpecialCause.BELOW_LIMIT,
    SpecialCause.TREND_UP: SpecialCause.TREND_DOWN,
    SpecialCause.NEAR_UPPER: SpecialCause.NEAR_LOWER,
    SpecialCause.SHIFT_UP: SpecialCause.SHIFT_DOWN,
}
MIRROR |= {down: up for up, down in MIRROR.items()}


def judged(chart):
    return (
        chart.special_cause_type,
        chart.point_type,
        chart.relative_to_mean,
        chart.close_to_limits,
        chart.outside_limits,
    )


def assert_agrees(chart, rows):
    assert len(chart) == len(rows)
    assert [kind.value for kind in chart.special_cause_type] == [row["special_cause_type"] for row in rows]
    assert [kind.value for kind in chart.point_type] == [row["point_type"] for row in rows]
    for name in ("relative_to_mean", "close_to_limits", "outside_limits"):
        assert list(getattr(chart, name)) == [row[name] for row in rows]


@st.composite
def charted(draw):
    values = draw(series)
    options = {"improvement": draw(directions), "keep_outliers": draw(st.booleans())}
    if draw(st.booleans()):
        options["freeze_after"] = draw(st.integers(5, len(values)))
    if len(values) >= 10 and draw(st.booleans()):
        options["rebase_at"] = [draw(st.integers(5, len(values) - 5))]
    return values, options


@given(charted())
def test_agrees_with_the_naive_twin(case):
    values, options = case
    chart = xmr_chart(values, **options)
    rows = naive_xmr(values, **options)
    assert_agrees(chart, rows)
    scale = max(1.0, *(abs(value) for value in values))
    for index, row in enumerate(rows):
        lines = (chart.centre[index], chart.lower[index], chart.upper[index])
        exact = (row["mean"], row["mean"] - row["reach"], row["mean"] + row["reach"])
        assert lines == pytest.approx([float(line) for line in exact], rel=0, abs=1e-9 * scale)


@st.composite
def proportions(draw):
    periods = draw(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=5, max_size=30))
    numerators = [part for part, _ in periods]
    denominators = [max(part + rest, 1) for part, rest in periods]
    options = {"improvement": draw(directions)}
    if draw(st.booleans()):
        options["freeze_after"] = draw(st.integers(5, len(periods)))
    if len(periods) >= 10 and draw(st.booleans()):
        options["rebase_at"] = [draw(st.integers(5, len(periods) - 5))]
    return numerators, denominators, options


@given(proportions())
def test_p_chart_agrees_with_the_naive_twin(case):
    numerators, denominators, options = case
    chart = p_chart(numerators, denominators, **options)
    rows = naive_p(numerators, denominators, **options)
    assert_agrees(chart, rows)
    for index, row in enumerate(rows):
        reach = math.sqrt(row["reach"])
        assert chart.centre[index] == pytest.approx(float(row["mean"]))
        assert chart.upper[index] == pytest.approx(min(float(row["mean"]) + reach, 1), abs=1e-12)
        assert chart.lower[index] == pytest.approx(max(float(row["mean"]) - reach, 0), abs=1e-12)


@given(series, st.integers(-(10**6), 10**6), st.sampled_from([0.25, 0.5, 2, 8]), directions)
def test_moving_and_stretching_the_values_moves_and_stretches_the_chart(values, shift, scale, improvement):
    chart = xmr_chart(values, improvement=improvement)
    moved = xmr_chart([value * scale + shift for value in values], improvement=improvement)
    assert judged(moved) == judged(chart)
    assert moved.upper == pytest.approx([line * scale + shift for line in chart.upper], abs=1e-5)


@given(series)
def test_mirrored_values_with_the_mirrored_direction_mean_the_same(values):
    up = xmr_chart(values, improvement="increase")
    down = xmr_chart([-value for value in values], improvement="decrease")
    assert down.point_type == up.point_type
    assert down.special_cause_type == tuple(MIRROR[kind] for kind in up.special_cause_type)


@given(series, st.lists(st.integers(-(10**9), 10**9), max_size=10))
def test_frozen_limits_ignore_later_points(values, later):
    frozen = xmr_chart([*values, *later], freeze_after=len(values))
    alone = xmr_chart(values)
    assert frozen.centre[0] == alone.centre[0]
    assert set(frozen.upper) == set(alone.upper)
    assert set(frozen.lower) == set(alone.lower)
    assert frozen.outside_limits[: len(values)] == alone.outside_limits


@given(series, series, directions)
def test_rebasing_is_two_separate_charts(before, after, improvement):
    whole = xmr_chart([*before, *after], rebase_at=[len(before)], improvement=improvement)
    first = xmr_chart(before, improvement=improvement)
    second = xmr_chart(after, improvement=improvement)
    for mine, one, two in zip(judged(whole), judged(first), judged(second), strict=True):
        assert mine == one + two
    assert whole.lower == first.lower + second.lower
    moved = [(signal.kind, signal.side, signal.points) for signal in whole.signals]
    assert sorted(moved) == sorted(
        (signal.kind, signal.side, signal.points) for chart in (first, second) for signal in chart.signals
    )


@given(series)
def test_signals_and_labels_tell_the_same_story(values):
    chart = xmr_chart(values)
    covered = set()
    for signal in chart.signals:
        stretch = range(signal.first, signal.last + 1)
        assert all(0 <= index < len(chart) for index in stretch)
        if signal.kind is SignalKind.NEAR_LIMIT:
            stretch = [index for index in stretch if chart.close_to_limits[index]]
        assert all(chart.special_cause[index] for index in stretch)
        covered.update(stretch)
    assert covered == {index for index, special in enumerate(chart.special_cause) if special}


@given(st.floats(-1e12, 1e12), st.integers(5, 30))
def test_values_that_never_vary_are_never_special(value, points):
    chart = xmr_chart([value] * points)
    assert set(chart.special_cause_type) == {SpecialCause.COMMON}
    assert chart.centre == chart.lower == chart.upper == (value,) * points
    assert CaveatKey.NO_VARIATION in {caveat.key for caveat in chart.caveats}


def test_a_batch_equals_its_single_charts():
    table = np.random.default_rng(7).normal(50, 9, size=(40, 30)).round(1)
    table[3] = 4.0
    charts = xmr_charts(table, improvement="decrease", target=45, rebase_at=[10])
    for row, values in enumerate(table):
        assert charts[row] == xmr_chart(values, improvement="decrease", target=45, rebase_at=[10])


def test_charts_cannot_be_changed_through_their_arrays():
    charts = xmr_charts([[1, 2, 3, 4, 5]])
    with pytest.raises(ValueError, match="read-only"):
        charts.lines.upper[0, 0] = 9


def test_where_a_rise_turns_into_a_fall_the_fall_names_the_peak():
    chart = xmr_chart([0, 10, 20, 30, 40, 50, 60, 50, 40, 30, 20, 10, 0], keep_outliers=True)
    assert chart.special_cause_type[6] is SpecialCause.ABOVE_LIMIT
    calm = xmr_chart([0, 1, 2, 3, 4, 5, 6, 5, 4, 3, 2, 1, 0, 20, -20, 20, -20], keep_outliers=True)
    assert calm.special_cause_type[5] is SpecialCause.TREND_UP
    assert calm.special_cause_type[6] is SpecialCause.TREND_DOWN


def test_a_level_step_between_two_rises_leaves_the_first_one_rising():
    values = [0, 1, 2, 3, 4, 5, 6, 6, 7, 8, 9, 10, 11, 12, 40, -40, 40, -40]
    chart = xmr_chart(values, keep_outliers=True)
    assert set(chart.special_cause_type[:14]) == {SpecialCause.TREND_UP}


@pytest.mark.parametrize(("points", "is_trial"), [(5, True), (11, True), (12, False), (30, False)])
def test_limits_below_twelve_points_are_trial_limits(points, is_trial):
    chart = xmr_chart([1, 2] * 15 if points == 30 else ([1, 2] * 6)[:points])
    assert chart.has_trial_limits is is_trial
    assert [caveat.count for caveat in chart.caveats if caveat.key is CaveatKey.TRIAL_LIMITS] == [
        points
    ] * is_trial


def test_frozen_limits_are_trial_limits_when_the_frozen_points_are_few():
    assert xmr_chart([1, 2] * 15, freeze_after=11).has_trial_limits
    assert not xmr_chart([1, 2] * 15, freeze_after=12).has_trial_limits


def test_an_outlier_is_left_out_of_the_limits_and_the_chart_says_so():
    values = [5, 6, 5, 6, 5, 6, 5, 6, 5, 6, 5, 60, 5, 6, 5, 6, 5, 6]
    screened, kept = xmr_chart(values), xmr_chart(values, keep_outliers=True)
    assert screened.upper[0] < kept.upper[0]
    assert [caveat.count for caveat in screened.caveats if caveat.key is CaveatKey.OUTLIERS_SCREENED] == [2]
    assert CaveatKey.OUTLIERS_SCREENED not in {caveat.key for caveat in kept.caveats}


def test_a_rare_event_does_not_make_every_quiet_month_a_signal():
    chart = xmr_chart([0] * 9 + [1] + [0] * 9)
    assert chart.lower[0] < 0 < chart.upper[0]
    assert [index for index, special in enumerate(chart.outside_limits) if special] == [9]


@pytest.mark.parametrize(
    ("improvement", "target", "expected"),
    [
        ("increase", 0, Assurance.CONSISTENT_PASS),
        ("increase", 99, Assurance.CONSISTENT_FAIL),
        ("decrease", 99, Assurance.CONSISTENT_PASS),
        ("decrease", 0, Assurance.CONSISTENT_FAIL),
        ("decrease", 11, Assurance.INCONSISTENT),
        ("neutral", 11, None),
        ("increase", None, None),
    ],
)
def test_whether_the_process_can_reach_its_target(improvement, target, expected):
    chart = xmr_chart(
        [10, 11, 12, 11, 10, 11, 12, 11, 10, 11, 12, 11], improvement=improvement, target=target
    )
    assert chart.assurance is expected


def test_neutral_charts_say_high_and_low():
    chart = xmr_chart([5, 6, 5, 6, 5, 6, 5, 6, 5, 6, 5, 60, 5, 6, 5, 6, -60, 6])
    assert chart.point_type[11] is PointType.NEUTRAL_HIGH
    assert chart.point_type[16] is PointType.NEUTRAL_LOW


def test_p_chart_limits_narrow_as_the_denominator_grows():
    chart = p_chart([5, 10, 20, 40, 80, 160], [10, 20, 40, 80, 160, 320])
    widths = [upper - lower for upper, lower in zip(chart.upper, chart.lower, strict=True)]
    assert widths == sorted(widths, reverse=True)
    assert len(set(widths[1:])) == 5
    assert chart.upper[0] <= 1
    assert chart.lower[0] >= 0


def test_p_chart_warns_of_small_denominators():
    few = p_chart([1, 0, 1, 0, 1, 0], [10] * 6)
    many = p_chart([100, 110, 100, 90, 100, 95], [1000] * 6)
    assert [caveat.count for caveat in few.caveats if caveat.key is CaveatKey.SMALL_DENOMINATORS] == [6]
    assert CaveatKey.SMALL_DENOMINATORS not in {caveat.key for caveat in many.caveats}


@pytest.mark.parametrize("points", range(5))
def test_too_few_points_are_refused_with_the_number_needed(points):
    with pytest.raises(TooFewPointsError) as refusal:
        xmr_chart(list(range(points)))
    assert (refusal.value.points, refusal.value.needed) == (points, 5)


def test_too_few_points_after_a_rebase_are_refused():
    with pytest.raises(TooFewPointsError) as refusal:
        xmr_chart(list(range(20)), rebase_at=[16])
    assert (refusal.value.points, refusal.value.phase_start) == (4, 16)


@pytest.mark.parametrize(
    "values",
    [
        [1, 2, None, 4, 5, 6],
        [1, 2, math.nan, 4, 5, 6],
        [1, 2, math.inf, 4, 5, 6],
        [1, 2, -math.inf, 4, 5, 6],
        ["one", 2, 3, 4, 5, 6],
        [1e308, -1e308, 1e308, -1e308, 1e308, -1e308],
        [[1, 2, 3], [4, 5]],
        [[1, 2, 3, 4, 5]],
        5,
        np.ma.masked_equal([1, 2, 3, 4, 5, 6], 3),
    ],
)
def test_values_that_are_no_finite_numbers_are_refused(values):
    with pytest.raises(UnusableValuesError):
        xmr_chart(values)


@pytest.mark.parametrize(
    "options",
    [
        {"improvement": "sideways"},
        {"target": math.nan},
        {"target": math.inf},
        {"rebase_at": [0]},
        {"rebase_at": [20]},
        {"rebase_at": [-5]},
        {"rebase_at": [12, 6]},
        {"rebase_at": [6, 6]},
    ],
)
def test_options_that_contradict_the_data_are_refused(options):
    with pytest.raises(UnusableOptionsError):
        xmr_chart(list(range(20)), **options)


def test_freezing_on_fewer_than_five_points_is_refused():
    with pytest.raises(TooFewPointsError):
        xmr_chart(list(range(20)), freeze_after=4)


@pytest.mark.parametrize(
    ("numerators", "denominators"),
    [
        ([1, 2, 3, 4, 5], [9, 9, 0, 9, 9]),
        ([1, 2, 0, 4, 5], [9, 9, 0, 9, 9]),
        ([1, 2, 10, 4, 5], [9, 9, 9, 9, 9]),
        ([1, 2, -1, 4, 5], [9, 9, 9, 9, 9]),
        ([1, 2, 0.5, 4, 5], [9, 9, 9, 9, 9]),
        ([1, 2, 3, 4], [9, 9, 9, 9, 9]),
        ([1, 2, math.nan, 4, 5], [9, 9, 9, 9, 9]),
    ],
)
def test_proportions_that_are_no_counts_out_of_counts_are_refused(numerators, denominators):
    with pytest.raises(UnusableValuesError):
        p_chart(numerators, denominators)
