"""What an opinion map says: groups and what stands for them, what is shared, what divides, and how far to trust it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from openward.methods.opinion_map.gaps import Gap
from openward.methods.opinion_map.projection import Plane
from openward.methods.opinion_map.representative import GroupCounts
from openward.methods.opinion_map.votes import Floats, Identity, Integers, Mask, OpinionMapError, VoteMatrix


class UnusableOptionsError(OpinionMapError):
    """An option contradicts the votes or another option."""


class CaveatKey(StrEnum):
    """What must be known before the map is believed."""

    NO_GROUPS = "no_groups"
    GRADUAL = "gradual"
    FORCED = "forced"
    WEAK = "weak"
    FEW_PEOPLE = "few_people"
    PLACED_ONLY = "placed_only"
    MODERATED_OUT = "moderated_out"
    SAMPLED = "sampled"
    RESAMPLES = "resamples"
    THIN = "thin"
    CARRIED_OVER = "carried_over"
    REGROUPED = "regrouped"
    NOT_A_SAMPLE = "not_a_sample"


@dataclass(frozen=True)
class Caveat:
    """One reason for care: a key for programs and a plain sentence for people."""

    key: CaveatKey
    sentence: str


@dataclass(frozen=True)
class Tally:
    """How many people agreed with, disagreed with and saw a statement; who passed has seen it only."""

    agree: int
    disagree: int
    seen: int


@dataclass(frozen=True)
class Representative:
    """A statement that sets a group apart. `z` tests the group against all others together.

    `stability` is the share of resamples in which the statement stands for the group in the same direction, None
    where nothing was resampled. `is_best_agree` marks what the group most agrees with.
    """

    statement: Identity
    is_agree: bool
    tally: Tally
    z: float
    ratio: float
    stability: float | None
    is_best_agree: bool


@dataclass(frozen=True)
class Group:
    """People who vote alike. `size` counts everybody placed in it, `fitted` those who voted enough to shape it.

    `stability` is the mean overlap (Jaccard) with its counterpart in resamples, None where nothing was resampled.
    """

    id: int
    size: int
    fitted: int
    centre: tuple[float, float]
    stability: float | None
    representative: tuple[Representative, ...]


@dataclass(frozen=True)
class Shared:
    """A statement that every group agrees or disagrees with; `consensus` is the group-informed consensus."""

    statement: Identity
    is_agree: bool
    tally: Tally
    z: float
    consensus: float
    by_group: Mapping[int, Tally]


@dataclass(frozen=True)
class Divided:
    """A statement that divides; see `division.Division`. `by_group` is empty where there are no groups."""

    statement: Identity
    between: tuple[int, int] | None
    tally: Tally
    difference: float
    z: float
    by_group: Mapping[int, Tally]


@dataclass(frozen=True)
class Overruled:
    """A group leans on a statement against everybody together."""

    statement: Identity
    group: int
    is_agree: bool
    tally: Tally
    whole: Tally
    z: float


@dataclass(frozen=True)
class Asked:
    """A statement worth showing to more people, with its weight (see `routing_weights`) and who has seen it."""

    statement: Identity
    weight: float
    seen: int


@dataclass(frozen=True)
class Candidate:
    """A number of groups that was tried.

    `silhouette` of the grouping, `by_chance` its mean and `highest_by_chance` its highest value without any pattern
    in the votes; `excess` in standard deviations of chance. `smallest` is the size of the smallest group. `stability`
    is the adjusted Rand index with resamples, None where that was not looked at. `is_apart`: passes every test.
    """

    groups: int
    silhouette: float
    by_chance: float
    highest_by_chance: float
    excess: float
    smallest: int
    stability: float | None
    is_apart: bool


@dataclass(frozen=True)
class OpinionMap:
    """The map. Arrays over people and statements are in the order of `matrix`.

    `positions` [people, 2]; `fitted` [people]: who shaped the plane and the groups; `labels` [people]: the position
    in `groups` of each person's group, -1 for everybody where no groups can be told apart; `counts` [groups,
    statements], or one row for everybody together. `stability` is the mean adjusted Rand index of the groups (or of
    the best candidate that failed) with resamples, None where nothing was resampled. `gaps` say what lies
    between each two groups, by their ids. `next_group_id` has never named a
    group of this conversation. `majority` is what most people
    agree or disagree with, whoever they are (the reference's consensus); `consensus` is what every group does.
    """

    matrix: VoteMatrix
    plane: Plane
    positions: Floats
    fitted: Mask
    labels: Integers
    groups: tuple[Group, ...]
    counts: GroupCounts
    candidates: tuple[Candidate, ...]
    consensus: tuple[Shared, ...]
    majority: tuple[Shared, ...]
    divisive: tuple[Divided, ...]
    minority: tuple[Overruled, ...]
    ask_next: tuple[Asked, ...]
    stability: float | None
    gaps: tuple[Gap, ...]
    seed: int
    vote_threshold: int
    next_group_id: int
    caveats: tuple[Caveat, ...]

    @property
    def is_gradual(self) -> bool:
        """Between some two groups no gap can be seen: one shades into the other."""
        return any(not gap.is_open for gap in self.gaps)

    @property
    def group_ids(self) -> NDArray[np.int64]:
        """Shape [people]: the id of each person's group, -1 where no groups can be told apart."""
        if not self.groups:
            return np.full(len(self.labels), -1, dtype=np.int64)
        return np.array([group.id for group in self.groups], dtype=np.int64)[self.labels]

    def assignments(self) -> dict[Identity, int | None]:
        """Each person's id and the id of their group, None where no groups can be told apart."""
        ids = self.group_ids.tolist()
        return {
            person: (group if group >= 0 else None)
            for person, group in zip(self.matrix.people.tolist(), ids, strict=True)
        }
