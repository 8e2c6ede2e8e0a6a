"""Krippendorff's alpha: do coders agree more than chance would make them? Any number of coders, ratings may be missing.

alpha = 1 - D_o / D_e, from the squared differences between values that were given to one unit (D_o) and between all
values whatever the unit (D_e). Nominal: 1 when two values differ. Interval: (c - k)^2. Ratio: ((c - k) / (c + k))^2.
Ordinal: the squared difference of mid-ranks among all ratings, so that it equals the interval formula on ranks.
Sources: K. Krippendorff, "Computing Krippendorff's Alpha-Reliability", 2011; K. Krippendorff, "Content Analysis", 4th
edition, 2019, chapter 12. Assumptions: coders work apart from each other, with the same instruction.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from openward.methods.agreement.resampling import check_resampling, drawn, interval, resampling_caveats
from openward.methods.agreement.result import (
    Alpha,
    Caveat,
    CaveatKey,
    Level,
    NothingToCompareError,
    UnusableRatingsError,
)

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

FIRM, TENTATIVE = 0.8, 2 / 3
MOST_RATIO_VALUES = 4_000
MOST_CELLS = 50_000_000


@dataclass(frozen=True)
class Counts:
    """How many coders gave each value (columns, ascending) to each unit (rows) that has two ratings or more."""

    values: Floats
    table: Floats

    @property
    def pairable(self) -> Floats:
        """How many ratings each unit has."""
        ratings: Floats = self.table.sum(axis=1)
        return ratings


def krippendorff_alpha(
    ratings: ArrayLike,
    *,
    level: Level | str = Level.NOMINAL,
    draws: int = 1000,
    confidence: float = 0.95,
    seed: int = 1,
) -> Alpha:
    """Krippendorff's alpha of a table of ratings, with a bootstrap interval over units.

    `ratings` has one row for each unit and one column for each coder; NaN is a missing rating. For nominal values any
    numbers will do that stand for them, for ordinal ones any that rise with their order. Returns an `Alpha`. `draws`
    of 0 leaves the interval out. Time and memory grow with units times different values.

    Raises `UnusableRatingsError` for a table that is not two-dimensional, has infinite or (for ratio) negative values,
    or too many different ones (units times values above 50 million, 0.4 GB; 4,000 values at the ratio level);
    `NothingToCompareError` when no unit has two ratings; `UnusableOptionsError` for options out of range. Source: the
    module docstring.

    >>> missing = float("nan")
    >>> found = krippendorff_alpha([[1, 1, missing], [2, 2, 3], [3, 3, 3], [1, missing, missing]], draws=0)
    >>> round(found.alpha, 3), found.units, found.left_out
    (0.65, 3, 1)
    """
    level = Level(level)
    check_resampling(draws, confidence, seed)
    table = _checked(ratings, level)
    counts = counted(table)
    units = len(counts.table)
    if not units:
        raise NothingToCompareError("no unit was rated by two coders: there is nothing to compare")
    disagreements = _DISAGREEMENTS[level](counts)
    once = np.ones((1, units))
    observed, expected = (float(part[0]) for part in disagreements(once))
    alpha = 1 - observed / expected if expected > 0 else None
    estimates = _estimates(disagreements, units, draws, seed) if alpha is not None else np.zeros(0)
    low, high = interval(estimates, confidence)
    left_out = len(table) - units
    defined = estimates[~np.isnan(estimates)]
    return Alpha(
        level=level,
        alpha=alpha,
        low=low,
        high=high,
        confidence=confidence,
        below_two_thirds=float((defined < TENTATIVE).mean()) if len(defined) else None,
        observed=observed,
        expected=expected,
        percentage=percentage_agreement(counts),
        units=units,
        ratings=int(counts.table.sum()),
        left_out=left_out,
        values=len(counts.values),
        caveats=_caveats(alpha, high, low, counts, left_out, estimates),
    )


def counted(ratings: Floats) -> Counts:
    """How often each value was given to each unit, of the units with two ratings or more.

    `ratings`: units by coders, NaN missing. Raises nothing. Source: Krippendorff 2011, "values-by-units matrix".

    >>> counted(np.array([[1.0, 2.0], [2.0, 2.0], [5.0, np.nan]])).table.tolist()
    [[1.0, 1.0], [0.0, 2.0]]
    """
    present = ~np.isnan(ratings)
    kept = present.sum(axis=1) >= 2
    ratings, present = ratings[kept], present[kept]
    values, index = np.unique(ratings[present], return_inverse=True)
    unit = np.nonzero(present)[0]
    flat = np.bincount(unit * len(values) + index, minlength=len(ratings) * len(values))
    return Counts(values, flat.reshape(len(ratings), len(values)).astype(np.float64))


def percentage_agreement(counts: Counts) -> float:
    """The share, 0 to 1, of all pairs of ratings of one unit that are the same value.

    Raises nothing; `counts` must have a unit. Chance is not taken off, so that it looks good whenever one
    value is common. Source: Krippendorff 2019, chapter 12.

    >>> percentage_agreement(counted(np.array([[1.0, 2.0], [2.0, 2.0]])))
    0.5
    """
    pairs = (counts.pairable * (counts.pairable - 1)).sum()
    return float((counts.table * (counts.table - 1)).sum() / pairs)


_Disagreements = Callable[[Floats], tuple[Floats, Floats]]
"""From how often each unit was drawn (draws by units) to D_o and D_e of each draw."""


def _nominal(counts: Counts) -> _Disagreements:
    size = counts.pairable
    within = (size**2 - (counts.table**2).sum(axis=1)) / (size - 1)

    def of(drawn_units: Floats) -> tuple[Floats, Floats]:
        totals = drawn_units @ counts.table
        ratings = totals.sum(axis=1)
        between = (ratings**2 - (totals**2).sum(axis=1)) / (ratings - 1)
        return drawn_units @ within / ratings, between / ratings

    return of


def _interval(counts: Counts) -> _Disagreements:
    # Differences do not change when all values move: a mean of zero loses the fewest digits.
    mean = (counts.table.sum(axis=0) @ counts.values) / counts.table.sum()
    values = counts.values - mean
    largest = np.abs(values).max() or 1.0
    values = values / largest
    within = _spread_within(counts, values[None, :])[0]

    def of(drawn_units: Floats) -> tuple[Floats, Floats]:
        totals = drawn_units @ counts.table
        ratings = totals.sum(axis=1)
        between = 2 * (ratings * (totals @ values**2) - (totals @ values) ** 2) / (ratings - 1)
        scale = largest**2 / ratings
        return drawn_units @ within * scale, _not_negative(between, ratings) * scale

    return of


def _ordinal(counts: Counts) -> _Disagreements:
    def of(drawn_units: Floats) -> tuple[Floats, Floats]:
        totals = drawn_units @ counts.table
        ratings = totals.sum(axis=1)
        # Mid-ranks, moved so that the mean rank is zero.
        ranks = np.cumsum(totals, axis=1) - totals / 2 - ratings[:, None] / 2
        observed = (drawn_units * _spread_within(counts, ranks)).sum(axis=1)
        between = 2 * (ratings * (totals * ranks**2).sum(axis=1) - (totals * ranks).sum(axis=1) ** 2) / (ratings - 1)
        return observed / ratings, _not_negative(between, ratings**3) / ratings

    return of


def _ratio(counts: Counts) -> _Disagreements:
    sums = counts.values[:, None] + counts.values[None, :]
    differences = counts.values[:, None] - counts.values[None, :]
    squared = np.divide(differences, sums, out=np.zeros_like(sums), where=sums != 0) ** 2
    within = ((counts.table @ squared) * counts.table).sum(axis=1) / (counts.pairable - 1)

    def of(drawn_units: Floats) -> tuple[Floats, Floats]:
        totals = drawn_units @ counts.table
        ratings = totals.sum(axis=1)
        between = ((totals @ squared) * totals).sum(axis=1) / (ratings - 1)
        return drawn_units @ within / ratings, between / ratings

    return of


_DISAGREEMENTS: dict[Level, Callable[[Counts], _Disagreements]] = {
    Level.NOMINAL: _nominal,
    Level.ORDINAL: _ordinal,
    Level.INTERVAL: _interval,
    Level.RATIO: _ratio,
}


def _spread_within(counts: Counts, positions: Floats) -> Floats:
    """Each unit's squared differences, over its ratings less one; values stand at `positions` (sets by values)."""
    size = counts.pairable
    squares = positions**2 @ counts.table.T
    sums = positions @ counts.table.T
    spread: Floats = np.maximum(2 * (size * squares - sums**2), 0) / (size - 1)
    return spread


def _not_negative(between: Floats, scale: Floats) -> Floats:
    """What rounding left of a spread that is zero."""
    zeroed: Floats = np.where(between <= 1e-12 * scale, 0.0, between)
    return zeroed


def _estimates(disagreements: _Disagreements, units: int, draws: int, seed: int) -> Floats:
    parts = [np.zeros(0)]
    for drawn_units in drawn(units, draws, seed=seed):
        observed, expected = disagreements(drawn_units)
        share = np.divide(observed, expected, out=np.full(len(observed), np.nan), where=expected > 0)
        parts.append(1 - share)
    return np.concatenate(parts)


def _checked(ratings: ArrayLike, level: Level) -> Floats:
    try:
        table = np.asarray(ratings, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise UnusableRatingsError(f"the ratings are not a table of numbers: {error}") from error
    if table.ndim != 2:
        raise UnusableRatingsError("the ratings must be a table: one row for each unit, one column for each coder")
    if np.isinf(table).any():
        raise UnusableRatingsError("a rating is infinite")
    different = len(np.unique(table[~np.isnan(table)]))
    if different * len(table) > MOST_CELLS:
        raise UnusableRatingsError(
            f"so many different values ({different:,}) of {len(table):,} units are too many at once: round them first"
        )
    if level is Level.RATIO:
        if (table < 0).any():
            raise UnusableRatingsError("at the ratio level a rating must not be negative")
        if different > MOST_RATIO_VALUES:
            most = f"{MOST_RATIO_VALUES:,}"
            raise UnusableRatingsError(
                f"the ratio level takes at most {most} different values; there are {different:,}"
            )
    return table


def _caveats(
    alpha: float | None, high: float | None, low: float | None, counts: Counts, left_out: int, estimates: Floats
) -> tuple[Caveat, ...]:
    caveats = []
    units = len(counts.table)
    if alpha is None:
        same = "All ratings are the same value. Agreement beyond chance cannot be told: alpha is not defined."
        caveats.append(Caveat(CaveatKey.NO_VARIATION, units, same))
    elif alpha < TENTATIVE:
        poor = "Alpha lies below 0.667: these codings are too unreliable to draw conclusions from."
        caveats.append(Caveat(CaveatKey.LOW, units, poor))
    elif alpha < FIRM:
        fair = "Alpha lies between 0.667 and 0.8: good for tentative conclusions only."
        caveats.append(Caveat(CaveatKey.TENTATIVE, units, fair))
    if alpha is not None and low is not None and high is not None and low < TENTATIVE <= alpha:
        unsure = "The interval reaches below 0.667: with more units alpha could turn out too low."
        caveats.append(Caveat(CaveatKey.UNCERTAIN, units, unsure))
    share = counts.table.sum(axis=0).max() / counts.table.sum()
    if alpha is not None and share >= 0.9:
        rules = f"One value makes up {share:.0%} of all ratings: a few disagreements about the others decide alpha."
        caveats.append(Caveat(CaveatKey.ONE_VALUE_RULES, units, rules))
    if left_out:
        sentence = f"Units left out because one coder or none rated them: {left_out:,}."
        caveats.append(Caveat(CaveatKey.LEFT_OUT, left_out, sentence))
    return (*caveats, *(resampling_caveats(estimates, units) if alpha is not None else ()))
