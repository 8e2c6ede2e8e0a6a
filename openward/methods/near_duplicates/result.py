"""What was found: pairs of texts that are nearly the same, and the groups they form."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from openward.methods.near_duplicates.banding import Bands
from openward.methods.near_duplicates.shingles import Integers, spread

Floats = NDArray[np.float64]


class NearDuplicatesError(ValueError):
    """Near-duplicates cannot be looked for; the message says why in plain words."""


class UnusableOptionsError(NearDuplicatesError):
    """An option is out of its range."""


class TooManyPairsError(NearDuplicatesError):
    """There are more pairs than were asked for."""


class CaveatKey(StrEnum):
    TOO_FEW_TEXTS = "too_few_texts"
    NO_WORDS = "no_words"
    SHORT_TEXTS = "short_texts"
    CROWDS = "crowds"
    WORDS_ONLY = "words_only"


@dataclass(frozen=True)
class Caveat:
    """Something to know before trusting the result: a key, how many texts it is about, and a sentence."""

    key: CaveatKey
    texts: int
    sentence: str


@dataclass(frozen=True)
class NearDuplicates:
    """Which of some texts are nearly the same.

    Texts are numbered from 0 in the order given. A text whose set of words was met before is a copy: `copy_of[i]` is
    the first text with that set, i itself when it is the first, -1 when text i has no word at all. `first`, `second`
    and `similarity` are the pairs between first ones, each once, sorted, first < second, with their exact Jaccard
    index (at least `threshold`). So 50,000 copies of one text are one number here, not a billion pairs; `every_pair`
    writes the pairs of copies out. `group[i]` is the number of the group of text i, -1 when it is like no other;
    groups are numbered from 0 by falling size. In a group each text is tied to another one, but its first and last
    may differ more than the threshold: `lowest[g]` is the least similarity of a pair that was found in group g.
    """

    texts: int
    threshold: float
    first: Integers
    second: Integers
    similarity: Floats
    copy_of: Integers
    group: Integers
    lowest: Floats
    bands: Bands
    caveats: tuple[Caveat, ...]

    @cached_property
    def group_sizes(self) -> Integers:
        """How many texts each group has, copies and all."""
        return np.bincount(self.group[self.group >= 0], minlength=len(self.lowest))

    @property
    def groups(self) -> int:
        """How many groups there are."""
        return len(self.lowest)

    def members(self, group: int) -> Integers:
        """The texts of a group, ascending."""
        order, bounds = self._by_group
        return order[bounds[group] : bounds[group + 1]]

    @cached_property
    def _by_group(self) -> tuple[Integers, Integers]:
        order = np.argsort(self.group, kind="stable")
        return order, np.searchsorted(self.group[order], np.arange(self.groups + 1))

    def every_pair(self, *, most: int = 10_000_000) -> tuple[Integers, Integers, Floats]:
        """All pairs of texts, copies written out: first, second (first < second, sorted) and similarity.

        Raises `TooManyPairsError` when there are more than `most`, before they are built.
        """
        named = np.flatnonzero(self.copy_of >= 0)
        order = named[np.argsort(self.copy_of[named], kind="stable")]
        copies = np.bincount(self.copy_of[named], minlength=self.texts)
        begins = np.cumsum(copies) - copies
        pairs = int((copies * (copies - 1) // 2).sum() + (copies[self.first] * copies[self.second]).sum())
        if pairs > most:
            raise TooManyPairsError(f"there are {pairs:,} pairs, more than the {most:,} asked for")
        same = np.flatnonzero(copies > 1)
        places, _ = spread(begins[same], copies[same])
        later = np.repeat(begins[same] + copies[same], copies[same]) - places - 1
        seconds, _ = spread(places + 1, later)
        own, other = copies[self.first], copies[self.second]
        left, _ = spread(begins[self.first], own)
        right, _ = spread(np.repeat(begins[self.second], own), np.repeat(other, own))
        first = np.concatenate([order[np.repeat(places, later)], order[np.repeat(left, np.repeat(other, own))]])
        second = np.concatenate([order[seconds], order[right]])
        similarity = np.concatenate([np.ones(len(seconds)), np.repeat(self.similarity, own * other)])
        first, second = np.minimum(first, second), np.maximum(first, second)
        sorting = np.lexsort((second, first))
        return first[sorting], second[sorting], similarity[sorting]
