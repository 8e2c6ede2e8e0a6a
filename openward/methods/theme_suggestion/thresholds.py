"""From how likely on is a code suggested?

The threshold of a code lies where F1 (the harmonic mean of precision and recall, C. J. van Rijsbergen 1979) is
best on comments its model had not seen. For a rare code that place is mostly chance, so it is drawn towards the
common threshold that is best for all codes together, the more the fewer examples there are; and both are the
middle of all thresholds that are nearly as good as the best. A comment in which no code reaches its threshold
gets its likeliest code, if that reaches a somewhat lower threshold; else nothing: the suggester is unsure.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

EXAMPLES_TO_TRUST = 300
"""With so many examples a code's own best threshold weighs as much as the common one."""

NEARLY_AS_GOOD = 0.02
NEARLY_AS_GOOD_FOR_ALL = 0.01
"""F1 that a threshold may lack and still count as nearly as good as the best: for one code, for all together."""

SHARE_WHEN_ALONE = 0.8
"""The lower threshold of a comment's likeliest code, as a share of the common one."""

LOWEST, HIGHEST = 0.2, 0.5
GRID = np.arange(0.15, 0.6, 0.01)


@dataclass(frozen=True, eq=False)
class Thresholds:
    """The probability from which each code is suggested (`of_codes`).

    `alone` is that of the likeliest code in a comment that would else get none.
    """

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
    common = best_threshold(probability, labels, NEARLY_AS_GOOD_FOR_ALL)
    own = [best_threshold(probability[:, [code]], labels[:, [code]], NEARLY_AS_GOOD) for code in range(labels.shape[1])]
    examples = labels.sum(axis=0)
    weight = examples / (examples + EXAMPLES_TO_TRUST)
    of_codes = np.clip(weight * np.array(own) + (1 - weight) * common, LOWEST, HIGHEST)
    return Thresholds(of_codes, SHARE_WHEN_ALONE * common)


def best_threshold(probability: NDArray[np.float64], labels: NDArray[np.bool_], lacking: float) -> float:
    """The middle of the thresholds whose F1 over these codes together lacks at most `lacking` of the best.

    Raises nothing.

    >>> import numpy as np
    >>> labels = np.array([[True], [True], [False], [False]])
    >>> round(best_threshold(np.array([[0.5], [0.4], [0.2], [0.1]]), labels, lacking=0.01), 2)
    0.3
    """
    scored = np.array([micro_f1(probability >= limit, labels) for limit in GRID])
    return float(GRID[scored >= scored.max() - lacking].mean())


def micro_f1(chosen: NDArray[np.bool_], labels: NDArray[np.bool_]) -> float:
    """F1 over all decisions together; 0 when there is nothing to find and nothing found. Raises nothing.

    >>> import numpy as np
    >>> micro_f1(np.array([[True, False]]), np.array([[True, True]]))
    0.6666666666666666
    """
    both = int(chosen.sum()) + int(labels.sum())
    return 2 * int((chosen & labels).sum()) / both if both else 0.0
