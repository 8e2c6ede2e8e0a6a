"""Would the same groups be found among other people like these? Bootstrap over people."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from openward.methods.opinion_map.groups import base_clusters, k_means, nearest_centre
from openward.methods.opinion_map.projection import AXES, Plane, centred, stretch
from openward.methods.opinion_map.representative import GroupCounts, count_votes_of
from openward.methods.opinion_map.votes import Floats, Integers, Mask, VoteMatrix

DIRECTIONS = 4
TURNS = 2


@dataclass(frozen=True)
class Resamples:
    """Planes fitted anew to people drawn with replacement.

    `positions` [resamples, people, 2] of all people on each plane; `weights` [resamples, people]: how often each was
    drawn; `fitted` [people].
    """

    positions: NDArray[np.float32]
    weights: NDArray[np.float32]
    fitted: Mask


@dataclass(frozen=True)
class Regrouping:
    """One number of groups, found anew in each resample. `labels` [resamples, people] under the names of the original.

    `agreement` is the mean adjusted Rand index with the original groups; `same` [groups] the mean overlap (Jaccard)
    of each group with its counterpart.
    """

    labels: Integers
    agreement: float
    same: Floats


def resample_planes(matrix: VoteMatrix, fitted: Mask, plane: Plane, *, resamples: int, seed: int = 0) -> Resamples:
    """Planes of `resamples` bootstrap samples of the people of `matrix`; `fitted` [people] says who shapes a plane.

    The axes are found by subspace iteration from those of `plane`, for all resamples at once; the means of the
    statements are held. Raises nothing. Source: B. Efron 1979; the iteration as in `fit_plane`.

    >>> from openward.methods.opinion_map.projection import fit_plane
    >>> from openward.methods.opinion_map.votes import vote_matrix
    >>> people, statements = np.divmod(np.arange(40), 4)
    >>> matrix = vote_matrix(people, statements, np.where(people % 2, 1, -1))
    >>> everybody = np.ones(10, dtype=bool)
    >>> again = resample_planes(matrix, everybody, fit_plane(matrix, everybody), resamples=3)
    >>> again.positions.shape, again.weights.sum(axis=1).tolist()
    ((3, 10, 2), [10.0, 10.0, 10.0])
    """
    people, statements = len(matrix.people), len(matrix.statements)
    generator = np.random.default_rng([seed, 5])
    drawn = generator.integers(0, people, (resamples, people)) + np.arange(resamples)[:, np.newaxis] * people
    weights = np.bincount(drawn.ravel(), minlength=resamples * people).reshape(resamples, people).astype(np.float32)
    block = min(DIRECTIONS, plane.basis.shape[1])
    table = centred(matrix, plane.means)
    table.data = table.data.astype(np.float32)
    shaping = (weights * fitted).T[:, :, np.newaxis]
    basis = np.broadcast_to(plane.basis[:, np.newaxis, :block], (statements, resamples, block))
    basis = np.ascontiguousarray(basis.reshape(statements, -1), dtype=np.float32)
    for turn in range(TURNS + 1):
        image = (table @ basis).reshape(people, resamples, block)
        if turn == TURNS:
            break
        again = table.T @ (image * shaping).reshape(people, -1)
        orthogonal = np.linalg.qr(again.reshape(statements, resamples, block).transpose(1, 0, 2))[0]
        basis = np.ascontiguousarray(orthogonal.transpose(1, 0, 2).reshape(statements, -1))
    by_resample = image.transpose(1, 0, 2)
    squares = by_resample.transpose(0, 2, 1) @ (by_resample * shaping.transpose(1, 0, 2))
    along = np.linalg.eigh(squares)[1][:, :, ::-1][:, :, :AXES]
    positions = np.zeros((resamples, people, 2), dtype=np.float32)
    positions[:, :, : along.shape[2]] = (by_resample @ along) * stretch(matrix).astype(np.float32)[:, np.newaxis]
    return Resamples(positions, weights, fitted)


def regroup(again: Resamples, labels: NDArray[np.integer], groups: int, *, seed: int = 0) -> Regrouping:
    """`groups` groups found anew in each resample and held against `labels` [people], the groups first found.

    Compared are the people who shaped the groups. Source: C. Hennig 2007, doi 10.1016/j.csda.2006.11.025, for the
    overlaps; L. Hubert and P. Arabie 1985, doi 10.1007/BF01908075, for the adjusted Rand index.

    >>> where = np.repeat([[[-5.0, 0.0], [5.0, 0.0]]], 20, axis=1).repeat(4, axis=0).astype(np.float32)
    >>> again = Resamples(where, np.ones((4, 40), dtype=np.float32), np.ones(40, dtype=bool))
    >>> found = regroup(again, np.repeat([1, 0], 20), 2)
    >>> found.agreement, found.same.tolist()
    (1.0, [1.0, 1.0])
    """
    fitted = again.fitted
    bases = base_clusters(again.positions[:, fitted], again.weights[:, fitted])
    centres, _ = k_means(bases, groups, np.random.default_rng([seed, 6, groups]))
    fresh = nearest_centre(again.positions, centres[:, 0])
    original = np.asarray(labels)[fitted]
    pairs = (np.arange(len(fresh))[:, np.newaxis] * groups + original) * groups + fresh[:, fitted]
    table = np.bincount(pairs.ravel(), minlength=len(fresh) * groups**2).reshape(len(fresh), groups, groups)
    union = table.sum(axis=1, keepdims=True) + table.sum(axis=2, keepdims=True) - table
    overlap = table / np.maximum(union, 1)
    names = np.empty((len(fresh), groups), dtype=np.int32)
    same = np.empty((len(fresh), groups))
    for turn in range(len(fresh)):
        mine, counterpart = linear_sum_assignment(-overlap[turn])
        names[turn, counterpart] = mine
        same[turn, mine] = overlap[turn, mine, counterpart]
    renamed = np.take_along_axis(names, fresh, axis=1)
    return Regrouping(renamed, float(adjusted_rand(table).mean()), same.mean(axis=0))


def adjusted_rand(table: NDArray[np.integer]) -> Floats:
    """The adjusted Rand index of pairs of groupings, from their cross tables [..., groups, groups].

    1 where both are the same, about 0 where they have nothing to do with each other, 1 where neither divides. Source:
    L. Hubert and P. Arabie 1985.

    >>> adjusted_rand(np.array([[5, 0], [0, 5]])).tolist(), adjusted_rand(np.array([[3, 3], [3, 3]])).round(2).tolist()
    (1.0, -0.1)
    """
    cells = table.astype(np.float64)
    both = (cells * (cells - 1) / 2).sum(axis=(-1, -2))
    rows, columns = cells.sum(axis=-1), cells.sum(axis=-2)
    first, second = (rows * (rows - 1) / 2).sum(axis=-1), (columns * (columns - 1) / 2).sum(axis=-1)
    people = cells.sum(axis=(-1, -2))
    pairs = np.maximum(people * (people - 1) / 2, 1)
    expected = first * second / pairs
    possible = (first + second) / 2 - expected
    index: Floats = np.where(possible > 1e-12, (both - expected) / np.where(possible > 1e-12, possible, 1), 1.0)
    return index


def resampled_counts(matrix: VoteMatrix, again: Resamples, regrouping: Regrouping, groups: int) -> GroupCounts:
    """The votes of each group in each resample, shapes [resamples, groups, statements]; people as in `again`.

    >>> from openward.methods.opinion_map.votes import vote_matrix
    >>> matrix = vote_matrix([1, 2], [3, 3], [1, -1])
    >>> again = Resamples(np.zeros((1, 2, 2), dtype=np.float32), np.array([[2, 0]], dtype=np.float32), np.ones(2) > 0)
    >>> found = Regrouping(np.array([[0, 1]], dtype=np.int32), 1.0, np.ones(2))
    >>> resampled_counts(matrix, again, found, 2).agree.tolist()
    [[[2.0], [0.0]]]
    """
    resamples, people = regrouping.labels.shape
    member = (regrouping.labels[:, :, np.newaxis] == np.arange(groups)) * again.weights[:, :, np.newaxis]
    counts = count_votes_of(matrix, member.transpose(1, 0, 2).reshape(people, -1))
    shape = (resamples, groups, len(matrix.statements))
    return GroupCounts(*(part.reshape(shape) for part in (counts.agree, counts.disagree, counts.seen)))


def drawn_counts(counts: GroupCounts, sizes: NDArray[np.integer], *, resamples: int, seed: int = 0) -> GroupCounts:
    """The votes of each group if as many other people like its own had come, shapes [resamples, groups, statements].

    Each person of a group of `sizes` [groups] is taken to have agreed, disagreed, passed or not seen a statement with
    the group's own frequencies: the bootstrap of one statement's counts, without drawing people. For conversations
    too large to count again and again; who is in a group is held. Source: ours, from the multinomial.

    >>> counts = GroupCounts(np.array([[30.0]]), np.array([[10.0]]), np.array([[50.0]]))
    >>> drawn_counts(counts, np.array([100]), resamples=3).seen.shape
    (3, 1, 1)
    """
    generator = np.random.default_rng([seed, 7])
    size = np.asarray(sizes, dtype=np.float64)[:, np.newaxis]
    passes = counts.seen - counts.agree - counts.disagree
    shares = np.stack((counts.agree, counts.disagree, passes, np.maximum(size - counts.seen, 0)), axis=-1)
    shares /= np.maximum(shares.sum(axis=-1, keepdims=True), 1)
    people = np.broadcast_to(np.asarray(sizes, dtype=np.int64)[:, np.newaxis], counts.seen.shape)
    drawn = generator.multinomial(people, shares, size=(resamples, *counts.seen.shape)).astype(np.float64)
    return GroupCounts(drawn[..., 0], drawn[..., 1], drawn[..., :3].sum(axis=-1))
