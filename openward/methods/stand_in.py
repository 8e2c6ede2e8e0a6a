"""Which counts without a small group tell most of the truth about a table?

The search behind `openward.methods.disclosure`: it chooses the stand-in and which figures can be read from it. Figures
are the cells of a table and all its totals, in the order of `itertools.product` over the groups of each column and,
last, its total. Source and assumptions: there, and docs/methods/disclosure.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from openward.methods.small_numbers import HALF_STEP, ROUND_TO, rounded

Integers = NDArray[np.int64]
Bools = NDArray[np.bool_]

SEARCHED_FIGURES = 2_000
"""Up to so many figures the best choice of what to withhold is searched for; beyond, a quick one is made."""

MOST_NODES = 40
GOOD_ENOUGH = 0.02
"""Where the search stops refining: by steps and by distance from the best, not by seconds: every run ends alike."""

DISTANCE = 1e-3
"""What one person's difference of a figure weighs beside a figure that is withheld."""

HALF = 0.5


@dataclass(frozen=True, eq=False)
class Choice:
    """The stand-in, shape [cells], its figures and which of them are shown, shape [figures]."""

    stand_in: Integers
    figures: Integers
    shown: Bools
    was_searched: bool


def choose_stand_in(
    true: Integers,
    earlier: Integers | None,
    levels: tuple[int, ...],
    threshold: int,
    by_lot: Bools,
    *,
    only_grows: bool,
) -> Choice:
    """The stand-in of a table, and what is shown.

    `true` has the counts of the cells, shape [cells], `earlier` the stand-in of the release before (None at first),
    `levels` the number of groups of each column, `by_lot` the figures withheld for no reason, shape [figures]. Every
    cell of the result holds nobody or at least `threshold` people, and has moved by nobody or at least so many from
    `earlier`; up only, when it `only_grows`. Returns a `Choice`; raises nothing. Source: the module docstring.

    >>> true, lots = np.array([4, 30, 60]), np.zeros(4, dtype=np.bool_)
    >>> found = choose_stand_in(true, None, (3,), 10, lots, only_grows=False)
    >>> found.stand_in.tolist(), found.shown.tolist()
    ([0, 34, 60], [False, False, True, True])
    """
    sums = _sums(levels)
    lowest, highest = _bands(sums @ true, threshold, is_first=earlier is None)
    moves = _moves(true, earlier, threshold, only_grows)
    relations = _relations(levels)
    is_open = (sums @ true >= threshold) & ~by_lot

    def settled(stand_in: Integers, wanted: Bools, *, was_searched: bool) -> Choice:
        figures = sums @ stand_in
        is_true = is_open & (figures >= lowest) & (figures <= highest)
        shown = _without_single_gaps(is_true & wanted, relations)
        return Choice(stand_in, figures, _filled(shown, is_true, sums @ true, relations), was_searched)

    quick = settled(moves.nearest(true), is_open, was_searched=False)
    if (quick.shown == is_open).all():
        return Choice(quick.stand_in, quick.figures, quick.shown, True)
    if len(is_open) > SEARCHED_FIGURES:
        return quick
    found = _searched(true, moves, sums, lowest, highest, is_open, relations)
    if found is None or not moves.allow(found[0]):
        return quick
    best = settled(*found, was_searched=True)
    return best if best.shown.sum() >= quick.shown.sum() else quick


@dataclass(frozen=True, eq=False)
class _Moves:
    """Where each cell of the stand-in may go from `start`: stay, up by `least` to `up`, or down by `drop` to `down`."""

    start: Integers
    least: int
    up: Integers
    drop: Integers
    down: Integers

    def nearest(self, true: Integers) -> Integers:
        """The allowed count nearest to the true one, cell by cell."""
        rise = np.where(self.up > 0, np.clip(true - self.start, self.least, np.maximum(self.up, self.least)), 0)
        fall = np.where(self.down > 0, np.clip(self.start - true, self.drop, np.maximum(self.down, self.drop)), 0)
        options = np.stack([self.start, self.start + rise, self.start - fall])
        best = np.argmin(np.abs(options - true), axis=0)
        chosen: Integers = np.take_along_axis(options, best[np.newaxis], axis=0)[0]
        return chosen

    def allow(self, stand_in: Integers) -> bool:
        """Whether every cell went where it may."""
        by = stand_in - self.start
        rises = (by >= self.least) & (by <= self.up)
        falls = (-by >= self.drop) & (-by <= self.down) & (self.down > 0)
        return bool(((by == 0) | rises | falls).all())


def _moves(true: Integers, earlier: Integers | None, threshold: int, only_grows: bool) -> _Moves:
    start = np.zeros_like(true) if earlier is None else earlier
    up = np.where(true >= start, np.maximum(true - start, threshold) + 2 * threshold, 0)
    falls = (true < start) & (not only_grows)
    # A cell that has become small empties; another keeps at least the threshold.
    down = np.where(falls, np.where(true < threshold, start, start - threshold), 0)
    drop = np.where(true < threshold, np.maximum(start, 1), threshold)
    return _Moves(start, threshold, up, drop, np.where(down >= drop, down, 0))


def _sums(levels: tuple[int, ...]) -> sparse.csr_array:
    """Which cells each figure adds up, shape [figures, cells]; figures and cells in the order of `product`."""
    sums = sparse.csr_array(np.ones((1, 1), dtype=np.int64))
    for size in levels:
        column = sparse.vstack([sparse.eye_array(size, dtype=np.int64), np.ones((1, size), dtype=np.int64)])
        sums = sparse.csr_array(sparse.kron(sums, column))
    return sums


def _relations(levels: tuple[int, ...]) -> list[Integers]:
    """For each column, the figures that add up to a total of it, shape [totals, groups + 1], the total last."""
    figures = np.arange(prod(size + 1 for size in levels)).reshape([size + 1 for size in levels])
    return [np.moveaxis(figures, at, -1).reshape(-1, size + 1) for at, size in enumerate(levels)]


def _bands(true: Integers, threshold: int, *, is_first: bool) -> tuple[Integers, Integers]:
    """The least and the most that a figure's stand-in may be, if it is to be shown.

    At first it must round to what the true count rounds to; later it may be off by the threshold.
    """
    first_shown = -(-threshold // ROUND_TO) * ROUND_TO
    if is_first:
        low = high = np.array([rounded(int(count), threshold) for count in true], dtype=np.int64)
    else:
        low = np.maximum(-(-(true - threshold) // ROUND_TO) * ROUND_TO, first_shown)
        high = np.maximum((true + threshold) // ROUND_TO * ROUND_TO, first_shown)
    return np.where(low == first_shown, threshold, low - HALF_STEP), high + HALF_STEP


def _without_single_gaps(shown: Bools, relations: Sequence[Integers]) -> Bools:
    """Withholds every total beside which one figure alone is missing, until there is none."""
    shown = shown.copy()
    while True:
        before = int(shown.sum())
        for figures in relations:
            missing = (~shown[figures[:, :-1]]).sum(axis=1)
            shown[figures[missing == 1, -1]] = False
        if int(shown.sum()) == before:
            return shown


def _filled(shown: Bools, is_true: Bools, true_figures: Integers, relations: Sequence[Integers]) -> Bools:
    """Shows what else the stand-in tells truly, the largest first, as long as no figure is left missing alone."""
    shown = shown.copy()
    beside: list[list[Integers]] = [[] for _ in shown]
    for relation in relations:
        for figures in relation:
            for figure in figures:
                beside[figure].append(figures)
    for figure in sorted(np.flatnonzero(is_true & ~shown), key=lambda at: -true_figures[at]):
        shown[figure] = True
        shown[figure] = not any(shown[these[-1]] and (~shown[these[:-1]]).sum() == 1 for these in beside[figure])
    return shown


def _searched(
    true: Integers,
    moves: _Moves,
    sums: sparse.csr_array,
    lowest: Integers,
    highest: Integers,
    is_open: Bools,
    relations: Sequence[Integers],
) -> tuple[Integers, Bools] | None:
    """The stand-in with which most can be shown, and what; by integer programming, None where it found nothing.

    Unknowns: each cell's rise and fall, whether each figure is withheld, each figure's distance from the truth. Among
    equals the stand-in nearest to the truth wins.
    """
    cells, figures = len(true), len(is_open)
    open_figures = np.flatnonzero(is_open)
    shut = sparse.csr_array(
        (np.ones(len(open_figures)), (np.arange(len(open_figures)), open_figures)),
        shape=(len(open_figures), figures),
    )
    all_added = sums.astype(np.float64)
    added = all_added[open_figures]
    start = added @ moves.start
    # How far beyond its band a figure could get: so much it must be let off when it is withheld.
    above = np.maximum(added @ (moves.start + moves.up) - highest[open_figures], 0.0)
    below = np.maximum(lowest[open_figures] - added @ (moves.start - moves.down), 0.0)
    apart = all_added @ (true - moves.start)
    distance = sparse.eye_array(figures)
    no_gaps = sparse.csr_array((figures, figures))
    no_distance = sparse.csr_array((len(open_figures), figures))
    gaps = _gap_rules(relations, figures)
    steps_of_rules = sparse.csr_array((gaps.shape[0], 2 * cells))
    distance_of_rules = sparse.csr_array((gaps.shape[0], figures))
    true_figures = all_added @ true
    constraints = [
        LinearConstraint(
            sparse.hstack([added, -added, -sparse.diags_array(above) @ shut, no_distance]),
            -np.inf,
            highest[open_figures] - start,
        ),
        LinearConstraint(
            sparse.hstack([added, -added, sparse.diags_array(below) @ shut, no_distance]),
            lowest[open_figures] - start,
            np.inf,
        ),
        LinearConstraint(sparse.hstack([all_added, -all_added, no_gaps, -distance]), -np.inf, apart),
        LinearConstraint(sparse.hstack([all_added, -all_added, no_gaps, distance]), apart, np.inf),
        LinearConstraint(sparse.hstack([steps_of_rules, gaps, distance_of_rules]), -np.inf, 0),
    ]
    found = milp(
        np.concatenate([np.zeros(2 * cells), _worth(sums, true_figures), np.full(figures, DISTANCE)]),
        # 3: nothing, or a whole number between the bounds; 1: a whole number; 0: any.
        integrality=np.repeat([3, 1, 0], [2 * cells, figures, figures]),
        bounds=Bounds(
            np.concatenate(
                [
                    np.where(moves.up > 0, moves.least, 0),
                    np.where(moves.down > 0, moves.drop, 0),
                    ~is_open,
                    np.zeros(figures),
                ]
            ),
            np.concatenate([moves.up, moves.down, np.ones(figures), np.full(figures, np.inf)]),
        ),
        constraints=constraints,
        options={"node_limit": MOST_NODES, "mip_rel_gap": GOOD_ENOUGH},
    )
    if found.x is None:
        return None
    steps = np.rint(found.x[: 2 * cells]).astype(np.int64)
    return moves.start + steps[:cells] - steps[cells:], found.x[2 * cells : 2 * cells + figures] < HALF


def _worth(sums: sparse.csr_array, true_figures: NDArray[np.float64]) -> NDArray[np.float64]:
    """What it costs to withhold each figure: totals over many cells cost more, and large figures more than small."""
    cells_in_it = np.asarray(sums.sum(axis=1), dtype=np.float64)
    worth: NDArray[np.float64] = 1 + np.log2(cells_in_it) + HALF * true_figures / max(float(true_figures.max()), 1.0)
    return worth


def _gap_rules(relations: Sequence[Integers], figures: int) -> sparse.csr_array:
    """One row for each figure and total of it: withheld only if another one beside it, or the total, is withheld."""
    rows, at, values, done = [], [], [], 0
    for relation in relations:
        totals, size = relation.shape[0], relation.shape[1] - 1
        # Row (total, figure): +1 for the figure, -1 for the others and the total.
        rows.append(np.repeat(done + np.arange(totals * size), size + 1))
        at.append(np.repeat(relation, size, axis=0).ravel())
        values.append(np.tile(np.hstack([2 * np.eye(size) - 1, -np.ones((size, 1))]).ravel(), totals))
        done += totals * size
    return sparse.csr_array((np.concatenate(values), (np.concatenate(rows), np.concatenate(at))), shape=(done, figures))
