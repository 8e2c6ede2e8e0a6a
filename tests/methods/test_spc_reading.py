from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openward.methods.spc import (
    READING_KEYS,
    UnusableValuesError,
    p_chart,
    reading_in_words,
    run_chart,
    xmr_chart,
)

CALM = [10, 11, 12, 11, 10, 11, 12, 11, 10, 11, 12, 11]


def keys(chart):
    return [reading.key for reading in reading_in_words(chart)]


def test_a_calm_process_is_ordinary_variation():
    readings = reading_in_words(xmr_chart(CALM, improvement="decrease"))
    assert [reading.key for reading in readings] == ["ordinary_variation"]
    assert readings[0].values["points"] == 12


def test_a_running_shift_says_since_when_and_what_it_means():
    chart = xmr_chart([*CALM, 9, 9, 8, 9, 9, 8, 9], improvement="decrease", freeze_after=12)
    shift = next(reading for reading in reading_in_words(chart) if reading.key == "shift_down")
    assert dict(shift.values) == {
        "since_index": 12,
        "until_index": 18,
        "points": 7,
        "is_running": True,
        "meaning": "improvement",
    }


def test_a_signal_that_is_over_is_followed_by_the_latest_point_being_ordinary():
    chart = xmr_chart([*CALM, 30, *CALM], improvement="decrease")
    assert keys(chart)[:2] == ["outside_upper", "latest_point_ordinary"]
    assert reading_in_words(chart)[0].values["meaning"] == "concern"


@pytest.mark.parametrize(
    ("extra", "key", "meaning"),
    [
        ([40], "outside_upper", "neutral_high"),
        ([-40], "outside_lower", "neutral_low"),
        ([13.2, 13.4, 13.2], "near_upper", "neutral_high"),
        ([8.8, 8.6, 8.8], "near_lower", "neutral_low"),
        ([9, 9.5, 10, 10.5, 11, 11.5, 12], "trend_up", "neutral_high"),
        ([12.5, 12, 11.5, 11, 10.5, 10, 9.5], "trend_down", "neutral_low"),
        ([12] * 7, "shift_up", "neutral_high"),
        ([10] * 7, "shift_down", "neutral_low"),
    ],
)
def test_every_signal_has_its_own_key(extra, key, meaning):
    readings = reading_in_words(xmr_chart(CALM + extra, freeze_after=12))
    assert readings[0].key == key
    assert readings[0].values["meaning"] == meaning


def test_a_rebased_chart_reads_its_latest_phase_and_names_the_change():
    chart = xmr_chart([*CALM[:6], 40, *CALM[:5], *[value / 2 for value in CALM]], rebase_at=[12])
    readings = {reading.key: reading for reading in reading_in_words(chart)}
    assert list(readings)[:2] == ["ordinary_variation", "rebased"]
    assert readings["rebased"].values["at_index"] == 12
    assert readings["rebased"].values["after"] == pytest.approx(5.5)


@pytest.mark.parametrize(
    ("target", "key"), [(40, "target_always_met"), (11, "target_hit_and_miss"), (1, "target_always_missed")]
)
def test_the_target_is_read_as_capability(target, key):
    assert key in keys(xmr_chart(CALM, improvement="decrease", target=target))
    assert not any(name.startswith("target") for name in keys(xmr_chart(CALM, target=target)))


def test_caveats_are_read_out():
    assert keys(xmr_chart(CALM[:6])) == ["ordinary_variation", "trial_limits"]
    assert reading_in_words(xmr_chart(CALM[:6]))[1].values == {"count": 6, "since_index": 0, "needed": 12}
    assert "no_variation" in keys(xmr_chart([3] * 12))
    assert "outliers_screened" in keys(xmr_chart([*CALM, 90, *CALM]))
    assert "small_denominators" in keys(p_chart([1, 0, 1, 0, 1], [9] * 5))


@given(
    st.lists(st.integers(-20, 20), min_size=10, max_size=40),
    st.sampled_from(["increase", "decrease", "neutral"]),
)
def test_every_chart_says_something_and_only_with_known_keys(values, improvement):
    readings = reading_in_words(xmr_chart(values, improvement=improvement, target=3, rebase_at=[5]))
    assert {reading.key for reading in readings} <= set(READING_KEYS)
    is_ordinary = readings[0].key == "ordinary_variation"
    chart = xmr_chart(values[5:], improvement=improvement)
    assert is_ordinary == (not any(chart.special_cause))


def test_a_reading_cannot_be_changed():
    with pytest.raises(TypeError):
        reading_in_words(xmr_chart(CALM))[0].values["points"] = 3


def test_run_chart_finds_shift_and_trend():
    chart = run_chart([5, 6, 5, 6, 5, 6, 9, 10, 11, 11, 12, 13])
    assert chart.median == 7.5
    assert chart.shifts == ((0, 5), (6, 11))
    assert chart.trends == ((4, 11),)
    assert chart.has_unusual_runs is True


def test_run_chart_ignores_points_on_the_median():
    chart = run_chart([1, 1, 1, 3, 3, 1, 1, 1, 5, 5, 5, 5, 5, 5])
    assert chart.median == 3
    assert chart.shifts == ((0, 7), (8, 13))
    assert chart.useful == 12


def test_run_chart_does_not_judge_runs_of_few_points():
    chart = run_chart([4])
    assert (chart.median, chart.useful, chart.has_unusual_runs) == (4, 0, None)
    assert run_chart([1, 2, 3]).has_unusual_runs is None


@pytest.mark.parametrize(("points", "longest"), [(10, 6), (12, 7), (16, 7)])
def test_run_chart_limits_are_those_of_a_fair_coin(points, longest):
    chart = run_chart([1, 2] * (points // 2))
    assert chart.longest_run_allowed == longest
    heads = sorted(sum(throws) for throws in product((0, 1), repeat=points - 1))
    assert chart.crossings_needed == heads[len(heads) // 20]
    assert chart.has_unusual_runs is False


@pytest.mark.parametrize("values", [[], [1, None], [[1, 2]], [float("nan")]])
def test_run_chart_refuses_what_it_cannot_draw(values):
    with pytest.raises(UnusableValuesError):
        run_chart(values)
