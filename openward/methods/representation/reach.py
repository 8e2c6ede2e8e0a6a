"""The reach ratio: a group's share among those who took part over its share among those affected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from openward.methods.representation.groups import RepresentationError

Group = tuple[str, ...]


@dataclass(frozen=True)
class GroupReach:
    """One group. `ratio` is 1 where it is heard as much as its size, 0.5 where half as much.

    `low` and `high` bound the ratio by chance, at the confidence of the whole; `least` and `most` are the ratio if
    none, or all, of those whose group is not known belonged to it. Where the population's figure is missing
    (`population` None) there is no ratio.
    """

    group: Group
    sampled: int
    population: float | None
    sample_share: float
    population_share: float | None
    ratio: float | None
    low: float | None
    high: float | None
    least: float | None
    most: float | None

    @property
    def per_thousand(self) -> float | None:
        """How many of a thousand of the group took part."""
        return 1000 * self.sampled / self.population if self.population else None

    @property
    def verdict(self) -> str:
        """nobody, less, more, not_told_apart (from its share) or no_population_figure."""
        if self.population is None or self.low is None or self.high is None:
            return "no_population_figure"
        if not self.sampled:
            return "nobody"
        return "less" if self.high < 1 else "more" if self.low > 1 else "not_told_apart"


@dataclass(frozen=True)
class Reach:
    """Every group of one column or crossing, as in the population, largest first; then those it does not list."""

    columns: tuple[str, ...]
    groups: tuple[GroupReach, ...]
    known: int
    unknown: int
    confidence: float

    @property
    def nobody(self) -> tuple[GroupReach, ...]:
        """The groups from which nobody took part."""
        return tuple(group for group in self.groups if not group.sampled)

    @property
    def unknown_share(self) -> float:
        """The share of people whose group is not known."""
        return self.unknown / (self.known + self.unknown)


def reach(
    columns: Sequence[str],
    sampled: Mapping[Group, int],
    population: Mapping[Group, float],
    *,
    unknown: int = 0,
    confidence: float = 0.95,
) -> Reach:
    """The reach ratio of every group of `columns`, with intervals.

    `sampled` and `population` count people per group (see `People.counts`, `Population.counts`); `unknown` is the
    number of people whose group is not known, who are left out of the shares. The interval is Wilson's for the
    group's share, divided by its share of the population, which counts as exact; it holds for small numbers and for
    none at all. Raises `RepresentationError` for negative numbers, an empty population, nobody whose group is
    known, or a confidence out of range. Source: the package docstring.

    >>> found = reach(["age"], {("old",): 10, ("young",): 90}, {("old",): 400, ("young",): 600})
    >>> [(g.group[0], g.ratio, round(g.low, 2), round(g.high, 2), g.verdict) for g in found.groups]
    [('young', 1.5, 1.38, 1.57, 'more'), ('old', 0.25, 0.14, 0.44, 'less')]
    """
    if not 0 < confidence < 1:
        raise RepresentationError(f"a confidence lies between 0 and 1, not {confidence:g}")
    if unknown < 0 or min([*sampled.values(), *population.values()], default=0) < 0:
        raise RepresentationError("nobody counts fewer than no people")
    known, everybody = sum(sampled.values()), sum(population.values())
    if not everybody:
        raise RepresentationError("the population has nobody in it")
    if not known:
        raise RepresentationError(f"nobody's {' and '.join(columns)} is known")
    listed = sorted((group for group in population if population[group]), key=lambda group: (-population[group], group))
    others = sorted(group for group in sampled if sampled[group] and not population.get(group))
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    groups = [_of_group(group, sampled.get(group, 0), known, unknown, population[group] / everybody,
                        population[group], z) for group in listed]  # fmt: skip
    groups += [
        GroupReach(group, sampled[group], None, sampled[group] / known, None, None, None, None, None, None)
        for group in others
    ]
    return Reach(tuple(columns), tuple(groups), known, unknown, confidence)


def _of_group(
    group: Group, sampled: int, known: int, unknown: int, share: float, population: float, z: float
) -> GroupReach:
    low, high = _wilson(sampled, known, z)
    everyone = known + unknown
    return GroupReach(
        group=group,
        sampled=sampled,
        population=population,
        sample_share=sampled / known,
        population_share=share,
        ratio=sampled / known / share,
        low=low / share,
        high=high / share,
        least=sampled / everyone / share,
        most=(sampled + unknown) / everyone / share,
    )


def _wilson(part: int, whole: int, z: float) -> tuple[float, float]:
    """Wilson's interval for a share; its ends are exact where the share is 0 or 1."""
    share, spread = part / whole, z * z / whole
    centre = (share + spread / 2) / (1 + spread)
    reach = z * sqrt(share * (1 - share) / whole + spread / (4 * whole)) / (1 + spread)
    return (0.0 if part == 0 else centre - reach), (1.0 if part == whole else centre + reach)
