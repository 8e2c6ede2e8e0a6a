"""The whole way from votes to an opinion map."""

from collections.abc import Iterable, Sequence

import numpy as np

from openward.methods.opinion_map.assembling import Grouping, assembled, usable_in
from openward.methods.opinion_map.finding import SAMPLE, Found, find_groups, sample_of_fitted
from openward.methods.opinion_map.projection import Plane, centred, fit_plane, place, statement_means
from openward.methods.opinion_map.representative import (
    GroupCounts,
    count_votes,
    representative_statements,
    statement_statistics,
)
from openward.methods.opinion_map.result import (
    OpinionMap,
    UnusableOptionsError,
)
from openward.methods.opinion_map.stability import drawn_counts, resampled_counts
from openward.methods.opinion_map.votes import Floats, Identity, Mask, TooFewVotesError, VoteMatrix

VOTE_THRESHOLD = 7
"""The reference's: who has voted on fewer statements is placed, but shapes nothing."""

FEWEST_RESAMPLES, MOST_RESAMPLES = 20, 50
VOTES_RESAMPLED = 800_000


def opinion_map(
    matrix: VoteMatrix,
    *,
    groups: int | None = None,
    vote_threshold: int = VOTE_THRESHOLD,
    resamples: int | None = None,
    seed: int = 0,
    unvoted: Iterable[Identity] = (),
) -> OpinionMap:
    """Who votes alike, what stands for each group, what all share, what divides, and how far to trust it.

    `matrix` comes from `vote_matrix`. `groups` (two or more) takes that number of groups whatever the tests say;
    without it there may be none. People with fewer than `vote_threshold` votes (or than there are statements) are
    placed but shape nothing. `resamples` is how often people are drawn anew, by default 20 to 50, fewer the more
    votes there are. `unvoted` are statements on which nobody has voted: the first to ask. The same arguments give
    the same map. Raises `TooFewVotesError` and `UnusableOptionsError`. Source: the package docstring.

    >>> from openward.methods.opinion_map.votes import vote_matrix
    >>> people, statements = np.divmod(np.arange(600), 10)
    >>> found = opinion_map(vote_matrix(people, statements, np.where((people < 40) == (statements < 5), 1, -1)))
    >>> [(group.id, group.size, len(group.representative)) for group in found.groups]
    [(0, 40, 5), (1, 20, 5)]
    """
    fitted = fitted_people(matrix, vote_threshold)
    if groups is not None and not 2 <= groups <= len(matrix.people):
        raise UnusableOptionsError(f"{groups} groups cannot be made of {len(matrix.people)} people")
    means = statement_means(matrix)
    values = centred(matrix, means)
    judged = sample_of_fitted(matrix, fitted, seed=seed) if np.count_nonzero(fitted) > SAMPLE else None
    start = None if judged is None else judged.plane.basis
    plane = fit_plane(matrix, fitted, seed=seed, start=start, means=means, values=values)
    positions = place(matrix, plane, values)
    if groups is not None and len(np.unique(positions[fitted], axis=0)) < groups:
        raise UnusableOptionsError(
            f"people stand at fewer than {groups} different points, so {groups} groups are too many"
        )
    repeated = resamples_for(matrix) if resamples is None else resamples
    found = find_groups(
        matrix, fitted, plane, positions, groups=groups, judged=judged, resamples=max(repeated, 1), seed=seed
    )
    grouping = grouping_of(
        matrix, fitted, plane, positions, found, resamples=repeated, seed=seed, is_forced=groups is not None
    )
    return assembled(grouping, vote_threshold=vote_threshold, seed=seed, unvoted=unvoted)


def fitted_people(matrix: VoteMatrix, vote_threshold: int = VOTE_THRESHOLD) -> Mask:
    """Shape [people]: who has voted often enough to shape the map, on at least one statement that is not left out.

    Raises `TooFewVotesError` when fewer than two people or two statements remain.

    >>> from openward.methods.opinion_map.votes import vote_matrix
    >>> fitted_people(vote_matrix([1, 1, 2, 2, 3], [1, 2, 1, 2, 1], [1, 1, -1, 1, 1])).tolist()
    [True, True, False]
    """
    statements = len(matrix.statements)
    kept = int(np.count_nonzero(matrix.kept))
    if kept < 2:
        raise TooFewVotesError(
            f"an opinion map needs votes on at least two statements that are not left out, not {kept}"
        )
    needed = min(max(vote_threshold, 1), statements)
    fitted: Mask = (matrix.per_person() >= needed) & (matrix.per_person_kept() > 0)
    if np.count_nonzero(fitted) < 2:
        raise TooFewVotesError(
            f"an opinion map needs at least two people who have voted on {needed} statements; "
            f"there are {int(np.count_nonzero(fitted))}"
        )
    if not differ(matrix):
        raise TooFewVotesError("the votes do not tell people apart: on every statement all who voted did alike")
    return fitted


def differ(matrix: VoteMatrix) -> bool:
    """Whether there is a statement, not left out, on which somebody voted unlike somebody else.

    >>> from openward.methods.opinion_map.votes import vote_matrix
    >>> differ(vote_matrix([1, 2, 3], [5, 5, 6], [1, 1, 0])), differ(vote_matrix([1, 2], [5, 5], [1, 0]))
    (False, True)
    """
    some = np.zeros(len(matrix.statements), dtype=np.int8)
    some[matrix.columns] = matrix.votes
    return bool((matrix.kept[matrix.columns] & (matrix.votes != some[matrix.columns])).any())


def resamples_for(matrix: VoteMatrix) -> int:
    """How often people are drawn anew by default: 20 to 50 times, fewer the more votes there are.

    >>> from openward.methods.opinion_map.votes import vote_matrix
    >>> resamples_for(vote_matrix([1, 2], [1, 1], [1, -1]))
    50
    """
    return int(np.clip(VOTES_RESAMPLED // max(len(matrix), 1), FEWEST_RESAMPLES, MOST_RESAMPLES))


def grouping_of(
    matrix: VoteMatrix,
    fitted: Mask,
    plane: Plane,
    positions: Floats,
    found: Found,
    *,
    resamples: int,
    seed: int,
    is_forced: bool,
    ids: tuple[int, ...] | None = None,
) -> Grouping:
    """Groups in order of size with their names and the stability of what stands for them; see `opinion_map`.

    Without `ids` groups are named 0, 1, and so on, the largest first. Used by `opinion_map`; see its example.
    """
    number = len(found.centres)
    if not number:
        counts = count_votes(matrix, np.zeros(len(matrix.people), dtype=np.int32), 1)
        return Grouping(
            matrix,
            plane,
            positions,
            fitted,
            found.labels,
            counts,
            (),
            found.centres,
            (),
            {},
            found.candidates,
            found.stability,
            is_forced,
            resamples,
            False,
            False,
            0,
        )
    sizes = np.bincount(found.labels, minlength=number)
    order = np.argsort(-sizes, kind="stable")
    rank = np.argsort(order).astype(np.int32)
    labels = rank[found.labels]
    counts = count_votes(matrix, labels, number)
    names = tuple(range(number)) if ids is None else tuple(ids[which] for which in order)
    group_stability: Sequence[float | None] = [None] * number
    statement_stability: dict[tuple[int, Identity, bool], float] = {}
    if resamples and found.again is not None and found.regrouping is not None:
        group_stability = [float(found.regrouping.same[which]) for which in order]
        if len(found.sampled) == len(matrix.people):
            drawn = resampled_counts(matrix, found.again, found.regrouping, number)
            drawn = GroupCounts(*(part[:, order] for part in (drawn.agree, drawn.disagree, drawn.seen)))
        else:
            drawn = drawn_counts(counts, sizes[order], resamples=resamples, seed=seed)
        statement_stability = stability_of_statements(drawn, matrix, names)
    return Grouping(
        matrix,
        plane,
        positions,
        fitted,
        labels,
        counts,
        names,
        found.centres[order],
        group_stability,
        statement_stability,
        found.candidates,
        found.stability if resamples else None,
        is_forced,
        resamples,
        False,
        False,
        max(names) + 1,
    )


def stability_of_statements(
    drawn: GroupCounts, matrix: VoteMatrix, names: Sequence[int]
) -> dict[tuple[int, Identity, bool], float]:
    """For each group's name, statement and direction: in which share of the resamples it stands for the group.

    `drawn` has shapes [resamples, groups, statements].

    >>> from openward.methods.opinion_map.votes import vote_matrix
    >>> one = np.array([[[9.0], [0.0]]])
    >>> drawn = GroupCounts(one, one[:, ::-1], np.full((1, 2, 1), 9.0))
    >>> stability_of_statements(drawn, vote_matrix([1], [5], [1]), [0, 1])
    {(0, 5, True): 1.0, (1, 5, False): 1.0}
    """
    resamples, groups = drawn.seen.shape[:2]
    chosen = representative_statements(statement_statistics(drawn), usable_in(drawn, matrix))
    statements = matrix.statements.tolist()
    times: dict[tuple[int, Identity, bool], int] = {}
    for turn, statements_of_group in enumerate(chosen):
        for one in statements_of_group:
            key = (names[turn % groups], statements[one.statement], one.is_agree)
            times[key] = times.get(key, 0) + 1
    return {key: count / resamples for key, count in sorted(times.items(), key=lambda item: (item[0][0], -item[1]))}
