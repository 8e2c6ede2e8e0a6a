from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openward.methods.small_numbers import (
    TEXT_KEYS,
    largest_share,
    proportion,
    suppress,
    suppress_table,
)

counts = st.integers(0, 500)
thresholds = st.integers(2, 12)
tables = st.dictionaries(st.sampled_from("abcdefgh"), st.one_of(counts, st.integers(0, 15)), min_size=1)


def published(table):
    return tuple((cell.value, cell.text_key) for cell in (*table.cells.values(), table.total) if cell)


@pytest.mark.parametrize(
    ("k", "cells", "below"),
    [
        (2, 2, 40),
        (3, 1, 60),
        (3, 2, 60),
        (3, 3, 22),
        (5, 3, 26),
        (7, 2, 60),
        (10, 2, 90),
        (10, 3, 34),
        (3, 4, 11),
    ],
)
def test_a_reader_who_knows_the_rules_cannot_work_out_a_small_cell(k, cells, below):
    """Every table there is, grouped by what is published: no group may fix the value of a cell below k."""
    groups = defaultdict(list)
    for values in product(range(below), repeat=cells):
        named = {str(position): value for position, value in enumerate(values)}
        groups[published(suppress_table(named, total=sum(values), k=k))].append(values)
    assert any(value is None for output in groups for value, _ in output)
    assert any(all(value is not None for value, _ in output) for output in groups)
    for output, candidates in groups.items():
        for position in range(cells):
            possible = {values[position] for values in candidates}
            assert len(possible) > 1 or min(possible) >= k, (output, candidates)


@given(tables, thresholds)
def test_beside_a_total_no_cell_is_missing_alone(cells, k):
    table = suppress_table(cells, total=sum(cells.values()), k=k)
    hidden = [name for name, cell in table.cells.items() if cell.value is None]
    assert {name for name, count in cells.items() if count < k} <= set(hidden)
    assert {table.cells[name].text_key for name in hidden} <= {"withheld"}
    if hidden and table.total.value is not None:
        assert len(hidden) >= 2
        assert sum(cells[name] for name in hidden) >= k


@given(tables, thresholds)
def test_what_is_shown_is_rounded_near_the_truth_and_never_below_the_threshold(cells, k):
    table = suppress_table(cells, total=sum(cells.values()), k=k)
    for name, cell in [*table.cells.items(), ("total", table.total)]:
        if cell.value is not None:
            true = sum(cells.values()) if name == "total" else cells[name]
            assert cell.value % 5 == 0
            assert cell.value >= k
            assert abs(cell.value - true) <= (2 if true > k + 2 else 4)
            assert cell.text_key == "about"


@given(tables, thresholds)
def test_without_a_total_only_small_cells_are_missing(cells, k):
    table = suppress_table(cells, k=k)
    assert table.total is None
    for name, cell in table.cells.items():
        assert (cell.value is None) == (cells[name] < k)
        assert cell == suppress(cells[name], k)


@given(counts, st.integers(0, 500), thresholds)
def test_a_percentage_tells_no_more_than_its_rounded_counts(numerator, rest, k):
    denominator = numerator + rest
    shown = proportion(numerator, denominator, k)
    if shown.percent is None:
        assert denominator < 20 or min(numerator, rest) < k
        return
    assert denominator >= 20
    assert min(numerator, rest) >= k
    rounded = (suppress(numerator, k).value, suppress(denominator, k).value)
    assert shown.percent == round(100 * rounded[0] / rounded[1])


@pytest.mark.parametrize(
    ("count", "value"),
    [(0, None), (1, None), (9, None), (10, 10), (12, 10), (13, 15), (17, 15), (18, 20), (999, 1000)],
)
def test_public_counts(count, value):
    assert suppress(count).value == value


def test_a_cell_that_is_mostly_one_person_is_not_shown():
    share = largest_share([30, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2])
    assert suppress(11, share=share).text_key == "one_voice"
    assert suppress(11, share=0.5).value == 10
    table = suppress_table({"a": 40, "b": 50, "c": 60}, total=150, one_voice=["b"])
    assert table.cells["b"].value is None
    assert table.cells["a"].value is None
    assert table.cells["c"].value == 60
    assert suppress_table({"a": 40, "b": 50}, one_voice=["b"]).cells["b"].text_key == "one_voice"


def test_a_small_total_hides_the_whole_table():
    table = suppress_table({"a": 2, "b": 3}, total=5)
    assert [cell.value for cell in table.cells.values()] == [None, None]
    assert table.total.value is None


def test_an_only_cell_and_its_total_are_shown_alike():
    assert published(suppress_table({"a": 22}, total=22)) == ((20, "about"), (20, "about"))


@given(st.lists(st.integers(0, 50), max_size=8))
def test_largest_share_lies_between_none_and_all(per_person):
    share = largest_share(per_person)
    assert (share == 0) == (sum(per_person) == 0)
    assert 0 <= share <= 1


def test_every_key_can_be_met():
    met = {suppress(40).text_key, suppress(4).text_key, suppress(40, share=0.9).text_key}
    met |= {proportion(4, 10).text_key, proportion(4, 40).text_key}
    assert met == set(TEXT_KEYS)


@pytest.mark.parametrize(
    "broken",
    [
        lambda: suppress(-1),
        lambda: suppress(2.5),
        lambda: suppress(20, k=1),
        lambda: suppress(20, share=1.2),
        lambda: proportion(30, 20),
        lambda: proportion(-1, 20),
        lambda: suppress_table({"a": -1}),
        lambda: suppress_table({"a": 30}, total=20),
        lambda: suppress_table({"a": 30}, one_voice=["b"]),
        lambda: largest_share([1, -1]),
    ],
)
def test_broken_figures_are_refused(broken):
    with pytest.raises(ValueError):
        broken()
