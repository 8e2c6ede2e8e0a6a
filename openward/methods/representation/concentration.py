"""How much of all that was said comes from few people."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import ArrayLike

from openward.methods.representation.groups import RepresentationError

PERCENTS = (1, 5, 10)


@dataclass(frozen=True)
class TopShare:
    """The most active `percent` of people are `people` people (rounded up); `share` of everything is theirs."""

    percent: float
    people: int
    share: float


@dataclass(frozen=True)
class Concentration:
    """How unequally people contributed. `gini` is 0 when all gave the same and near 1 when one gave everything."""

    people: int
    contributions: float
    top: tuple[TopShare, ...]
    gini: float
    largest_share: float


def concentration(per_person: ArrayLike, *, percents: Sequence[float] = PERCENTS) -> Concentration:
    """The share of the most active 1, 5 and 10 % of people, and the Gini index.

    `per_person` has one number of contributions for each person, shape [people], in any one unit; whoever gave
    none counts as a person. Returns shares from 0 to 1. Raises `RepresentationError` for fewer than two people,
    missing, infinite or negative numbers, nothing contributed at all, or a percentage out of range. Source: C.
    Gini 1912, in the form without small-sample correction.

    >>> found = concentration([1] * 9 + [11])
    >>> round(found.gini, 2), found.top[2].people, round(found.top[2].share, 2)
    (0.45, 1, 0.55)
    """
    amounts = np.array(per_person, dtype=np.float64)
    if amounts.ndim != 1 or len(amounts) < 2:
        raise RepresentationError("concentration needs at least two people")
    if not (np.isfinite(amounts) & (amounts >= 0)).all():
        raise RepresentationError("a number of contributions is missing, negative or not finite")
    largest = float(amounts.max())
    if not largest:
        raise RepresentationError("nobody contributed anything")
    if any(not 0 < percent <= 100 for percent in percents):
        raise RepresentationError("a percentage lies between 0 and 100")
    # Sums of shares of the largest cannot overflow.
    shares = np.sort(amounts / largest)
    total = float(shares.sum())
    count = len(shares)
    from_the_top = np.cumsum(shares[::-1])
    # (people + 1 - 2 x rank from the top) adds each pair's difference once.
    gini = float((np.arange(1, count + 1) * 2 - count - 1) @ shares) / (count * total)
    tops = []
    for percent in percents:
        people = ceil(round(percent * count / 100, 9))
        tops.append(TopShare(percent, people, float(from_the_top[people - 1]) / total))
    return Concentration(count, float(amounts.sum()), tuple(tops), max(gini, 0.0), 1 / total)
