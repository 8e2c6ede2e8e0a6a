"""The network: accounts linked by what they did within the window, weighed against chance."""

import numpy as np
from numpy.typing import NDArray

from openward.methods.coordination.chance import CIRCLES, Chance, at_least
from openward.methods.coordination.result import Integers, Network, Pairs

LEAST_OCCASIONS = 2
"""Once is no pattern: a link is tested from this many occasions on."""


def network_of(pairs: Pairs, chance: Chance) -> Network:
    """One link for every two accounts with a pair, ordered by account, with its significance.

    `expected_anywhere` corrects for having looked at every pair of accounts that posted at least twice, in every
    circle of objects (a Bonferroni bound, true whatever depends on what). Links with a single occasion are not
    tested: their `p` is 1 and `expected` NaN. Raises nothing. Source of the weight: CooRTweet; of the null
    model: `openward.methods.coordination.chance`.

    >>> from openward.methods.coordination import chance_of, coordinated_pairs, shares_of
    >>> shares = shares_of(list("xxyy"), list("abab"), list("1234"), [0, 30, 500, 510])
    >>> pairs = coordinated_pairs(shares)
    >>> network = network_of(pairs, chance_of(pairs))
    >>> network.weight.tolist(), network.occasions.tolist(), network.seconds_apart.tolist(), network.tested
    ([2], [2], [20.0], 1)
    """
    shares = pairs.shares
    one, two = shares.accounts[pairs.older], shares.accounts[pairs.newer]
    key = np.minimum(one, two).astype(np.int64) * len(shares.account_names) + np.maximum(one, two)
    order = np.argsort(key, kind="stable")
    key = key[order]
    is_first = np.ones(len(key), dtype=np.bool_)
    is_first[1:] = key[1:] != key[:-1]
    starts = np.flatnonzero(is_first)
    # Within a link the pairs are still ordered by object and moment.
    is_new = is_first | _moves_on(pairs, order)
    weight = np.diff(np.append(starts, len(key)))
    apart = np.add.reduceat(pairs.seconds_apart[order], starts) if len(starts) else np.empty(0)
    circle = chance.circle[shares.objects[pairs.older[order]]]
    counted = [
        np.add.reduceat((is_new & (circle >= number)).astype(np.int32), starts)
        if len(starts)
        else np.empty(0, np.int32)
        for number in range(CIRCLES)
    ]
    first = (key[starts] // len(shares.account_names)).astype(np.int32)
    second = (key[starts] % len(shares.account_names)).astype(np.int32)
    active = int((chance.posts >= LEAST_OCCASIONS).sum())
    tested = active * (active - 1) // 2
    often = np.flatnonzero(counted[0] >= LEAST_OCCASIONS)
    expected = chance.of_links(first[often], second[often])
    chances = np.stack(
        [
            np.where(counts[often] >= LEAST_OCCASIONS, at_least(counts[often], expected[:, number]), 1.0)
            for number, counts in enumerate(counted)
        ]
    )
    best = np.argmin(chances, axis=0)
    p, met, where = np.ones(len(first)), np.full(len(first), np.nan), np.zeros(len(first), dtype=np.int32)
    p[often] = np.minimum(chances[best, np.arange(len(often))] * CIRCLES, 1.0)
    met[often] = expected[np.arange(len(often)), best]
    where[often] = best
    return Network(
        first=first,
        second=second,
        weight=weight.astype(np.int64),
        occasions=counted[0].astype(np.int64),
        circle=where,
        seconds_apart=apart / np.maximum(weight, 1),
        expected=met,
        p=p,
        expected_anywhere=p * max(tested, 1),
        tested=tested,
    )


def _moves_on(pairs: Pairs, order: Integers) -> NDArray[np.bool_]:
    """Whether a pair is about another object, or more than a window later, than the one before it."""
    objects = pairs.shares.objects[pairs.older[order]]
    moments = pairs.shares.seconds[pairs.older[order]]
    moves = np.ones(len(order), dtype=np.bool_)
    moves[1:] = (objects[1:] != objects[:-1]) | (moments[1:] - moments[:-1] > pairs.window_s)
    return moves
