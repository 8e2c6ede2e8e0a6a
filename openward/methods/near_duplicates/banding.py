"""Which sets are likely to be alike? MinHash signatures cut into bands (`rensa`), without comparing all pairs.

The slots of two sets' signatures agree with the chance of their likeness J. A band of r slots agrees with chance J^r,
at least one of b bands with 1 - (1 - J^r)^b. Sets that agree on a band are candidates, to be compared exactly
(`comparing`). Sources: A. Z. Broder 1997; P. Indyk and R. Motwani 1998; J. Leskovec, A. Rajaraman and J. D. Ullman,
"Mining of Massive Datasets", chapter 3.
"""

import math
from array import array
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openward.methods.near_duplicates.shingles import Hashes, Integers, Sets, scrambled

RECALL = 0.99
"""The chance, at least, that a pair exactly at the threshold becomes a candidate; more alike, more likely."""

MOST_SLOTS = 160
SIGNATURE_BYTES = 1 << 28
"""The most that signatures may hold at a time: with many texts the bands are worked through in several goes."""

ROWS_AT_A_TIME = 512


@dataclass(frozen=True)
class Bands:
    """`count` bands of `rows` slots each."""

    count: int
    rows: int

    def recall(self, likeness: float) -> float:
        """The chance that two sets of this likeness agree on at least one band."""
        return float(1 - (1 - likeness**self.rows) ** self.count)


def bands_for(threshold: float) -> Bands:
    """The most selective bands that find a pair at `threshold` with a chance of at least `RECALL`.

    Returns `Bands` with at most `MOST_SLOTS` slots in all (more only below a threshold of 0.2). `threshold` lies above
    0 and at most at 1. Raises nothing. Source: the module docstring.

    >>> bands_for(0.8)
    Bands(count=20, rows=7)
    >>> round(bands_for(0.8).recall(0.875), 4)
    1.0
    """
    best = None
    for rows in range(1, 17):
        missed_by_one = 1 - threshold**rows
        count = 1 if missed_by_one <= 0 else math.ceil(math.log(1 - RECALL) / math.log(missed_by_one))
        if best is None or rows * count <= MOST_SLOTS:
            best = Bands(count, rows)
    assert best is not None
    return best


def buckets(sets: Sets, bands: Bands, *, seed: int) -> Iterator[tuple[Integers, Integers]]:
    """For each band the sets that share their place with another one.

    Yields (members, offsets): the numbers of the sets, those of one bucket side by side and ascending; bucket i is
    `members[offsets[i]:offsets[i + 1]]`, of two or more. No set may be empty. Peak memory 256 MB for signatures,
    and 8 bytes for each band of each set that has company. Source: the module docstring.

    >>> three = Sets(np.array([1, 2, 3, 1, 2, 3, 7, 8, 9], np.uint64), np.array([0, 3, 6, 9]))
    >>> [members.tolist() for members, _ in buckets(three, Bands(2, 4), seed=1)]
    [[0, 1], [0, 1]]
    """
    if len(sets.sizes) < 2:
        return
    a_go = max(1, min(bands.count, SIGNATURE_BYTES // (4 * bands.rows * len(sets.sizes))))
    for go, first in enumerate(range(0, bands.count, a_go)):
        own = Bands(min(a_go, bands.count - first), bands.rows)
        own_seed = (seed + go * 0x9E3779B9) % (1 << 32)
        company = _with_company(sets, own, own_seed)
        keys = _band_keys(sets.of(company), own, own_seed)
        for band in range(own.count):
            yield _grouped(keys[band], company)


def _with_company(sets: Sets, bands: Bands, seed: int) -> Integers:
    """The sets that share at least one band with another: told by rensa without leaving compiled code."""
    import rensa

    slots = bands.count * bands.rows
    matrix = rensa.RMinHash.digest_matrix_from_flat_token_hashes(
        sets.shingles, sets.offsets.astype(np.uint64), slots, seed
    )
    index = rensa.RMinHashLSH(0.5, slots, bands.count)
    return np.flatnonzero(np.array(index.query_duplicate_flags_matrix_one_shot(matrix), np.bool_))


def _band_keys(sets: Sets, bands: Bands, seed: int) -> Hashes:
    """One number for each band (rows) of each set (columns)."""
    import rensa

    number = len(sets.sizes)
    slots = bands.count * bands.rows
    keys = np.empty((bands.count, number), np.uint64)
    factors = scrambled(np.arange(1, bands.rows + 1, dtype=np.uint64)) | np.uint64(1)
    for first in range(0, number, ROWS_AT_A_TIME):
        last = min(first + ROWS_AT_A_TIME, number)
        offsets = sets.offsets[first : last + 1]
        matrix = rensa.RMinHash.digest_matrix_from_flat_token_hashes(
            sets.shingles[offsets[0] : offsets[-1]], (offsets - offsets[0]).astype(np.uint64), slots, seed
        )
        # rensa gives lists; an array of C integers takes them in half the time that NumPy does.
        numbers = array("I")
        for row in matrix.to_rows():
            numbers.fromlist(row)
        signatures = np.frombuffer(numbers, np.uint32).reshape(last - first, bands.count, bands.rows)
        keys[:, first:last] = scrambled(signatures @ factors).T
    return keys


def _grouped(keys: Hashes, names: Integers) -> tuple[Integers, Integers]:
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    same = np.concatenate([[False], ordered[1:] == ordered[:-1], [False]]) if len(keys) else np.zeros(2, np.bool_)
    shared: NDArray[np.bool_] = same[1:] | same[:-1]
    members = order[shared[: len(keys)]]
    begins = np.flatnonzero(~same[:-1][shared[: len(keys)]]) if len(members) else np.zeros(0, np.int64)
    return names[members], np.append(begins, len(members))
