"""Disclosure control: no sequence of tables isolates anybody, for a reader who tries, and by the proof itself."""

import os
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openward.methods import disclosure, stand_in
from openward.methods.disclosure import DisclosureCaveatKey, DisclosureError, Ledger, protect
from tests.methods.naive_disclosure import Reader, best_worth, rounded

NIGHTLY = os.environ.get("OPENWARD_TESTS") == "nightly"
SHAPES = [(4,), (2, 2), (3, 2)]


def levels_of(shape):
    return [[f"{at}{group}" for group in range(size)] for at, size in enumerate(shape)]


def table_of(shape, counts):
    return dict(zip(product(*levels_of(shape)), map(int, counts), strict=True))


def columns_of(shape):
    return [f"column {at}" for at in range(len(shape))]


def published(table):
    return {place: figure.value for place, figure in table.figures.items()}


def true_count(counts, place):
    return sum(
        count
        for group, count in counts.items()
        if all(want is None or want == has for want, has in zip(place, group, strict=True))
    )


def released(shape, series, **options):
    """The tables of a series of counts, one release after the other."""
    tables, ledger = [], None
    for counts in series:
        tables.append(protect(columns_of(shape), counts, ledger=ledger, **options))
        ledger = tables[-1].ledger
    return tables


@st.composite
def series_of_tables(draw):
    shape = draw(st.sampled_from(SHAPES))
    size = int(np.prod(shape))
    threshold = draw(st.sampled_from([3, 5, 10]))
    only_grows = draw(st.booleans())
    counts = np.array(draw(st.lists(st.integers(0, 3 * threshold), min_size=size, max_size=size)))
    series = [counts]
    for _ in range(draw(st.integers(0, 2))):
        least = 0 if only_grows else -threshold
        steps = draw(st.lists(st.integers(least, 2 * threshold), min_size=size, max_size=size))
        series.append(np.maximum(series[-1] + steps, 0))
    return shape, threshold, only_grows, [table_of(shape, row) for row in series]


@given(series_of_tables(), st.sampled_from([None, b"a key"]))
def test_every_publication_could_come_from_counts_without_a_small_group(case, key):
    """The proof: the stand-ins, published by the same procedure with other lots, look exactly the same."""
    shape, threshold, only_grows, series = case
    options = {"threshold": threshold, "only_grows": only_grows}
    tables = released(shape, series, key=key, **options)
    before = dict.fromkeys(series[0], 0)
    for number, (counts, table) in enumerate(zip(series, tables, strict=True)):
        assert_true_and_without_single_gaps(shape, threshold, counts, table, is_first=number == 0)
        for group, count in table.ledger.stand_in.items():
            moved = count - before[group]
            assert count == 0 or count >= threshold
            assert moved == 0 or abs(moved) >= threshold
            assert moved >= 0 or not only_grows
        before = table.ledger.stand_in

    gaps = iter([[figure.value is None for figure in table.figures.values()] for table in tables])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disclosure, "_drawn_by_lot", lambda key, release, places: np.array(next(gaps)))
        again = released(shape, [table.ledger.stand_in for table in tables], **options)
    assert [published(table) for table in again] == [published(table) for table in tables]
    assert [table.ledger for table in again] == [table.ledger for table in tables]


def assert_true_and_without_single_gaps(shape, threshold, counts, table, is_first):
    shown = published(table)
    assert len(shown) == np.prod([size + 1 for size in shape])
    assert table.shown == sum(value is not None for value in shown.values())
    for place, value in shown.items():
        true = true_count(counts, place)
        if value is None:
            continue
        assert true >= threshold
        assert value % 5 == 0
        assert value == rounded(true, threshold) if is_first else abs(value - true) <= threshold
        for at, groups in enumerate(levels_of(shape)):
            if place[at] is None:
                parts = [shown[(*place[:at], group, *place[at + 1 :])] for group in groups]
                assert parts.count(None) != 1


def random_series(random, shape, threshold, releases, only_grows):
    size = int(np.prod(shape))
    counts = random.negative_binomial(1, 1 / (1 + 1.5 * threshold), size)
    series = [counts]
    for _ in range(releases - 1):
        fall = 0 if only_grows else random.binomial(counts, 0.1)
        counts = counts + random.poisson(threshold / 2, size) - fall
        series.append(counts)
    return [table_of(shape, row) for row in series]


def attack(shape, threshold, only_grows, releases):
    reader = Reader(levels_of(shape), threshold, releases, only_grows)
    reader.deduce()
    return reader.differences()


def test_ten_thousand_differencing_attempts_isolate_nobody():
    random = np.random.default_rng(20261122)
    attempts = number = 0
    while attempts < (200_000 if NIGHTLY else 10_000):
        shape = [(3, 3), (6,), (2, 2, 2), (4, 2)][number % 4]
        threshold, only_grows = (3, 5, 10)[number % 3], bool(number % 2)
        series = random_series(random, shape, threshold, 6, only_grows)
        tables = released(shape, series, threshold=threshold, only_grows=only_grows)
        tried, succeeded = attack(shape, threshold, only_grows, [published(table) for table in tables])
        assert succeeded == 0, (shape, threshold, series)
        attempts += tried
        number += 1
    assert number >= 8


def test_the_same_reader_breaks_tables_that_are_only_rounded_with_small_cells_left_out():
    """A test of the test: without gaps beside gaps, and with releases that follow every change, people are found."""
    random = np.random.default_rng(1)
    broken = {"one table": 0, "two releases": 0}
    for _ in range(20):
        series = random_series(random, (3, 3), 10, 2, True)
        places = list(product(*([*groups, None] for groups in levels_of((3, 3)))))
        simple = [
            {place: rounded(count, 10) if (count := true_count(counts, place)) >= 10 else None for place in places}
            for counts in series
        ]
        broken["one table"] += attack((3, 3), 10, True, simple[:1])[1] > 0
        reader = Reader(levels_of((3, 3)), 10, simple, True)
        for number, figures in enumerate(simple):
            for at, place in enumerate(reader.places):
                if figures[place] is not None:
                    reader.low[number, at], reader.high[number, at] = figures[place] - 2, figures[place] + 2
        reader.deduce()
        broken["two releases"] += reader.differences()[1] > 0
    assert broken["one table"] >= 5
    assert broken["two releases"] >= 15


def test_linear_programming_isolates_no_small_group():
    """Exact bounds for any union of cells with fewer people than the threshold, and for any small change of one."""
    random = np.random.default_rng(7)
    attempts = 0
    for number in range(300 if NIGHTLY else 6):
        shape = [(3, 3), (5,), (3, 2)][number % 3]
        threshold, only_grows = (5, 10)[number % 2], bool(number % 4 // 2)
        series = random_series(random, shape, threshold, 2, only_grows)
        tables = released(shape, series, threshold=threshold, only_grows=only_grows)
        reader = Reader(levels_of(shape), threshold, [published(table) for table in tables], only_grows)
        counts = np.array([list(table.values()) for table in series])
        for _ in range(60):
            cells = random.random(counts.shape[1]) < 0.4
            weights = np.zeros(counts.shape)
            weights[random.integers(2)] += cells
            if random.random() < 0.5:
                weights = np.stack([-1.0 * cells, 1.0 * cells])
            true = float((weights * counts).sum())
            if not 1 <= abs(true) < threshold:
                continue
            low, high = reader.exact_bounds(weights)
            assert low <= true <= high
            assert not reader.isolates(low, high), (shape, threshold, series, weights)
            attempts += 1
    assert attempts >= (1000 if NIGHTLY else 20)


@pytest.mark.parametrize("shape", [(3,), (2, 2)])
def test_the_search_is_about_as_good_as_trying_everything(shape):
    random = np.random.default_rng(5)
    worths = []
    for _ in range(12 if shape == (3,) else 4):
        counts = random.integers(0, 7, int(np.prod(shape)))
        sums = stand_in._sums(shape)
        if (sums @ counts).max() < 3:
            continue
        worth = stand_in._worth(sums, (sums @ counts).astype(float))
        table = protect(columns_of(shape), table_of(shape, counts), threshold=3)
        shown = sum(value for value, figure in zip(worth, table.figures.values(), strict=True) if figure.value)
        best = best_worth(counts.tolist(), shape, 3, worth.tolist())
        assert shown <= best + 1e-9
        worths.append((shown, best))
    assert sum(shown for shown, _ in worths) >= 0.95 * sum(best for _, best in worths)


def test_counts_that_do_not_change_are_published_alike():
    counts = table_of((3, 3), [4, 30, 12, 0, 44, 25, 18, 9, 61])
    first, second = released((3, 3), [counts, counts])
    kept = {place: value for place, value in published(first).items() if value is not None}
    assert {place: published(second)[place] for place in kept} == kept


def test_a_cell_that_grows_slowly_moves_by_ten_at_a_time():
    series = [table_of((3,), [20 + 3 * month, 60, 80]) for month in range(12)]
    shown = [published(table)[("00",)] for table in released((3,), series, only_grows=True)]
    values = [value for value in shown if value is not None]
    assert len(values) >= 8
    assert values == sorted(values)
    assert all(after == before or after - before >= 10 for before, after in pairwise(values))


def test_with_a_key_about_one_figure_in_fifty_is_withheld_by_lot():
    places = [(str(at),) for at in range(20_000)]
    lots = disclosure._drawn_by_lot(b"secret", 1, places)
    assert 330 <= lots.sum() <= 470
    assert (lots == disclosure._drawn_by_lot(b"secret", 1, places)).all()
    for key, release in ((b"another", 1), (b"secret", 2)):
        assert 1 <= (lots & disclosure._drawn_by_lot(key, release, places)).sum() <= 30


def test_a_figure_drawn_by_lot_is_withheld_and_so_is_another_beside_it(monkeypatch):
    monkeypatch.setattr(disclosure, "_drawn_by_lot", lambda key, release, places: np.arange(len(places)) == 5)
    table = protect(columns_of((4, 4)), table_of((4, 4), range(1000, 1160, 10)), key=b"secret")
    gaps = [at for at, figure in enumerate(table.figures.values()) if figure.value is None]
    assert 5 in gaps
    # A cell's row and column each need a second gap, and so do those of these: a rectangle.
    assert len(gaps) <= 4
    assert DisclosureCaveatKey.NO_KEY not in {caveat.key for caveat in table.caveats}


def test_a_table_too_large_to_search_is_still_safe():
    random = np.random.default_rng(2)
    counts = table_of((60, 40), random.poisson(12, 2400))
    table = protect(columns_of((60, 40)), counts)
    assert DisclosureCaveatKey.QUICK_CHOICE in {caveat.key for caveat in table.caveats}
    assert table.shown > 100
    assert all(count == 0 or count >= 10 for count in table.ledger.stand_in.values())


def test_a_table_of_nobody_shows_nothing_and_says_so():
    table = protect(["a"], {("x",): 0, ("y",): 3})
    assert table.shown == 0
    assert table.caveats[-1].key is DisclosureCaveatKey.ALL_WITHHELD


def test_new_groups_join_later_and_old_ones_stay():
    first = protect(["a"], {("x",): 40, ("y",): 50})
    second = protect(["a"], {("x",): 40, ("z",): 25}, ledger=first.ledger)
    assert set(second.figures) == {("x",), ("y",), ("z",), (None,)}
    assert second.ledger.releases == 2
    assert second.ledger.stand_in[("y",)] == 0


def test_a_ledger_cannot_be_changed():
    ledger = protect(["a"], {("x",): 40, ("y",): 50}).ledger
    with pytest.raises(TypeError):
        ledger.stand_in[("x",)] = 4


LEDGER = Ledger(("a",), 10, 1, False, {("x",): 20, ("y",): 0})


@pytest.mark.parametrize(
    "broken",
    [
        lambda: protect([], {(): 3}),
        lambda: protect(["a", "a"], {("x", "y"): 3}),
        lambda: protect(["a"], {}),
        lambda: protect(["a"], {("x",): -1}),
        lambda: protect(["a"], {("x",): 1.5}),
        lambda: protect(["a"], {("x", "y"): 1}),
        lambda: protect(["a"], {("x",): 1}, threshold=1),
        lambda: protect(["b"], {("x",): 1}, ledger=LEDGER),
        lambda: protect(["a"], {("x",): 1}, threshold=5, ledger=LEDGER),
        lambda: protect(["a"], {("x",): 1}, ledger=LEDGER, only_grows=True),
        lambda: protect(["a"], {("x",): 1}, ledger=Ledger(("a",), 10, 1, False, {("x",): 4})),
        lambda: protect(["a", "b"], {(str(at), str(at)): 1 for at in range(300)}),
    ],
)
def test_what_cannot_be_protected_is_refused(broken):
    with pytest.raises(DisclosureError):
        broken()
