"""Today's map from yesterday's and the votes since: groups keep their names, and most of the work is not done again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import linear_sum_assignment

from openward.methods.opinion_map.assembling import Grouping, assembled
from openward.methods.opinion_map.finding import LEAST_STABILITY, Found, find_groups
from openward.methods.opinion_map.groups import (
    LEAST_IN_GROUP,
    base_clusters,
    nearest_centre,
    polished,
    silhouettes,
)
from openward.methods.opinion_map.mapping import fitted_people, grouping_of, resamples_for
from openward.methods.opinion_map.projection import Plane, centred, fit_plane, place, statement_means
from openward.methods.opinion_map.representative import GroupCounts, count_votes
from openward.methods.opinion_map.result import Candidate, OpinionMap, Tally
from openward.methods.opinion_map.votes import (
    Change,
    Floats,
    Identity,
    Integers,
    Mask,
    VoteMatrix,
    as_ids,
    with_votes,
)

ROUNDS = 2
"""Axes that were right yesterday need so many rounds to follow a few more votes."""


@dataclass(frozen=True)
class MapState:
    """What tomorrow's map needs of today's: the votes, the plane, the groups and how sure they were.

    `labels` [people] are positions in `ids`, -1 where there were no groups; `centres` [groups, 2]. `stability_of` maps
    group, statement and direction to the share of resamples.
    """

    matrix: VoteMatrix
    plane: Plane
    labels: Integers
    counts: GroupCounts
    ids: tuple[int, ...]
    centres: Floats
    candidate: Candidate | None
    stability: float | None
    group_stability: tuple[float | None, ...]
    stability_of: Mapping[tuple[int, Identity, bool], float]
    vote_threshold: int
    next_group_id: int
    seed: int


def state_of(found: OpinionMap) -> MapState:
    """What to keep of a map, so that `update_opinion_map` can go on from it.

    >>> from openward.methods.opinion_map import opinion_map, vote_matrix
    >>> people, statements = np.divmod(np.arange(600), 10)
    >>> votes = np.where((people < 40) == (statements < 5), 1, -1)
    >>> state_of(opinion_map(vote_matrix(people, statements, votes))).ids
    (0, 1)
    """
    number = len(found.groups)
    candidate = next((one for one in found.candidates if one.groups == number), None)
    kept = {
        (group.id, one.statement, one.is_agree): one.stability
        for group in found.groups
        for one in group.representative
        if one.stability is not None
    }
    return MapState(
        found.matrix,
        found.plane,
        found.labels,
        found.counts,
        tuple(group.id for group in found.groups),
        np.array([group.centre for group in found.groups], dtype=np.float64).reshape(number, 2),
        candidate,
        found.stability,
        tuple(group.stability for group in found.groups),
        kept,
        found.vote_threshold,
        found.next_group_id,
        found.seed,
    )


def update_opinion_map(
    state: MapState,
    people: ArrayLike | pl.Series,
    statements: ArrayLike | pl.Series,
    votes: ArrayLike,
    *,
    moderated_out: Iterable[Identity] | None = None,
    unvoted: Iterable[Identity] = (),
) -> OpinionMap:
    """The map after further votes (shape [votes] each, as in `vote_matrix`), with the names of groups kept.

    The axes follow from where they were, k-means starts from the old groups, and only new votes and people who
    changed group are counted; stability is carried over. While the old groups are still further apart than chance and
    each has kept most of its people, their number stays; otherwise, and where there were none, groups are looked for
    anew and take the names of those whose people they share. `moderated_out` replaces what was left out. Raises
    `UnusableVotesError` and `TooFewVotesError`. Source: ours; the reference too starts k-means from the last groups.

    >>> from openward.methods.opinion_map import opinion_map, vote_matrix
    >>> people, statements = np.divmod(np.arange(600), 10)
    >>> votes = np.where((people < 40) == (statements < 5), 1, -1)
    >>> yesterday = opinion_map(vote_matrix(people, statements, votes))
    >>> today = update_opinion_map(state_of(yesterday), [60] * 10, range(10), [-1] * 5 + [1] * 5)
    >>> [(group.id, group.size) for group in today.groups], today.assignments()[60]
    ([(0, 40), (1, 21)], 1)
    """
    matrix, change = with_votes(state.matrix, people, statements, votes)
    if moderated_out is not None:
        out = np.isin(matrix.statements, as_ids(list(moderated_out), matrix.statements.dtype))
        matrix = replace(matrix, moderated_out=out)
    fitted = fitted_people(matrix, state.vote_threshold)
    means = statement_means(matrix)
    values = centred(matrix, means)
    plane = fit_plane(
        matrix, fitted, seed=state.seed, start=state.plane.basis, means=means, values=values, rounds=ROUNDS
    )
    plane = _facing(plane, state.plane)
    positions = place(matrix, plane, values)
    kept = _kept_groups(state, matrix, fitted, positions)
    if kept is None:
        return _found_anew(state, matrix, fitted, plane, positions, unvoted)
    centres, labels, silhouette = kept
    counts = _recounted(state, matrix, change, labels)
    sizes = np.bincount(labels, minlength=len(state.ids))
    order = np.argsort(-sizes, kind="stable")
    assert state.candidate is not None
    candidate = replace(
        state.candidate, silhouette=silhouette, smallest=int(np.bincount(labels[fitted], minlength=len(sizes)).min())
    )
    grouping = Grouping(
        matrix,
        plane,
        positions,
        fitted,
        np.argsort(order).astype(np.int32)[labels],
        GroupCounts(counts.agree[order], counts.disagree[order], counts.seen[order]),
        tuple(state.ids[which] for which in order),
        centres[order],
        [state.group_stability[which] for which in order],
        state.stability_of,
        (candidate,),
        state.stability,
        False,
        0,
        True,
        False,
        state.next_group_id,
    )
    return assembled(grouping, vote_threshold=state.vote_threshold, seed=state.seed, unvoted=unvoted)


def keep_identities(found: OpinionMap, earlier: Mapping[Identity, int | None]) -> OpinionMap:
    """The map with groups named as in `earlier` (person's id to group's id) where they share most people.

    A group that shares people with no earlier one takes a name that was not used. Source: H. Kuhn 1955, doi
    10.1002/nav.3800020109, for the pairing.

    >>> from openward.methods.opinion_map import opinion_map, vote_matrix
    >>> people, statements = np.divmod(np.arange(600), 10)
    >>> found = opinion_map(vote_matrix(people, statements, np.where((people < 40) == (statements < 5), 1, -1)))
    >>> [group.id for group in keep_identities(found, {person: 7 if person < 40 else 3 for person in range(60)}).groups]
    [7, 3]
    """
    known = {str(person): group for person, group in earlier.items() if group is not None}
    before = np.array([known.get(str(person), -1) for person in found.matrix.people.tolist()], dtype=np.int64)
    next_id = max([found.next_group_id, *(group + 1 for group in known.values())])
    if not found.groups or not known:
        return replace(found, next_group_id=next_id)
    names = _names(found.labels, len(found.groups), before, next_id)
    new_name = {group.id: names[row] for row, group in enumerate(found.groups)}
    return replace(
        found,
        groups=tuple(replace(group, id=new_name[group.id]) for group in found.groups),
        consensus=tuple(replace(one, by_group=_renamed(one.by_group, new_name)) for one in found.consensus),
        majority=tuple(replace(one, by_group=_renamed(one.by_group, new_name)) for one in found.majority),
        divisive=tuple(
            replace(
                one,
                by_group=_renamed(one.by_group, new_name),
                between=None if one.between is None else (new_name[one.between[0]], new_name[one.between[1]]),
            )
            for one in found.divisive
        ),
        minority=tuple(replace(one, group=new_name[one.group]) for one in found.minority),
        gaps=tuple(replace(gap, first=new_name[gap.first], second=new_name[gap.second]) for gap in found.gaps),
        next_group_id=max(next_id, *(name + 1 for name in names)),
    )


def _renamed(by_group: Mapping[int, Tally], new_name: Mapping[int, int]) -> dict[int, Tally]:
    return {new_name[group]: value for group, value in by_group.items()}


def _facing(plane: Plane, earlier: Plane) -> Plane:
    """The same plane, not mirrored against yesterday's."""
    known = len(earlier.axes)
    signs = np.where((plane.axes[:known] * earlier.axes).sum(axis=0) < 0, -1.0, 1.0)
    return replace(plane, axes=plane.axes * signs)


def _kept_groups(
    state: MapState, matrix: VoteMatrix, fitted: Mask, positions: Floats
) -> tuple[Floats, Integers, float] | None:
    """Yesterday's groups among today's people: centres, labels and silhouette; None where they no longer hold."""
    number = len(state.ids)
    if not number or state.candidate is None:
        return None
    known = len(state.labels)
    standing = positions[:known]
    sizes = np.bincount(state.labels, minlength=number)
    start = np.stack(
        [
            np.bincount(state.labels, weights=standing[:, axis], minlength=number) / np.maximum(sizes, 1)
            for axis in range(2)
        ],
        axis=1,
    )
    centres, labels_of_fitted = polished(positions[fitted], start[np.newaxis])
    if np.bincount(labels_of_fitted, minlength=number).min() < LEAST_IN_GROUP:
        return None
    bases = base_clusters(positions[fitted][np.newaxis])
    silhouette = float(silhouettes(bases, [nearest_centre(bases.points, centres[np.newaxis])])[0, 0])
    if state.candidate.is_apart and silhouette <= state.candidate.highest_by_chance:
        return None
    labels = nearest_centre(positions, centres)
    table = np.bincount(state.labels * number + labels[:known], minlength=number**2).reshape(number, number)
    union = table.sum(axis=0) + table.sum(axis=1) - table.diagonal()
    if (table.diagonal() < LEAST_STABILITY * union).any():
        return None
    return centres, labels, silhouette


def _recounted(state: MapState, matrix: VoteMatrix, change: Change, labels: Integers) -> GroupCounts:
    """Counts of each group, in the old order, from yesterday's, the new votes, and people who changed group."""
    number, known = len(state.ids), len(state.matrix.people)
    width = len(matrix.statements)
    more = width - len(state.matrix.statements)
    old = [np.pad(part, ((0, 0), (0, more))) for part in (state.counts.agree, state.counts.disagree, state.counts.seen)]

    mine = change.rows < known
    cells = state.labels[change.rows[mine]].astype(np.int64) * width + change.columns[mine]
    before, after = change.before[mine], change.after[mine]
    steps = (
        (after == 1).astype(np.float64) - (before == 1),
        (after == -1).astype(np.float64) - (before == -1),
        (~change.was_seen[mine]).astype(np.float64),
    )
    for part, step in zip(old, steps, strict=True):
        part += np.bincount(cells, weights=step, minlength=number * width).reshape(number, width)

    moved = np.flatnonzero(labels[:known] != state.labels)
    newcomers = np.arange(known, len(matrix.people))
    from_votes = matrix.of_people(moved)
    gone = count_votes(from_votes, state.labels[moved], number)
    come = count_votes(from_votes, labels[moved], number)
    joined = count_votes(matrix.of_people(newcomers), labels[newcomers], number)
    return GroupCounts(
        old[0] - gone.agree + come.agree + joined.agree,
        old[1] - gone.disagree + come.disagree + joined.disagree,
        old[2] - gone.seen + come.seen + joined.seen,
    )


def _found_anew(
    state: MapState,
    matrix: VoteMatrix,
    fitted: Mask,
    plane: Plane,
    positions: Floats,
    unvoted: Iterable[Identity],
) -> OpinionMap:
    repeated = resamples_for(matrix)
    found: Found = find_groups(matrix, fitted, plane, positions, resamples=repeated, seed=state.seed)
    ids: tuple[int, ...] | None = None
    if len(found.centres):
        before = np.full(len(matrix.people), -1, dtype=np.int64)
        if state.ids:
            before[: len(state.labels)] = np.array(state.ids)[state.labels]
        ids = tuple(_names(found.labels, len(found.centres), before, state.next_group_id))
    grouping = grouping_of(
        matrix, fitted, plane, positions, found, resamples=repeated, seed=state.seed, is_forced=False, ids=ids
    )
    grouping = replace(
        grouping,
        is_regrouped=bool(state.ids),
        next_group_id=max([state.next_group_id, grouping.next_group_id, *(name + 1 for name in ids or ())]),
    )
    return assembled(grouping, vote_threshold=state.vote_threshold, seed=state.seed, unvoted=unvoted)


def _names(labels: Integers, groups: int, before: NDArray[np.int64], next_id: int) -> list[int]:
    """A name for each group: that of the earlier group with which it shares most people, or a new one."""
    earlier = np.unique(before[before >= 0])
    names = [-1] * groups
    if len(earlier):
        known = before >= 0
        pairs = labels[known].astype(np.int64) * len(earlier) + np.searchsorted(earlier, before[known])
        shared = np.bincount(pairs, minlength=groups * len(earlier)).reshape(groups, len(earlier))
        for row, column in zip(*linear_sum_assignment(-shared), strict=True):
            if shared[row, column]:
                names[row] = int(earlier[column])
    for row in range(groups):
        if names[row] < 0:
            names[row] = next_id
            next_id += 1
    return names
