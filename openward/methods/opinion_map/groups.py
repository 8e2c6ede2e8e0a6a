"""Groups of people who stand close together: base clusters, then k-means, judged by the silhouette.

Everything here works on many planes at once (resamples, draws by chance), because one at a time is slow: arrays begin
with an axis of planes, and base clusters that a plane does not need have the weight nought.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openward.methods.opinion_map.votes import Floats, Integers

CELLS = 12
"""Base clusters are the cells of a grid with so many to a side, three standard deviations to either side."""

INSIDE_CELL = 0.5214
"""The mean distance of two points in a square, as a part of its side."""

FEW_ENOUGH = CELLS**2
"""Up to so many people each is a base cluster alone."""

MOST_GROUPS = 5
LEAST_IN_GROUP = 5
"""Fewer people than this are no group: nothing could be said of them that would not be said of each."""

POLISHED = 8
POLISHING_ROUNDS = 100

Planes = NDArray[np.floating]


@dataclass(frozen=True)
class BaseClusters:
    """`points` [planes, clusters, 2]: mean positions. `weights` [planes, clusters]: people, nought for none.

    `inside` [planes]: how far apart two people of one base cluster are taken to stand.
    """

    points: Planes
    weights: Planes
    inside: Planes


def base_clusters(positions: Planes, weights: Planes | None = None) -> BaseClusters:
    """People who stand in the same cell of a fine grid, as one point with their number.

    `positions` has shape [planes, people, 2], `weights` [planes, people] (how often each person counts). Up to 144
    people are left as they are. Source: the base clusters of Polis, which are found by k-means with k = 100.

    >>> found = base_clusters(np.array([[[0.0, 0.0], [1.0, 2.0]]]))
    >>> found.points.tolist(), found.weights.tolist()
    ([[[0.0, 0.0], [1.0, 2.0]]], [[1.0, 1.0]])
    """
    planes, people = positions.shape[:2]
    counts = np.ones((planes, people), dtype=positions.dtype) if weights is None else weights
    if people <= FEW_ENOUGH:
        return BaseClusters(positions, counts, np.zeros(planes, dtype=positions.dtype))
    middle = positions.mean(axis=1, keepdims=True)
    half = 3 * np.maximum(positions.std(axis=1, keepdims=True), 1e-12)
    cells = np.clip(((positions - middle) / half + 1) * (CELLS / 2), 0, CELLS - 1).astype(np.int32)
    belongs = cells[:, :, 0] * np.int32(CELLS) + cells[:, :, 1]
    size = planes * CELLS**2
    flat = (belongs + (np.arange(planes, dtype=np.int32) * CELLS**2)[:, np.newaxis]).ravel()
    number = np.bincount(flat, weights=counts.ravel(), minlength=size)
    totals = [np.bincount(flat, weights=(positions[:, :, axis] * counts).ravel(), minlength=size) for axis in range(2)]
    points = np.stack(totals, axis=1) / np.maximum(number, 1e-12)[:, np.newaxis]
    number = number.reshape(planes, -1)
    # Those with people come first; the rest, which no plane needs, is cut off.
    filled = np.argsort(number <= 0, axis=1, kind="stable")[:, : int((number > 0).sum(axis=1).max())]
    inside = np.sqrt((half * (2 / CELLS)).prod(axis=2))[:, 0] * INSIDE_CELL
    return BaseClusters(
        np.take_along_axis(points.reshape(planes, -1, 2), filled[:, :, np.newaxis], axis=1).astype(positions.dtype),
        np.take_along_axis(number, filled, axis=1).astype(positions.dtype),
        inside.astype(positions.dtype),
    )


def k_means(
    bases: BaseClusters,
    k: int,
    generator: np.random.Generator,
    *,
    starts: int = 3,
    directions: int = 2,
    rounds: int = 12,
) -> tuple[Planes, Planes]:
    """Weighted k-means on base clusters, from several starts at once.

    Starts: base clusters cut along `directions` directions into `k` parts of equal weight, and `starts` draws by
    k-means++.
    Returns centres [planes, starts, k, 2] and the sum of squared distances to them [planes, starts], best start
    first. Source: S. Lloyd 1982, doi 10.1109/TIT.1982.1056489; D. Arthur and S. Vassilvitskii 2007.

    >>> bases = base_clusters(np.array([[[0.0, 0.0], [0.0, 1.0], [5.0, 0.0], [5.0, 1.0]]]))
    >>> centres, spread = k_means(bases, 2, np.random.default_rng(0))
    >>> sorted(centres[0, 0].tolist()), float(spread[0, 0])
    ([[0.0, 0.5], [5.0, 0.5]], 1.0)
    """
    centres = np.concatenate((_cut_starts(bases, k, directions), _drawn_starts(bases, k, starts, generator)), axis=1)
    x, y = (bases.points[:, np.newaxis, np.newaxis, :, axis] for axis in range(2))
    counted = np.stack((bases.weights, *(bases.weights * bases.points[:, :, axis] for axis in range(2))), axis=2)
    counted = counted[:, np.newaxis]
    for _ in range(rounds):
        gaps = _gaps(x, y, centres)
        # Who stands as near to two centres counts for both: the update needs no tie broken.
        member = (gaps == gaps.min(axis=2, keepdims=True)).astype(centres.dtype)
        totals = member @ counted
        mass = totals[..., :1]
        fresh = np.where(mass > 0, totals[..., 1:] / np.maximum(mass, 1e-12), centres)
        if np.array_equal(fresh, centres):
            break
        centres = fresh
    lengths = (bases.points**2).sum(axis=2)[:, np.newaxis]
    nearest = np.maximum(2 * _gaps(x, y, centres).min(axis=2) + lengths, 0)
    spread = (nearest * bases.weights[:, np.newaxis]).sum(axis=2)
    order = np.argsort(spread, axis=1, kind="stable")
    rows = np.arange(len(order))[:, np.newaxis]
    return centres[rows, order], spread[rows, order]


def nearest_centre(positions: Planes, centres: Planes) -> Integers:
    """The position of the nearest centre: people [..., people, 2], centres [..., k, 2], result [..., people].

    >>> nearest_centre(np.array([[0.0, 0.0], [4.0, 4.0]]), np.array([[5.0, 5.0], [1.0, 0.0]])).tolist()
    [1, 0]
    """
    nearest = np.zeros(positions.shape[:-1], dtype=np.int32)
    least: Planes | None = None
    for which in range(centres.shape[-2]):
        across = positions[..., 0] - centres[..., which, :1]
        along = positions[..., 1] - centres[..., which, 1:]
        gap = across * across + along * along
        if least is None:
            least = gap
            continue
        nearer = gap < least
        nearest[nearer] = which
        np.minimum(least, gap, out=least)
    return nearest


def silhouettes(bases: BaseClusters, labels: Sequence[NDArray[np.integer]]) -> NDArray[np.float64]:
    """The mean silhouette of each grouping of the base clusters of each plane, shape [groupings, planes].

    `labels` holds arrays [planes, clusters]. How much nearer people stand to their own group than to the next one:
    1 apart, 0 no difference. Who is alone in a group counts 0.
    Source: P. Rousseeuw 1987, doi 10.1016/0377-0427(87)90125-7.

    >>> bases = base_clusters(np.array([[[0.0, 0.0], [0.0, 1.0], [9.0, 0.0], [9.0, 1.0]]]))
    >>> float(silhouettes(bases, [np.array([[0, 0, 1, 1]])])[0, 0].round(3))
    0.889
    """
    points, weights = bases.points, bases.weights
    gaps = [points[:, :, np.newaxis, axis] - points[:, np.newaxis, :, axis] for axis in range(2)]
    distances = np.sqrt(gaps[0] ** 2 + gaps[1] ** 2)
    diagonal = np.arange(points.shape[1])
    # Of the people of a base cluster each has one fewer to stand beside than there are.
    distances[:, diagonal, diagonal] = bases.inside[:, np.newaxis] * (1 - 1 / np.maximum(weights, 1))
    kinds = [int(label.max()) + 1 for label in labels]
    members = [
        (label[:, :, np.newaxis] == np.arange(kind)) * weights[:, :, np.newaxis]
        for label, kind in zip(labels, kinds, strict=True)
    ]
    summed = distances @ np.concatenate(members, axis=2).astype(points.dtype)
    results = []
    at = 0
    for label, kind, member in zip(labels, kinds, members, strict=True):
        total, size = summed[:, :, at : at + kind], member.sum(axis=1, keepdims=True)
        at += kind
        own = label[:, :, np.newaxis] == np.arange(kind)
        own_size = np.broadcast_to(size, total.shape)[own].reshape(label.shape)
        within = total[own].reshape(label.shape) / np.maximum(own_size - 1, 1e-12)
        others = np.where(own | (size <= 0), np.inf, total / np.maximum(size, 1e-12))
        beyond = others.min(axis=2)
        counts = (own_size > 1) & np.isfinite(beyond)
        larger = np.maximum(np.maximum(within, beyond), 1e-12)
        each = np.where(counts, (np.where(counts, beyond, 0) - np.where(counts, within, 0)) / larger, 0)
        results.append((np.where(counts, each, 0) * weights).sum(axis=1) / weights.sum(axis=1))
    return np.array(results, dtype=np.float64)


def polished(positions: Planes, centres: Planes) -> tuple[Floats, Integers]:
    """k-means on the people themselves [people, 2], from the best of several starts [starts, k, 2].

    Returns the centres [k, 2] with the smallest sum of squared distances, and the group of each person.

    >>> people = np.array([[0.0, 0.0], [1.0, 0.0], [8.0, 0.0]])
    >>> polished(people, np.array([[[0.0, 0.0], [1.0, 0.0]]]))[1].tolist()
    [0, 0, 1]
    """
    best: tuple[float, Floats, Integers] | None = None
    for start in centres:
        moved = start.astype(np.float64)
        labels = nearest_centre(positions, moved)
        for _ in range(POLISHING_ROUNDS):
            number = np.bincount(labels, minlength=len(moved))
            for axis in range(2):
                total = np.bincount(labels, weights=positions[:, axis], minlength=len(moved))
                moved[:, axis] = np.where(number > 0, total / np.maximum(number, 1), moved[:, axis])
            fresh = nearest_centre(positions, moved)
            if (fresh == labels).all():
                break
            labels = fresh
        spread = float(((positions - moved[labels]) ** 2).sum())
        if best is None or spread < best[0] * (1 - 1e-12):
            best = (spread, moved, labels)
    assert best is not None
    return best[1], best[2]


def _gaps(x: Planes, y: Planes, centres: Planes) -> Planes:
    """Half the squared distances less half the squared length of each point: [planes, starts, k, points]."""
    gaps = x * -centres[..., :1]
    gaps -= y * centres[..., 1:]
    gaps += (centres**2).sum(axis=3, keepdims=True) / 2
    return gaps


def _cut_starts(bases: BaseClusters, k: int, directions: int) -> Planes:
    """Centres [planes, directions, k, 2]: along each direction, parts of equal weight."""
    turns = np.arange(directions) * (np.pi / directions)
    along = bases.points @ np.array([np.cos(turns), np.sin(turns)], dtype=bases.points.dtype)
    order = np.argsort(along, axis=1, kind="stable")
    weights = bases.weights[:, :, np.newaxis]
    reached = np.cumsum(np.take_along_axis(np.broadcast_to(weights, along.shape), order, axis=1), axis=1)
    middle = reached - np.take_along_axis(np.broadcast_to(weights, along.shape), order, axis=1) / 2
    part = np.minimum((middle / np.maximum(reached[:, -1:], 1e-12) * k).astype(np.int32), k - 1)
    centres = np.zeros((len(along), directions, k, 2), dtype=bases.points.dtype)
    parts = np.empty_like(part)
    np.put_along_axis(parts, order, part, axis=1)
    for which in range(k):
        member = np.where(parts == which, weights, 0)
        mass = np.maximum(member.sum(axis=1), 1e-12)
        for axis in range(2):
            centres[:, :, which, axis] = (member * bases.points[:, :, np.newaxis, axis]).sum(axis=1) / mass
    return centres


def _drawn_starts(bases: BaseClusters, k: int, starts: int, generator: np.random.Generator) -> Planes:
    """Centres [planes, starts, k, 2] by k-means++: each further one with a chance in step with its distance."""
    planes = len(bases.points)
    points = bases.points[:, np.newaxis]
    weights = np.broadcast_to(bases.weights[:, np.newaxis], (planes, starts, bases.weights.shape[1]))
    centres = np.empty((planes, starts, k, 2), dtype=bases.points.dtype)
    chance = weights
    rows = np.arange(planes)[:, np.newaxis]
    nearest: Planes | None = None
    for which in range(k):
        sums = np.cumsum(chance, axis=2)
        drawn = generator.random((planes, starts, 1), dtype=np.float32) * sums[:, :, -1:]
        picked = np.minimum((sums <= drawn).sum(axis=2), sums.shape[2] - 1)
        centres[:, :, which] = bases.points[rows, picked]
        gap = ((points - centres[:, :, which, np.newaxis]) ** 2).sum(axis=3)
        nearest = gap if nearest is None else np.minimum(nearest, gap)
        chance = nearest * weights
        # Where every person stands on a centre already, any may be drawn.
        chance = np.where(chance.sum(axis=2, keepdims=True) > 0, chance, weights)
    return centres
