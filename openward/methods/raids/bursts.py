"""Stretches of time in which many different people acted."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Burst:
    """A stretch of time in which every act lies in some window with at least so many different people.

    `rows` are its acts, as row numbers of what was given, by moment. `people` is how many different people acted in
    its fullest window, which begins with an act at `fullest_at`.
    """

    rows: NDArray[np.int64]
    people: int
    fullest_at: float


def bursts(
    people: NDArray[np.int64], seconds: NDArray[np.float64], *, window_s: float, least: int
) -> tuple[Burst, ...]:
    """The stretches in which at least `least` different people acted within `window_s` seconds, by time.

    `people` and `seconds` have one entry per act: a number for the person, and when. A window holds the acts up to
    and at its length after the act it begins with; full windows that share an act belong to one stretch. Acts at one
    moment keep their order. Raises ValueError for a window that is not positive, or fewer than one person.

    >>> import numpy as np
    >>> found = bursts(np.array([1, 2, 2, 3, 1]), np.array([0.0, 5, 6, 9, 500]), window_s=10, least=3)
    >>> [(burst.rows.tolist(), burst.people, burst.fullest_at) for burst in found]
    [([0, 1, 2, 3], 3, 0.0)]
    """
    if window_s <= 0 or least < 1:
        raise ValueError("a window is longer than nothing and holds at least one person")
    order = np.argsort(seconds, kind="stable")
    who, when = people[order].tolist(), seconds[order].tolist()
    ends = np.searchsorted(seconds[order], seconds[order] + window_s, side="right").tolist()
    here: dict[int, int] = {}
    stretches: list[list[float]] = []
    last = 0
    for first, end in enumerate(ends):
        for row in range(last, end):
            here[who[row]] = here.get(who[row], 0) + 1
        last = max(last, end)
        number = len(here)
        if number >= least:
            if stretches and first < stretches[-1][1]:
                stretches[-1][1] = end
            else:
                stretches.append([first, end, 0, 0.0])
            if number > stretches[-1][2]:
                stretches[-1][2:] = [number, when[first]]
        here[who[first]] -= 1
        if not here[who[first]]:
            del here[who[first]]
    return tuple(Burst(order[int(a) : int(b)], int(number), at) for a, b, number, at in stretches)
