"""Bursts: many accounts on one object at once. One occasion; shown, not suspected."""

import numpy as np

from openward.methods.coordination.chance import at_least
from openward.methods.coordination.result import Behaviour, Burst, Pairs
from openward.methods.coordination.words import burst_words

LEAST_ACCOUNTS = 10
MOST_SHOWN = 20
LOOKED_AT = 200
ALLOWED = 0.01


def bursts_of(pairs: Pairs, behaviour: Behaviour) -> tuple[Burst, ...]:
    """The objects shared by ten accounts or more within one window, far beyond the rhythm of the file.

    For each object the fullest window that begins with one of its shares. Expected is what such a window would hold
    if the object's other shares followed the rhythm of all posts; it counts when the Poisson chance of so many,
    times the shares of the object and the number of objects, is at most 0.01 (a Bonferroni bound on the scan
    statistic of J. I. Naus 1965). Returns at most 20, the largest first. Raises nothing.

    >>> from openward.methods.coordination import coordinated_pairs, posts_of, shares_of
    >>> names = [f"account {number}" for number in range(12)]
    >>> objects, seconds = ["petition"] * 12 + ["other"] * 12, [*range(12), *range(1000, 100000, 8250)]
    >>> shares = shares_of(posts_of(names * 2, [str(n) for n in range(24)], seconds), objects)
    >>> [(burst.object_name, burst.accounts) for burst in bursts_of(coordinated_pairs(shares), Behaviour.OBJECT)]
    [('petition', 12)]
    """
    shares, rows = pairs.shares, pairs.eligible
    if not len(rows):
        return ()
    objects, moments = shares.objects[rows], shares.seconds[rows]
    starts = np.flatnonzero(np.diff(objects, prepend=-1))
    sizes = np.diff(np.append(starts, len(rows)))
    most = np.maximum.reduceat(pairs.followers, starts)
    full = np.flatnonzero(most + 1 >= LEAST_ACCOUNTS)
    full = full[np.argsort(-most[full], kind="stable")][:LOOKED_AT]
    everything = np.sort(moments)
    found = []
    for number in full.tolist():
        start, size = int(starts[number]), int(sizes[number])
        begin = start + int(np.argmax(pairs.followers[start : start + size]))
        window = slice(begin, begin + int(most[number]) + 1)
        accounts = len(np.unique(shares.accounts[rows[window]]))
        # The window's own shares are no part of the rhythm they are held against.
        around = np.searchsorted(everything, moments[begin] + pairs.window_s, side="right") - np.searchsorted(
            everything, moments[begin], side="left"
        )
        rhythm = max(int(around) - (window.stop - window.start), 0) + 1
        rest = max(len(rows) - (window.stop - window.start), 1)
        expected = (size - 1) * min(rhythm / rest, 1.0)
        chance = float(at_least(np.array([accounts - 1]), np.array([expected]))[0]) * size * len(starts)
        if accounts >= LEAST_ACCOUNTS and chance <= ALLOWED:
            name = str(shares.object_names[int(objects[start])])
            words = burst_words(accounts, name, size, float(moments[begin]), 1 + expected, behaviour, pairs.window_s)
            found.append(Burst(name, accounts, size, float(moments[begin]), 1 + expected, words))
    found.sort(key=lambda burst: -burst.accounts)
    return tuple(found[:MOST_SHOWN])
