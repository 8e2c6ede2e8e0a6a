"""How many groups there are, and whether they are there at all."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from openward.methods.opinion_map.chance import silhouettes_by_chance
from openward.methods.opinion_map.groups import (
    LEAST_IN_GROUP,
    MOST_GROUPS,
    POLISHED,
    base_clusters,
    k_means,
    nearest_centre,
    polished,
    silhouettes,
)
from openward.methods.opinion_map.projection import Plane, fit_plane, place
from openward.methods.opinion_map.result import Candidate
from openward.methods.opinion_map.stability import Regrouping, Resamples, regroup, resample_planes
from openward.methods.opinion_map.votes import Floats, Integers, Mask, VoteMatrix

SAMPLE = 2000
"""Whether there are groups, and whether they come back, is judged on at most so many people.

Draws by chance must be of as many people as what is held against them: with more people an axis settles on a single
statement that splits everybody, and k-means then finds its two sides, pattern or not.
"""

FIRST_ROUNDS, MORE_ROUNDS, ALL_ROUNDS = 5, 12, 32
"""Draws by chance are made in three goes, the last only of what has passed so far: it is the exception."""

BEYOND_DOUBT = 12.0
FAR_BEYOND = 0.1
"""When after the first go a silhouette lies so many standard deviations above the mean, and so far above the highest
of those draws, no more are made."""

THOROUGHLY = {"starts": 24, "directions": 8, "rounds": 30}

LEAST_EXCESS = 4.0
"""A silhouette must lie so many standard deviations above that of chance, and above every draw by chance."""

LEAST_STABILITY = 0.5
"""The adjusted Rand index with resamples must reach this, and each group's overlap with its counterpart too."""

PEOPLE_PER_GROUP = 12
"""The reference tries one more number of groups for every so many people, from two on."""

NONE = -1


@dataclass(frozen=True)
class Judged:
    """The people on whom it is judged whether there are groups: their votes and the plane fitted to them alone."""

    matrix: VoteMatrix
    plane: Plane


@dataclass(frozen=True)
class Found:
    """Groups in which people stand, or none.

    `centres` [groups, 2] and `labels` [people] are empty and -1 where no groups can be told apart. `again` and
    `regrouping` are over `sampled`, positions of people. `candidates` says what was tried.
    """

    centres: Floats
    labels: Integers
    candidates: tuple[Candidate, ...]
    stability: float | None
    sampled: NDArray[np.int64]
    again: Resamples | None
    regrouping: Regrouping | None


def find_groups(
    matrix: VoteMatrix,
    fitted: Mask,
    plane: Plane,
    positions: Floats,
    *,
    groups: int | None = None,
    judged: Judged | None = None,
    resamples: int = 20,
    rounds: int | None = None,
    seed: int = 0,
) -> Found:
    """Groups of the people who stand at `positions` [people, 2], shaped by those in `fitted` [people].

    Each number of groups from two to five is tried; how far its silhouette lies above chance orders them, and the
    first whose groups all have five people, are further apart than chance ever put them and come back in resamples is
    taken. `groups` takes that number whatever the tests say. `judged` may hold `sample_of_fitted` when it is there
    already. Source: `groups`, `chance`, `stability`.

    >>> from openward.methods.opinion_map.projection import fit_plane, place
    >>> from openward.methods.opinion_map.votes import vote_matrix
    >>> people, statements = np.divmod(np.arange(600), 10)
    >>> matrix = vote_matrix(people, statements, np.where((people < 40) == (statements < 5), 1, -1))
    >>> everybody = np.ones(60, dtype=bool)
    >>> plane = fit_plane(matrix, everybody)
    >>> sorted(np.bincount(find_groups(matrix, everybody, plane, place(matrix, plane)).labels).tolist())
    [20, 40]
    """
    standing = positions[fitted]
    most = min(MOST_GROUPS, 2 + len(standing) // PEOPLE_PER_GROUP, len(np.unique(standing, axis=0)))
    sizes = list(range(2, most + 1)) if groups is None else [groups]
    sampled = sample_of(np.arange(len(matrix.people)), seed)
    nothing = np.full(len(positions), NONE, dtype=np.int32)
    if groups is None and (most < 2 or len(standing) < 2 * LEAST_IN_GROUP):
        return Found(np.zeros((0, 2)), nothing, (), None, sampled, None, None)

    is_whole = len(standing) <= SAMPLE
    if is_whole:
        judged = Judged(matrix.of_people(np.flatnonzero(fitted)), plane)
    elif judged is None:
        judged = sample_of_fitted(matrix, fitted, seed=seed)
    shown = standing if is_whole else place(judged.matrix, judged.plane)
    bases = base_clusters(shown[np.newaxis])
    starts = [k_means(bases, size, np.random.default_rng([seed, 8, size]), **THOROUGHLY) for size in sizes]
    labels_of = [nearest_centre(bases.points, centres[:, 0]) for centres, _ in starts]
    seen = silhouettes(bases, labels_of)[:, 0]
    by_chance = _by_chance(judged.matrix, sizes, seen, ALL_ROUNDS if rounds is None else rounds, seed)
    candidates = [
        _candidate(
            size,
            float(seen[which]),
            by_chance[:, which],
            np.bincount(labels_of[which][0], weights=bases.weights[0], minlength=size),
        )
        for which, size in enumerate(sizes)
    ]
    if not is_whole:
        bases = base_clusters(standing[np.newaxis])

    order = sorted(range(len(sizes)), key=lambda which: candidates[which].by_chance - candidates[which].silhouette)
    again: Resamples | None = None
    tried: tuple[int, Regrouping] | None = None
    for which in order:
        candidate = candidates[which]
        apart = candidate.smallest >= LEAST_IN_GROUP and _beyond_chance(candidate)
        if groups is None and not apart:
            continue
        if again is None:
            of_sample = matrix if len(sampled) == len(matrix.people) else matrix.of_people(sampled)
            again = resample_planes(of_sample, fitted[sampled], plane, resamples=resamples, seed=seed)
        size = candidate.groups
        if not is_whole:
            starts[which] = k_means(bases, size, np.random.default_rng([seed, 8, size]), **THOROUGHLY)
        found, spread = starts[which]
        centres, _ = polished(standing, _distinct(found[0], spread[0], POLISHED if is_whole else 1))
        labels = nearest_centre(positions[sampled], centres)
        regrouping = regroup(again, labels, size, seed=seed)
        stable = regrouping.agreement >= LEAST_STABILITY and float(regrouping.same.min()) >= LEAST_STABILITY
        candidates[which] = replace(candidate, stability=regrouping.agreement, is_apart=apart and stable)
        tried = tried or (which, regrouping)
        if groups is None and not stable:
            continue
        return Found(
            centres,
            nearest_centre(positions, centres),
            tuple(candidates),
            regrouping.agreement,
            sampled,
            again,
            regrouping,
        )
    stability = tried[1].agreement if tried else None
    return Found(np.zeros((0, 2)), nothing, tuple(candidates), stability, sampled, again, None)


def sample_of_fitted(matrix: VoteMatrix, fitted: Mask, *, seed: int = 0) -> Judged:
    """At most 2,000 of the people in `fitted` [people], drawn by chance, and a plane of their own.

    >>> from openward.methods.opinion_map.votes import vote_matrix
    >>> matrix = vote_matrix([1, 1, 2, 2], [5, 6, 5, 6], [1, -1, -1, 1])
    >>> len(sample_of_fitted(matrix, np.ones(2, dtype=bool)).matrix.people)
    2
    """
    voters = matrix.of_people(sample_of(np.flatnonzero(fitted), seed))
    return Judged(voters, fit_plane(voters, np.ones(len(voters.people), dtype=np.bool_), seed=seed))


def sample_of(rows: NDArray[np.int64], seed: int) -> NDArray[np.int64]:
    """At most 2,000 of `rows`, in their order.

    >>> sample_of(np.array([4, 2]), 0).tolist()
    [4, 2]
    """
    if len(rows) <= SAMPLE:
        return rows
    return np.sort(np.random.default_rng([seed, 9]).choice(rows, SAMPLE, replace=False))


def _by_chance(
    matrix: VoteMatrix, sizes: list[int], seen: NDArray[np.float64], most: int, seed: int
) -> NDArray[np.float64]:
    """Silhouettes by chance [rounds, sizes], as many rounds as the doubt asks for and at most `most`."""
    drawn = silhouettes_by_chance(matrix, sizes, rounds=min(most, FIRST_ROUNDS), seed=seed)
    above = seen - drawn.max(axis=0)
    if ((_excess(seen, drawn) > BEYOND_DOUBT) & (above > FAR_BEYOND)).any():
        return drawn
    for upto in (MORE_ROUNDS, ALL_ROUNDS):
        further = min(most, upto) - len(drawn)
        if further > 0:
            more = silhouettes_by_chance(matrix, sizes, rounds=further, seed=seed + upto)
            drawn = np.concatenate((drawn, more))
        if not ((_excess(seen, drawn) >= LEAST_EXCESS) & (seen > drawn.max(axis=0))).any():
            break
    return drawn


def _excess(seen: NDArray[np.float64], drawn: NDArray[np.float64]) -> NDArray[np.float64]:
    excess: NDArray[np.float64] = (seen - drawn.mean(axis=0)) / np.maximum(drawn.std(axis=0, ddof=1), 1e-6)
    return excess


def _candidate(groups: int, silhouette: float, by_chance: Floats, sizes: NDArray[Any]) -> Candidate:
    excess = float(_excess(np.array([silhouette]), by_chance[:, np.newaxis])[0])
    middle, highest = float(by_chance.mean()), float(by_chance.max())
    return Candidate(groups, silhouette, middle, highest, excess, int(sizes.min()), None, False)


def _beyond_chance(candidate: Candidate) -> bool:
    return candidate.excess >= LEAST_EXCESS and candidate.silhouette > candidate.highest_by_chance


def _distinct(starts: NDArray[np.floating], spread: NDArray[np.floating], most: int) -> NDArray[np.floating]:
    """The best few starts that are not the same grouping found again; the best comes first."""
    new = np.append(True, np.diff(spread) > 1e-6 * max(float(spread[0]), 1e-12))
    best: NDArray[np.floating] = starts[new][:most]
    return best
