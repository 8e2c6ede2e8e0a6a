"""How unusual is a count against a place's own past?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


class UnusableCountsError(ValueError):
    """The counts cannot be compared; the message says why in plain words."""


@dataclass(frozen=True)
class Surge:
    """A count held against earlier ones of stretches of time as long.

    `count` is the new one; `expected` the mean of the earlier ones, never quite 0; `busiest` the largest of them;
    `stretches` how many there were. `times` is the count over the expected one. `chance` is the probability that a
    further stretch like the earlier ones holds as many or more.
    """

    count: int
    expected: float
    busiest: int
    stretches: int
    times: float
    chance: float


def surge(past: Sequence[int], count: int) -> Surge:
    """How unusual `count` is among stretches of time like those of `past`.

    A further count is taken to follow a negative binomial distribution with the mean of the earlier ones (half a case
    added, so that a place where nothing ever happened expects a little) and their dispersion (variance over mean, at
    least 1), widened by one part in the number of stretches because the mean itself is only estimated. Returns a
    `Surge`. Raises UnusableCountsError for no earlier counts or a negative one. Source: Farrington and others 1996,
    whose weights and trend are left out.

    >>> found = surge([0, 1, 0, 2, 1, 0, 0, 1, 3, 0], 12)
    >>> found.expected, found.busiest, round(found.times), found.chance < 0.001
    (0.85, 3, 14, True)
    >>> round(surge([0, 1, 0, 2, 1, 0, 0, 1, 3, 0], 1).chance, 2)
    0.51
    """
    from scipy.special import betainc, gammainc

    counts = np.asarray(past, dtype=np.int64)
    if not len(counts):
        raise UnusableCountsError("there are no earlier counts to compare with")
    if count < 0 or counts.min() < 0:
        raise UnusableCountsError("a count cannot be negative")
    number = len(counts)
    mean = (float(counts.sum()) + 0.5) / number
    scatter = float(counts.var(ddof=1)) / mean if number > 1 else 1.0
    variance = max(1.0, scatter) * mean * (1 + 1 / number)
    if count == 0:
        chance = 1.0
    elif variance - mean <= 1e-9 * mean:
        chance = float(gammainc(count, mean))
    else:
        size = mean * mean / (variance - mean)
        chance = float(betainc(count, size, mean / (size + mean)))
    return Surge(count, mean, int(counts.max()), number, count / mean, chance)
