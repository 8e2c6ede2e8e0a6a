"""The bootstrap that all measures of agreement share: whole units are drawn again, with all their ratings.

Units are what a sample of coded comments is drawn from; the coders stay the same. Source: B. Efron 1979; A. Zapf and
others, "Measuring inter-rater reliability for nominal data", 2016, doi 10.1186/s12874-016-0200-9, who found this
interval to hold its level for alpha where Krippendorff's own resampling of pairs does not.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from openward.methods.agreement.result import Caveat, CaveatKey, UnusableOptionsError

Floats = NDArray[np.float64]

NUMBERS_AT_A_TIME = 1 << 21
FEW_UNITS = 30


def check_resampling(draws: int, confidence: float, seed: int) -> None:
    """Raise `UnusableOptionsError` unless the options of a bootstrap make sense: see its example.

    >>> check_resampling(1000, 0.95, 1)
    """
    if draws < 0:
        raise UnusableOptionsError(f"the number of draws must not be negative, as {draws} is")
    if not 0 < confidence < 1:
        raise UnusableOptionsError(f"the confidence must lie between 0 and 1, not at {confidence}")
    if seed < 0:
        raise UnusableOptionsError(f"the seed must not be negative, as {seed} is")


def drawn(units: int, draws: int, *, seed: int) -> Iterator[Floats]:
    """How often each unit was drawn: tables of some draws (rows) by `units`, `draws` rows in all.

    Each row is a sample of `units` units with replacement. Memory: about 16 MB a table. Source: the module docstring.

    >>> tables = list(drawn(4, 3, seed=1))
    >>> len(tables), tables[0].shape, tables[0].sum(axis=1).tolist()
    (1, (3, 4), [4.0, 4.0, 4.0])
    """
    random_numbers = np.random.default_rng(seed)
    rows = max(1, NUMBERS_AT_A_TIME // max(units, 1))
    for first in range(0, draws, rows):
        number = min(rows, draws - first)
        choice = random_numbers.integers(units, size=(number, units)) + np.arange(number)[:, None] * units
        yield np.bincount(choice.ravel(), minlength=number * units).reshape(number, units).astype(np.float64)


def interval(estimates: Floats, confidence: float) -> tuple[float | None, float | None]:
    """The percentile interval of the estimates that are defined (not NaN); None, None when none is.

    >>> interval(np.array([0.1, 0.2, 0.3, np.nan]), 0.5)
    (0.15, 0.25)
    """
    defined = estimates[~np.isnan(estimates)]
    if not len(defined):
        return None, None
    low, high = np.quantile(defined, [(1 - confidence) / 2, (1 + confidence) / 2])
    return round(float(low), 12), round(float(high), 12)


def resampling_caveats(estimates: Floats, units: int) -> list[Caveat]:
    """What to know about an interval: few units, draws in which nothing varied.

    >>> [str(caveat.key) for caveat in resampling_caveats(np.array([0.1, np.nan]), 12)]
    ['few_units', 'draws_without_variation']
    """
    caveats = []
    if units < FEW_UNITS:
        few = f"The interval is rough and likely too narrow: few units were rated by two coders or more ({units})."
        caveats.append(Caveat(CaveatKey.FEW_UNITS, units, few))
    undefined = int(np.isnan(estimates).sum())
    if undefined:
        sentence = (
            f"In {undefined:,} of {len(estimates):,} draws all values were the same; they are not in the interval."
        )
        caveats.append(Caveat(CaveatKey.DRAWS_WITHOUT_VARIATION, undefined, sentence))
    return caveats
