"""The two kinds of linear models that are fitted, for all codes.

`support_vectors`: linear support vector machines with squared hinge loss (C. Cortes and V. Vapnik 1995), one per
code, by the dual coordinate descent of LIBLINEAR (C.-J. Hsieh and others, ICML 2008) through scikit-learn.
`logistic`: logistic regressions with a small ridge penalty (J. C. Platt 1999 used them to make probabilities of
scores), all codes at once by Newton's method.
"""

import warnings
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Matrix: TypeAlias = Any
"""A SciPy sparse array of rows; SciPy comes without types."""
STEPS = 25
TOLERANCE = 1e-8


@dataclass(frozen=True, eq=False)
class Lines:
    """One linear score per code: `weights` has shape (marks, codes), `offset` one number per code."""

    weights: NDArray[np.float64]
    offset: NDArray[np.float64]


def support_vectors(
    features: Matrix,
    targets: NDArray[np.bool_],
    cost: float,
    seed: int,
    used: NDArray[np.bool_] | None = None,
) -> Lines:
    """One support vector machine per code; `targets` and `used` have shape (rows, codes).

    Rows where `used` is false for a code are left out of its fit. A code whose rows are all alike gets that
    answer as a constant score of ±1. Deterministic under `seed`. Raises nothing.

    >>> import numpy as np; from scipy import sparse
    >>> features = sparse.csr_array(np.array([[1.0, 0.0], [0.9, 0.1], [0.0, 1.0], [0.1, 0.9]]))
    >>> lines = support_vectors(features, np.array([[True], [True], [False], [False]]), cost=1.0, seed=0)
    >>> ((features @ lines.weights + lines.offset)[:, 0] > 0).tolist()
    [True, True, False, False]
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.svm import LinearSVC

    codes = targets.shape[1]
    weights = np.zeros((features.shape[1], codes))
    offset = np.zeros(codes)
    for code in range(codes):
        rows = slice(None) if used is None else np.flatnonzero(used[:, code])
        here = targets[rows, code]
        if here.all() or not here.any():
            offset[code] = 1.0 if here.size and here.all() else -1.0
            continue
        model = LinearSVC(C=cost, random_state=seed, tol=1e-2)
        with warnings.catch_warnings():
            # A fit cut off after 1,000 rounds is still a usable line; what it is worth is measured afterwards.
            warnings.simplefilter("ignore", ConvergenceWarning)
            model.fit(features if used is None else features[rows], here)
        weights[:, code] = model.coef_[0]
        offset[code] = model.intercept_[0]
    return Lines(weights, offset)


def logistic(values: NDArray[np.float64], targets: NDArray[np.bool_], penalty: float) -> NDArray[np.float64]:
    """Coefficients of one logistic regression per code, shape (codes, values + 1), the constant last.

    `values` has shape (rows, codes, values), `targets` (rows, codes). Every value is standardised before the
    ridge `penalty` (half of it times the sum of squared coefficients, the constant free) and given back in its
    own unit; a value that never varies gets 0. Newton's method, at most 25 halved steps. Raises nothing.

    >>> import numpy as np
    >>> values = np.array([0.0, 1.0, 2.0, 3.0, 4.0, 5.0]).reshape(6, 1, 1)
    >>> targets = np.array([[False], [False], [True], [False], [True], [True]])
    >>> slope, constant = logistic(values, targets, penalty=0.1)[0]
    >>> bool(slope > 0), round(float(-constant / slope), 2)
    (True, 2.5)
    """
    mean, spread = values.mean(axis=0), values.std(axis=0)
    varies = spread > 1e-12
    scale = np.divide(1.0, spread, out=np.zeros_like(spread), where=varies)
    standard = np.concatenate([(values - mean) * scale, np.ones((*values.shape[:2], 1))], axis=2)
    by_code = np.ascontiguousarray(standard.transpose(1, 0, 2))
    wanted = targets.T.astype(np.float64)
    ridge = np.full(values.shape[2] + 1, penalty)
    ridge[-1] = 1e-6
    share = np.clip(wanted.mean(axis=1), 1e-6, 1 - 1e-6)
    found = np.zeros((targets.shape[1], values.shape[2] + 1))
    found[:, -1] = np.log(share / (1 - share))
    loss = _losses(by_code, wanted, found, ridge)
    for _ in range(STEPS):
        likely = probabilities(np.einsum("crv,cv->cr", by_code, found))
        gradient = np.einsum("crv,cr->cv", by_code, likely - wanted) + ridge * found
        curvature = np.einsum("crv,cr,crw->cvw", by_code, likely * (1 - likely), by_code, optimize=True)
        curvature += np.diag(ridge)
        step = np.linalg.solve(curvature, gradient[:, :, None])[:, :, 0]
        length = np.ones(len(found))
        for _ in range(STEPS):
            tried = found - length[:, None] * step
            after = _losses(by_code, wanted, tried, ridge)
            worse = after > loss + TOLERANCE
            if not worse.any():
                break
            length[worse] /= 2
        moved = float(np.abs(tried - found).max())
        found, loss = tried, after
        if moved < TOLERANCE:
            break
    slopes = found[:, :-1] * scale
    constant = found[:, -1] - (slopes * mean).sum(axis=1)
    return np.concatenate([slopes, constant[:, None]], axis=1)


def applied(coefficients: NDArray[np.float64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The log odds of every row for every code, shape (rows, codes). Raises nothing.

    >>> import numpy as np
    >>> applied(np.array([[2.0, -1.0]]), np.array([[[3.0]]])).tolist()
    [[5.0]]
    """
    return np.asarray(np.einsum("rcv,cv->rc", values, coefficients[:, :-1]) + coefficients[:, -1])


def probabilities(log_odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log odds as probabilities, without overflow. Raises nothing.

    >>> import numpy as np
    >>> probabilities(np.array([0.0, -1000.0, 1000.0])).tolist()
    [0.5, 0.0, 1.0]
    """
    half = np.tanh(log_odds / 2)
    return np.asarray((1 + half) / 2)


def _losses(
    by_code: NDArray[np.float64], wanted: NDArray[np.float64], found: NDArray[np.float64], ridge: NDArray[np.float64]
) -> NDArray[np.float64]:
    log_odds = np.einsum("crv,cv->cr", by_code, found)
    return np.asarray((np.logaddexp(0, log_odds) - wanted * log_odds).sum(axis=1) + (ridge * found**2).sum(axis=1) / 2)
