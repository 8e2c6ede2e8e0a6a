"""From how likely on is a code suggested?

The threshold of a code is where F1 (the harmonic mean of precision and recall, C. J. van Rijsbergen 1979) is
best on comments its model had not seen. For a rare code that place is mostly chance, so it is drawn towards the
common threshold that is best for all codes together, the more the fewer examples there are. A comment in which no
code reaches its threshold gets its likeliest code, if that reaches a lower threshold; else nothing: unsure.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

EXAMPLES_TO_TRUST = 200
"""With so many examples a code's own best threshold weighs as much as the common one."""

LOWEST, HIGHEST = 0.2, 0.5
GRID = np.arange(0.15, 0.6, 0.01)


@dataclass(frozen=True, eq=False)
class Thresholds:
    """`of_codes`: the probability from which each code is suggested; `alone`: for the likeliest code of a comment

    that would else get none."""

    of_codes: NDArray[np.float64]
    alone: float


def suggested(probability: NDArray[np.float64], thresholds: Thresholds) -> NDArray[np.bool_]:
    """Which codes are suggested for which texts, shape (texts, codes). Raises nothing.

    >>> limits = Thresholds(np.array([0.4, 0.4]), alone=0.25)
    >>> suggested(np.array([[0.5, 0.45], [0.3, 0.1], [0.2, 0.1]]), limits).tolist()
    [[True, True], [True, False], [False, False]]
    """
    chosen = probability >= thresholds.of_codes
    rows = np.flatnonzero(~chosen.any(axis=1) & (probability.max(axis=1) >= thresholds.alone))
    chosen[rows, probability[rows].argmax(axis=1)] = True
    return chosen


def chosen_thresholds(probability: NDArray[np.float64], labels: NDArray[np.bool_]) -> Thresholds:
    """The thresholds that are best for these texts, as the module docstring says; shapes (texts, codes).

    Raises nothing.

    >>> import numpy as np
    >>> labels = np.arange(100)[:, None] >= 60
    >>> chosen_thresholds(np.linspace(0, 1, 100)[:, None] * 0.6, labels).of_codes.round(2).tolist()
    [0.36]
    """
    common = GRID[int(np.argmax([micro_f1(probability >= limit, labels) for limit in GRID]))]
    own = np.array([best_threshold(*pair) for pair in zip(probability.T, labels.T, strict=True)])
    examples = labels.sum(axis=0)
    weight = examples / (examples + EXAMPLES_TO_TRUST)
    of_codes = np.clip(weight * own + (1 - weight) * common, LOWEST, HIGHEST)
    lower = [limit for limit in GRID if limit <= common]
    scored = [micro_f1(suggested(probability, Thresholds(of_codes, float(limit))), labels) for limit in lower]
    return Thresholds(of_codes, float(lower[int(np.argmax(scored))]))


def best_threshold(probability: NDArray[np.float64], labels: NDArray[np.bool_]) -> float:
    """The threshold with the best F1 for one code: halfway to the next lower probability. Raises nothing.

    >>> import numpy as np
    >>> best_threshold(np.array([0.9, 0.7, 0.5, 0.1]), np.array([True, True, False, False]))
    0.6
    """
    order = np.argsort(-probability, kind="stable")
    found = np.cumsum(labels[order])
    best = int(np.argmax(2 * found / (np.arange(1, len(order) + 1) + labels.sum())))
    ranked = probability[order]
    return float((ranked[best] + ranked[min(best + 1, len(order) - 1)]) / 2)


def micro_f1(chosen: NDArray[np.bool_], labels: NDArray[np.bool_]) -> float:
    """F1 over all decisions together; 0 when there is nothing to find and nothing found. Raises nothing.

    >>> import numpy as np
    >>> micro_f1(np.array([[True, False]]), np.array([[True, True]]))
    0.6666666666666666
    """
    both = int(chosen.sum()) + int(labels.sum())
    return 2 * int((chosen & labels).sum()) / both if both else 0.0
