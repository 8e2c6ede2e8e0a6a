"""Did they act at once, or do they merely care about the same things? Their timing beside everybody else's."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, xlogy

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

HALF = 0.5
"""Where more than half of the near pairs with others are in step, those others acted at once as well: news spreads over
more than a minute. The group is then held against one half."""

ALLOWED = 0.01
"""The chance that some choice of as many accounts, among all who could have been chosen, looks so much in step."""


@dataclass(frozen=True, eq=False)
class Timing:
    """For each group, shape [groups]: the share of near pairs that are in step, inside and with others.

    `is_in_step` is the verdict. Where the file is too short to tell, `checked` is False, the shares are NaN and the
    verdict is True.
    """

    inside: Floats
    with_others: Floats
    is_in_step: NDArray[np.bool_]
    checked: bool


def timing_of(pairs: Pairs, labels: Codes, counted: NDArray[np.bool_]) -> Timing:
    """How much in step each group is.

    `labels` gives each account's group or -1, shape [accounts]; `counted` which objects count for which group,
    shape [groups, objects]. Two posts on one object are near when at most sixty windows (or the length of the file)
    apart, and in step when at most one window apart. Locally, over so short a while, people who merely care about
    the same things are spread evenly, so that about one near pair in thirty is in step; if news makes everybody
    quick, the pairs of members with others show it (up to one half). A group is in step when the odds inside are
    three times as high, and when the binomial bound of H. Chernoff 1952 on so many in step, times the number of
    ways to choose as many
    accounts among all who were near on two objects, is at most 0.01: a few fans out of many always happen to be
    quick together. Each account beyond the first on an occasion counts once. After the jitter method of the study
    of nerve cells: A. Amarasingham and others 2012, doi 10.1152/jn.00633.2011. Raises nothing.

    >>> from openward.methods.coordination import coordinated_pairs, posts_of, shares_of
    >>> posts = posts_of(list("abababab"), list("12345678"), [0, 1, 5000, 5001, 9000, 9001, 9900, 9905])
    >>> pairs = coordinated_pairs(shares_of(posts, list("wwxxyyzz")), window_s=10)
    >>> timing = timing_of(pairs, np.array([0, 0], dtype=np.int32), np.ones((1, 4), dtype=np.bool_))
    >>> timing.inside.tolist(), timing.with_others.round(3).tolist(), timing.is_in_step.tolist()
    ([1.0], [0.033], [True])
    """
    shares, groups = pairs.shares, len(counted)
    span = float(np.ptp(shares.seconds[pairs.eligible])) if len(pairs.eligible) else 0.0
    near_s = min(NEAR * pairs.window_s, span)
    if near_s < ENOUGH_WINDOWS * pairs.window_s:
        blank = np.full(groups, np.nan)
        return Timing(inside=blank, with_others=blank, is_in_step=np.ones(groups, dtype=np.bool_), checked=False)
    even = 1 - (1 - pairs.window_s / near_s) ** 2
    scene = _scene(pairs, labels, counted)
    in_step = scene.met(pairs.window_s)
    near = scene.met(near_s)
    inside = np.divide(in_step.inside, near.inside, out=np.zeros(groups), where=near.inside > 0)
    with_others = (in_step.with_others + PRIOR * even) / (near.with_others + PRIOR)
    usual = np.minimum(with_others, HALF)
    odds = (in_step.inside + 0.5) / (near.inside - in_step.inside + 0.5)
    sizes = np.bincount(labels[labels >= 0], minlength=groups)
    independent = np.minimum(scene.beyond_the_first(pairs.window_s), in_step.inside)
    weight = np.divide(independent, in_step.inside, out=np.zeros(groups), where=in_step.inside > 0)
    surprise = weight * near.inside * _divergence(inside, usual)
    choices = _log_choices(np.maximum(near.accounts, sizes), sizes)
    return Timing(
        inside=inside,
        with_others=with_others,
        is_in_step=(odds * (1 - usual) >= TIMES_AS_LIKELY * usual) & (surprise >= choices - np.log(ALLOWED)),
        checked=True,
    )


@dataclass(frozen=True, eq=False)
class _Met:
    """For each group: pairs within a reach, inside and with others, and accounts within it on two objects."""

    inside: Floats
    with_others: Floats
    accounts: Integers


@dataclass(frozen=True, eq=False)
class _Scene:
    """Every share of every object of every group, by group, object and moment; `place` numbers group and object."""

    groups: int
    accounts: int
    place: Integers
    group_of_place: Integers
    account: Integers
    rank: Integers
    moments: Floats
    is_member: NDArray[np.bool_]

    def met(self, reach_s: float) -> _Met:
        """Who is within the reach of whom."""
        past = past_window(self.moments, reach_s)
        # `past` names the first moment beyond the reach; seen from behind, the first moment within it.
        within = np.searchsorted(past, np.arange(len(past)), side="right")
        step = len(past) + 1

        def around(key: Integers, asked: Integers, ranks: Integers, ranks_asked: Integers) -> Integers:
            spots = key * step + ranks
            first = np.searchsorted(spots, asked * step + within[ranks_asked], side="left")
            return np.searchsorted(spots, asked * step + past[ranks_asked], side="left") - first

        member = self.is_member
        members = around(self.place[member], self.place, self.rank[member], self.rank)
        group = self.group_of_place[self.place]
        own = self.place[member] * self.accounts + self.account[member]
        _, own = np.unique(own, return_inverse=True)
        order = np.argsort(own, kind="stable")
        alone = np.bincount(
            group[member][order],
            weights=around(own[order], own[order], self.rank[member][order], self.rank[member][order]),
            minlength=self.groups,
        )
        inside = np.bincount(group[member], weights=members[member], minlength=self.groups) - alone
        seen = members > 0
        met = np.unique(self.place[seen] * self.accounts + self.account[seen])
        place, account = np.divmod(met, self.accounts)
        who, objects = np.unique(self.group_of_place[place] * self.accounts + account, return_counts=True)
        with_others = np.bincount(group[~member], weights=members[~member], minlength=self.groups)
        return _Met(
            inside=inside / 2,
            with_others=with_others.astype(np.float64),
            accounts=np.bincount(who[objects > 1] // self.accounts, minlength=self.groups),
        )

    def beyond_the_first(self, window_s: float) -> Floats:
        """For each group its members' appearances on occasions, but for one on each."""
        member = np.flatnonzero(self.is_member)
        place, moments = self.place[member], self.moments[self.rank[member]]
        is_new = np.ones(len(member), dtype=np.bool_)
        is_new[1:] = (place[1:] != place[:-1]) | (moments[1:] - moments[:-1] > window_s)
        occasion = np.cumsum(is_new) - 1
        present = np.unique(occasion * self.accounts + self.account[member]) // self.accounts
        beyond: Floats = np.zeros(self.groups)
        np.add.at(beyond, self.group_of_place[place[is_new]], np.bincount(present) - 1.0)
        return beyond


def _scene(pairs: Pairs, labels: Codes, counted: NDArray[np.bool_]) -> _Scene:
    shares, rows = pairs.shares, pairs.eligible
    objects = shares.objects[rows].astype(np.int64)
    group = labels[shares.accounts[rows]].astype(np.int64)
    member = np.flatnonzero(group >= 0)
    member = member[counted[group[member], objects[member]]]
    number = len(shares.object_names)
    places = np.unique(group[member] * number + objects[member])
    group_of_place, object_of_place = np.divmod(places, number)
    begins = np.searchsorted(objects, object_of_place, side="left")
    sizes = np.searchsorted(objects, object_of_place, side="right") - begins
    place = np.repeat(np.arange(len(places)), sizes)
    at = np.repeat(begins - np.cumsum(sizes) + sizes, sizes) + np.arange(len(place))
    moments, rank = np.unique(shares.seconds[rows[at]], return_inverse=True)
    return _Scene(
        groups=len(counted),
        accounts=len(shares.account_names),
        place=place,
        group_of_place=group_of_place,
        account=shares.accounts[rows[at]].astype(np.int64),
        rank=rank,
        moments=moments,
        is_member=group[at] == group_of_place[place],
    )


def _divergence(seen: Floats, usual: Floats) -> Floats:
    """How surprising a share is for each pair, in natural logarithms; 0 where it is not above the usual."""
    more = np.where(seen > usual, seen, usual)
    rest = 1 - more
    divergence: Floats = xlogy(more, more / usual) + xlogy(rest, rest / (1 - usual))
    return divergence


def _log_choices(among: Integers, chosen: Integers) -> Floats:
    """The logarithm of the number of ways to choose so many."""
    ways: Floats = gammaln(among + 1.0) - gammaln(chosen + 1.0) - gammaln(among - chosen + 1.0)
    return ways
