"""Who belongs to a group: by links, by triangles of links, by the occasions they were at."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from openward.methods.coordination.chance import Chance, at_least
from openward.methods.coordination.communities import communities, numbered
from openward.methods.coordination.network import LEAST_OCCASIONS
from openward.methods.coordination.occasions import inside_pairs, occasions_of, standing_out
from openward.methods.coordination.result import Codes, Integers, Network, Pairs

FALSE_LINKS_ALLOWED = 0.01
"""A link counts when chance would give at most this many such links in the whole file."""

FALSE_DISCOVERIES = 0.05
"""The looser bound (Benjamini and Hochberg 1995) for links that close a triangle, and for those who join a group."""

NEIGHBOURS_AT_ONCE = 5_000_000
MOST_NEIGHBOURS = 500_000_000
ROUNDS = 3


def members_of(network: Network, accounts: int, *, allowed: float = FALSE_LINKS_ALLOWED, seed: int = 0) -> Codes:
    """Each account's group or -1, shape [accounts]; groups are numbered from 0, the largest first.

    A group is a community of two kinds of links: those that chance would give at most `allowed` times in the whole
    file; and, where three accounts are all linked with each other, also those that pass a false discovery rate of
    1 %, for false links are strewn and do not close triangles. Raises nothing.

    >>> from openward.methods.coordination import chance_of, coordinated_pairs, network_of, posts_of, shares_of
    >>> shares = shares_of(posts_of(list("abab"), list("1234"), [0, 30, 500, 510]), list("xxyy"))
    >>> pairs = coordinated_pairs(shares)
    >>> members_of(network_of(pairs, chance_of(pairs)), 2).tolist()
    [-1, -1]
    """
    labels = np.full(accounts, -1, dtype=np.int32)
    links = np.flatnonzero(links_that_count(network, allowed=allowed))
    if not len(links):
        return labels
    first, second = network.first[links], network.second[links]
    nodes, numbers = np.unique(np.concatenate([first, second]), return_inverse=True)
    surprise = np.maximum(-np.log10(network.p[links]), 1.0)
    labels[nodes] = communities(numbers[: len(first)], numbers[len(first) :], surprise, nodes=len(nodes), seed=seed)
    return labels


def links_that_count(network: Network, *, allowed: float = FALSE_LINKS_ALLOWED) -> NDArray[np.bool_]:
    """Which links make groups, shape [links]: the certain ones, and the likely ones in triangles. Raises nothing.

    >>> from openward.methods.coordination import chance_of, coordinated_pairs, network_of, posts_of, shares_of
    >>> shares = shares_of(posts_of(list("abab"), list("1234"), [0, 30, 500, 510]), list("xxyy"))
    >>> pairs = coordinated_pairs(shares)
    >>> links_that_count(network_of(pairs, chance_of(pairs))).tolist()
    [False]
    """
    certain = network.expected_anywhere <= allowed
    likely = _discovered(network) | certain
    unsure = np.flatnonzero(likely & ~certain)
    if len(unsure):
        certain[unsure[_in_triangles(network, np.flatnonzero(likely), unsure)]] = True
    return certain


def _in_triangles(network: Network, links: NDArray[np.int64], asked: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether the ends of each link asked about have a neighbour in common by `links`."""
    nodes, numbers = np.unique(np.concatenate([network.first[links], network.second[links]]), return_inverse=True)
    one, two = numbers[: len(links)], numbers[len(links) :]
    near = csr_array((np.ones(len(links), dtype=np.float32), (one, two)), shape=(len(nodes), len(nodes)))
    near = (near + near.T).tocsr()
    first = np.searchsorted(nodes, network.first[asked])
    second = np.searchsorted(nodes, network.second[asked])
    degrees = np.diff(near.indptr)
    work = np.cumsum(degrees[first] + degrees[second])
    if work[-1] > MOST_NEIGHBOURS:  # thousands of accounts, all linked with each other: a neighbour more will do
        several: NDArray[np.bool_] = np.minimum(degrees[first], degrees[second]) >= 2
        return several
    closed = np.empty(len(asked), dtype=np.bool_)
    begin = 0
    while begin < len(asked):
        done = work[begin - 1] if begin else 0
        end = max(begin + 1, int(np.searchsorted(work, done + NEIGHBOURS_AT_ONCE, side="right")))
        part = slice(begin, end)
        closed[part] = np.asarray(near[first[part]].multiply(near[second[part]]).sum(axis=1)).ravel() > 0
        begin = end
    return closed


def _discovered(network: Network) -> NDArray[np.bool_]:
    """Benjamini and Hochberg over every pair of accounts that could have been linked, linked or not."""
    order = np.argsort(network.p, kind="stable")
    rank = np.arange(1, len(order) + 1)
    under = network.p[order] * max(network.tested, 1) <= FALSE_DISCOVERIES * rank
    passed = np.zeros(len(order), dtype=np.bool_)
    if under.any():
        passed[order[: int(np.flatnonzero(under)[-1]) + 1]] = True
    return passed & (network.occasions >= LEAST_OCCASIONS)


def joined(pairs: Pairs, network: Network, chance: Chance, labels: Codes) -> Codes:
    """The groups after those who were at a group's occasions again and again joined them, shape [accounts].

    Who takes part now and then has met no single member often. So everybody is held against the occasions of each
    group: by chance an account is at an occasion in proportion to its posts and to the posts on that thing about
    that moment; who was at two or more and passes a false discovery rate of 5 % joins. Groups that were at the same
    occasions, at least two and at least half of them, are one. Raises nothing; see its example in
    `openward.methods.coordination.coordination`.
    """
    for _ in range(ROUNDS):
        grown = _round(pairs, network, chance, labels)
        if np.array_equal(grown, labels):
            break
        labels = grown
    return labels


def _round(pairs: Pairs, network: Network, chance: Chance, labels: Codes) -> Codes:
    groups = int(labels.max(initial=-1)) + 1
    if not groups:
        return labels
    accounts = len(labels)
    order, held = inside_pairs(pairs, chance, labels, standing_out(network, labels)[0])
    occasions = occasions_of(pairs, order, held)
    begins, ends = _around(pairs, occasions.object, occasions.began, occasions.ended)
    sizes = ends - begins
    occasion = np.repeat(np.arange(len(sizes)), sizes)
    rows = pairs.eligible[np.repeat(ends - np.cumsum(sizes), sizes) + np.arange(len(occasion))]
    present = np.unique(occasion * accounts + pairs.shares.accounts[rows])
    occasion, account = np.divmod(present, accounts)
    same = _same_groups(occasions.group, occasion, labels[account], groups)
    grown = np.where(labels >= 0, same[labels], -1).astype(np.int64)
    outside = labels[account] < 0
    spot, times = np.unique(occasions.group[occasion[outside]] * accounts + account[outside], return_counts=True)
    group, account = np.divmod(spot, accounts)
    rate = np.bincount(occasions.group, weights=sizes, minlength=groups) / max(int(chance.posts.sum()), 1)
    p = np.where(times >= LEAST_OCCASIONS, at_least(times, chance.posts[account] * rate[group]), 1.0)
    ranked = np.lexsort((spot, p))
    tested = int((chance.posts >= LEAST_OCCASIONS).sum()) * groups
    under = np.flatnonzero(p[ranked] * tested <= FALSE_DISCOVERIES * np.arange(1, len(p) + 1))
    joining = ranked[: int(under[-1]) + 1] if len(under) else ranked[:0]
    # The surest are written last, and stay.
    joining = joining[p[joining] < 1.0][::-1]
    grown[account[joining]] = same[group[joining]]
    return numbered(grown)


def _same_groups(held: Integers, occasion: Integers, present: Codes, groups: int) -> NDArray[np.int64]:
    """A number for each group, the same for groups that two or more members each brought to the same occasions."""
    there, members = np.unique(occasion[present >= 0] * groups + present[present >= 0], return_counts=True)
    occasion, other = np.divmod(there[members >= 2], groups)
    meetings, times = np.unique(held[occasion] * groups + other, return_counts=True)
    own, other = np.divmod(meetings, groups)
    often = (own != other) & (times >= LEAST_OCCASIONS) & (2 * times >= np.bincount(held, minlength=groups)[own])
    ties = csr_array((np.ones(int(often.sum())), (own[often], other[often])), shape=(groups, groups))
    number: NDArray[np.int64] = connected_components(ties, directed=False)[1].astype(np.int64)
    return number


def _around(
    pairs: Pairs, objects: Integers, began: NDArray[np.float64], ended: NDArray[np.float64]
) -> tuple[Integers, Integers]:
    """Where, among the eligible rows, the shares of each object lie from a window before to a window after."""
    shares, rows = pairs.shares, pairs.eligible
    moments = shares.moments
    step = len(moments) + 1
    key = shares.objects[rows].astype(np.int64) * step + shares.ranks[rows]
    first = np.searchsorted(moments, began - pairs.window_s, side="left")
    past = np.searchsorted(moments, ended + pairs.window_s, side="right")
    return np.searchsorted(key, objects * step + first), np.searchsorted(key, objects * step + past)
