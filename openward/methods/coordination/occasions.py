"""The moments at which groups acted."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openward.methods.coordination.chance import CIRCLES, Chance
from openward.methods.coordination.network import LEAST_OCCASIONS
from openward.methods.coordination.result import Codes, Floats, Integers, Network, Pairs


@dataclass(frozen=True, eq=False)
class Occasions:
    """Separate moments at which two or more members of a group acted: arrays of shape [occasions]."""

    group: Integers
    object: Integers
    accounts: Integers
    began: Floats
    ended: Floats


def standing_out(network: Network, labels: Codes) -> tuple[Integers, Floats]:
    """For each group the circle in which most of its links stand out, and the median of their `expected_anywhere`.

    `labels` gives each account's group or -1, shape [accounts]. Raises nothing; see its example in
    `openward.methods.coordination.coordination`.
    """
    groups = int(labels.max(initial=-1)) + 1
    tested = np.flatnonzero(
        (labels[network.first] >= 0)
        & (labels[network.first] == labels[network.second])
        & (network.occasions >= LEAST_OCCASIONS)
    )
    group = labels[network.first[tested]].astype(np.int64)
    votes = np.bincount(
        group * CIRCLES + network.circle[tested],
        weights=-np.log10(network.p[tested]),
        minlength=groups * CIRCLES,
    ).reshape(groups, CIRCLES)
    order = np.lexsort((network.expected_anywhere[tested], group))
    middle = (
        np.searchsorted(group[order], np.arange(groups)) + np.searchsorted(group[order], np.arange(1, groups + 1))
    ) // 2
    return np.argmax(votes, axis=1), network.expected_anywhere[tested][order[np.minimum(middle, len(order) - 1)]]


def inside_pairs(pairs: Pairs, chance: Chance, labels: Codes, circles: Integers) -> tuple[NDArray[np.int64], Codes]:
    """The pairs inside a group and its circle, by group, object and moment, and their groups: shape [pairs inside].

    Raises nothing; see its example in `openward.methods.coordination.coordination`.
    """
    shares = pairs.shares
    of_row = labels[shares.accounts]
    order = np.flatnonzero((of_row >= 0)[pairs.older])
    held = of_row[pairs.older[order]]
    inside = (held == of_row[pairs.newer[order]]) & (chance.circle[shares.objects[pairs.older[order]]] >= circles[held])
    order, held = order[inside], held[inside]
    by_group = np.argsort(held, kind="stable")
    return order[by_group], held[by_group]


def occasions_of(pairs: Pairs, inside: NDArray[np.int64], held: Codes) -> Occasions:
    """Pairs inside a group, as `inside_pairs` gives them, as occasions. Raises nothing; see its example in
    `openward.methods.coordination.coordination`.
    """
    shares = pairs.shares
    older, newer = pairs.older[inside], pairs.newer[inside]
    objects, began = shares.objects[older], shares.seconds[older]
    is_new = np.ones(len(inside), dtype=np.bool_)
    is_new[1:] = (held[1:] != held[:-1]) | (objects[1:] != objects[:-1]) | (began[1:] - began[:-1] > pairs.window_s)
    starts = np.flatnonzero(is_new)
    occasion = np.cumsum(is_new) - 1
    present = np.unique(
        np.concatenate([occasion, occasion]) * len(shares.account_names)
        + np.concatenate([shares.accounts[older], shares.accounts[newer]])
    )
    return Occasions(
        group=held[starts].astype(np.int64),
        object=objects[starts].astype(np.int64),
        accounts=np.bincount(present // len(shares.account_names), minlength=len(starts)),
        began=began[starts],
        ended=np.maximum.reduceat(shares.seconds[newer], starts) if len(starts) else np.empty(0),
    )
