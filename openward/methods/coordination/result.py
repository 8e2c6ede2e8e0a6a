"""What is found when accounts act together: pairs, a network, groups, crowds, and what to bear in mind."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import polars as pl
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Codes = NDArray[np.int32]
Floats = NDArray[np.float64]


class CoordinationError(ValueError):
    """The posts cannot be analysed; the message says why in plain words."""


class UnusablePostsError(CoordinationError):
    """A value is missing or not usable, or the columns do not fit together."""


class UnusableOptionsError(CoordinationError):
    """An option makes no sense."""


class TooFewPostsError(CoordinationError):
    """There is nothing to compare: fewer than two posts, or fewer than two accounts."""


class Behaviour(StrEnum):
    """What accounts may do together."""

    OBJECT = "object"
    TEXT = "text"
    SIMILAR_TEXT = "similar-text"
    LINK = "link"
    REPLY = "reply"


class CaveatKey(StrEnum):
    """What to bear in mind about a result."""

    NO_GROUPS = "no_groups"
    NO_PAIRS = "no_pairs"
    CROWDS_LEFT_OUT = "crowds_left_out"
    TIMING_NOT_CHECKED = "timing_not_checked"
    MOST_POSTS_PAIRED = "most_posts_paired"
    SHARED_INTEREST = "shared_interest"
    SHORT_PERIOD = "short_period"
    POSTS_WITHOUT = "posts_without"
    NOT_PROOF = "not_proof"


@dataclass(frozen=True)
class Caveat:
    """A machine key, the sentence for people and the number the sentence holds."""

    key: CaveatKey
    sentence: str
    count: int = 0


@dataclass(frozen=True, eq=False)
class Coded:
    """A column of names as numbers: `codes` into `names`, by first appearance, -1 for none; shape [rows]."""

    codes: Codes
    names: pl.Series

    def __len__(self) -> int:
        return len(self.codes)


@dataclass(frozen=True, eq=False)
class Posts:
    """Who posted when, whatever it was: one row per post.

    `accounts` and `contents` are codes (shape [rows], numbered by first appearance) into `account_names` and
    `content_names`; `seconds` is the moment of each row, and `ranks` its place among the sorted distinct `moments`.
    """

    accounts: Codes
    contents: Codes
    seconds: Floats
    moments: Floats
    ranks: Codes
    account_names: pl.Series
    content_names: pl.Series

    def __len__(self) -> int:
        return len(self.accounts)


@dataclass(frozen=True, eq=False)
class Shares(Posts):
    """Who shared what when: posts, each with an object.

    `objects` are codes into `object_names`; `is_own_object` marks the rows whose content is the object itself.
    """

    objects: Codes
    object_names: pl.Series
    is_own_object: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Pairs:
    """Two posts by different accounts that share the same object within the window: row numbers of `shares`.

    `older` and `newer` have shape [pairs]; of two posts in the same second the one of the account that appears
    first in the file counts as older. `eligible` are the rows that could have been paired, by object and moment,
    `followers` how many rows of the object come within the window after each. `crowded_objects` were shared by so
    many at once that their `crowded_pairs` pairs were counted and not listed.
    """

    shares: Shares
    window_s: float
    min_participation: int
    older: Codes
    newer: Codes
    eligible: NDArray[np.int64]
    followers: Integers
    crowded_objects: Codes
    crowded_pairs: int

    def __len__(self) -> int:
        return len(self.older)

    @property
    def seconds_apart(self) -> Floats:
        """How many seconds lie between the two posts, shape [pairs]."""
        return self.shares.seconds[self.newer] - self.shares.seconds[self.older]

    def frame(self) -> pl.DataFrame:
        """The pairs with their names, in the columns of CooRTweet."""
        shares = self.shares
        apart = self.seconds_apart
        whole = not len(apart) or bool((apart == np.floor(apart)).all())
        return pl.DataFrame(
            {
                "object_id": shares.object_names.gather(shares.objects[self.older]),
                "content_id": shares.content_names.gather(shares.contents[self.older]),
                "content_id_y": shares.content_names.gather(shares.contents[self.newer]),
                "account_id": shares.account_names.gather(shares.accounts[self.older]),
                "account_id_y": shares.account_names.gather(shares.accounts[self.newer]),
                "time_delta": apart.astype(np.int64) if whole else apart,
            }
        )


@dataclass(frozen=True, eq=False)
class Network:
    """Accounts linked by what they did within the window; all arrays have shape [links].

    `first` < `second` are account codes. `weight` counts pairs of posts (CooRTweet's edge weight). `occasions`
    counts separate moments: pairs on one object that follow each other within the window are one occasion.
    `seconds_apart` is the mean over the pairs. `circle` is the circle of objects (0 all, 5 the least shared) in
    which the two stand out most, `expected` how many occasions chance alone would give them there, `p` the chance
    of at least as many as were seen, corrected for having looked in each circle. `tested` is the number of pairs
    of accounts that could have been linked.
    """

    first: Codes
    second: Codes
    weight: Codes
    occasions: Codes
    seconds_apart: NDArray[np.float32]
    circle: NDArray[np.int8]
    expected: NDArray[np.float32]
    p: Floats
    tested: int

    def __len__(self) -> int:
        return len(self.first)

    def of(self, links: NDArray[np.integer]) -> "Network":
        """Only these links, in this order."""
        columns = ("first", "second", "weight", "occasions", "seconds_apart", "circle", "expected", "p")
        return Network(**{name: getattr(self, name)[links] for name in columns}, tested=self.tested)

    def most_surprising(self, most: int) -> NDArray[np.int64]:
        """At most so many links: by falling surprise, then those that met once, by account."""
        tested = np.flatnonzero(self.p < 1)
        tested = tested[np.argsort(self.p[tested], kind="stable")][:most]
        rest = np.flatnonzero(self.p[: most + len(tested)] >= 1) if len(tested) < most else tested[:0]
        return np.concatenate([tested, rest])[:most]

    @property
    def expected_anywhere(self) -> Floats:
        """How many such links chance would give in the whole file, shape [links]: `p` times `tested`."""
        return self.p * max(self.tested, 1)


class Kind(StrEnum):
    """What a group is held to be."""

    TOGETHER = "acted together"
    INTEREST = "shared interest"
    CROWD = "acted together in crowds"


@dataclass(frozen=True)
class Group:
    """Accounts that acted together more often than chance allows, with what a moderator needs to check it.

    `occasions` are separate moments at which at least two of them acted, `per_occasion` the median number of them
    who did; `expected` the occasions chance would give this many accounts this active. Both are counted without
    the `left_out` most shared things, where meeting is no surprise. `in_step` is the share of
    their posts on the same things, near in time, that lie within the window; `in_step_with_others` the same
    between them and everybody else, or what an even spread would give where nobody else shared these things.
    `objects` are the things they acted on most, with occasions; `expected_anywhere` the median over their links of
    how many such links chance would give in the whole file.
    """

    number: int
    kind: Kind
    accounts: tuple[str, ...]
    occasions: int
    per_occasion: float
    expected: float
    left_out: int
    expected_anywhere: float
    pairs: int
    seconds_apart: float
    first_at: float
    last_at: float
    in_step: float | None
    in_step_with_others: float | None
    objects: tuple[tuple[str, int], ...]
    why: str


@dataclass(frozen=True)
class Burst:
    """Many accounts on one object within one window: one occasion, as news or a call to action also makes it.

    `accounts` acted from `began_at` on within the window; `shares` is how often the object was shared in all;
    `expected` how many shares a window holds when the object's shares follow the rhythm of the whole file.
    """

    object_name: str
    accounts: int
    shares: int
    began_at: float
    expected: float
    words: str


@dataclass(frozen=True, eq=False)
class Coordination:
    """The answer: pairs, network, groups that acted together, groups set aside, bursts, caveats."""

    behaviour: Behaviour
    pairs: Pairs
    network: Network
    groups: tuple[Group, ...]
    set_aside: tuple[Group, ...]
    bursts: tuple[Burst, ...]
    caveats: tuple[Caveat, ...]

    @property
    def accounts(self) -> int:
        """How many accounts share anything of this kind."""
        return int(np.count_nonzero(np.bincount(self.pairs.shares.accounts)))

    def network_frame(self, most: int | None = None) -> pl.DataFrame:
        """The network with its names, a row for each link; `expected` is null where a link met only once.

        With `most` only so many links, the most surprising first.
        """
        names, network = self.pairs.shares.account_names, self.network
        if most is not None:
            network = network.of(network.most_surprising(most))
        return pl.DataFrame(
            {
                "account_id": names.gather(network.first),
                "account_id_y": names.gather(network.second),
                "weight": network.weight,
                "occasions": network.occasions,
                "seconds_apart": network.seconds_apart,
                "expected": pl.Series(network.expected).fill_nan(None),
                "p": network.p,
                "expected_anywhere": network.expected_anywhere,
            }
        )

    @property
    def accounts_together(self) -> Sequence[str]:
        """Everybody in a group, each once, in the order of the groups."""
        return list(dict.fromkeys(account for group in self.groups for account in group.accounts))
