"""Today's map from yesterday's: the same counts as from all votes, and the same names of groups."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openward.methods.opinion_map import (
    CaveatKey,
    count_votes,
    keep_identities,
    opinion_map,
    state_of,
    update_opinion_map,
    vote_matrix,
)
from tests.methods.test_opinion_map import as_dictionary, camps, matrix_of, random_votes, same_division


def counts_of(found):
    return found.counts.agree.tolist(), found.counts.disagree.tolist(), found.counts.seen.tolist()


@pytest.fixture(scope="module")
def yesterday():
    matrix, camp = camps([50, 30], statements=14, seen=0.7, noise=0.2, seed=2)
    found = opinion_map(matrix, resamples=5)
    assert len(found.groups) == 2
    return found, camp


@given(st.integers(0, 10**6), st.integers(1, 60))
def test_counts_after_an_update_are_those_of_all_votes(yesterday, seed, number):
    found, _ = yesterday
    generator = np.random.default_rng(seed)
    people, statements = generator.integers(0, 90, number), generator.integers(0, 16, number)
    votes = generator.integers(-1, 2, number)
    today = update_opinion_map(state_of(found), people, statements, votes)
    if today.groups:
        expected = count_votes(today.matrix, today.labels, len(today.groups))
        assert counts_of(today) == (expected.agree.tolist(), expected.disagree.tolist(), expected.seen.tolist())
        assert [group.size for group in today.groups] == np.bincount(today.labels).tolist()
    rows = [(*pair, vote) for pair, vote in as_dictionary(found.matrix).items()]
    rows += zip(people.tolist(), statements.tolist(), votes.tolist(), strict=True)
    assert as_dictionary(today.matrix) == as_dictionary(matrix_of(rows))


def test_names_stay_while_sizes_turn_round(yesterday):
    found, camp = yesterday
    views = {}
    for (person, statement), vote in as_dictionary(found.matrix).items():
        views.setdefault((int(camp[person]), statement), []).append(vote)
    small = next(group.id for group in found.groups if group.size < 40)
    person_of_small = int(found.matrix.people[found.group_ids == small][0])
    rows = [
        (1000 + newcomer, statement, round(np.sign(sum(views[int(camp[person_of_small]), statement]))))
        for newcomer in range(40)
        for statement in range(14)
    ]
    state = state_of(found)
    # They come in the course of four days.
    for day in range(4):
        today = update_opinion_map(state, *zip(*rows[day * 140 : (day + 1) * 140], strict=True))
        state = state_of(today)
    assert today.groups[0].id == small
    assert today.groups[0].size > today.groups[1].size
    known = len(found.labels)
    same = today.group_ids[:known] == found.group_ids
    assert same.mean() > 0.97
    assert set(today.group_ids[known:].tolist()) == {small}
    assert CaveatKey.CARRIED_OVER in {caveat.key for caveat in today.caveats}


def test_an_update_agrees_with_a_map_from_scratch():
    matrix, _ = camps([120, 90, 60], statements=25, seen=0.6, noise=0.2, seed=4)
    rows = [(*pair, vote) for pair, vote in as_dictionary(matrix).items()]
    generator = np.random.default_rng(0)
    generator.shuffle(rows)
    rows = [tuple(int(one) for one in row) for row in rows]
    cut = len(rows) * 99 // 100
    before = opinion_map(matrix_of(rows[:cut]))
    today = update_opinion_map(state_of(before), *zip(*rows[cut:], strict=True))
    scratch = opinion_map(matrix_of(rows))
    assert len(today.groups) == len(scratch.groups) == 3
    order = np.argsort(today.matrix.people)
    assert today.matrix.people[order].tolist() == scratch.matrix.people.tolist()
    assert same_division(today.labels[order], scratch.labels) > 0.98
    assert today.plane.explained == pytest.approx(scratch.plane.explained, rel=1e-3)
    for one, two in zip(today.groups, scratch.groups, strict=True):
        mine, yours = ({(r.statement, r.is_agree) for r in group.representative} for group in (one, two))
        assert len(mine & yours) >= 4


@pytest.mark.parametrize("kind", ["at random", "in other camps"])
def test_groups_that_no_longer_hold_are_looked_for_anew(kind):
    matrix, camp = camps([60, 50], statements=12, noise=0.05, seed=1)
    found = opinion_map(matrix, resamples=5)
    generator = np.random.default_rng(2)
    votes = generator.integers(-1, 2, (110, 12))
    if kind == "in other camps":
        votes = np.where((np.arange(110) % 2)[:, np.newaxis] == np.arange(12) % 3 // 2, 1, -1)
    people, statements = np.divmod(np.arange(1320), 12)
    today = update_opinion_map(state_of(found), people, statements, votes.ravel())
    keys = {caveat.key for caveat in today.caveats}
    assert CaveatKey.REGROUPED in keys
    assert CaveatKey.CARRIED_OVER not in keys
    assert bool(today.groups) == (kind == "in other camps")
    if today.groups:
        assert same_division(today.labels, np.arange(110) % 2) == 1.0
        assert same_division(today.labels, camp) < 0.1
    assert today.next_group_id >= found.next_group_id


def test_groups_that_appear_where_there_were_none_get_names():
    found = opinion_map(random_votes(40, 10, "alike", 3))
    assert not found.groups
    matrix, camp = camps([60, 50], statements=10, noise=0.05, seed=6)
    rows = [(person + 500, statement, vote) for (person, statement), vote in as_dictionary(matrix).items()]
    today = update_opinion_map(state_of(found), *zip(*rows, strict=True))
    assert len(today.groups) >= 2
    assert len({group.id for group in today.groups}) == len(today.groups)
    assert same_division(today.labels[40:], camp) > 0.9
    tomorrow = update_opinion_map(state_of(today), [501], [3], [0])
    assert [group.id for group in tomorrow.groups] == [group.id for group in today.groups]


def test_moderation_may_change(yesterday):
    found, _ = yesterday
    today = update_opinion_map(state_of(found), [1], [1], [1], moderated_out=[4, 99])
    assert today.matrix.statements[today.matrix.moderated_out].tolist() == [4]
    assert not {4} & {one.statement for group in today.groups for one in group.representative}


def test_the_map_is_not_mirrored(yesterday):
    found, _ = yesterday
    today = update_opinion_map(state_of(found), [2, 3], [1, 1], [1, 1])
    known = len(found.positions)
    for axis in range(2):
        assert np.corrcoef(found.positions[:, axis], today.positions[:known, axis])[0, 1] > 0.9


def test_identities_from_an_earlier_document():
    matrix, camp = camps([40, 30], statements=12)
    found = opinion_map(matrix)
    earlier = {str(person): 5 if camp[person] else 2 for person in range(60)}
    named = keep_identities(found, earlier)
    assert {int(camp[row]): int(group) for row, group in enumerate(named.group_ids)} == {0: 2, 1: 5}
    assert named.next_group_id == 6
    for one in (*named.consensus, *named.divisive):
        assert set(one.by_group) == {2, 5}
    assert all(one.between is None or set(one.between) == {2, 5} for one in named.divisive)
    strangers = keep_identities(found, {"nobody": 4})
    assert {group.id for group in strangers.groups} == {5, 6}
    assert keep_identities(found, {}).groups == found.groups


def test_an_update_with_text_names():
    matrix, _ = camps([30, 30], statements=10)
    rows = [(f"p{person}", f"s{statement}", vote) for (person, statement), vote in as_dictionary(matrix).items()]
    found = opinion_map(vote_matrix(*zip(*rows, strict=True)), resamples=3)
    today = update_opinion_map(state_of(found), ["new"] * 10, [f"s{one}" for one in range(10)], [1] * 10)
    assert today.matrix.people[-1] == "new"
    assert today.assignments()["new"] in {group.id for group in today.groups}
