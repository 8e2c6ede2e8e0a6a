"""The plane on which people are placed: principal components of the votes, scaled for how many each has cast."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from openward.methods.opinion_map.votes import Floats, Mask, TooFewVotesError, VoteMatrix

AXES = 2
BLOCK = 6
"""So many directions are followed at once: the two that are wanted settle sooner the more go with them."""

LARGE = 2_000_000
"""Above so many votes numbers are held in single precision."""

NARROW = 256
SMALL = 4_000_000
"""Up to so many statements, and so many people times statements, axes are found directly."""

MOST_ROUNDS = 200
NO_VARIATION = 1e-10
SETTLED = 1e-7
SETTLED_LARGE = 1e-3
"""A direction has settled when what is left over is this small a part of its eigenvalue."""


@dataclass(frozen=True)
class Plane:
    """Where votes lead. `means` [statements] are taken off each vote; `axes` [statements, 2] are the directions.

    `explained` is the share of all variation along each axis. `basis` [statements, up to 6] spans the axes and the
    directions after them: a start for tomorrow. `counted_out` is how many statements are moderated out.
    """

    means: Floats
    axes: Floats
    explained: tuple[float, float]
    basis: Floats
    counted_out: int


def statement_means(matrix: VoteMatrix) -> Floats:
    """Shape [statements]: the mean vote on each, (agree - disagree) / (seen + 2).

    The two in the denominator are the pseudo-counts of the reference, one agree and one disagree. Everybody's votes
    count, whether or not they are used to fit the axes. Source: repness.clj of Polis for the pseudo-counts.

    >>> from openward.methods.opinion_map.votes import vote_matrix
    >>> statement_means(vote_matrix([1, 2], [5, 5], [1, 1])).tolist()
    [0.5]
    """
    # Sums of whole numbers stay exact in single precision up to 16 million people who saw one statement.
    totals = matrix.sparse(matrix.votes.astype(np.float32)).T @ np.ones(len(matrix.people), dtype=np.float32)
    means: Floats = totals / (matrix.per_statement() + 2.0)
    return means


def centred(matrix: VoteMatrix, means: Floats) -> Any:
    """A SciPy matrix [people, statements] of votes less means; moderated-out statements are stored zeros.

    An unseen statement stands for its mean, hence zero, hence nothing at all: so the matrix stays sparse.

    >>> from openward.methods.opinion_map.votes import vote_matrix
    >>> centred(vote_matrix([1, 2], [5, 5], [1, 0]), np.array([0.25])).toarray().ravel().tolist()
    [0.75, -0.25]
    """
    values: NDArray[Any] = matrix.votes.astype(np.float32 if len(matrix) > LARGE else np.float64)
    values -= means.astype(values.dtype)[matrix.columns]
    if matrix.moderated_out.any():
        values *= matrix.kept[matrix.columns]
    return matrix.sparse(values)


def stretch(matrix: VoteMatrix) -> Floats:
    """Shape [people]: how far each position is stretched, the root of statements / votes cast.

    Who has voted on little would otherwise stand in the middle for that reason alone. As in the reference a
    moderated-out statement counts as passed by everybody, on both sides of the fraction. Source: pca.clj and
    conversation.clj of Polis.

    >>> from openward.methods.opinion_map.votes import vote_matrix
    >>> stretch(vote_matrix([1, 1, 1, 1, 2], [1, 2, 3, 4, 1], [1, 1, 1, 1, 1])).tolist()
    [1.0, 2.0]
    """
    out = int(np.count_nonzero(matrix.moderated_out))
    cast = np.maximum(matrix.per_person_kept() + out, 1)
    return np.sqrt(len(matrix.statements) / cast)


def fit_plane(
    matrix: VoteMatrix,
    fitted: Mask,
    *,
    seed: int = 0,
    start: NDArray[Any] | None = None,
    means: Floats | None = None,
    values: Any = None,
    rounds: int = MOST_ROUNDS,
) -> Plane:
    """The two directions along which the people in `fitted` (shape [people]) differ most.

    Principal components of the centred votes; in a large conversation by at most `rounds` of subspace iteration from
    `start` (shape [statements, directions], such as the `basis` of an earlier plane) or a random start. Each axis
    points to where its largest entry is positive. `means` and `values` may hold `statement_means(matrix)` and
    `centred(matrix, means)` when they are there already. Raises `TooFewVotesError` when there is nothing to tell
    people apart by. Source: I. T. Jolliffe, Principal Component Analysis, 2nd ed., 2002; Y. Saad, Numerical Methods
    for Large Eigenvalue Problems, 2nd ed., 2011, chapter 5.

    >>> from openward.methods.opinion_map.votes import vote_matrix
    >>> matrix = vote_matrix([1, 1, 2, 2, 3, 3], [1, 2, 1, 2, 1, 2], [1, -1, -1, 1, 1, -1])
    >>> fit_plane(matrix, np.ones(3, dtype=bool)).axes.round(3)[:, 0].tolist()
    [0.707, -0.707]
    """
    means = statement_means(matrix) if means is None else means
    table = centred(matrix, means) if values is None else values
    people = fitted.astype(table.dtype)
    squares = np.add.reduceat(table.data * table.data, matrix.starts[:-1]) if len(matrix) else np.zeros(0)
    variation = float(squares @ people)
    width = int(np.count_nonzero(matrix.kept))
    if variation <= 0 or np.count_nonzero(fitted) < 2 or width < 2:
        raise TooFewVotesError("the votes do not tell people apart: fewer than two people or statements, or all alike")
    block = min(BLOCK, width)
    if width <= NARROW and width * np.count_nonzero(fitted) <= SMALL:
        values_along, basis = _directly(table, fitted, matrix.kept, block)
    else:
        values_along, basis = _by_iteration(
            table, people, _first_basis(len(matrix.statements), block, start, seed, matrix.kept), rounds
        )
    axes = np.zeros((len(matrix.statements), AXES))
    axes[:, : min(block, AXES)] = basis[:, :AXES]
    # Rounded, so that of entries that are equally large the first decides.
    largest = np.abs(axes).round(6).argmax(axis=0)
    axes *= np.where(axes[largest, np.arange(AXES)] < 0, -1, 1)
    shares = np.zeros(AXES)
    shares[: min(block, AXES)] = np.maximum(values_along[:AXES], 0) / variation
    # A direction along which nobody differs is none: rounding chose it.
    axes[:, shares < NO_VARIATION] = 0
    out = len(matrix.statements) - width
    return Plane(means, axes, (float(shares[0]), float(shares[1])), basis.astype(np.float64), out)


def place(matrix: VoteMatrix, plane: Plane, values: Any = None) -> Floats:
    """Shape [people, 2]: where each person stands, in votes; `values` as in `fit_plane`.

    >>> from openward.methods.opinion_map.votes import vote_matrix
    >>> matrix = vote_matrix([1, 1, 2, 2, 3, 3], [1, 2, 1, 2, 1, 2], [1, -1, -1, 1, 1, -1])
    >>> place(matrix, fit_plane(matrix, np.ones(3, dtype=bool)))[:, 0].round(2).tolist()
    [1.13, -1.7, 1.13]
    """
    table = centred(matrix, plane.means) if values is None else values
    positions: Floats = (table @ plane.axes.astype(table.dtype)) * stretch(matrix)[:, np.newaxis]
    return positions


def _first_basis(width: int, block: int, start: NDArray[Any] | None, seed: int, kept: Mask) -> Floats:
    basis = np.random.default_rng([seed, 1]).normal(size=(width, block))
    if start is not None:
        given = start[:, :block]
        basis *= 0.01
        basis[: len(given), : given.shape[1]] += given
    basis[~kept] = 0
    orthogonal: Floats = np.linalg.qr(basis)[0]
    return orthogonal


def _directly(table: Any, fitted: Mask, kept: Mask, block: int) -> tuple[NDArray[Any], NDArray[Any]]:
    dense = table[np.flatnonzero(fitted)][:, np.flatnonzero(kept)].toarray()
    along, vectors = _rising_to_falling(dense.T @ dense)
    basis = np.zeros((len(kept), block))
    basis[kept] = vectors[:, :block]
    return along[:block], basis


def _by_iteration(
    table: Any, people: NDArray[Any], basis: NDArray[Any], rounds: int
) -> tuple[NDArray[Any], NDArray[Any]]:
    basis = basis.astype(table.dtype)
    settled = SETTLED_LARGE if table.dtype == np.float32 else SETTLED
    along = np.zeros(basis.shape[1])
    for _ in range(rounds):
        image = table.T @ ((table @ basis) * people[:, np.newaxis])
        along, turn = _rising_to_falling(basis.T @ image)
        basis, image = basis @ turn, image @ turn
        rest = np.linalg.norm(image - basis * along, axis=0)[:AXES]
        if (rest <= settled * max(along[0], 1e-300)).all():
            break
        basis = np.linalg.qr(image)[0]
    return along, basis


def _rising_to_falling(square: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    along, turn = np.linalg.eigh((square + square.T) / 2)
    return along[::-1], turn[:, ::-1]
