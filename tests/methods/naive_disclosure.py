"""A reader who knows the rules, and a slow search for the best stand-in. Nothing here comes from the method."""

from itertools import combinations, product

import numpy as np
from scipy import sparse
from scipy.optimize import linprog


def rounded(count, k):
    """To the nearest 5, but not below k."""
    below = count - count % 5
    nearest = below if count - below < 2.5 else below + 5
    return nearest if nearest >= k else nearest + 5


class Reader:
    """Reads every release of one table and works out what each group of people may be.

    `figures[release][place]` is the published number, None where it is withheld. The reader knows the categories, the
    threshold, how figures are rounded and how far later releases may be off.
    """

    def __init__(self, levels, threshold, releases, only_grows=False):
        self.threshold = threshold
        self.only_grows = only_grows
        self.cells = list(product(*levels))
        self.places = list(product(*([*groups, None] for groups in levels)))
        self.members = np.array(
            [
                [all(want is None or want == has for want, has in zip(place, cell, strict=True)) for cell in self.cells]
                for place in self.places
            ]
        )
        self.low = np.zeros((len(releases), len(self.places)))
        self.high = np.full(self.low.shape, np.inf)
        for number, figures in enumerate(releases):
            for at, place in enumerate(self.places):
                shown = figures[place]
                if shown is not None:
                    alike = [
                        count
                        for count in range(threshold, shown + threshold + 1)
                        if (rounded(count, threshold) == shown if number == 0 else abs(shown - count) <= threshold)
                    ]
                    self.low[number, at], self.high[number, at] = min(alike), max(alike)
        self.adds = [
            (self.places.index(place), [self.places.index((*place[:at], group, *place[at + 1 :])) for group in groups])
            for place in self.places
            for at, groups in enumerate(levels)
            if place[at] is None
        ]

    def deduce(self):
        """Tightens all bounds by every sum, up, down and from release to release, until nothing more follows."""
        while True:
            before = (self.low.copy(), self.high.copy())
            for total, parts in self.adds:
                self.low[:, total] = np.maximum(self.low[:, total], self.low[:, parts].sum(axis=1))
                self.high[:, total] = np.minimum(self.high[:, total], self.high[:, parts].sum(axis=1))
                for part in parts:
                    others = [other for other in parts if other != part]
                    self.high[:, part] = np.minimum(
                        self.high[:, part], self.high[:, total] - self.low[:, others].sum(axis=1)
                    )
                    self.low[:, part] = np.maximum(
                        self.low[:, part], self.low[:, total] - self.high[:, others].sum(axis=1)
                    )
            if self.only_grows:
                self.low = np.maximum.accumulate(self.low, axis=0)
                self.high = np.minimum.accumulate(self.high[::-1], axis=0)[::-1]
            if np.array_equal(before[0], self.low) and np.array_equal(before[1], self.high):
                return

    def isolates(self, low, high):
        """Whether every possible number of people is between 1 and the threshold, or that many left."""
        came = (low >= 1) & (high <= self.threshold - 1)
        left = (high <= -1) & (low >= -(self.threshold - 1))
        return came | left

    def differences(self):
        """(attempts, successes): every figure, every figure less one inside it, and how each changed."""
        low, high = [self.low], [self.high]
        for whole, part in combinations(range(len(self.places)), 2):
            for outer, inner in ((whole, part), (part, whole)):
                if (self.members[inner] <= self.members[outer]).all() and self.members[inner].any():
                    low.append(np.maximum(self.low[:, [outer]] - self.high[:, [inner]], 0))
                    high.append(self.high[:, [outer]] - self.low[:, [inner]])
        low, high = np.hstack(low), np.hstack(high)
        attempts, successes = low.size, int(self.isolates(low, high).sum())
        for earlier, later in combinations(range(len(low)), 2):
            least, most = low[later] - high[earlier], high[later] - low[earlier]
            if self.only_grows:
                least = np.maximum(least, 0)
            attempts += least.size
            successes += int(self.isolates(least, most).sum())
        return attempts, successes

    def exact_bounds(self, weights):
        """The least and most that sum(weights x cells) can be, over every table that fits: by linear programming.

        `weights` has shape [releases, cells]: a group of cells at one release, or its change between two.
        """
        releases, cells = len(self.low), len(self.cells)
        sums = sparse.block_diag([sparse.csr_array(self.members.astype(float))] * releases)
        known = np.isfinite(self.high).ravel()
        rules, limits = [sums[known], -sums], [self.high.ravel()[known], -self.low.ravel()]
        if self.only_grows and releases > 1:
            step = sparse.eye_array((releases - 1) * cells, releases * cells)
            rules.append(step - sparse.eye_array((releases - 1) * cells, releases * cells, k=cells))
            limits.append(np.zeros((releases - 1) * cells))
        ends = []
        for sign in (1, -1):
            found = linprog(sign * weights.ravel(), A_ub=sparse.vstack(rules), b_ub=np.concatenate(limits))
            if found.status == 3:
                ends.append(-np.inf)
            else:
                assert found.status == 0, found.message
                ends.append(found.fun)
        return np.ceil(ends[0] - 1e-6), np.floor(-ends[1] + 1e-6)


def best_worth(counts, shape, k, worth):
    """The most that a first release can show, over every stand-in and every choice of figures.

    `worth` has the value of each figure, in the order of `product` over the groups of each column and its total.
    """
    cells = list(product(*(range(size) for size in shape)))
    places = list(product(*(range(size + 1) for size in shape)))
    inside = [
        [
            all(at in (place, size) or place == size for at, place, size in zip(cell, p, shape, strict=True))
            for cell in cells
        ]
        for p in places
    ]
    inside = np.array(inside, dtype=int)
    true = inside @ np.array(counts)
    allowed = [0, *range(k, max(true) + k + 3)]
    stand_ins = np.array(list(product(allowed, repeat=len(cells))))
    figures = stand_ins @ inside.T
    alike = np.zeros(figures.shape, dtype=bool)
    for at, count in enumerate(true):
        if count >= k:
            fitting = [value for value in range(k, int(figures.max()) + 1) if rounded(value, k) == rounded(count, k)]
            alike[:, at] = np.isin(figures[:, at], fitting)
    best = 0.0
    for truths in {tuple(row) for row in alike.tolist()}:
        usable = [at for at, is_true in enumerate(truths) if is_true]
        for size in range(len(usable), 0, -1):
            for shown in combinations(usable, size):
                value = sum(worth[at] for at in shown)
                if value > best and has_no_single_gap(shown, shape, places):
                    best = value
    return best


def has_no_single_gap(shown, shape, places):
    """Whether beside no shown total exactly one figure is missing."""
    shown = {places[at] for at in shown}
    for place in shown:
        for column, size in enumerate(shape):
            if place[column] == size:
                parts = [(*place[:column], group, *place[column + 1 :]) for group in range(size)]
                if sum(part not in shown for part in parts) == 1:
                    return False
    return True
