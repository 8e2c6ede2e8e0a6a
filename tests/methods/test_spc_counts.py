"""c, u, g, t and run charts: a slow twin, textbook figures, and the same story as every other chart."""

import math
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openward.methods.spc import (
    FURTHER_READING_KEYS,
    READING_KEYS,
    CaveatKey,
    ChartKind,
    ControlChart,
    SpecialCause,
    TooFewPointsError,
    UnusableValuesError,
    c_chart,
    g_chart,
    reading_in_words,
    run_chart,
    t_chart,
    u_chart,
)
from openward.methods.spc.result import SENTENCES
from tests.methods.naive_spc import naive_between, naive_counts, naive_run_count_chances, naive_t

counts = st.lists(st.integers(0, 40), min_size=5, max_size=30)


@st.composite
def phased(draw, values=counts):
    row = draw(values)
    options = {}
    if draw(st.booleans()):
        options["freeze_after"] = draw(st.integers(5, len(row)))
    if len(row) >= 10 and draw(st.booleans()):
        options["rebase_at"] = [draw(st.integers(5, len(row) - 5))]
    return row, options


def assert_lines(chart, rows):
    for index, (centre, lower, upper) in enumerate(rows):
        found = (chart.centre[index], chart.lower[index], chart.upper[index])
        assert found == pytest.approx((centre, lower, upper), rel=1e-9, abs=1e-9), index


def assert_one_story(chart):
    covered = set()
    for signal in chart.signals:
        covered |= {
            index
            for index in range(signal.first, signal.last + 1)
            if chart.special_cause[index] or signal.kind != "near_limit"
        }
    if chart.kind == "run":
        covered = {index for index in covered if chart.special_cause[index]}
    assert covered == {index for index, special in enumerate(chart.special_cause) if special}
    assert {reading.key for reading in reading_in_words(chart)} <= {*READING_KEYS, *FURTHER_READING_KEYS}


@given(phased(), st.data())
def test_u_and_c_charts_agree_with_the_naive_twin(case, data):
    row, options = case
    amounts = data.draw(st.lists(st.integers(1, 400), min_size=len(row), max_size=len(row)))
    chart = u_chart(row, amounts, **options)
    assert_lines(chart, naive_counts(row, amounts, **options))
    assert_one_story(chart)
    assert min(chart.lower) >= 0
    plain = c_chart(row, **options)
    assert_lines(plain, naive_counts(row, [1] * len(row), **options))
    assert_one_story(plain)


@given(phased())
def test_g_charts_agree_with_the_naive_twin(case):
    row, options = case
    chart = g_chart(row, **options)
    assert_lines(chart, naive_between(row, **options))
    assert_one_story(chart)
    assert chart.kind is ChartKind.G


@given(phased(st.lists(st.floats(0, 1e4), min_size=5, max_size=30)), st.booleans())
def test_t_charts_agree_with_the_naive_twin(case, keep_outliers):
    row, options = case
    chart = t_chart(row, keep_outliers=keep_outliers, **options)
    for index, line in enumerate(naive_t(row, keep_outliers=keep_outliers, **options)):
        found = (chart.centre[index], chart.lower[index], chart.upper[index])
        assert found == pytest.approx(line, rel=1e-6, abs=1e-6), index
    assert_one_story(chart)


@given(counts, st.integers(2, 50))
def test_a_rate_in_another_unit_is_the_same_chart(row, unit):
    amounts = [10 * (index + 1) for index in range(len(row))]
    chart, other = u_chart(row, amounts), u_chart(row, [unit * amount for amount in amounts])
    assert other.upper == pytest.approx([line / unit for line in chart.upper])
    assert other.relative_to_mean == chart.relative_to_mean


def test_on_rare_events_the_false_alarms_stay_rare():
    """With the mean as centre, seven in a row below it would come by chance 2.7 times as often per window."""
    random = np.random.default_rng(3)
    shifts = outside = points = 0
    for _ in range(60):
        for chart in (
            g_chart(random.geometric(1 / 40, 50) - 1),
            t_chart(random.exponential(12, 50), keep_outliers=True),
        ):
            points += len(chart)
            outside += sum(chart.outside_limits)
            shifts += sum(kind.value.startswith("7 Points") for kind in chart.special_cause_type)
    assert outside / points < 0.02
    assert shifts / points < 0.10


def test_many_times_as_long_between_two_harms_is_an_improvement():
    for chart in (
        g_chart([9, 12, 4, 15, 8, 6, 11, 200], improvement="increase"),
        t_chart([9, 12, 4, 15, 8, 6, 11, 200], improvement="increase"),
    ):
        assert chart.special_cause_type[-1] is SpecialCause.ABOVE_LIMIT
        assert chart.variation.value == "special_cause_improvement"


def test_caveats_of_few_events_and_events_at_once():
    assert [caveat.key for caveat in c_chart([1, 0, 2] * 5).caveats] == [CaveatKey.FEW_EVENTS]
    assert c_chart([9] * 12).caveats == ()
    assert [caveat.count for caveat in u_chart([6] * 12, [1] * 11 + [0.5]).caveats] == [1]
    assert [(caveat.key, caveat.count) for caveat in t_chart([0, 4, 0, 5, 6] * 3, keep_outliers=True).caveats] == [
        (CaveatKey.EVENTS_AT_ONCE, 6)
    ]
    assert {caveat.key for chart in (c_chart([0] * 5), g_chart([0] * 5)) for caveat in chart.caveats} == {
        CaveatKey.TRIAL_LIMITS,
        CaveatKey.NO_VARIATION,
    }


def test_every_caveat_has_a_sentence():
    assert set(SENTENCES) == set(CaveatKey)
    caveat = c_chart([1, 0, 2] * 5).caveats[0]
    assert "limits of 15 points" in caveat.sentence
    assert set(READING_KEYS) | set(FURTHER_READING_KEYS) >= {key.value for key in CaveatKey}


@pytest.mark.parametrize(
    "draw",
    [
        lambda: c_chart([1, -1, 2, 3, 4]),
        lambda: c_chart([1, 1.5, 2, 3, 4]),
        lambda: c_chart([[1, 2, 3, 4, 5]]),
        lambda: u_chart([1, 2, 3, 4, 5], [1, 2, 3, 4, 0]),
        lambda: u_chart([1, 2, 3, 4, 5], [1, 2, 3, 4]),
        lambda: u_chart([1, 2, 3, 4, 5], [1, 2, 3, 4, math.nan]),
        lambda: g_chart([1, 2, 3, 4, 5.5]),
        lambda: t_chart([1, 2, 3, 4, -5]),
        lambda: t_chart([[1, 2, 3, 4, 5]]),
    ],
)
def test_what_cannot_be_counted_is_refused(draw):
    with pytest.raises(UnusableValuesError):
        draw()


@pytest.mark.parametrize("draw", [c_chart, g_chart, t_chart, lambda row: u_chart(row, row)])
def test_four_points_carry_no_limits(draw):
    with pytest.raises(TooFewPointsError):
        draw([1, 2, 3, 4])


values = st.lists(st.integers(-4, 9), min_size=1, max_size=40)


@given(values, st.sampled_from(["increase", "decrease", "neutral"]))
def test_a_run_chart_is_a_control_chart_without_limits(row, improvement):
    chart = run_chart(row, improvement=improvement, target=3)
    assert isinstance(chart, ControlChart)
    assert chart.assurance is None
    assert not chart.has_trial_limits
    assert not any(chart.outside_limits)
    assert set(chart.upper) == {math.inf}
    assert_one_story(chart)
    for index, cause in enumerate(chart.special_cause_type):
        in_trend = any(first <= index <= last for first, last in chart.trends)
        in_shift = any(first <= index <= last for first, last in chart.shifts) and row[index] != chart.median
        assert (cause is not SpecialCause.COMMON) == (in_trend or in_shift)
        assert ("Trend" in cause.value) == in_trend


@given(values, values)
def test_a_rebased_run_chart_is_two_run_charts(before, after):
    whole = run_chart([*before, *after], rebase_at=[len(before)])
    first, second = run_chart(before), run_chart(after)
    assert whole.special_cause_type == first.special_cause_type + second.special_cause_type
    assert whole.centre == first.centre + second.centre
    assert whole.median == second.median
    assert [runs.runs for runs in whole.stretches] == [first.stretches[0].runs, second.stretches[0].runs]


def test_a_frozen_median_rests_on_the_first_points():
    chart = run_chart([1, 2, 1, 2, 9, 9, 9, 9, 9, 9], freeze_after=4, improvement="increase")
    assert set(chart.centre) == {1.5}
    assert chart.point_type[-1].value == "special_cause_improvement"


@pytest.mark.parametrize(("above", "below"), [(5, 5), (4, 7), (6, 5), (1, 9)])
def test_the_number_of_runs_is_judged_by_every_order_there_is(above, below):
    chances = naive_run_count_chances(above, below)
    row = [1] * above + [0] * below
    runs = run_chart([value + 0.5 for value in row], freeze_after=None).stretches[0]
    if above == below:
        assert sum(chance for count, chance in chances.items() if count < runs.fewest_runs) <= 0.025
        assert sum(chance for count, chance in chances.items() if count <= runs.fewest_runs) > 0.025
        assert sum(chance for count, chance in chances.items() if count > runs.most_runs) <= 0.025
        assert sum(chance for count, chance in chances.items() if count >= runs.most_runs) > 0.025
    from openward.methods.spc.run import _chances_of_runs

    found = dict(enumerate(_chances_of_runs(above, below)))
    for count, chance in chances.items():
        assert found[count] == pytest.approx(chance)


@pytest.mark.parametrize(("useful", "fewest", "most"), [(10, 3, 9), (14, 4, 12), (16, 5, 13), (60, 24, 38)])
def test_the_published_table_of_runs_is_met(useful, fewest, most):
    """Perla et al. 2011, table 1, where it rests on as many points above as below."""
    runs = run_chart([1, 2] * (useful // 2)).stretches[0]
    assert (runs.fewest_runs, runs.most_runs) == (fewest, most)
    assert runs.has_too_many_runs


def test_a_line_that_crosses_seldom_or_often_says_so():
    assert [caveat.key for caveat in run_chart(list(range(20))).caveats] == [CaveatKey.TOO_FEW_RUNS]
    assert [caveat.key for caveat in run_chart([1, 2] * 10).caveats] == [CaveatKey.TOO_MANY_RUNS]
    assert [caveat.key for caveat in run_chart([4, 4, 4]).caveats] == [
        CaveatKey.NO_VARIATION,
        CaveatKey.FEW_USEFUL_POINTS,
    ]


def test_every_order_of_few_points_has_signals_that_fit():
    for row in product([1, 2, 3], repeat=6):
        chart = run_chart(row)
        rises = all(after > before for before, after in pairwise(row))
        assert not rises
        assert_one_story(chart)
