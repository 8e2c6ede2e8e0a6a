"""Is there a gap between two groups, or does one shade into the other?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openward.methods.opinion_map.votes import Floats

SIGNIFICANT_GAP = 2.3263
"""99 per cent, one-sided."""


@dataclass(frozen=True)
class Gap:
    """What lies between two groups (positions, or in a map ids).

    On the line from one centre to the other, `between` people stand in its middle third, and `at_heart` stand within
    a sixth of its length of the centre that has fewer about it: stretches of one length. In a single crowd, thickest
    anywhere, the middle holds at least as many as the thinner side; `z` tests that it holds fewer.
    """

    first: int
    second: int
    between: int
    at_heart: int
    z: float

    @property
    def is_open(self) -> bool:
        """Clearly fewer people stand between the groups than at the heart of the thinner one."""
        return self.z > SIGNIFICANT_GAP


def gaps_between(positions: Floats, labels: NDArray[np.integer], centres: Floats) -> tuple[Gap, ...]:
    """For each pair of groups what lies between them: people [people, 2], `labels` [people], `centres` [groups, 2].

    Only people of the two groups count for a pair. z is that of the smaller of two Poisson counts being in truth the
    larger. Source: ours; that a density with one peak has no valley is the idea of J. and P. Hartigan's dip test
    1985, doi 10.1214/aos/1176346577.

    >>> people = np.repeat([[0.0, 0.0], [6.0, 0.0]], [9, 9], axis=0)
    >>> [(gap.between, gap.at_heart, gap.is_open) for gap in gaps_between(people, np.repeat([0, 1], 9), people[[0, 9]])]
    [(0, 9, True)]
    >>> people = np.stack((np.arange(36) / 6, np.zeros(36)), axis=1)
    >>> [gap.is_open for gap in gaps_between(people, np.repeat([0, 1], 18), np.array([[1.5, 0], [4.5, 0]]))]
    [False]
    """
    found = []
    for first in range(len(centres)):
        for second in range(first + 1, len(centres)):
            way = centres[second] - centres[first]
            own = (labels == first) | (labels == second)
            along = ((positions[own] - centres[first]) @ way) / max(float(way @ way), 1e-12)
            stretches = [int(np.count_nonzero(np.abs(along - middle) < 1 / 6)) for middle in (0, 0.5, 1)]
            at_heart, between = min(stretches[0], stretches[2]), stretches[1]
            z = (at_heart - between) / max(at_heart + between, 1) ** 0.5
            found.append(Gap(first, second, between, at_heart, z))
    return tuple(found)
