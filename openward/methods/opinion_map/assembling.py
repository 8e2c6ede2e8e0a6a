"""From groups to a map: statements chosen, counted and warned of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from openward.methods.opinion_map.caveats import caveats_of
from openward.methods.opinion_map.division import divisive_statements, minority_statements
from openward.methods.opinion_map.gaps import Gap, gaps_between
from openward.methods.opinion_map.projection import Plane
from openward.methods.opinion_map.representative import (
    Chosen,
    GroupCounts,
    StatementStatistics,
    consensus_statements,
    group_informed_consensus,
    representative_statements,
    shared_statements,
    statement_statistics,
)
from openward.methods.opinion_map.result import (
    Asked,
    Candidate,
    Divided,
    Group,
    OpinionMap,
    Overruled,
    Representative,
    Shared,
    Tally,
)
from openward.methods.opinion_map.routing import routing_weights
from openward.methods.opinion_map.votes import Floats, Identity, Integers, Mask, VoteMatrix

MOST_ASKED = 10

StatementStability = Mapping[tuple[int, Identity, bool], float]


@dataclass(frozen=True)
class Grouping:
    """Groups and how sure they are, however they came about. Arrays over groups are in their final order."""

    matrix: VoteMatrix
    plane: Plane
    positions: Floats
    fitted: Mask
    labels: Integers
    counts: GroupCounts
    ids: tuple[int, ...]
    centres: Floats
    group_stability: Sequence[float | None]
    statement_stability: StatementStability
    candidates: tuple[Candidate, ...]
    stability: float | None
    is_forced: bool
    resamples: int
    is_carried_over: bool
    is_regrouped: bool
    next_group_id: int


def usable_in(counts: GroupCounts, matrix: VoteMatrix) -> Mask:
    """Shapes as the counts: statements that are not left out, where somebody of the group has seen them.

    >>> from openward.methods.opinion_map.votes import vote_matrix
    >>> from openward.methods.opinion_map.representative import count_votes
    >>> matrix = vote_matrix([1], [5], [1], moderated_out=[5])
    >>> usable_in(count_votes(matrix, np.array([0]), 1), matrix).tolist()
    [[False]]
    """
    usable: Mask = matrix.kept & (counts.seen > 0)
    return usable


def assembled(grouping: Grouping, *, vote_threshold: int, seed: int, unvoted: Iterable[Identity] = ()) -> OpinionMap:
    """The map of groups that have been found: statements chosen, counted and warned of.

    Used by `opinion_map`; see its example.
    """
    matrix, counts, ids = grouping.matrix, grouping.counts, grouping.ids
    statistics = statement_statistics(counts)
    whole = counts.whole()
    statements = matrix.statements.tolist()
    usable = matrix.kept & (whole.seen[0] > 0)
    by_group = _Tallies(counts, ids)
    groups = _groups(grouping, statistics) if ids else ()
    consensus = tuple(
        by_group.shared(statements, one, statement_statistics(whole), counts)
        for one in shared_statements(counts, usable)
    )
    majority = tuple(
        by_group.shared(statements, one, statement_statistics(whole), counts)
        for one in consensus_statements(statement_statistics(whole), usable)
    )
    divisive = tuple(
        Divided(
            statements[one.statement],
            None if one.between is None else (ids[one.between[0]], ids[one.between[1]]),
            by_group.whole(one.statement),
            one.difference,
            one.z,
            by_group.each(one.statement),
        )
        for one in divisive_statements(counts, usable)
    )
    minority = tuple(
        Overruled(
            statements[one.statement],
            ids[one.group],
            one.is_agree,
            by_group.each(one.statement)[ids[one.group]],
            by_group.whole(one.statement),
            one.z,
        )
        for one in minority_statements(counts, usable)
    )
    weights = np.where(matrix.kept, routing_weights(counts), 0)
    asked = [Asked(one, float(1 / np.sqrt(12)), 0) for one in unvoted][:MOST_ASKED]
    for one in np.argsort(-weights, kind="stable")[: MOST_ASKED - len(asked)].tolist():
        if weights[one] > 0:
            asked.append(Asked(statements[one], float(weights[one]), int(whole.seen[0, one])))
    found = OpinionMap(
        matrix,
        grouping.plane,
        grouping.positions,
        grouping.fitted,
        grouping.labels,
        groups,
        counts,
        grouping.candidates,
        consensus,
        majority,
        divisive,
        minority,
        tuple(asked),
        grouping.stability,
        _gaps(grouping),
        seed,
        vote_threshold,
        grouping.next_group_id,
        (),
    )
    return caveats_of(
        found,
        is_forced=grouping.is_forced,
        resamples=grouping.resamples,
        is_carried_over=grouping.is_carried_over,
        is_regrouped=grouping.is_regrouped,
    )


class _Tallies:
    """Counts of one statement after another, as whole numbers."""

    def __init__(self, counts: GroupCounts, ids: Sequence[int]) -> None:
        self.counts = counts
        self.ids = ids
        total = counts.whole()
        self.total: list[NDArray[np.float64]] = [total.agree[0], total.disagree[0], total.seen[0]]

    def whole(self, statement: int) -> Tally:
        return Tally(*(int(part[statement]) for part in self.total))

    def each(self, statement: int) -> dict[int, Tally]:
        parts = (self.counts.agree, self.counts.disagree, self.counts.seen)
        return {one: Tally(*(int(part[row, statement]) for part in parts)) for row, one in enumerate(self.ids)}

    def shared(
        self, statements: Sequence[Identity], one: Chosen, whole: StatementStatistics, counts: GroupCounts
    ) -> Shared:
        z = (whole.pat if one.is_agree else whole.pdt)[0, one.statement]
        part = GroupCounts(*(p[:, one.statement, np.newaxis] for p in (counts.agree, counts.disagree, counts.seen)))
        product = float(group_informed_consensus(part, agree=one.is_agree)[0])
        statement = statements[one.statement]
        return Shared(statement, one.is_agree, self.whole(one.statement), float(z), product, self.each(one.statement))


def _gaps(grouping: Grouping) -> tuple[Gap, ...]:
    ids = grouping.ids
    found = gaps_between(grouping.positions[grouping.fitted], grouping.labels[grouping.fitted], grouping.centres)
    return tuple(replace(gap, first=ids[gap.first], second=ids[gap.second]) for gap in found)


def _groups(grouping: Grouping, statistics: StatementStatistics) -> tuple[Group, ...]:
    matrix, counts = grouping.matrix, grouping.counts
    statements = matrix.statements.tolist()
    sizes = np.bincount(grouping.labels, minlength=len(grouping.ids))
    fitted = np.bincount(grouping.labels[grouping.fitted], minlength=len(grouping.ids))
    chosen = representative_statements(statistics, usable_in(counts, matrix))
    has_stability = bool(grouping.statement_stability)
    groups = []
    for row, name in enumerate(grouping.ids):
        members = []
        for one in chosen[row]:
            column, statement = one.statement, statements[one.statement]
            known = grouping.statement_stability.get((name, statement, one.is_agree))
            # A statement that no resample chose has the stability nought, unless it is newer than the resamples.
            never = 0.0 if has_stability and not grouping.is_carried_over else None
            members.append(
                Representative(
                    statement,
                    one.is_agree,
                    Tally(*(int(part[row, column]) for part in (counts.agree, counts.disagree, counts.seen))),
                    float((statistics.rat if one.is_agree else statistics.rdt)[row, column]),
                    float((statistics.ra if one.is_agree else statistics.rd)[row, column]),
                    never if known is None else known,
                    one.is_best_agree,
                )
            )
        centre = (float(grouping.centres[row, 0]), float(grouping.centres[row, 1]))
        groups.append(
            Group(name, int(sizes[row]), int(fitted[row]), centre, grouping.group_stability[row], tuple(members))
        )
    return tuple(groups)
