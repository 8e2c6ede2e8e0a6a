"""What chance alone would give: each account keeps its activity, each object its popularity and its moments.

The null model: the posts stay where they are, on their objects and at their moments; only which account wrote
which post is drawn anew, within a stretch of time, in proportion to how much each account posted in that stretch.
Then of the W pairs of posts that lie within the window in stretch s, two accounts a and b are expected to make
W_s 2 k_as k_bs / (K_s² - sum of k_cs²), where k are posts in the stretch and K_s is their sum over all accounts:
the bipartite configuration model without pairs of an account with itself, stretch by stretch. What two accounts
do at different moments is independent enough for the number of their occasions to have a tail no heavier than the
Poisson distribution's (W. Hoeffding 1956, doi 10.1214/aoms/1177728178: a sum of independent chances is less spread
than the Poisson of its mean).

To meet on what everybody shares is no surprise and to meet on what hardly anybody shares is one, so occasions are
counted in six nested circles of objects: all of them, and those with the fewest pairs that make up a quarter, a
sixteenth and so on of all pairs. The model keeps objects and moments, so that any choice of objects by their number
of pairs leaves it valid; having looked six times is paid for.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.special import gammainc

from openward.methods.coordination.result import Codes, Floats, Integers, Pairs

POSTS_A_STRETCH = 2_000
MOST_STRETCHES = 64
EDGES_AT_ONCE = 20_000
CIRCLES = 6
NARROWER = 4
"""Each circle of objects holds at most one pair for this many of the circle before."""

TINIEST = 1e-300
"""Chances below this are given as this."""


@dataclass(frozen=True, eq=False)
class Chance:
    """The null model of one file, ready to be asked about accounts.

    `rates` is 2 W_s / (K_s² - sum k_cs²) with the pairs of each circle, shape [stretches, circles]; `circle` the
    narrowest circle of each object, 0 being all, shape [objects]; `activity` the posts k_cs of each account in
    each stretch, sparse, [accounts, stretches], with a trace of each account's posts everywhere in `trace` and
    `shape`: k_cs = activity + trace_c shape_s, so that no account is held to be impossible anywhere.
    """

    rates: Floats
    circle: Codes
    activity: "csr_array"
    trace: Floats
    shape: Floats
    posts: Integers

    def of_links(self, first: NDArray[np.integer], second: NDArray[np.integer]) -> Floats:
        """Expected pairs within the window for each two accounts, shape [links, circles]."""
        expected = np.empty((len(first), CIRCLES))
        for begin in range(0, len(first), EDGES_AT_ONCE):
            part = slice(begin, begin + EDGES_AT_ONCE)
            expected[part] = (self.rows(first[part]) * self.rows(second[part])) @ self.rates
        return expected

    def of_group(self, accounts: NDArray[np.integer], circle: int = 0) -> float:
        """Expected pairs within the window and the circle among these accounts, all pairs of them together."""
        rows = self.rows(accounts)
        return float((rows.sum(axis=0) ** 2 - (rows**2).sum(axis=0)) @ self.rates[:, circle]) / 2

    def rows(self, accounts: NDArray[np.integer]) -> Floats:
        """The posts of these accounts by stretch, shape [accounts, stretches]."""
        dense: Floats = self.activity[accounts].toarray()
        dense += self.trace[accounts][:, np.newaxis] * self.shape
        return dense


def chance_of(pairs: Pairs) -> Chance:
    """The null model of these pairs' file; see the module. Raises nothing.

    >>> from openward.methods.coordination import coordinated_pairs, posts_of, shares_of
    >>> shares = shares_of(posts_of(list("abab"), list("1234"), [0, 30, 500, 510]), list("xxyy"))
    >>> chance = chance_of(coordinated_pairs(shares))
    >>> chance.of_links(np.array([0]), np.array([1])).round(9).tolist()
    [[2.0, 0.0, 0.0, 0.0, 0.0, 0.0]]
    """
    shares = pairs.shares
    rows = pairs.eligible
    if len(pairs.crowded_objects):
        rows = rows[~np.isin(shares.objects[rows], pairs.crowded_objects)]
    accounts = len(shares.account_names)
    moments = np.sort(shares.seconds[rows])
    stretches = int(np.clip(len(rows) // POSTS_A_STRETCH, 1, MOST_STRETCHES))
    borders = np.unique(moments[(np.arange(1, stretches) * len(moments)) // stretches])
    stretch = np.searchsorted(borders, shares.seconds[rows], side="right")
    posts = np.bincount(shares.accounts[rows], minlength=accounts).astype(np.int64)
    counts = csr_array((np.ones(len(rows)), (shares.accounts[rows], stretch)), shape=(accounts, len(borders) + 1))
    counts.sum_duplicates()
    shape = np.bincount(stretch, minlength=len(borders) + 1) / max(len(rows), 1)
    # One post's worth of every account is spread as everybody's posts are: a pair may straddle two stretches.
    kept = posts / (posts + 1.0)
    counts.data *= np.repeat(kept, np.diff(counts.indptr))
    circle = _circles(pairs)
    # What a row belongs to is looked up once for all pairs it is the older post of.
    bin_of_row = np.searchsorted(borders, shares.seconds, side="right") * CIRCLES + circle[shares.objects]
    held = np.bincount(bin_of_row.astype(np.int16)[pairs.older], minlength=(len(borders) + 1) * CIRCLES).reshape(
        -1, CIRCLES
    )
    # A wider circle holds the narrower ones.
    held = np.cumsum(held[:, ::-1], axis=1)[:, ::-1]
    whole = np.asarray(counts.sum(axis=0)) + kept.sum() * shape
    own = (
        np.asarray(counts.multiply(counts).sum(axis=0)) + 2 * shape * (counts.T @ kept) + shape**2 * float(kept @ kept)
    )
    room = whole**2 - own
    room = room[:, np.newaxis]
    rates = np.divide(2.0 * held, room, out=np.zeros(held.shape), where=room > 0)
    return Chance(rates=rates, circle=circle, activity=counts, trace=kept, shape=shape, posts=posts)


def _circles(pairs: Pairs) -> Codes:
    """The narrowest circle to which each object belongs, shape [objects]."""
    objects = len(pairs.shares.object_names)
    of_object = np.bincount(pairs.shares.objects[pairs.older], minlength=objects)
    # Objects with equally many pairs belong together.
    values, inverse = np.unique(of_object, return_inverse=True)
    upto = np.cumsum(np.bincount(inverse) * values)
    shares = upto / max(int(upto[-1]), 1)
    limits = float(NARROWER) ** -np.arange(1, CIRCLES)
    circle: Codes = (shares[:, np.newaxis] <= limits).sum(axis=1).astype(np.int32)[inverse]
    return circle


def at_least(occasions: NDArray[np.integer], expected: Floats) -> Floats:
    """The Poisson chance of at least so many where `expected` are expected, element by element, at least 1e-300.

    >>> at_least(np.array([0, 1, 2]), np.array([0.5, 0.5, 0.5])).round(4).tolist()
    [1.0, 0.3935, 0.0902]
    """
    counts = np.maximum(occasions, 1)
    chances = np.where(occasions < 1, 1.0, gammainc(counts, expected))
    return np.clip(chances, TINIEST, 1.0)
