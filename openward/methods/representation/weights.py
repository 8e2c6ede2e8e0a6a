"""Weights that make those who took part look like those affected, and what they cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from openward.methods.representation.groups import (
    UNKNOWN,
    Codes,
    Floats,
    People,
    Population,
    RepresentationError,
    joined_codes,
)

MOST_ROUNDS = 1000
TOLERANCE = 1e-9
SMALLEST_WEIGHT = 1e-9
"""Targets that contradict the sample would drive weights to nothing; nobody's weight becomes nothing."""

ROUNDS_WITHOUT_GAIN = 50
LARGE_DESIGN_EFFECT = 2.0


class WeightsCaveatKey(StrEnum):
    NOBODY = "nobody"
    NO_POPULATION_FIGURE = "no_population_figure"
    UNKNOWN_KEPT = "unknown_kept"
    NOT_CONVERGED = "not_converged"
    TRIMMED = "trimmed"
    LARGE_DESIGN_EFFECT = "large_design_effect"


@dataclass(frozen=True)
class WeightsCaveat:
    """Something to know before trusting weights, with a plain sentence."""

    key: WeightsCaveatKey
    sentence: str


@dataclass(frozen=True, eq=False)
class Weights:
    """A weight per person, mean 1. Gaps are in shares: 0.01 is one percentage point.

    `largest_gap` is the most by which a group's weighted share misses its target; `has_converged` says whether that
    is within the tolerance. `nobody` lists targets without anybody to weight up, `without_target` groups of the
    sample that have no target, whose people keep their share as those unknown do.
    """

    weights: Floats
    columns: tuple[str, ...]
    has_converged: bool
    rounds: int
    largest_gap: float
    trimmed: int
    nobody: tuple[tuple[str, ...], ...]
    without_target: tuple[tuple[str, ...], ...]
    unknown: int
    caveats: tuple[WeightsCaveat, ...]

    @property
    def design_effect(self) -> float:
        """Kish's: by how much weighting multiplies the variance of a mean."""
        return design_effect(self.weights)

    @property
    def effective_size(self) -> float:
        """How many unweighted people would tell as much."""
        return effective_size(self.weights)

    @property
    def least(self) -> float:
        return float(self.weights.min())

    @property
    def most(self) -> float:
        return float(self.weights.max())


def design_effect(weights: ArrayLike) -> float:
    """Kish's design effect of unequal weights: people x sum of squares / square of the sum; 1 when all are equal.

    `weights` has shape [people], all above 0, in any unit. Raises `RepresentationError` for anything else. Source:
    Kish 1965, section 11.7.

    >>> round(design_effect([1, 1, 1, 5]), 3)
    1.75
    """
    numbers = np.array(weights, dtype=np.float64)
    if numbers.ndim != 1 or not numbers.size or not (np.isfinite(numbers) & (numbers > 0)).all():
        raise RepresentationError("weights must be numbers above 0, one per person")
    numbers = numbers / numbers.max()
    return float(len(numbers) * (numbers @ numbers) / numbers.sum() ** 2)


def effective_size(weights: ArrayLike) -> float:
    """Kish's effective sample size: the people divided by the design effect; raises as `design_effect`.

    >>> round(effective_size([1, 1, 1, 5]), 3)
    2.286
    """
    return float(np.size(weights)) / design_effect(weights)


def post_stratify(people: People, population: Population, columns: Sequence[str]) -> Weights:
    """Weights by the crossing of `columns`: each cell gets its share of the population.

    Whoever is unknown in one of the columns, or in a cell that the population does not have, keeps weight 1. Cells
    of the population with nobody in the sample cannot be weighted up; they are listed and a caveat gives their
    share. Returns `Weights`. Raises `RepresentationError` for a column that one of the two does not have, or when
    no cell is in both. Source: D. Holt, T. M. F. Smith, JRSS A 1979;142:33-46.

    >>> from openward.methods.representation import people_from, population_from
    >>> people = people_from({"sex": ["f", "f", "f", "m"]})
    >>> population = population_from({"sex": ["f", "m"]}, [500, 500])
    >>> post_stratify(people, population, ["sex"]).weights.round(3).tolist()
    [0.667, 0.667, 0.667, 2.0]
    """
    places = [_place(people, column) for column in columns]
    sizes = population.counts(columns)
    cell, rows = joined_codes(people.codes[:, places])
    names = [
        tuple(people.groups[place][code] for place, code in zip(places, row, strict=True)) if min(row) >= 0 else None
        for row in rows.tolist()
    ]
    targets = np.array([0.0 if name is None else sizes.get(name, 0.0) for name in names])
    held = np.bincount(cell, minlength=len(names)).astype(np.float64)
    is_weighted = targets > 0
    if not is_weighted.any():
        raise RepresentationError(f"no group of {' and '.join(columns)} is both in the sample and in the population")
    share = targets / targets.sum() * held[is_weighted].sum()
    per_cell = np.where(is_weighted, share / held, 1.0)
    present = {name for name in names if name is not None}
    nobody = tuple(sorted(name for name in sizes if name not in present))
    without = tuple(sorted(name for name in present if not sizes.get(name)))
    unknown = int(sum(held[at] for at, name in enumerate(names) if name is None))
    unreached = sum(sizes[name] for name in nobody) / sum(sizes.values())
    return _finished(per_cell[cell], tuple(columns), True, 1, 0.0, 0, nobody, without, unknown, unreached, len(people))


def rake(
    people: People,
    targets: Mapping[str, Mapping[str, float]],
    *,
    at_most: float | None = None,
    tolerance: float = TOLERANCE,
    most_rounds: int = MOST_ROUNDS,
) -> Weights:
    """Weights that give every group of every column its target share, changing as little else as can be.

    `targets` has for each column the size of each group, in any unit. The columns are fitted in turn until every
    share is within `tolerance` of its target, fifty rounds bring nothing more, or `most_rounds` are over. With
    `at_most`, no weight is larger than so many times the mean: weights beyond are cut back after each round, and the
    fitting goes on. Whoever's group is unknown or has no target forms a group that keeps its share. A target without
    anybody is left out, the others of its column grow in proportion, and a caveat says so. Works on distinct
    combinations of groups, so a million people cost little more than reading them.

    Returns `Weights`, mean 1 (a little less where `at_most` forbids it); where the targets cannot all be met it says
    so and how far off it is. Raises `RepresentationError` for a column that the people do not have, targets that are
    missing or negative, a column none of whose targets has anybody, `at_most` not above 1. Source: Deming and
    Stephan 1940; Deville, Särndal and Sautory 1993 for bounds.

    >>> from openward.methods.representation import people_from
    >>> people = people_from({"sex": ["f", "f", "f", "m"], "age": ["old", "young", "young", "young"]})
    >>> found = rake(people, {"sex": {"f": 60, "m": 40}, "age": {"old": 30, "young": 70}})
    >>> found.weights.round(3).tolist(), found.has_converged, round(found.design_effect, 3)
    ([1.2, 0.6, 0.6, 1.6], True, 1.18)
    """
    if not targets:
        raise RepresentationError("raking needs at least one column with targets")
    if at_most is not None and not at_most > 1:
        raise RepresentationError("the largest weight allowed must be more than 1, the mean")
    margins = [_margin(people, column, wanted) for column, wanted in targets.items()]
    cell, rows = joined_codes(np.stack([margin.codes for margin in margins], axis=1))
    held = np.bincount(cell, minlength=len(rows)).astype(np.float64)
    codes = rows + 1
    wanted = [margin.shares * len(people) for margin in margins]
    weights, rounds, gap = _fitted(codes, held, wanted, at_most, tolerance * len(people), most_rounds)
    nobody = tuple((column, group) for column, margin in zip(targets, margins, strict=True) for group in margin.nobody)
    without = tuple(
        (column, group) for column, margin in zip(targets, margins, strict=True) for group in margin.strange
    )
    at_the_top = 0 if at_most is None else int(held[weights >= at_most * (1 - 1e-9)].sum())
    unknown = int(held[(rows == UNKNOWN).any(axis=1)].sum())
    unreached = max((margin.unreached for margin in margins), default=0.0)
    gap /= len(people)
    return _finished(
        weights[cell],
        tuple(targets),
        gap <= tolerance,
        rounds,
        gap,
        at_the_top,
        nobody,
        without,
        unknown,
        unreached,
        len(people),
    )


@dataclass(frozen=True, eq=False)
class _Margin:
    """One column's codes (-1 where there is no target) and target shares, that of -1 first."""

    codes: Codes
    shares: Floats
    nobody: tuple[str, ...]
    strange: tuple[str, ...]
    unreached: float


def _place(people: People, column: str) -> int:
    if column not in people.columns:
        raise RepresentationError(f"nobody has a column “{column}”")
    return people.columns.index(column)


def _margin(people: People, column: str, wanted: Mapping[str, float]) -> _Margin:
    place = _place(people, column)
    names = people.groups[place]
    sizes = np.array(list(wanted.values()), dtype=np.float64)
    if not sizes.size or not (np.isfinite(sizes) & (sizes >= 0)).all():
        raise RepresentationError(f"a target of “{column}” is missing, negative or not finite")
    targets = np.array([float(wanted.get(name, 0.0)) for name in names])
    if not targets.sum():
        raise RepresentationError(f"no group of “{column}” is both in the sample and among the targets")
    codes = people.codes[:, place]
    if not (targets > 0).all():
        codes = np.append(np.where(targets > 0, np.arange(len(names)), UNKNOWN), UNKNOWN).astype(np.int32)[codes]
    kept = float((codes == UNKNOWN).mean())
    nobody = tuple(sorted(name for name, size in wanted.items() if size > 0 and name not in names))
    return _Margin(
        codes=codes,
        shares=np.concatenate([[kept], targets / targets.sum() * (1 - kept)]),
        nobody=nobody,
        strange=tuple(name for name, target in zip(names, targets, strict=True) if not target),
        unreached=sum(wanted[name] for name in nobody) / float(sizes.sum()),
    )


def _fitted(
    codes: NDArray[np.int32],
    held: Floats,
    wanted: Sequence[Floats],
    at_most: float | None,
    tolerance: float,
    most_rounds: int,
) -> tuple[Floats, int, float]:
    """The weight of each cell, the rounds it took and the largest gap left, in people."""
    weights = np.ones(len(held))
    gap = before = np.inf
    for done in range(1, most_rounds + 1):
        for margin, target in enumerate(wanted):
            sums = np.bincount(codes[:, margin], weights=weights * held, minlength=len(target))
            weights *= np.divide(target, sums, out=np.ones_like(target), where=sums > 0)[codes[:, margin]]
        np.clip(weights, SMALLEST_WEIGHT, at_most, out=weights)
        gap = max(
            float(np.abs(np.bincount(codes[:, margin], weights=weights * held, minlength=len(target)) - target).max())
            for margin, target in enumerate(wanted)
        )
        if gap <= tolerance:
            return weights, done, gap
        if done % ROUNDS_WITHOUT_GAIN == 0:
            if gap > 0.99 * before:
                return weights, done, gap
            before = gap
    return weights, most_rounds, gap


def _finished(
    weights: Floats,
    columns: tuple[str, ...],
    has_converged: bool,
    rounds: int,
    gap: float,
    trimmed: int,
    nobody: tuple[tuple[str, ...], ...],
    without: tuple[tuple[str, ...], ...],
    unknown: int,
    unreached: float,
    people: int,
) -> Weights:
    weights.setflags(write=False)
    said: list[tuple[WeightsCaveatKey, str]] = []
    if nobody:
        said.append(
            (
                WeightsCaveatKey.NOBODY,
                f"Groups with nobody to speak for them: {len(nobody)}, up to {unreached:.1%} of those affected."
                " No weight can make up for them.",
            )
        )
    if without:
        said.append(
            (
                WeightsCaveatKey.NO_POPULATION_FIGURE,
                f"Groups of which the population's size is not given: {len(without)}. Their people keep their share.",
            )
        )
    if unknown:
        said.append(
            (
                WeightsCaveatKey.UNKNOWN_KEPT,
                f"People of whom a group is not known, or has no size given: {unknown} of {people}. They keep their"
                " share, as a group of their own.",
            )
        )
    if not has_converged:
        said.append(
            (
                WeightsCaveatKey.NOT_CONVERGED,
                f"The targets cannot all be met: after {rounds} rounds a group is still {gap:.2%} of everybody from"
                " its target.",
            )
        )
    if trimmed:
        said.append((WeightsCaveatKey.TRIMMED, f"People whose weight was cut back to the largest allowed: {trimmed}."))
    effect = design_effect(weights)
    if effect >= LARGE_DESIGN_EFFECT:
        said.append(
            (
                WeightsCaveatKey.LARGE_DESIGN_EFFECT,
                f"Weighted, the {people} people tell as much as {people / effect:.0f} would without weights.",
            )
        )
    caveats = tuple(WeightsCaveat(key, words) for key, words in said)
    return Weights(weights, columns, has_converged, rounds, gap, trimmed, nobody, without, unknown, caveats)
