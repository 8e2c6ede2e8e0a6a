"""The pair finding: who shared the same object within the window. CooRTweet's definition."""

import numpy as np
from numpy.typing import NDArray

from openward.methods.coordination.result import Codes, Integers, Pairs, Shares, UnusableOptionsError

MOST_PAIRS = 10_000_000
"""Beyond this many pairs the most crowded objects are counted instead of listed (about 40 bytes a pair)."""

CHUNK = 2_000_000


def coordinated_pairs(
    shares: Shares, *, window_s: float = 60, min_participation: int = 2, most_pairs: int = MOST_PAIRS
) -> Pairs:
    """Pairs of posts by different accounts on the same object, at most `window_s` seconds apart.

    As CooRTweet's `detect_groups`: accounts with fewer than `min_participation` posts are left out; then every
    two posts on one object at most `window_s` apart are a pair, unless they have the same account or content, or
    the content is the object itself; at last a pair is kept when at least one of its posts is by an account with
    `min_participation` posts in such pairs. Returns `Pairs`, ordered by object and moment. When there are more
    than `most_pairs`, the objects with most pairs are set apart as crowds (`Pairs.crowded_objects`). Raises
    `UnusableOptionsError` for a window that is not a positive number or a participation below one. Source: N.
    Righetti, P. Balluff, CooRTweet, 2023; F. Giglietto and others 2020, doi 10.1080/1369118X.2020.1739732.

    >>> from openward.methods.coordination import posts_of, shares_of
    >>> shares = shares_of(posts_of(list("abcab"), list("12345"), [0, 30, 500, 0, 61]), list("xxxyy"))
    >>> pairs = coordinated_pairs(shares, min_participation=1)
    >>> pairs.older.tolist(), pairs.newer.tolist(), pairs.seconds_apart.tolist()
    ([0], [1], [30.0])
    """
    if not (np.isfinite(window_s) and window_s > 0):
        raise UnusableOptionsError("the window must be a positive number of seconds")
    if min_participation < 1:
        raise UnusableOptionsError("the participation must be at least one post")
    posts = np.bincount(shares.accounts)
    active = posts[shares.accounts] >= min_participation
    rows = np.flatnonzero(active & ~shares.is_own_object)
    # Ties go to the account that appears first, as CooRTweet's grouping by account makes it.
    rows = rows[np.argsort(shares.accounts[rows], kind="stable")]
    order, followers = windows(shares.objects[rows], shares.ranks[rows], past_window(shares.moments, window_s))
    rows = rows[order]
    objects = shares.objects[rows]
    crowded = _crowds(objects, followers, most_pairs)
    is_crowded = np.isin(objects, crowded)
    older, newer = _expanded(shares, rows, np.where(is_crowded, 0, followers))
    if min_participation > 1:
        kept = _often_enough(shares, active, older, newer, min_participation)
        older, newer = older[kept], newer[kept]
    return Pairs(
        shares=shares,
        window_s=float(window_s),
        min_participation=min_participation,
        older=older,
        newer=newer,
        eligible=rows,
        followers=followers,
        crowded_objects=crowded,
        crowded_pairs=int(followers[is_crowded].sum()),
    )


def windows(
    objects: NDArray[np.integer], ranks: NDArray[np.integer], past: Integers
) -> tuple[NDArray[np.int64], Integers]:
    """The order by object and moment, and for each row in it how many rows of the object follow within the window.

    `ranks` are places among the distinct moments, `past` the first place beyond the window of each (`past_window`).
    Both results are of shape [rows]; rows of one object and moment stay in the order given. Raises nothing.

    >>> past = past_window(np.array([0.0, 5.0]), 5.0)
    >>> [part.tolist() for part in windows(np.array([8, 7, 7]), np.array([1, 0, 1]), past)]
    [[1, 2, 0], [1, 0, 0]]
    """
    # Places are whole numbers, so that objects and moments make one exact sorting key.
    key = objects.astype(np.int64) * (len(past) + 1) + ranks
    order = sorting(key)
    key = key[order]
    ranks = ranks[order]
    ends = np.searchsorted(key, key - ranks + past[ranks], side="left")
    return order, ends - np.arange(len(key)) - 1


def sorting(key: Integers) -> NDArray[np.int64]:
    """The stable order of keys that are not negative, shape [keys]: as `numpy.argsort`, several times faster.

    >>> sorting(np.array([5, 3, 5, 1])).tolist()
    [3, 1, 0, 2]
    """
    places = max(len(key) - 1, 1).bit_length()
    if len(key) == 0 or int(key.max()).bit_length() + places > 62:
        return np.argsort(key, kind="stable")
    together = (key << places) | np.arange(len(key))
    together.sort()
    together &= (1 << places) - 1
    return together


def past_window(moments: NDArray[np.float64], window_s: float) -> Integers:
    """For sorted distinct moments, shape [n]: the number of the first one more than the window later, up to n.

    >>> past_window(np.array([0.0, 5.0, 6.0]), 5.0).tolist()
    [2, 3, 3]
    """
    ends = np.searchsorted(moments, moments + window_s, side="right").astype(np.int64)
    # The window is about differences; a rounded sum may be off by one place.
    last = len(moments) - 1
    while True:
        further = (ends <= last) & (moments[np.minimum(ends, last)] - moments <= window_s)
        nearer = moments[ends - 1] - moments > window_s
        if not (further.any() or nearer.any()):
            return ends
        ends += further.astype(np.int64) - nearer.astype(np.int64)


def _crowds(objects: Codes, followers: Integers, most_pairs: int) -> Codes:
    total = int(followers.sum())
    if total <= most_pairs:
        return np.empty(0, dtype=np.int32)
    pairs = np.bincount(objects, weights=followers).astype(np.int64)
    order = np.argsort(-pairs, kind="stable")
    left = total - np.cumsum(pairs[order])
    return np.sort(order[: int(np.argmax(left <= most_pairs)) + 1]).astype(np.int32)


def _expanded(shares: Shares, rows: NDArray[np.int64], followers: Integers) -> tuple[Codes, Codes]:
    """Every row with each of its followers, without what is no pair; a part at a time, to bound the memory."""
    starts = np.concatenate([[0], np.cumsum(followers)])
    compact = rows.astype(np.int32)
    accounts, contents = shares.accounts[rows], shares.contents[rows]
    parts: list[tuple[Codes, Codes]] = []
    begin = 0
    while begin < len(rows):
        end = max(begin + 1, int(np.searchsorted(starts, starts[begin] + CHUNK, side="right")) - 1)
        count = followers[begin:end]
        first = np.repeat(np.arange(begin, end), count)
        second = first + 1 + np.arange(len(first)) - np.repeat(starts[begin:end] - starts[begin], count)
        real = (accounts[first] != accounts[second]) & (contents[first] != contents[second])
        parts.append((compact[first[real]], compact[second[real]]))
        begin = end
    if not parts:
        return np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int32)
    return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])


def _often_enough(
    shares: Shares, active: NDArray[np.bool_], older: Codes, newer: Codes, least: int
) -> NDArray[np.bool_]:
    """Whether a content of the pair is by an account with enough posts whose contents are in pairs."""
    paired = np.zeros(len(shares.content_names), dtype=np.bool_)
    paired[shares.contents[older]] = True
    paired[shares.contents[newer]] = True
    counted = active & paired[shares.contents]
    often = np.bincount(shares.accounts[counted], minlength=len(shares.account_names)) >= least
    kept = np.zeros_like(paired)
    kept[shares.contents[counted & often[shares.accounts]]] = True
    return kept[shares.contents[older]] | kept[shares.contents[newer]]
