"""What stands for a group, what all groups share, what divides them: the statistics of Polis on counts of votes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openward.methods.opinion_map.votes import Floats, Mask, VoteMatrix

SIGNIFICANT = 1.2816
"""The reference's z for 90 per cent, one-sided."""

SIGNIFICANT_DIVISION = 2.5758
"""Between two groups: 99 per cent, two-sided, as many pairs and statements are looked at."""

MOST_STATEMENTS = 5


@dataclass(frozen=True)
class GroupCounts:
    """How often the people of each group agreed with, disagreed with and saw each statement.

    Shapes [groups, statements], or [..., groups, statements] for many groupings at once. A pass is seen only.
    """

    agree: Floats
    disagree: Floats
    seen: Floats

    def whole(self) -> "GroupCounts":
        """All groups as one, shapes [..., 1, statements]."""
        return GroupCounts(*(part.sum(axis=-2, keepdims=True) for part in (self.agree, self.disagree, self.seen)))


@dataclass(frozen=True)
class StatementStatistics:
    """The reference's figures, shapes as the counts: p probability, r representativeness, t test, a agree, d disagree.

    `pa`, `pd` probabilities with pseudo-counts; `pat`, `pdt` their z against one half; `ra`, `rd` the ratio to the
    probability in all other groups together; `rat`, `rdt` the z of that difference.
    """

    counts: GroupCounts
    pa: Floats
    pd: Floats
    pat: Floats
    pdt: Floats
    ra: Floats
    rd: Floats
    rat: Floats
    rdt: Floats

    @property
    def for_agree(self) -> Mask:
        """Whether agreeing sets the group apart more than disagreeing does."""
        apart: Mask = self.rat > self.rdt
        return apart

    def strength(self) -> Floats:
        """What representative statements are ordered by: ratio, its z, probability, its z, multiplied."""
        towards = self.for_agree
        agree = self.ra * self.rat * self.pa * self.pat
        disagree = self.rd * self.rdt * self.pd * self.pdt
        return np.where(towards, agree, disagree)


@dataclass(frozen=True)
class Chosen:
    """A statement (its position) that stands for a group, and which way the group leans on it."""

    statement: int
    is_agree: bool
    is_best_agree: bool = False


def count_votes(matrix: VoteMatrix, labels: NDArray[np.integer], groups: int) -> GroupCounts:
    """The votes of each group on each statement; `labels` [people] holds 0 to `groups` - 1, or -1 for nobody's.

    >>> from openward.methods.opinion_map.votes import vote_matrix
    >>> counts = count_votes(vote_matrix([1, 2, 3], [4, 4, 4], [1, 0, -1]), np.array([0, 0, 1]), 2)
    >>> counts.agree.tolist(), counts.disagree.tolist(), counts.seen.tolist()
    ([[1.0], [0.0]], [[0.0], [1.0]], [[2.0], [1.0]])
    """
    return count_votes_of(matrix, np.asarray(labels)[:, np.newaxis] == np.arange(groups))


def count_votes_of(matrix: VoteMatrix, members: NDArray[np.generic]) -> GroupCounts:
    """The same for people who count several times or in several groupings: `members` [people, groups] of weights.

    >>> from openward.methods.opinion_map.votes import vote_matrix
    >>> count_votes_of(vote_matrix([1, 2], [4, 4], [1, -1]), np.array([[3], [1]])).agree.tolist()
    [[3.0]]
    """
    weights = members.astype(np.float32)
    cast = matrix.votes.astype(np.float32)
    # Sums of whole numbers stay exact in single precision up to 16 million people who saw one statement.
    lean, opinions, seen = (
        np.ascontiguousarray((matrix.sparse(values).T @ weights).T, dtype=np.float64)
        for values in (cast, np.abs(cast), np.ones_like(cast))
    )
    return GroupCounts((opinions + lean) / 2, (opinions - lean) / 2, seen)


def prop_test(successes: NDArray[np.generic], trials: NDArray[np.generic]) -> Floats:
    """z of a share against one half, one success and one trial added. Any shapes that fit. Source: stats.clj of Polis.

    >>> prop_test(np.array([8]), np.array([8])).tolist()
    [3.0]
    """
    more, of = np.add(successes, 1.0), np.add(trials, 1.0)
    z: Floats = 2 * np.sqrt(of) * (more / of - 0.5)
    return z


def two_prop_test(
    successes: NDArray[np.generic],
    other_successes: NDArray[np.generic],
    trials: NDArray[np.generic],
    other_trials: NDArray[np.generic],
) -> Floats:
    """z of the difference of two shares, one added to each number; nought where both shares are whole.

    Source: stats.clj of Polis.

    >>> two_prop_test(np.array([9]), np.array([4]), np.array([9]), np.array([9])).round(3).tolist()
    [2.582]
    """
    first, second = np.add(successes, 1.0), np.add(other_successes, 1.0)
    of_first, of_second = np.add(trials, 1.0), np.add(other_trials, 1.0)
    pooled = (first + second) / (of_first + of_second)
    error = np.sqrt(np.maximum(pooled * (1 - pooled), 0) * (1 / of_first + 1 / of_second))
    difference = first / of_first - second / of_second
    z: Floats = np.where(pooled == 1, 0.0, difference / np.where(error > 0, error, 1.0))
    return z


def statement_statistics(counts: GroupCounts) -> StatementStatistics:
    """The statistics of each statement in each group against all other groups together.

    Source: repness.clj of Polis; C. Small and others, Recerca 2021;26(2), doi 10.6035/recerca.5516.

    >>> one = np.array([[9.0], [1.0]])
    >>> found = statement_statistics(GroupCounts(one, one[::-1], np.array([[10.0], [10.0]])))
    >>> found.pa.round(3).tolist(), found.ra.round(3).tolist(), found.rat.round(3).tolist()
    ([[0.833], [0.167]], [[5.0], [0.2]], [[3.425], [-3.425]])
    """
    agree, disagree, seen = counts.agree, counts.disagree, counts.seen
    rest = [part.sum(axis=-2, keepdims=True) - part for part in (agree, disagree, seen)]
    pa, pd = (agree + 1) / (seen + 2), (disagree + 1) / (seen + 2)
    return StatementStatistics(
        counts,
        pa,
        pd,
        prop_test(agree, seen),
        prop_test(disagree, seen),
        pa / ((rest[0] + 1) / (rest[2] + 2)),
        pd / ((rest[1] + 1) / (rest[2] + 2)),
        two_prop_test(agree, rest[0], seen, rest[2]),
        two_prop_test(disagree, rest[1], seen, rest[2]),
    )


def representative_statements(
    statistics: StatementStatistics, usable: Mask | None = None, most: int = MOST_STATEMENTS
) -> list[list[Chosen]]:
    """For each group the statements that set it apart, agreed ones first; never none where one is usable.

    A statement does when both its tests are significant on one side. The strongest come first, after the one that
    the group most agrees with; where none does, that one or the nearest miss stands alone. `usable` (broadcast to
    [groups, statements]) leaves statements out. Leading axes are run through in order. Source: select-rep-comments
    in repness.clj of Polis.

    >>> one = np.array([[9.0, 2.0], [1.0, 2.0]])
    >>> found = statement_statistics(GroupCounts(one, one[::-1], np.full((2, 2), 10.0)))
    >>> [[(c.statement, c.is_agree) for c in group] for group in representative_statements(found)]
    [[(0, True)], [(0, False)]]
    """
    shape = statistics.pa.shape
    usable = np.broadcast_to(np.True_ if usable is None else usable, shape).reshape(-1, shape[-1])
    flat = {name: getattr(statistics, name).reshape(-1, shape[-1]) for name in ("pa", "pat", "ra", "rat", "rdt")}
    agree = (statistics.rat > SIGNIFICANT) & (statistics.pat > SIGNIFICANT)
    disagree = (statistics.rdt > SIGNIFICANT) & (statistics.pdt > SIGNIFICANT)
    sufficient = (agree | disagree).reshape(usable.shape) & usable
    strength = statistics.strength().reshape(usable.shape)
    towards = statistics.for_agree.reshape(usable.shape)
    opinions = (statistics.counts.agree + statistics.counts.disagree).reshape(usable.shape) > 0
    groups = []
    for row in range(len(usable)):
        figures = {name: values[row] for name, values in flat.items()}
        best = _best_agree(figures, usable[row] & opinions[row])
        enough = np.flatnonzero(sufficient[row])
        enough = enough[np.argsort(-strength[row, enough], kind="stable")]
        if best is not None:
            picked = [best, *(one for one in enough[: most + 1].tolist() if one != best)][:most]
        elif len(enough):
            picked = enough[:most].tolist()
        else:
            test = np.where(usable[row], np.maximum(figures["rat"], figures["rdt"]), -np.inf)
            picked = [int(test.argmax())] if usable[row].any() else []
        chosen = [Chosen(one, bool(towards[row, one]), one == best) for one in picked]
        groups.append([*(one for one in chosen if one.is_agree), *(one for one in chosen if not one.is_agree)])
    return groups


def _best_agree(figures: dict[str, Floats], usable: Mask) -> int | None:
    """The reference goes through the statements in order, and what it compares by depends on the best so far."""
    pa, pat, ra = figures["pa"], figures["pat"], figures["ra"]
    likely = pa * pat
    stands_out = ra * figures["rat"] * likely
    accepted = usable & ((pat > SIGNIFICANT) | ((ra > 1) & (pa > 0.5)))
    if not accepted.any():
        return None
    best = int(accepted.argmax())
    while True:
        figure = stands_out if ra[best] > 1 else likely
        better = usable[best + 1 :] & (figure[best + 1 :] > figure[best])
        if not better.any():
            return best
        best += 1 + int(better.argmax())


def consensus_statements(
    statistics: StatementStatistics, usable: Mask | None = None, most: int = MOST_STATEMENTS
) -> list[Chosen]:
    """What most people agree with, then what most disagree with, whoever they are: at most `most` of each.

    `statistics` are those of everybody as one group. A statement counts when its probability is above one half and
    significantly so. A minority can be overruled here: `shared_statements` is what no group rejects. Source:
    select-consensus-comments in repness.clj of Polis.

    >>> everybody = GroupCounts(np.array([[9.0, 0.0]]), np.array([[0.0, 8.0]]), np.array([[9.0, 9.0]]))
    >>> [(c.statement, c.is_agree) for c in consensus_statements(statement_statistics(everybody))]
    [(0, True), (1, False)]
    """
    chosen = []
    for is_agree in (True, False):
        share = (statistics.pa if is_agree else statistics.pd)[0]
        test = (statistics.pat if is_agree else statistics.pdt)[0]
        fits = (share > 0.5) & (test > SIGNIFICANT)
        if usable is not None:
            fits = fits & usable
        found = np.flatnonzero(fits)
        found = found[np.argsort(-(share * test)[found], kind="stable")][:most]
        chosen += [Chosen(int(one), is_agree) for one in found]
    return chosen


def group_informed_consensus(counts: GroupCounts, *, agree: bool = True) -> Floats:
    """Shape [..., statements]: the product over groups of (agree + 1) / (seen + 2).

    High only where every group agrees, however small it is; `agree=False` gives the same for disagreeing. Source:
    group-aware-consensus in conversation.clj of Polis.

    >>> counts = GroupCounts(np.array([[8.0], [0.0]]), np.array([[0.0], [3.0]]), np.array([[8.0], [3.0]]))
    >>> group_informed_consensus(counts).round(2).tolist()
    [0.18]
    """
    successes = counts.agree if agree else counts.disagree
    product: Floats = ((successes + 1) / (counts.seen + 2)).prod(axis=-2)
    return product


def shared_statements(counts: GroupCounts, usable: Mask | None = None, most: int = MOST_STATEMENTS) -> list[Chosen]:
    """What every group agrees with, then what every group disagrees with, most shared first, at most `most` of each.

    In each group the probability must be above one half, and among everybody significantly so; the order is by
    `group_informed_consensus`. Source: ours; it keeps a minority from being averaged away.

    >>> counts = GroupCounts(np.array([[90.0, 90], [9, 0]]), np.zeros((2, 2)), np.array([[90.0, 90], [9, 9]]))
    >>> [(c.statement, c.is_agree) for c in shared_statements(counts)]
    [(0, True)]
    """
    statistics, whole = statement_statistics(counts), statement_statistics(counts.whole())
    chosen = []
    for is_agree in (True, False):
        shares = statistics.pa if is_agree else statistics.pd
        test = (whole.pat if is_agree else whole.pdt)[0]
        fits = (shares > 0.5).all(axis=0) & (test > SIGNIFICANT)
        if usable is not None:
            fits = fits & usable
        found = np.flatnonzero(fits)
        order = np.argsort(-group_informed_consensus(counts, agree=is_agree)[found], kind="stable")
        chosen += [Chosen(int(one), is_agree) for one in found[order][:most]]
    return chosen
