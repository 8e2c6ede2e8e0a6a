"""Reach, weights and concentration: a slow twin, and what must hold for any sample."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from openward.methods.representation import (
    RepresentationError,
    WeightsCaveatKey,
    concentration,
    design_effect,
    effective_size,
    people_from,
    population_from,
    post_stratify,
    rake,
    reach,
)
from tests.methods.naive_representation import naive_gini, naive_post_stratify, naive_rake, naive_top

GROUPS = {"age": "abc", "sex": "fm", "area": "nsew"}


def columns_of(people):
    return {column: [person[column] for person in people] for column in people[0]}


@st.composite
def samples(draw, unknown=True):
    choices = {column: [*groups, *(["unknown"] if unknown else [])] for column, groups in GROUPS.items()}
    return draw(
        st.lists(st.fixed_dictionaries({column: st.sampled_from(these) for column, these in choices.items()}),
                 min_size=2, max_size=40)
    )  # fmt: skip


@st.composite
def one_way_targets(draw):
    return {column: {group: draw(st.integers(1, 50)) for group in groups} for column, groups in GROUPS.items()}


def has_somebody_known(people):
    return all(any(person[column] != "unknown" for person in people) for column in GROUPS)


def share(people, weights, column, group):
    of_group = sum(weight for person, weight in zip(people, weights, strict=True) if person[column] == group)
    return of_group / sum(weights)


@given(samples(), one_way_targets())
def test_raking_agrees_with_the_naive_twin(people, targets):
    if not has_somebody_known(people):
        with pytest.raises(RepresentationError):
            rake(people_from(columns_of(people)), targets)
        return
    found = rake(people_from(columns_of(people)), targets, most_rounds=50, tolerance=1e-300)
    assert found.weights == pytest.approx(naive_rake(people, targets, rounds=50), rel=1e-6, abs=1e-9)


@given(samples(), one_way_targets())
def test_raked_shares_equal_their_targets(people, targets):
    if not has_somebody_known(people):
        return
    found = rake(people_from(columns_of(people)), targets)
    assert found.weights.min() > 0
    assert found.has_converged == (found.largest_gap <= 1e-9)
    assert (WeightsCaveatKey.NOT_CONVERGED in {caveat.key for caveat in found.caveats}) != found.has_converged
    if found.has_converged:
        assert found.weights.mean() == pytest.approx(1)
        for column, wanted in targets.items():
            met = {person[column] for person in people} - {"unknown"}
            known = sum(person[column] != "unknown" for person in people) / len(people)
            for group in met:
                target = known * wanted[group] / sum(wanted[other] for other in met)
                assert share(people, found.weights, column, group) == pytest.approx(target, abs=1e-7)
            assert share(people, found.weights, column, "unknown") == pytest.approx(1 - known, abs=1e-7)
    nobody = {(column, group) for column in GROUPS for group in GROUPS[column]} - {
        (column, person[column]) for person in people for column in GROUPS
    }
    assert set(found.nobody) == nobody


@given(samples(unknown=False), one_way_targets(), st.sampled_from([0.001, 3, 1e6]), st.integers(2, 4))
def test_the_unit_of_targets_and_a_doubled_sample_change_nothing(people, targets, unit, times):
    once = rake(people_from(columns_of(people)), targets)
    in_units = {column: {group: unit * size for group, size in wanted.items()} for column, wanted in targets.items()}
    again = rake(people_from(columns_of(people * times)), in_units)
    if once.has_converged and again.has_converged:
        assert again.weights[: len(people)] == pytest.approx(once.weights, rel=1e-3, abs=1e-6)
        assert again.design_effect == pytest.approx(once.design_effect, rel=1e-3)


@given(samples(), one_way_targets(), st.sampled_from([1.2, 2, 5]))
def test_no_weight_is_larger_than_allowed_and_what_that_costs_is_said(people, targets, at_most):
    if not has_somebody_known(people):
        return
    found = rake(people_from(columns_of(people)), targets, at_most=at_most, most_rounds=300)
    assert found.weights.max() <= at_most
    assert found.trimmed == (found.weights >= at_most * (1 - 1e-9)).sum()
    worst = 0.0
    for column, wanted in targets.items():
        met = {person[column] for person in people} - {"unknown"}
        known = sum(person[column] != "unknown" for person in people) / len(people)
        for group in met:
            target = known * wanted[group] / sum(wanted[other] for other in met)
            held = sum(w for p, w in zip(people, found.weights, strict=True) if p[column] == group) / len(people)
            worst = max(worst, abs(held - target))
    assert found.largest_gap >= worst - 1e-9
    assert found.has_converged == (found.largest_gap <= 1e-9)


def test_trimming_reaches_the_targets_when_they_can_be_reached():
    people = people_from({"a": ["x"] * 90 + ["y"] * 10, "b": (["p"] * 9 + ["q"]) * 10})
    targets = {"a": {"x": 80, "y": 20}, "b": {"p": 80, "q": 20}}
    free, bounded = rake(people, targets), rake(people, targets, at_most=2.5)
    assert free.most > 3
    assert bounded.has_converged
    assert bounded.most <= 2.5
    assert bounded.design_effect < free.design_effect
    assert WeightsCaveatKey.TRIMMED in {caveat.key for caveat in bounded.caveats}


def test_targets_that_contradict_the_sample_are_said_not_to_be_met():
    people = people_from({"a": ["x", "x", "y", "y"], "b": ["p", "p", "q", "q"]})
    found = rake(people, {"a": {"x": 1, "y": 3}, "b": {"p": 3, "q": 1}})
    assert not found.has_converged
    assert found.largest_gap == pytest.approx(0.5)
    assert "cannot all be met" in found.caveats[-1].sentence


@given(samples(), st.data())
def test_post_stratification_agrees_with_the_naive_twin(people, data):
    cells = [(age, sex) for age in GROUPS["age"] for sex in GROUPS["sex"]]
    sizes = {cell: data.draw(st.integers(0, 30)) for cell in cells}
    if not any(sizes.values()):
        return
    population = population_from(
        {"age": [cell[0] for cell in cells], "sex": [cell[1] for cell in cells]}, list(sizes.values())
    )
    coded = people_from(columns_of(people))
    if not any(sizes.get((person["age"], person["sex"])) for person in people):
        with pytest.raises(RepresentationError):
            post_stratify(coded, population, ["age", "sex"])
        return
    found = post_stratify(coded, population, ["age", "sex"])
    naive = naive_post_stratify(people, sizes, ["age", "sex"])
    assert found.weights == pytest.approx([float(weight) for weight in naive])
    assert found.weights.mean() == pytest.approx(1)
    present = {(person["age"], person["sex"]) for person in people}
    assert set(found.nobody) == {cell for cell, size in sizes.items() if size and cell not in present}


@given(st.lists(st.floats(1e-6, 1e6), min_size=1, max_size=50), st.floats(1e-6, 1e6))
def test_the_design_effect_lies_between_one_and_the_sample_size(weights, unit):
    effect = design_effect(weights)
    assert 1 - 1e-9 <= effect <= len(weights) * (1 + 1e-9)
    assert design_effect([unit * weight for weight in weights]) == pytest.approx(effect)
    assert effective_size(weights) == pytest.approx(len(weights) / effect)


@given(st.lists(st.integers(0, 9), min_size=2, max_size=5), st.lists(st.integers(1, 90), min_size=5, max_size=5))
def test_reach_ratios_are_shares_over_shares(sampled, sizes):
    groups = [("g" + str(at),) for at in range(5)]
    counted = {group: number for group, number in zip(groups, sampled, strict=False) if number}
    population = dict(zip(groups, map(float, sizes), strict=True))
    if not counted:
        with pytest.raises(RepresentationError):
            reach(["g"], counted, population)
        return
    found = reach(["g"], counted, population, unknown=3)
    assert [group.group for group in found.nobody] == [g.group for g in found.groups if g.group not in counted]
    mean = 0.0
    for group in found.groups:
        assert group.low <= group.ratio + 1e-12
        assert group.ratio <= group.high + 1e-12
        assert group.least <= group.ratio <= group.most + 1e-12
        assert (group.verdict == "nobody") == (group.sampled == 0)
        mean += group.ratio * group.population_share
    assert mean == pytest.approx(1)
    assert sum(group.sample_share for group in found.groups) == pytest.approx(1)


@pytest.mark.parametrize(("people", "share"), [(8, 0.5), (30, 0.1), (100, 0.02), (400, 0.3)])
def test_the_interval_holds_the_truth_about_as_often_as_it_says(people, share):
    """Averaged over every possible sample: Wilson's interval is close to 95 % even for small numbers."""
    covered = 0.0
    for number in range(people + 1):
        sampled = {("in",): number, ("out",): people - number}
        truth = reach(["g"], sampled, {("in",): share, ("out",): 1 - share})
        group = next(group for group in truth.groups if group.group == ("in",))
        covered += binom.pmf(number, people, share) * (group.low <= 1 <= group.high)
    assert 0.91 < covered < 0.995


def test_published_wilson_intervals():
    """Newcombe, Statistics in Medicine 1998;17:857-872, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29."""
    for part, whole, low, high in [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ]:
        found = reach(["g"], {("in",): part, ("out",): whole - part}, {("in",): 1.0, ("out",): 3.0})
        group = next(group for group in found.groups if group.group == ("in",))
        assert (group.low / 4, group.high / 4) == pytest.approx((low, high), abs=6e-5)


def test_groups_the_population_does_not_list_have_no_ratio():
    found = reach(["g"], {("a",): 3, ("b",): 4}, {("a",): 10, ("c",): 10})
    assert [(group.group[0], group.verdict) for group in found.groups] == [
        ("a", "not_told_apart"),
        ("c", "nobody"),
        ("b", "no_population_figure"),
    ]
    assert found.groups[2].per_thousand is None


def test_what_is_not_known_stays_unknown():
    people = people_from({"sex": ["f", " F ", None, "", "Prefer not to say", "f", "UNKNOWN"]})
    assert people.groups == (("F", "f"),)
    assert people.codes[:, 0].tolist() == [1, 0, -1, -1, -1, 1, -1]
    assert people_from({"sex": ["x", None]}, unknown={"x"}).groups == ((),)


@given(st.lists(st.tuples(*[st.sampled_from("abcd?")] * 3), min_size=1, max_size=30))
def test_crossings_count_whom_they_should(rows):
    people = people_from({name: [row[at] for row in rows] for at, name in enumerate("xyz")})
    for wanted in (["x"], ["x", "z"], ["z", "y", "x"]):
        chosen = [tuple(row["xyz".index(name)] for name in wanted) for row in rows]
        expected = {cell: chosen.count(cell) for cell in chosen if "?" not in cell}
        assert people.counts(wanted) == expected


amounts = st.lists(st.integers(0, 30), min_size=2, max_size=60).filter(any)


@given(amounts, st.sampled_from([0.5, 3.0, 1e9]))
def test_concentration_agrees_with_the_naive_twin(per_person, unit):
    found = concentration([unit * amount for amount in per_person])
    assert found.gini == pytest.approx(float(naive_gini(per_person)), abs=1e-9)
    for top in found.top:
        assert top.share == pytest.approx(float(naive_top(per_person, top.percent)))
    assert found.largest_share == pytest.approx(max(per_person) / sum(per_person))


def test_equal_and_most_unequal_contributions():
    assert concentration([3] * 40).gini == 0
    assert concentration([0] * 99 + [7]).gini == pytest.approx(0.99)
    assert concentration([0] * 99 + [7]).top[0].share == 1


@pytest.mark.parametrize(
    "broken",
    [
        lambda: people_from({}),
        lambda: people_from({"a": []}),
        lambda: people_from({"a": ["x"], "b": ["x", "y"]}),
        lambda: population_from({"a": ["x"]}, [0]),
        lambda: population_from({"a": ["x"]}, [-1]),
        lambda: population_from({"a": ["x"]}, [math.nan]),
        lambda: population_from({"a": ["x"]}, [1, 2]),
        lambda: people_from({"a": ["x"]}).counts(["b"]),
        lambda: people_from({"a": ["x"]}).counts([]),
        lambda: reach(["a"], {("x",): 1}, {("x",): 1.0}, confidence=1),
        lambda: reach(["a"], {("x",): -1}, {("x",): 1.0}),
        lambda: reach(["a"], {}, {("x",): 1.0}),
        lambda: reach(["a"], {("x",): 1}, {}),
        lambda: rake(people_from({"a": ["x"]}), {}),
        lambda: rake(people_from({"a": ["x"]}), {"b": {"x": 1}}),
        lambda: rake(people_from({"a": ["x"]}), {"a": {"y": 1}}),
        lambda: rake(people_from({"a": ["x"]}), {"a": {"x": math.inf}}),
        lambda: rake(people_from({"a": ["x"]}), {"a": {"x": -1}}),
        lambda: rake(people_from({"a": ["x"]}), {"a": {"x": 1}}, at_most=1),
        lambda: post_stratify(people_from({"a": ["x"]}), population_from({"a": ["y"]}, [1]), ["a"]),
        lambda: post_stratify(people_from({"b": ["x"]}), population_from({"a": ["y"]}, [1]), ["a"]),
        lambda: design_effect([]),
        lambda: design_effect([1, 0]),
        lambda: concentration([1]),
        lambda: concentration([0, 0]),
        lambda: concentration([1, -1]),
        lambda: concentration([1, math.nan]),
        lambda: concentration([1, 2], percents=[0]),
    ],
)
def test_what_cannot_be_compared_is_refused(broken):
    with pytest.raises(RepresentationError):
        broken()


def test_many_columns_of_many_groups_do_not_overflow():
    random = np.random.default_rng(1)
    rows = random.integers(0, 900, size=(500, 12)).astype(str)
    people = people_from({f"c{at}": rows[:, at].tolist() for at in range(12)})
    counted = people.counts(list(people.columns))
    assert len(counted) == 500
    assert sum(counted.values()) == 500
