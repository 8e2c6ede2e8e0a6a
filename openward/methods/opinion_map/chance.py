"""What silhouettes chance alone gives: the scale on which groups must be seen."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from openward.methods.opinion_map.groups import base_clusters, k_means, nearest_centre, silhouettes
from openward.methods.opinion_map.projection import AXES, stretch
from openward.methods.opinion_map.votes import VoteMatrix

NARROW = 256
"""Up to so many statements axes are found exactly; beyond, in a Krylov space of `DIRECTIONS` times `DEPTH` vectors."""

DIRECTIONS = 4
DEPTH = 10

QUICKLY = {"starts": 2, "directions": 2, "rounds": 8}


def silhouettes_by_chance(
    matrix: VoteMatrix, sizes: Sequence[int], *, rounds: int, seed: int = 0
) -> NDArray[np.float64]:
    """Silhouettes of k-means, shape [rounds, len(sizes)], when nobody's votes hang together.

    Each vote is drawn anew from the votes on its statement, so that statements keep their shares and people the
    statements they saw, and any pattern across statements is gone. `sizes` are the numbers of groups. All people of
    `matrix` take part. Raises nothing. Source: the reference distribution of R. Tibshirani, G. Walther and T. Hastie
    2001, doi 10.1111/1467-9868.00293, with votes instead of uniform points.

    >>> from openward.methods.opinion_map.votes import vote_matrix
    >>> people, statements = np.divmod(np.arange(200), 10)
    >>> votes = np.where(people < 10, 1, -1) * np.where(statements < 5, 1, -1)
    >>> by_chance = silhouettes_by_chance(vote_matrix(people, statements, votes), [2], rounds=5)
    >>> by_chance.shape, bool(by_chance.max() < 0.6)
    ((5, 1), True)
    """
    generator = np.random.default_rng([seed, 2])
    kept = matrix.kept
    place_of = np.cumsum(kept, dtype=np.int32) - np.int32(1)
    used = kept[matrix.columns]
    votes_of, columns = matrix.votes[used], place_of[matrix.columns[used]]
    rows = np.repeat(np.arange(len(matrix.people), dtype=np.int32), matrix.per_person_kept())
    shape = (len(matrix.people), int(np.count_nonzero(kept)))
    seen = np.maximum(np.bincount(columns, minlength=shape[1]), 1)
    shares = [np.bincount(columns[votes_of == kind], minlength=shape[1]) / seen for kind in (-1, 0)]
    first = shares[0].astype(np.float32)[columns]
    second = (shares[0] + shares[1]).astype(np.float32)[columns]
    by_votes = stretch(matrix).astype(np.float32)[:, np.newaxis]
    positions = np.zeros((rounds, shape[0], 2), dtype=np.float32)
    dense = np.zeros(shape, dtype=np.float32) if shape[1] <= NARROW else None
    cells = rows.astype(np.int64) * shape[1] + columns
    for turn in range(rounds):
        drawn = generator.random(len(columns), dtype=np.float32)
        votes = (drawn >= first).astype(np.float32) + (drawn >= second) - np.float32(1)
        means = np.bincount(columns, weights=votes, minlength=shape[1]) / (seen + 2)
        votes -= means.astype(np.float32)[columns]
        table: Any = dense
        if dense is None:
            table = csr_matrix((votes, (rows, columns)), shape=shape)
        else:
            dense.reshape(-1)[cells] = votes
        axes = _axes(table, generator)
        positions[turn, :, : axes.shape[1]] = (table @ axes) * by_votes
    return silhouettes_of(positions, sizes, generator)


def silhouettes_of(
    positions: NDArray[np.floating], sizes: Sequence[int], generator: np.random.Generator
) -> NDArray[np.float64]:
    """Silhouettes [planes, len(sizes)] of the best k-means of each size on each plane of [planes, people, 2].

    >>> four = np.array([[[0.0, 0.0], [0.0, 1.0], [9.0, 0.0], [9.0, 1.0]]])
    >>> silhouettes_of(four, [2], np.random.default_rng(0)).round(3).tolist()
    [[0.889]]
    """
    bases = base_clusters(positions)
    labels = []
    for size in sizes:
        centres, _ = k_means(bases, size, generator, **QUICKLY)
        labels.append(nearest_centre(bases.points, centres[:, 0]))
    return silhouettes(bases, labels).T


def _axes(table: Any, generator: np.random.Generator) -> NDArray[np.float32]:
    """Principal axes [statements, 2]. They must settle: axes that lean on one statement are what chance is about."""
    if isinstance(table, np.ndarray):
        exact: NDArray[np.float32] = np.linalg.eigh(table.T @ table)[1][:, ::-1][:, :AXES]
        return exact
    blocks = [np.linalg.qr(generator.normal(size=(table.shape[1], DIRECTIONS)).astype(np.float32))[0]]
    for _ in range(DEPTH):
        blocks.append(np.linalg.qr(table.T @ (table @ blocks[-1]))[0])
    space = np.linalg.qr(np.concatenate(blocks, axis=1))[0]
    image = table @ space
    axes: NDArray[np.float32] = (space @ np.linalg.eigh(image.T @ image)[1][:, ::-1][:, :AXES]).astype(np.float32)
    return axes
