"""Opinion maps: what must hold of any votes, and what must be found where it was planted."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from openward.methods.opinion_map import (
    CaveatKey,
    GroupCounts,
    TooFewVotesError,
    UnusableOptionsError,
    UnusableVotesError,
    adjusted_rand,
    consensus_statements,
    count_votes,
    divisive_statements,
    find_groups,
    fit_plane,
    group_informed_consensus,
    minority_statements,
    next_statements,
    opinion_map,
    place,
    reading_in_words,
    representative_statements,
    routing_weights,
    shared_statements,
    statement_means,
    statement_statistics,
    vote_matrix,
    with_votes,
)
from openward.methods.opinion_map.groups import base_clusters, k_means, polished, silhouettes
from openward.methods.opinion_map.projection import centred, stretch
from tests.methods import naive_opinion_map as naive

rows_of_votes = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 8), st.sampled_from([-1, 0, 1])), min_size=1, max_size=80
)
tallies = st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(0, 10)).map(
    lambda three: (three[0], three[1], sum(three))
)


def matrix_of(rows, **options):
    people, statements, votes = zip(*rows, strict=True)
    return vote_matrix(people, statements, votes, **options)


def as_dictionary(matrix):
    rows = np.repeat(np.arange(len(matrix.people)), np.diff(matrix.starts))
    return {
        (person, statement): vote
        for person, statement, vote in zip(
            matrix.people[rows].tolist(), matrix.statements[matrix.columns].tolist(), matrix.votes.tolist(), strict=True
        )
    }


def camps(sizes, statements=20, seen=1.0, noise=0.1, seed=0):
    """People in camps that hold opposite or independent views on each statement, with some votes at random."""
    generator = np.random.default_rng(seed)
    camp = np.repeat(np.arange(len(sizes)), sizes)
    views = generator.choice([-1, 1], (len(sizes), statements))
    if len(sizes) == 2:
        views[1] = -views[0]
    votes = views[camp]
    astray = generator.random(votes.shape) < noise
    votes[astray] = generator.integers(-1, 2, int(astray.sum()))
    people, columns = np.nonzero(generator.random(votes.shape) < seen)
    return vote_matrix(people, columns, votes[people, columns]), camp


def two_groups(matrix):
    """Positions and labels of two groups, with next to no tests of them."""
    everybody = np.ones(len(matrix.people), dtype=bool)
    plane = fit_plane(matrix, everybody)
    positions = place(matrix, plane)
    return positions, find_groups(matrix, everybody, plane, positions, groups=2, resamples=1, rounds=2).labels


def random_votes(people, statements, kind, seed, seen=1.0):
    generator = np.random.default_rng([people, statements, seed])
    if kind == "alike":
        votes = generator.integers(-1, 2, (people, statements))
    else:
        shares = generator.dirichlet([1.5, 1.0, 0.7], statements)
        drawn = generator.random((people, statements))
        votes = np.where(drawn < shares[:, 0], 1, np.where(drawn < shares[:, :2].sum(axis=1), -1, 0))
    rows, columns = np.nonzero(generator.random((people, statements)) < seen)
    return vote_matrix(rows, columns, votes[rows, columns])


def same_division(first, second):
    kinds = max(first.max(), second.max()) + 1
    table = np.bincount(first * kinds + second, minlength=kinds**2).reshape(kinds, kinds)
    return float(adjusted_rand(table))


# The matrix


@given(rows_of_votes, st.booleans())
def test_the_last_vote_counts(rows, is_text):
    name = str if is_text else int
    rows = [(name(person), name(statement), vote) for person, statement, vote in rows]
    assert as_dictionary(matrix_of(rows)) == naive.last_votes(rows)


@given(rows_of_votes, rows_of_votes)
def test_votes_taken_in_later_give_the_same_matrix(rows, later):
    before = matrix_of(rows)
    after, change = with_votes(before, *zip(*later, strict=True))
    assert as_dictionary(after) == naive.last_votes(rows + later)
    assert after.people[: len(before.people)].tolist() == before.people.tolist()
    assert after.statements[: len(before.statements)].tolist() == before.statements.tolist()
    known = naive.last_votes(rows)
    for row, column, was, now, seen in zip(
        change.rows, change.columns, change.before, change.after, change.was_seen, strict=True
    ):
        pair = (int(after.people[row]), int(after.statements[column]))
        assert (pair in known) == seen
        assert known.get(pair, 0) == was
        assert naive.last_votes(later)[pair] == now


def test_ids_that_are_far_apart_or_negative():
    matrix = matrix_of([(10**9, -5, 1), (-3, 2 * 10**9, -1), (10**9, -5, 0)])
    assert as_dictionary(matrix) == {(-3, 2 * 10**9): -1, (10**9, -5): 0}


@pytest.mark.parametrize("vote", [2, -2, 0.5, float("nan"), float("inf"), "yes", None])
def test_a_vote_that_is_none(vote):
    with pytest.raises(UnusableVotesError, match="1 \\(agree\\), 0 \\(pass\\)"):
        vote_matrix([1, 2], [1, 1], [1, vote])


def test_columns_of_different_lengths():
    with pytest.raises(UnusableVotesError):
        vote_matrix([1, 2, 3], [1, 1], [1, 1])


# The plane


@given(rows_of_votes, st.sets(st.integers(0, 8), max_size=3))
def test_axes_are_the_principal_components(rows, left_out):
    matrix = matrix_of(rows, moderated_out=left_out)
    everybody = np.ones(len(matrix.people), dtype=bool)
    votes = naive.last_votes(rows)
    people, statements = matrix.people.tolist(), matrix.statements.tolist()
    table = np.zeros((len(people), len(statements)))
    for column, statement in enumerate(statements):
        mine = [vote for (_, one), vote in votes.items() if one == statement]
        mean = Fraction(sum(mine), len(mine) + 2)
        assert statement_means(matrix)[column] == pytest.approx(float(mean), abs=1e-12)
        for row, person in enumerate(people):
            if (person, statement) in votes and statement not in left_out:
                table[row, column] = float(votes[person, statement] - mean)
    try:
        plane = fit_plane(matrix, everybody)
    except TooFewVotesError:
        assert np.linalg.norm(table) < 1e-6 or len(people) < 2 or np.count_nonzero(matrix.kept) < 2
        return
    _, along, _ = np.linalg.svd(table)
    along = np.append(along, 0)
    for axis in range(2):
        assert np.linalg.norm(table @ plane.axes[:, axis]) == pytest.approx(along[axis], abs=1e-5)
    assert plane.explained[0] == pytest.approx(along[0] ** 2 / (along**2).sum(), abs=1e-6)
    out = sum(statement in left_out for statement in statements)
    for row, person in enumerate(people):
        cast = sum((person, statement) in votes for statement in statements if statement not in left_out)
        expected = math.sqrt(len(statements) / max(cast + out, 1))
        assert stretch(matrix)[row] == pytest.approx(expected)
        assert place(matrix, plane)[row] == pytest.approx(table[row] @ plane.axes * expected, abs=1e-9)


def test_a_wide_conversation_has_the_same_axes():
    matrix, _ = camps([60, 40], statements=400, seen=0.3, noise=0.4)
    everybody = np.ones(100, dtype=bool)
    plane = fit_plane(matrix, everybody)
    _, along, axes = np.linalg.svd(centred(matrix, statement_means(matrix)).toarray())
    assert abs(axes[0] @ plane.axes[:, 0]) == pytest.approx(1, abs=1e-6)
    assert plane.explained[0] == pytest.approx(along[0] ** 2 / (along**2).sum(), rel=1e-6)


@given(st.integers(0, 50), st.randoms(use_true_random=False))
def test_what_is_moderated_out_moves_nobody(seed, chance):
    matrix, _ = camps([12, 9], statements=12, seen=0.8, seed=seed)
    rows = [(person, statement, vote) for (person, statement), vote in as_dictionary(matrix).items()]
    other = [(p, s, chance.choice([-1, 0, 1]) if s in (3, 7) else vote) for p, s, vote in rows]
    first, second = (two_groups(matrix_of(one, moderated_out=[3, 7])) for one in (rows, other))
    assert first[0] == pytest.approx(second[0], abs=1e-9)
    assert first[1].tolist() == second[1].tolist()


def test_what_is_moderated_out_is_named_nowhere():
    matrix, _ = camps([22, 19], statements=12, seen=0.8)
    rows = [(person, statement, vote) for (person, statement), vote in as_dictionary(matrix).items()]
    found = opinion_map(matrix_of(rows, moderated_out=[3, 7]))
    named = {one.statement for group in found.groups for one in group.representative}
    named |= {one.statement for one in (*found.consensus, *found.majority, *found.divisive, *found.ask_next)}
    assert named
    assert not named & {3, 7}


# Statistics


@given(st.lists(st.lists(tallies, min_size=4, max_size=4), min_size=1, max_size=4))
def test_statistics_equal_the_twin(table):
    counts = GroupCounts(*(np.array([[tally[which] for tally in row] for row in table], float) for which in range(3)))
    by_hand = {group: dict(enumerate(row)) for group, row in enumerate(table)}
    ours, theirs = statement_statistics(counts), naive.statistics(by_hand)
    for group in range(len(table)):
        for statement in range(4):
            for name in ("pa", "pd", "pat", "pdt", "ra", "rd", "rat", "rdt"):
                expected = float(theirs[group][statement][name])
                assert getattr(ours, name)[group, statement] == pytest.approx(expected, rel=1e-11, abs=1e-11)
    assert consensus_of(statement_statistics(counts.whole())) == naive.consensus(
        {s: tuple(sum(row[s][which] for row in table) for which in range(3)) for s in range(4)}
    )
    exact = naive.group_informed_consensus(by_hand)
    assert group_informed_consensus(counts).tolist() == pytest.approx([float(exact[s]) for s in range(4)])


def consensus_of(statistics):
    return [(one.statement, one.is_agree) for one in consensus_statements(statistics)]


@given(
    st.lists(st.lists(tallies, min_size=9, max_size=9), min_size=2, max_size=3), st.sets(st.integers(0, 8), max_size=4)
)
def test_representative_statements_equal_the_twin(table, left_out):
    counts = GroupCounts(*(np.array([[tally[which] for tally in row] for row in table], float) for which in range(3)))
    theirs = naive.statistics({group: dict(enumerate(row)) for group, row in enumerate(table)})
    strengths = [abs(one) for one in statement_statistics(counts).strength().ravel().tolist() if one]
    # Two statements of equal strength may come in either order, for rounding decides.
    assume(all(abs(a - b) > 1e-9 * a for a, b in zip(sorted(strengths), sorted(strengths)[1:], strict=False)))
    usable = np.array([statement not in left_out for statement in range(9)])
    ours = representative_statements(statement_statistics(counts), usable)
    for group in range(len(table)):
        named = [(one.statement, one.is_agree) for one in ours[group]]
        assert named == naive.representative(theirs[group], left_out)


@given(st.lists(st.lists(tallies, min_size=6, max_size=6), min_size=2, max_size=4))
def test_what_is_shared_is_rejected_by_no_group(table):
    counts = GroupCounts(*(np.array([[tally[which] for tally in row] for row in table], float) for which in range(3)))
    for one in shared_statements(counts):
        for row in table:
            agree, disagree, seen = row[one.statement]
            assert Fraction((agree if one.is_agree else disagree) + 1, seen + 2) > Fraction(1, 2)
    for one in minority_statements(counts):
        agree, disagree, _ = table[one.group][one.statement]
        whole = [sum(row[one.statement][which] for row in table) for which in range(2)]
        assert (agree > disagree) == one.is_agree
        assert (whole[0] > whole[1]) != one.is_agree
    for one in divisive_statements(counts):
        first, second = (table[group][one.statement] for group in one.between)
        gap = Fraction(first[0] + 1, first[2] + 2) - Fraction(second[0] + 1, second[2] + 2)
        assert one.difference == pytest.approx(float(gap))
        assert one.difference > 0


@given(
    st.lists(st.sampled_from([0, 1, 2]), min_size=2, max_size=14).flatmap(
        lambda first: st.tuples(
            st.just(first), st.lists(st.sampled_from([0, 1, 2]), min_size=len(first), max_size=len(first))
        )
    )
)
def test_adjusted_rand_equals_counting_pairs(two):
    first, second = (np.array(one) for one in two)
    table = np.bincount(first * 3 + second, minlength=9).reshape(3, 3)
    assert float(adjusted_rand(table)) == pytest.approx(naive.adjusted_rand(*two), abs=1e-12)


points = st.lists(st.tuples(st.integers(-20, 20), st.integers(-20, 20)), min_size=3, max_size=10)


@given(points, st.data())
def test_silhouettes_equal_the_twin(where, data):
    labels = data.draw(st.lists(st.integers(0, 2), min_size=len(where), max_size=len(where)))
    positions = np.array([where], dtype=float)
    ours = silhouettes(base_clusters(positions), [np.array([labels])])
    assert ours[0, 0] == pytest.approx(naive.silhouette(where, labels), abs=1e-9)


def two_means(where):
    positions = np.array([where], dtype=float)
    centres, spread = k_means(base_clusters(positions), 2, np.random.default_rng(0), starts=24, directions=8, rounds=30)
    found, labels = polished(positions[0], centres[0])
    return positions[0], found, labels, float(spread[0, 0])


@given(points)
def test_two_means_are_settled(where):
    assume(len({*where}) >= 2)
    positions, found, labels, spread = two_means(where)
    for group in range(2):
        assert found[group] == pytest.approx(positions[labels == group].mean(axis=0))
    gaps = ((positions[:, np.newaxis] - found) ** 2).sum(axis=2)
    assert (gaps[np.arange(len(where)), labels] <= gaps.min(axis=1) + 1e-9).all()
    reached = gaps[np.arange(len(where)), labels].sum()
    assert naive.best_two_means(where) - 1e-9 <= reached <= spread + 1e-4


def test_two_means_are_nearly_always_the_best_there_are():
    generator = np.random.default_rng(0)
    best = 0
    for _ in range(60):
        where = generator.integers(-20, 21, (9, 2)).tolist()
        positions, found, labels, _ = two_means(where)
        best += ((positions - found[labels]) ** 2).sum() <= naive.best_two_means(where) * (1 + 1e-9)
    assert best >= 57


# Groups


@pytest.mark.parametrize(("sizes", "seen"), [([40, 40], 1.0), ([150, 50], 0.5), ([300, 30], 0.6), ([90, 70, 60], 1.0)])
def test_planted_camps_are_found(sizes, seen):
    matrix, camp = camps(sizes, statements=30, seen=seen)
    found = opinion_map(matrix)
    assert len(found.groups) == len(sizes)
    assert same_division(found.labels, camp) > 0.97
    assert found.stability > 0.9
    assert sorted(group.size for group in found.groups) == sorted(np.bincount(found.labels).tolist())
    assert not {CaveatKey.NO_GROUPS, CaveatKey.GRADUAL} & {caveat.key for caveat in found.caveats}
    assert all(0 <= one.stability <= 1 for group in found.groups for one in group.representative)


def test_statements_that_truly_divide_are_the_stable_ones():
    generator = np.random.default_rng(8)
    camp = np.repeat([0, 1], [90, 60])
    votes = np.where(generator.random((150, 20)) < 0.5, 1, -1)
    votes[:, :4] = np.where(camp == 0, 1, -1)[:, np.newaxis]
    people, statements = np.divmod(np.arange(3000), 20)
    found = opinion_map(vote_matrix(people, statements, votes.ravel()))
    assert len(found.groups) == 2
    for group in found.groups:
        assert {one.statement for one in group.representative if one.stability > 0.9} == {0, 1, 2, 3}
    assert {one.statement for one in found.divisive[:4]} == {0, 1, 2, 3}


SIZES = [
    (10, 8),
    (14, 20),
    (20, 8),
    (30, 15),
    (45, 40),
    (60, 12),
    (100, 30),
    (200, 8),
    (350, 60),
    (800, 20),
    (1500, 40),
]


@pytest.mark.parametrize("kind", ["alike", "by statement"])
@pytest.mark.parametrize(("people", "statements"), SIZES)
def test_no_groups_are_seen_in_votes_at_random(people, statements, kind):
    for seed in range(2 if settings.default.max_examples < 1000 else 20):
        found = opinion_map(random_votes(people, statements, kind, seed), resamples=20)
        assert not found.groups
        assert found.caveats[0].key is CaveatKey.NO_GROUPS
        assert set(found.assignments().values()) == {None}
        assert len(found.counts.agree) == 1


def test_a_large_conversation_is_judged_on_a_sample():
    matrix, camp = camps([4000, 1500, 500], statements=40, seen=0.3)
    found = opinion_map(matrix)
    assert len(found.groups) == 3
    assert same_division(found.labels, camp) > 0.95
    assert CaveatKey.SAMPLED in {caveat.key for caveat in found.caveats}
    nothing = opinion_map(random_votes(5000, 40, "by statement", 1, seen=0.4))
    assert not nothing.groups


def test_a_wide_conversation_of_votes_at_random_has_no_groups():
    assert not opinion_map(random_votes(600, 320, "by statement", 2, seen=0.2)).groups


def test_a_spectrum_is_said_to_be_gradual():
    generator = np.random.default_rng(4)
    for steepness in (0.7, 1.5, 3):
        leaning = generator.normal(size=400)
        slope = generator.choice([-steepness, steepness], 25)
        chance = 1 / (1 + np.exp(-leaning[:, np.newaxis] * slope))
        votes = np.where(generator.random((400, 25)) < chance, 1, -1)
        people, statements = np.divmod(np.arange(10_000), 25)
        found = opinion_map(vote_matrix(people, statements, votes.ravel()), resamples=5)
        assert not found.groups or found.is_gradual


def test_a_small_minority_keeps_its_statements():
    """Thirty of 630 disagree with all others: they are a group, and nothing of theirs is averaged away."""
    matrix, _ = camps([600, 30], statements=16, noise=0.05, seed=3)
    found = opinion_map(matrix)
    few = found.groups[1]
    assert few.size == pytest.approx(30, abs=2)
    assert {one.statement for one in found.minority if one.group == few.id}
    assert len(few.representative) == 5
    for one in found.consensus:
        assert all((t.agree if one.is_agree else t.disagree) * 2 > t.seen for t in one.by_group.values())
    rejected_by_few = {one.statement for one in found.minority}
    assert rejected_by_few <= set(range(16)) - {one.statement for one in found.consensus}
    assert not [one for one in found.consensus if one.statement in rejected_by_few]


def test_groups_asked_for_are_given_and_said_to_be_weak():
    found = opinion_map(random_votes(120, 20, "alike", 5), groups=3)
    assert len(found.groups) == 3
    assert [caveat.key for caveat in found.caveats][:2] == [CaveatKey.FORCED, CaveatKey.WEAK]


def test_people_below_the_threshold_are_placed_and_shape_nothing():
    matrix, camp = camps([40, 30], statements=20)
    rows = [(person, statement, vote) for (person, statement), vote in as_dictionary(matrix).items()]
    # One vote each, as many for as against, so that no statement's mean moves.
    few = [(1000 + i, 0, 1 if i % 2 else -1) for i in range(2)]
    found = opinion_map(matrix_of(rows + few))
    assert found.fitted.tolist() == [True] * 70 + [False] * 2
    assert {1000, 1001} <= set(found.assignments())
    assert sum(group.fitted for group in found.groups) == 70
    assert sum(group.size for group in found.groups) == 72
    assert same_division(found.labels[:70], camp) > 0.95


@given(st.integers(0, 30), st.randoms(use_true_random=False))
def test_order_and_names_do_not_matter(seed, chance):
    matrix, _ = camps([14, 10], statements=9, noise=0.2, seed=seed)
    rows = [(person, statement, vote) for (person, statement), vote in as_dictionary(matrix).items()]
    shuffled = rows[:]
    chance.shuffle(shuffled)
    found = two_groups(matrix_of(rows))
    again = two_groups(matrix_of([(f"p{p:03}", f"s{s:03}", vote) for p, s, vote in shuffled]))
    assert again[1].tolist() == found[1].tolist()
    assert again[0] == pytest.approx(found[0])


@given(st.integers(0, 30), st.sets(st.integers(0, 8)))
def test_a_statement_turned_round_changes_no_group(seed, turned):
    matrix, _ = camps([14, 10], statements=9, noise=0.2, seed=seed)
    rows = [(person, statement, vote) for (person, statement), vote in as_dictionary(matrix).items()]
    other = [(p, s, -vote if s in turned else vote) for p, s, vote in rows]
    first, second = (two_groups(matrix_of(one))[1] for one in (rows, other))
    assert same_division(first, second) == 1.0


def test_the_same_seed_gives_the_same_map():
    matrix, _ = camps([50, 40], noise=0.4)
    first, second = (opinion_map(matrix, seed=3) for _ in range(2))
    assert first.groups == second.groups
    assert first.candidates == second.candidates
    assert first.caveats == second.caveats
    assert first.positions.tolist() == second.positions.tolist()


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([(1, 1, 1), (1, 2, -1)], "two people"),
        ([(1, 1, 1), (2, 1, -1)], "two statements"),
        ([(1, 1, 1), (1, 2, 1), (2, 1, 1), (2, 2, 1)], None),
    ],
)
def test_too_little_is_refused(rows, sentence):
    if sentence is None:
        rows = [(p, s, 0) for p, s, _ in rows]
        sentence = "tell people apart"
    with pytest.raises(TooFewVotesError, match=sentence):
        opinion_map(matrix_of(rows))


def test_more_groups_than_points_are_refused():
    matrix, _ = camps([4, 4], statements=8, noise=0)
    with pytest.raises(UnusableOptionsError, match="different points"):
        opinion_map(matrix, groups=5)
    with pytest.raises(UnusableOptionsError):
        opinion_map(matrix, groups=9)


# What to ask next, and the words


@given(tallies, st.integers(1, 4))
def test_asking_more_makes_asking_less_urgent(tally, times):
    agree, disagree, seen = tally
    few, many = (
        GroupCounts(*(np.array([[float(one * factor)]]) for one in (agree, disagree, seen)))
        for factor in (1, 1 + times)
    )
    assert routing_weights(many)[0] <= routing_weights(few)[0]
    nobody = GroupCounts(*(np.zeros((1, 1)) for _ in range(3)))
    assert routing_weights(few)[0] <= routing_weights(nobody)[0]


def test_a_statement_that_a_small_group_has_not_seen_is_asked():
    agree = np.array([[500.0, 500.0], [10.0, 0.0]])
    seen = np.array([[1000.0, 1000.0], [20.0, 0.0]])
    weights = routing_weights(GroupCounts(agree, seen - agree, seen))
    assert weights[1] > weights[0]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8), st.integers(0, 9), st.data())
def test_nobody_is_shown_a_statement_again(weights, most, data):
    seen = np.array(data.draw(st.lists(st.booleans(), min_size=len(weights), max_size=len(weights))))
    shown = next_statements(np.array(weights), seen, most, seed=1).tolist()
    assert len(set(shown)) == len(shown) <= most
    assert not any(seen[one] for one in shown)


def test_heavier_statements_are_shown_first_more_often():
    firsts = [int(next_statements(np.array([0.3, 0.1]), np.zeros(2, bool), 1, seed=seed)[0]) for seed in range(300)]
    assert 0.85 < 1 - np.mean(firsts) < 0.95


def test_the_reading_names_people_behind_every_statement():
    matrix, _ = camps([60, 40], statements=12)
    found = opinion_map(matrix)
    words = "\n".join(reading_in_words(found, {one: f"Text {one}" for one in range(12)}))
    assert "100 people cast 1,200 votes" in words
    assert "2 groups" in words
    for group in found.groups:
        for one in group.representative:
            assert f"“Text {one.statement}” ({one.tally.agree} agree, {one.tally.disagree} disagree" in words
    for caveat in found.caveats:
        assert caveat.sentence in words
    nothing = "\n".join(reading_in_words(opinion_map(random_votes(40, 10, "alike", 1))))
    assert "No groups can be told apart" in nothing


def test_counts_by_label_leave_out_who_has_none():
    matrix = matrix_of([(1, 1, 1), (2, 1, 1), (3, 1, -1)])
    counts = count_votes(matrix, np.array([0, -1, 0]), 1)
    assert (counts.agree.tolist(), counts.disagree.tolist(), counts.seen.tolist()) == ([[1.0]], [[1.0]], [[2.0]])
