"""Cohen's kappa: do two coders agree more than chance would make them, each with their own habits?

kappa = 1 - sum(w o) / sum(w e), with o the shares of units that got each pair of values, e the products of the two
coders' own shares and w the weight of a disagreement: 1 for any (unweighted), the number of steps between two values
(linear), or its square (quadratic). Sources: J. Cohen 1960 and 1968; J. L. Fleiss and J. Cohen 1973. Assumptions: the
same two coders rated every unit, apart from each other; for weights, values at equal steps in their order.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from openward.methods.agreement.resampling import check_resampling, drawn, interval, resampling_caveats
from openward.methods.agreement.result import (
    Caveat,
    CaveatKey,
    Kappa,
    NothingToCompareError,
    UnusableOptionsError,
    UnusableRatingsError,
)

Floats = NDArray[np.float64]

WEIGHTS = ("none", "linear", "quadratic")


def cohens_kappa(
    first: ArrayLike,
    second: ArrayLike,
    *,
    weights: str | ArrayLike = "none",
    values: ArrayLike | None = None,
    draws: int = 1000,
    confidence: float = 0.95,
    seed: int = 1,
) -> Kappa:
    """Cohen's kappa of two coders' ratings of the same units, with a bootstrap interval over units.

    `first` and `second` are equally long; NaN is a missing rating, and a unit that lacks one is left out. `weights` is
    "none", "linear", "quadratic", or a table of disagreement weights (zero on its diagonal) with a row and a column
    for each of `values`. `values` are the possible values in their order; without them those that occur, ascending.
    Returns a `Kappa`. Time and memory grow with units, and with values squared.

    Raises `UnusableRatingsError` for ratings that are not two equally long rows of finite numbers or lie outside
    `values`, `NothingToCompareError` when no unit was rated by both, `UnusableOptionsError` for unknown weights and
    options out of range. Source: the module docstring.

    >>> found = cohens_kappa([1, 1, 2, 2, 3], [1, 1, 2, 3, 3], draws=0)
    >>> round(found.kappa, 3), found.percentage
    (0.706, 0.8)
    """
    check_resampling(draws, confidence, seed)
    own, other, left_out = _checked(first, second)
    domain = np.unique(np.concatenate([own, other])) if values is None else _domain(values)
    table = _weights(weights, len(domain))
    own_index, other_index = _placed(own, domain), _placed(other, domain)
    units, size = len(own), len(domain)
    cell = own_index * size + other_index
    observed, expected = _disagreements(np.bincount(cell, minlength=size * size).astype(np.float64)[None, :], table)
    kappa = float(1 - observed[0] / expected[0]) if expected[0] > 0 else None
    estimates = _estimates(cell, size, table, draws, seed) if kappa is not None else np.zeros(0)
    low, high = interval(estimates, confidence)
    return Kappa(
        weights=weights if isinstance(weights, str) else "own",
        kappa=kappa,
        low=low,
        high=high,
        confidence=confidence,
        observed=float(observed[0]),
        expected=float(expected[0]),
        percentage=float((own == other).mean()),
        units=units,
        left_out=left_out,
        values=tuple(domain.tolist()),
        caveats=_caveats(kappa, units, left_out, estimates),
    )


def _disagreements(cells: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Observed and expected weighted disagreement of each table of counts (rows; cells of a square laid out)."""
    size = len(weights)
    shares = cells.reshape(-1, size, size) / cells.sum(axis=1)[:, None, None]
    observed = (shares * weights).sum(axis=(1, 2))
    expected = ((shares.sum(axis=2) @ weights) * shares.sum(axis=1)).sum(axis=1)
    return observed, expected


def _estimates(cell: NDArray[np.int64], size: int, weights: Floats, draws: int, seed: int) -> Floats:
    # Units in the same cell are alike: drawing units is drawing cells, and there are few of those.
    used, count = np.unique(cell, return_counts=True)
    of_unit = np.repeat(np.arange(len(used)), count)
    parts = [np.zeros(0)]
    for drawn_units in drawn(len(cell), draws, seed=seed):
        begins = np.flatnonzero(np.concatenate([[True], of_unit[1:] != of_unit[:-1]]))
        in_used = np.add.reduceat(drawn_units, begins, axis=1)
        for first in range(0, len(in_used), 64):
            some = in_used[first : first + 64]
            cells = np.zeros((len(some), size * size))
            cells[:, used] = some
            observed, expected = _disagreements(cells, weights)
            share = np.divide(observed, expected, out=np.full(len(observed), np.nan), where=expected > 0)
            parts.append(1 - share)
    return np.concatenate(parts)


def _weights(weights: str | ArrayLike, size: int) -> Floats:
    if isinstance(weights, str):
        if weights not in WEIGHTS:
            raise UnusableOptionsError(f"weights are one of {', '.join(WEIGHTS)} or a table, not “{weights}”")
        steps = np.abs(np.arange(size)[:, None] - np.arange(size)[None, :]) / max(size - 1, 1)
        powers: dict[str, Floats] = {"none": (steps > 0).astype(np.float64), "linear": steps, "quadratic": steps**2}
        return powers[weights]
    table = np.asarray(weights, dtype=np.float64)
    if table.shape != (size, size) or not np.isfinite(table).all() or (table < 0).any() or np.diag(table).any():
        raise UnusableOptionsError(
            f"weights must be a table of {size} rows and columns, not negative, with zeros on its diagonal"
        )
    scaled: Floats = table / (table.max() or 1.0)
    return scaled


def _domain(values: ArrayLike) -> Floats:
    domain = np.asarray(values, dtype=np.float64)
    if domain.ndim != 1 or not len(domain) or not np.isfinite(domain).all() or len(np.unique(domain)) != len(domain):
        raise UnusableOptionsError("the values must be a row of different, finite numbers")
    return domain


def _placed(ratings: Floats, domain: Floats) -> NDArray[np.int64]:
    order = np.argsort(domain)
    at = order[np.minimum(np.searchsorted(domain[order], ratings), len(domain) - 1)]
    if (domain[at] != ratings).any():
        raise UnusableRatingsError(f"the rating {ratings[domain[at] != ratings][0]:g} is not among the possible values")
    return at


def _checked(first: ArrayLike, second: ArrayLike) -> tuple[Floats, Floats, int]:
    try:
        own, other = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise UnusableRatingsError(f"the ratings are not numbers: {error}") from error
    if own.ndim != 1 or own.shape != other.shape:
        raise UnusableRatingsError("both coders need a row of ratings, equally long")
    if np.isinf(own).any() or np.isinf(other).any():
        raise UnusableRatingsError("a rating is infinite")
    both = ~np.isnan(own) & ~np.isnan(other)
    if not both.any():
        raise NothingToCompareError("no unit was rated by both coders: there is nothing to compare")
    return own[both], other[both], int((~both).sum())


def _caveats(kappa: float | None, units: int, left_out: int, estimates: Floats) -> tuple[Caveat, ...]:
    caveats = []
    if kappa is None:
        same = "Both coders used one and the same value only. Agreement beyond chance cannot be told."
        caveats.append(Caveat(CaveatKey.NO_VARIATION, units, same))
    if left_out:
        sentence = f"Units left out because one coder or none rated them: {left_out:,}."
        caveats.append(Caveat(CaveatKey.LEFT_OUT, left_out, sentence))
    return (*caveats, *(resampling_caveats(estimates, units) if kappa is not None else ()))
