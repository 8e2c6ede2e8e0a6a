"""Did they act at once, or do they merely care about the same things? Their timing beside everybody else's."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openward.methods.coordination.pairs import past_window
from openward.methods.coordination.result import Codes, Floats, Integers, Pairs

NEAR = 60
"""Posts on one object are near in time when they lie within this many windows."""

ENOUGH_WINDOWS = 10
"""A file that spans fewer windows than this says nothing about timing."""

PRIOR = 20
"""What an even spread would give counts as this many pairs, beside the pairs seen with other accounts."""

TIMES_AS_LIKELY = 3
"""The odds of being in step inside a group must be this many times the odds with others."""


@dataclass(frozen=True, eq=False)
class Timing:
    """For each group, shape [groups]: the share of near pairs that are in step, inside and with others.

    `is_in_step` says whether the odds inside are at least three times those with others. All None-like (NaN and
    True) where the file is too short to tell: then `checked` is False.
    """

    inside: Floats
    with_others: Floats
    is_in_step: NDArray[np.bool_]
    checked: bool


def timing_of(pairs: Pairs, labels: Codes, groups: int) -> Timing:
    """How much in step each group is; `labels` gives each account's group or -1, shape [accounts].

    Two posts on one object are near when at most sixty windows (or the length of the file) apart, and in step when
    at most one window apart. Locally, over so short a while, people who merely care about the same things are
    spread evenly, so that about one near pair in thirty is in step; if news makes everybody quick, the pairs of
    members with others show it. After the jitter method of the study of nerve cells: A. Amarasingham and others
    2012, doi 10.1152/jn.00633.2011. Raises nothing.

    >>> from openward.methods.coordination import coordinated_pairs, posts_of, shares_of
    >>> shares = shares_of(posts_of(list("ababab"), list("123456"), [0, 1, 5000, 5001, 9000, 9001]), list("xxyyzz"))
    >>> timing = timing_of(coordinated_pairs(shares, window_s=10), np.array([0, 0], dtype=np.int32), 1)
    >>> timing.inside.tolist(), timing.with_others.round(3).tolist(), timing.is_in_step.tolist()
    ([1.0], [0.033], [True])
    """
    shares, rows = pairs.shares, pairs.eligible
    span = float(np.ptp(shares.seconds[rows])) if len(rows) else 0.0
    near_s = min(NEAR * pairs.window_s, span)
    if near_s < ENOUGH_WINDOWS * pairs.window_s:
        blank = np.full(groups, np.nan)
        return Timing(inside=blank, with_others=blank, is_in_step=np.ones(groups, dtype=np.bool_), checked=False)
    even = 1 - (1 - pairs.window_s / near_s) ** 2
    touched = np.zeros(len(shares.object_names), dtype=np.bool_)
    touched[shares.objects[rows[labels[shares.accounts[rows]] >= 0]]] = True
    rows = rows[touched[shares.objects[rows]]]
    moments, ranks = np.unique(shares.seconds[rows], return_inverse=True)
    group = labels[shares.accounts[rows]].astype(np.int64)
    member = group >= 0
    objects = shares.objects[rows].astype(np.int64)
    accounts = shares.accounts[rows].astype(np.int64)
    everybody = objects
    of_group = np.where(member, group * (objects.max(initial=0) + 1) + objects, -1)
    of_account = accounts * (objects.max(initial=0) + 1) + objects
    counts: list[tuple[Floats, Floats]] = []
    for reach_s in (pairs.window_s, near_s):
        past = past_window(moments, reach_s)
        around = [_around(keys, ranks, past, member) for keys in (everybody, of_group, of_account)]
        sums = [np.bincount(group[member], weights=seen[member], minlength=groups) for seen in around]
        counts.append(((sums[1] - sums[2]) / 2, sums[0] - sums[1]))
    (in_step, in_step_others), (near, near_others) = counts
    inside = np.divide(in_step, near, out=np.zeros(groups), where=near > 0)
    with_others = (in_step_others + PRIOR * even) / (near_others + PRIOR)
    odds = (in_step + 0.5) / (near - in_step + 0.5)
    return Timing(
        inside=inside,
        with_others=with_others,
        is_in_step=odds * (1 - with_others) >= TIMES_AS_LIKELY * with_others,
        checked=True,
    )


def _around(
    keys: Integers, ranks: NDArray[np.integer], past: Integers, asked: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """For the rows `asked`: how many rows of the same key lie within the reach on either side, itself left out."""
    step = len(past) + 1
    spots = np.sort(_numbered(keys) * step + ranks)
    # `past` names the first moment beyond the reach; seen from behind, the first moment within it.
    before = np.searchsorted(past, np.arange(len(past)), side="right")
    own = _numbered(keys)[asked] * step
    after = np.searchsorted(spots, own + past[ranks[asked]], side="left")
    until = np.searchsorted(spots, own + before[ranks[asked]], side="left")
    seen = np.zeros(len(keys))
    seen[asked] = after - until - 1
    return seen


def _numbered(keys: Integers) -> Integers:
    return np.unique(keys, return_inverse=True)[1].astype(np.int64)
