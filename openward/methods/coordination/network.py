"""The network: accounts linked by what they did within the window, weighed against chance."""

import numpy as np
from numpy.typing import NDArray

from openward.methods.coordination.chance import CIRCLES, Chance, at_least
from openward.methods.coordination.pairs import sorting
from openward.methods.coordination.result import Codes, Integers, Network, Pairs

LEAST_OCCASIONS = 2
"""Once is no pattern: a link is tested from this many occasions on."""


def network_of(pairs: Pairs, chance: Chance) -> Network:
    """One link for every two accounts with a pair, ordered by account, with its significance.

    `expected_anywhere` corrects for having looked at every pair of accounts that posted at least twice, in every
    circle of objects (a Bonferroni bound, true whatever depends on what). Links with a single occasion are not
    tested: their `p` is 1 and `expected` NaN. Raises nothing. Source of the weight: CooRTweet; of the null
    model: `openward.methods.coordination.chance`.

    >>> from openward.methods.coordination import chance_of, coordinated_pairs, posts_of, shares_of
    >>> shares = shares_of(posts_of(list("abab"), list("1234"), [0, 30, 500, 510]), list("xxyy"))
    >>> pairs = coordinated_pairs(shares)
    >>> network = network_of(pairs, chance_of(pairs))
    >>> network.weight.tolist(), network.occasions.tolist(), network.seconds_apart.tolist(), network.tested
    ([2], [2], [20.0], 1)
    """
    shares, names = pairs.shares, len(pairs.shares.account_names)
    one, two = shares.accounts[pairs.older], shares.accounts[pairs.newer]
    key = np.minimum(one, two).astype(np.int64) * names + np.maximum(one, two)
    del one, two
    order = sorting(key)
    key = key[order]
    starts = np.flatnonzero(np.diff(key, prepend=-1))
    first, second = np.divmod(key[starts], names)
    del key
    weight = np.diff(np.append(starts, len(order))).astype(np.int32)
    network = Network(
        first=first.astype(np.int32),
        second=second.astype(np.int32),
        weight=weight,
        occasions=np.ones(len(starts), dtype=np.int32),
        seconds_apart=_mean_apart(pairs, order, starts, weight),
        circle=np.zeros(len(starts), dtype=np.int8),
        expected=np.full(len(starts), np.nan, dtype=np.float32),
        p=np.ones(len(starts)),
        tested=_could_be_linked(chance),
    )
    again = np.flatnonzero(weight > 1)
    if len(again):
        _weigh(network, pairs, chance, again, order[np.repeat(weight > 1, weight)])
    return network


def _could_be_linked(chance: Chance) -> int:
    active = int((chance.posts >= LEAST_OCCASIONS).sum())
    return active * (active - 1) // 2


def _mean_apart(pairs: Pairs, order: Integers, starts: Integers, weight: Codes) -> NDArray[np.float32]:
    if not len(starts):
        return np.empty(0, dtype=np.float32)
    apart = pairs.seconds_apart.astype(np.float32)[order]
    return (np.add.reduceat(apart, starts) / weight).astype(np.float32)


def _weigh(network: Network, pairs: Pairs, chance: Chance, again: Integers, order: Integers) -> None:
    """Fill in what is known of the links that met again; `order` are their pairs, link by link."""
    shares = pairs.shares
    weight = network.weight[again]
    starts = np.cumsum(weight) - weight
    # Within a link the pairs are still ordered by object and moment.
    is_new = _moves_on(pairs, order)
    is_new[starts] = True
    circle = chance.circle[shares.objects[pairs.older[order]]]
    counted = np.stack(
        [np.add.reduceat((is_new & (circle >= number)).astype(np.int32), starts) for number in range(CIRCLES)]
    )
    network.occasions[again] = counted[0]
    often = counted[0] >= LEAST_OCCASIONS
    again, counted = again[often], counted[:, often]
    expected = chance.of_links(network.first[again], network.second[again]).T
    chances = np.where(counted >= LEAST_OCCASIONS, at_least(counted, expected), 1.0)
    best = np.argmin(chances, axis=0)
    each = np.arange(len(again))
    network.p[again] = np.minimum(chances[best, each] * CIRCLES, 1.0)
    network.expected[again] = expected[best, each]
    network.circle[again] = best


def _moves_on(pairs: Pairs, order: Integers) -> NDArray[np.bool_]:
    """Whether a pair is about another object, or more than a window later, than the one before it."""
    objects = pairs.shares.objects[pairs.older[order]]
    moments = pairs.shares.seconds[pairs.older[order]]
    moves = np.ones(len(order), dtype=np.bool_)
    moves[1:] = (objects[1:] != objects[:-1]) | (moments[1:] - moments[:-1] > pairs.window_s)
    return moves
