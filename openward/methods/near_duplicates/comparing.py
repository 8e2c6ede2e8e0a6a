"""How alike are two sets exactly? The Jaccard index of many pairs at once, and the pairs of crowded buckets.

Jaccard index: shingles in both over shingles in either. A pair is compared by sorting the shingles of both together:
what stands twice is shared. Of a shingle 47 bits are compared; two unlike shingles in a pair of thirty are taken for
one with a chance of 10^-11. Source: P. Jaccard 1901.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openward.methods.near_duplicates.shingles import HASH_BITS, Integers, Sets, spread

Floats = NDArray[np.float64]

PAIR_BITS = 17
SHINGLES_AT_A_TIME = 1 << 15
ROUNDS = 6
"""How many leaders a crowded bucket is compared with, one after another."""


@dataclass(frozen=True)
class Alike:
    """Pairs of sets, each once, by `first`, then `second`; first < second, and their Jaccard index."""

    first: Integers
    second: Integers
    similarity: Floats


def jaccard(sets: Sets, first: Integers, second: Integers) -> Floats:
    """The Jaccard index of each pair of sets `first[i]` and `second[i]`.

    Returns an array as long as `first`, from 0 to 1; two empty sets have 0. Time and memory: 32,000 shingles
    are sorted at a time. Source: the module docstring.

    >>> two = Sets(np.array([1 << 9, 2 << 9, 2 << 9, 3 << 9], np.uint64), np.array([0, 2, 4]))
    >>> jaccard(two, np.array([0, 0]), np.array([1, 0])).round(3).tolist()
    [0.333, 1.0]
    """
    sizes = sets.sizes
    own, other = sizes[first], sizes[second]
    shared = np.zeros(len(first), np.int64)
    upto = np.cumsum(own + other)
    begin = 0
    while begin < len(first):
        before = int(upto[begin - 1]) if begin else 0
        end = int(np.searchsorted(upto, before + SHINGLES_AT_A_TIME, side="right"))
        end = min(max(end, begin + 1), begin + (1 << PAIR_BITS))
        shared[begin:end] = _shared(sets, first[begin:end], second[begin:end])
        begin = end
    either = own + other - shared
    similarity: Floats = np.divide(shared, either, out=np.zeros(len(first)), where=either > 0)
    return similarity


def _shared(sets: Sets, first: Integers, second: Integers) -> Integers:
    sizes = sets.sizes
    both = np.concatenate([first, second])
    places, lengths = spread(sets.offsets[both], sizes[both])
    pair = np.repeat(np.tile(np.arange(len(first), dtype=np.uint64), 2), lengths)
    bits = np.uint64(64 - PAIR_BITS)
    keys = (pair << bits) | (sets.shingles[places] >> np.uint64(HASH_BITS - 64 + PAIR_BITS))
    keys.sort()
    twice = keys[1:][keys[1:] == keys[:-1]] >> bits
    return np.bincount(twice.astype(np.int64), minlength=len(first))


class Comparison:
    """Collects the pairs that reach the threshold, bucket by bucket.

    Two sets that are both `is_apart` are never compared: they belong to another comparison. A band's ordinary buckets
    are the smallest ones that have at most `most_pairs` pairs between them; the others are crowded.
    """

    def __init__(self, sets: Sets, is_apart: NDArray[np.bool_], threshold: float, most_pairs: int) -> None:
        self.sets = sets
        self.is_apart = is_apart
        self.sizes = sets.sizes
        self.threshold = threshold
        self.most_pairs = most_pairs
        self.compared = np.zeros(0, np.int64)
        self.found: list[tuple[Integers, Floats]] = []
        self.crowded: list[Integers] = []

    def add(self, members: Integers, offsets: Integers) -> None:
        """Compare within each bucket: all pairs in ordinary ones, with leaders only in the crowded."""
        sizes = np.diff(offsets)
        order = np.argsort(sizes, kind="stable")
        pairs = np.cumsum(sizes[order] * (sizes[order] - 1) // 2)
        ordinary = order[: np.searchsorted(pairs, self.most_pairs, side="right")]
        self._all_pairs(members, offsets[ordinary], sizes[ordinary])
        crowded = order[len(ordinary) :]
        if len(crowded):
            places, lengths = spread(offsets[crowded], sizes[crowded])
            self.crowded.append(members[places])
            self._with_leaders(members[places], np.repeat(np.arange(len(crowded)), lengths))

    def alike(self) -> Alike:
        """What was found."""
        if not self.found:
            none = np.zeros(0, np.int64)
            return Alike(none, none, np.zeros(0))
        keys, places = np.unique(np.concatenate([pairs for pairs, _ in self.found]), return_index=True)
        similarity = np.concatenate([likeness for _, likeness in self.found])[places]
        return Alike(keys // len(self.sizes), keys % len(self.sizes), similarity)

    def _all_pairs(self, members: Integers, begins: Integers, sizes: Integers) -> None:
        places, _ = spread(begins, sizes)
        later = np.repeat(begins + sizes, sizes) - places - 1
        seconds, _ = spread(places + 1, later)
        self._compare(np.repeat(members[places], later), members[seconds])

    def _compare(self, first: Integers, second: Integers) -> None:
        keys = np.minimum(first, second) * len(self.sizes) + np.maximum(first, second)
        keys = np.unique(keys[self._may_reach(first, second)])
        if len(self.compared):
            at = np.searchsorted(self.compared, keys)
            keys = keys[self.compared[np.minimum(at, len(self.compared) - 1)] != keys]
        if not len(keys):
            return
        self.compared = np.sort(np.concatenate([self.compared, keys]), kind="stable")
        self._keep(keys)

    def _with_leaders(self, members: Integers, bucket: Integers) -> None:
        """Each member is tied to the first one it is like; who is like no leader, to a neighbour if they are alike."""
        for _ in range(ROUNDS):
            is_leader = np.concatenate([[True], bucket[1:] != bucket[:-1]])
            leader = np.repeat(members[is_leader], np.diff(np.append(np.flatnonzero(is_leader), len(members))))
            like_leader = np.zeros(len(members), np.bool_)
            tried = np.flatnonzero(~is_leader & self._may_reach(leader, members))
            keys = leader[tried] * len(self.sizes) + members[tried]
            like_leader[tried[self._keep(keys)]] = True
            left = ~is_leader & ~like_leader
            members, bucket = members[left], bucket[left]
            if not len(members):
                return
        beside = np.flatnonzero(bucket[1:] == bucket[:-1])
        beside = beside[self._may_reach(members[beside], members[beside + 1])]
        self._keep(members[beside] * len(self.sizes) + members[beside + 1])

    def _may_reach(self, first: Integers, second: Integers) -> NDArray[np.bool_]:
        """Whether they are to be compared and their sizes allow the threshold."""
        own, other = self.sizes[first], self.sizes[second]
        allowed = np.minimum(own, other) >= self.threshold * np.maximum(own, other) - 1e-9
        return allowed & ~(self.is_apart[first] & self.is_apart[second])

    def _keep(self, keys: Integers) -> NDArray[np.bool_]:
        similarity = jaccard(self.sets, keys // len(self.sizes), keys % len(self.sizes))
        reaches = similarity >= self.threshold
        self.found.append((keys[reaches], similarity[reaches]))
        return reaches
