"""Agreement: published examples, the naive twin, and honesty where there is nothing to tell."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from openward.methods.agreement import (
    AgreementError,
    CaveatKey,
    Level,
    NothingToCompareError,
    UnusableOptionsError,
    UnusableRatingsError,
    agreement_per_code,
    cohens_kappa,
    krippendorff_alpha,
)
from tests.methods import naive_agreement as naive

NONE = math.nan


def units_of(*coders):
    return list(zip(*coders, strict=True))


# K. Krippendorff, "Computing Krippendorff's Alpha-Reliability", 2011, examples A to C.
MEG_AND_OWEN = units_of([0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0])
BEN_AND_GERRY = units_of(map(ord, "aabbdcccedda"), map(ord, "babbbccceddd"))
FOUR_OBSERVERS = units_of(
    [1, 2, 3, 3, 2, 1, 4, 1, 2, NONE, NONE, NONE],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NONE, 3],
    [NONE, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NONE],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NONE],
)
# Three coders and fifteen units: the computational example of the encyclopaedia Wikipedia.
THREE_CODERS = units_of(
    [NONE, NONE, NONE, NONE, NONE, 3, 4, 1, 2, 1, 1, 3, 3, NONE, 3],
    [1, NONE, 2, 1, 3, 3, 4, 3, NONE, NONE, NONE, NONE, NONE, NONE, NONE],
    [NONE, NONE, 2, 1, 3, 4, 4, NONE, 2, 1, 1, 3, 3, NONE, 4],
)


@pytest.mark.parametrize(
    ("ratings", "level", "published"),
    [
        (MEG_AND_OWEN, "nominal", 0.095),
        (BEN_AND_GERRY, "nominal", 0.692),
        (FOUR_OBSERVERS, "nominal", 0.743),
        (FOUR_OBSERVERS, "ordinal", 0.815),
        (FOUR_OBSERVERS, "interval", 0.849),
        (FOUR_OBSERVERS, "ratio", 0.797),
        (THREE_CODERS, "nominal", 0.691),
        (THREE_CODERS, "interval", 0.811),
    ],
)
def test_published_examples_of_alpha(ratings, level, published):
    assert round(krippendorff_alpha(ratings, level=level, draws=0).alpha, 3) == published


def test_published_example_of_weighted_kappa():
    """J. Cohen 1968: 200 patients, three diagnoses; kappa 0.492, weighted with his own weights 0.348."""
    table = np.array([[88, 10, 2], [14, 40, 6], [18, 10, 12]])
    first, second = np.repeat(np.indices((3, 3)).reshape(2, 9), table.ravel(), axis=1)
    assert round(cohens_kappa(first, second, draws=0).kappa, 3) == 0.492
    weights = [[0, 1, 3], [1, 0, 6], [3, 6, 0]]
    assert round(cohens_kappa(first, second, weights=weights, draws=0).kappa, 3) == 0.348


RATING = st.one_of(st.none(), st.integers(0, 4))
ROWS = st.integers(2, 4).flatmap(
    lambda coders: st.lists(st.lists(RATING, min_size=coders, max_size=coders), max_size=9)
)


def as_floats(rows):
    return [[NONE if value is None else float(value) for value in row] for row in rows]


@given(ROWS, st.sampled_from(Level))
def test_alpha_equals_the_naive_twin(rows, level):
    assume(any(sum(value is not None for value in row) >= 2 for row in rows))
    found = krippendorff_alpha(as_floats(rows), level=level, draws=0)
    expected = naive.alpha(rows, level.value)
    assert found.percentage == pytest.approx(float(naive.percentage(rows)))
    if expected is None:
        assert found.alpha is None
        assert found.caveats[0].key is CaveatKey.NO_VARIATION
    else:
        assert found.alpha == pytest.approx(float(expected), abs=1e-9)


@given(
    ROWS.filter(lambda rows: any(sum(value is not None for value in row) >= 2 for row in rows)),
    st.sampled_from(Level),
    st.randoms(use_true_random=False),
)
def test_alpha_does_not_depend_on_order_or_scale(rows, level, random_numbers):
    plain = krippendorff_alpha(as_floats(rows), level=level, draws=0).alpha
    columns = list(range(len(rows[0])))
    random_numbers.shuffle(columns)
    mixed = [[row[column] for column in columns] for row in rows]
    random_numbers.shuffle(mixed)
    scaled = [[None if value is None else value * 3 for value in row] for row in mixed]
    again = krippendorff_alpha(as_floats(scaled), level=level, draws=0).alpha
    assert (plain is None) == (again is None)
    if plain is not None:
        assert again == pytest.approx(plain, abs=1e-9)


@given(st.lists(st.tuples(RATING, RATING), min_size=1, max_size=12), st.sampled_from(["none", "linear", "quadratic"]))
def test_kappa_equals_the_naive_twin(pairs, weights):
    assume(any(one is not None and other is not None for one, other in pairs))
    first, second = zip(*pairs, strict=True)
    found = cohens_kappa(*as_floats([first, second]), weights=weights, draws=0)
    expected = naive.kappa(first, second, ["none", "linear", "quadratic"].index(weights))
    assert (found.kappa is None) == (expected is None)
    if expected is not None:
        assert found.kappa == pytest.approx(float(expected), abs=1e-9)
    assert found.left_out == sum(one is None or other is None for one, other in pairs)


SAID = st.lists(
    st.tuples(st.sampled_from("uvwxyz"), st.sampled_from("abc"), st.sampled_from(["", "wait", "food", "staff"])),
    max_size=25,
)


@given(SAID)
def test_each_code_equals_the_naive_twin(said):
    readers = {unit: {coder for other, coder, _ in said if other == unit} for unit, _, _ in said}
    assume(any(len(coders) >= 2 for coders in readers.values()))
    assume(any(code for _, _, code in said))
    found = agreement_per_code(*zip(*said, strict=True), draws=0)
    expected = naive.per_code(said)
    assert [one.code for one in found] == list(expected)
    for one in found:
        alpha, percentage = expected[one.code]
        assert one.percentage == pytest.approx(float(percentage))
        assert (one.alpha is None) == (alpha is None)
        if alpha is not None:
            assert one.alpha == pytest.approx(float(alpha), abs=1e-9)


def test_a_code_given_by_one_of_three():
    (one,) = agreement_per_code(["1"] * 3 + ["2"] * 3, list("abc") * 2, ["wait", "wait", "", "", "", ""], draws=0)
    assert (one.uses, one.units) == (2, 1)
    assert one.of_uses == pytest.approx(0.5)
    assert one.percentage == pytest.approx(4 / 6)
    assert CaveatKey.RARE in {caveat.key for caveat in one.caveats}


def test_intervals_hold_what_they_promise():
    """Of 200 samples of 80 units, the 90 % interval covers the true value in about 180."""
    random_numbers = np.random.default_rng(3)
    truth = krippendorff_alpha(two_coders(random_numbers, 200_000), draws=0).alpha
    covered = []
    for seed in range(200):
        found = krippendorff_alpha(two_coders(random_numbers, 80), draws=200, confidence=0.9, seed=seed)
        covered.append(found.low <= truth <= found.high)
    assert 168 <= sum(covered) <= 192


def two_coders(random_numbers, units):
    truth = random_numbers.choice(3, p=[0.5, 0.3, 0.2], size=units)
    return np.stack(
        [np.where(random_numbers.random(units) < 0.85, truth, random_numbers.integers(0, 3, units)) for _ in range(2)],
        axis=1,
    ).astype(float)


def test_the_same_seed_gives_the_same_interval():
    ratings = two_coders(np.random.default_rng(1), 60)
    assert krippendorff_alpha(ratings, seed=4) == krippendorff_alpha(ratings, seed=4)
    other = krippendorff_alpha(ratings, seed=5)
    assert (other.low, other.high) != (krippendorff_alpha(ratings, seed=4).low, None)
    for level in Level:
        found = krippendorff_alpha(ratings, level=level, draws=300)
        assert found.low < found.alpha < found.high
    kappa = cohens_kappa(*ratings.T, weights="quadratic", draws=300)
    assert kappa.low < kappa.kappa < kappa.high


def test_what_the_caveats_say():
    agreed = krippendorff_alpha([[1, 1], [2, 2]] * 40)
    assert agreed.alpha == 1
    assert agreed.below_two_thirds == 0
    assert agreed.caveats == ()
    poor = krippendorff_alpha([[1, 2], [2, 2]] * 40)
    assert {caveat.key for caveat in poor.caveats} >= {CaveatKey.LOW}
    rare = krippendorff_alpha([[1, 1]] * 99 + [[1, 2]])
    assert {caveat.key for caveat in rare.caveats} == {
        CaveatKey.LOW,
        CaveatKey.ONE_VALUE_RULES,
        CaveatKey.DRAWS_WITHOUT_VARIATION,
    }
    few = krippendorff_alpha([[1, 1], [2, 2], [1, NONE]])
    assert {caveat.key for caveat in few.caveats} >= {CaveatKey.FEW_UNITS, CaveatKey.LEFT_OUT}
    same = cohens_kappa([1, 1], [1, 1])
    assert (same.kappa, same.low, same.caveats[0].key) == (None, None, CaveatKey.NO_VARIATION)


@pytest.mark.parametrize(
    ("refused", "call"),
    [
        (UnusableRatingsError, lambda: krippendorff_alpha([1, 2, 3])),
        (UnusableRatingsError, lambda: krippendorff_alpha([["a", "b"]])),
        (UnusableRatingsError, lambda: krippendorff_alpha([[1, 2], [3]])),
        (UnusableRatingsError, lambda: krippendorff_alpha([[1, math.inf]])),
        (UnusableRatingsError, lambda: krippendorff_alpha([[1, -1]], level="ratio")),
        (UnusableRatingsError, lambda: krippendorff_alpha(np.arange(9000).reshape(-1, 2), level="ratio")),
        (UnusableRatingsError, lambda: krippendorff_alpha(np.arange(20_000).reshape(-1, 2), level="interval")),
        (NothingToCompareError, lambda: krippendorff_alpha([[1, NONE], [NONE, 2]])),
        (NothingToCompareError, lambda: krippendorff_alpha(np.zeros((0, 3)))),
        (UnusableOptionsError, lambda: krippendorff_alpha([[1, 2]], draws=-1)),
        (UnusableOptionsError, lambda: krippendorff_alpha([[1, 2]], confidence=1)),
        (UnusableOptionsError, lambda: krippendorff_alpha([[1, 2]], seed=-1)),
        (UnusableRatingsError, lambda: cohens_kappa([1, 2], [1])),
        (UnusableRatingsError, lambda: cohens_kappa([1, math.inf], [1, 2])),
        (UnusableRatingsError, lambda: cohens_kappa(["a"], ["b"])),
        (UnusableRatingsError, lambda: cohens_kappa([1, 7], [1, 2], values=[1, 2, 3])),
        (NothingToCompareError, lambda: cohens_kappa([1, NONE], [NONE, 2])),
        (UnusableOptionsError, lambda: cohens_kappa([1], [1], weights="cubic")),
        (UnusableOptionsError, lambda: cohens_kappa([1, 2], [1, 2], weights=[[0, 1], [1, 1]])),
        (UnusableOptionsError, lambda: cohens_kappa([1, 2], [1, 2], values=[1, 1])),
        (UnusableRatingsError, lambda: agreement_per_code(["1"], ["a", "b"], ["x"])),
        (NothingToCompareError, lambda: agreement_per_code(["1", "2"], ["a", "b"], ["x", "x"])),
        (AgreementError, lambda: agreement_per_code(["1", "1"], ["a", "b"], ["", ""])),
        (AgreementError, lambda: agreement_per_code([], [], [])),
    ],
)
def test_what_cannot_be_used_is_refused(refused, call):
    with pytest.raises(refused) as error:
        call()
    assert error.type is refused
    assert str(error.value)[0].islower()
