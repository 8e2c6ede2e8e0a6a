"""How can a table of counts be published, again and again, without anybody being picked out?

`protect` takes the counts of a table with any number of columns and gives every cell and every total as it may be
shown: rounded to 5, or withheld. All figures are read from a *stand-in*: other counts, close to the true ones, in
which every cell holds nobody or at least `threshold` people, and has changed since the last release by nobody or by
at least so many. A figure is shown only where the stand-in tells the truth, and never beside a single gap. The
`Ledger` carries the stand-in from release to release.

Why nobody can be isolated: the stand-in would have led to the same publication. Whatever follows from the published
figures of any number of releases, by any arithmetic, is therefore true of the stand-in too, and there no group of
cells, and no change of one, is of 1 to `threshold` - 1 people. With a key some figures are withheld by lot; then this
holds even for a reader who knows the whole procedure, because a gap may always be one of those.

Sources: A. Hundepool and others, Statistical Disclosure Control, 2012 (primary and complementary suppression, the
reader's bounds, controlled rounding); M. Fischetti, J. J. Salazar, Management Science 2001;47:1008-1027 (suppression
as integer programming). The stand-in is Openward's own. Assumptions: counts are of distinct people; everybody is in
one cell of the finest crossing; what cells there are is no secret. Memory: a few hundred bytes for each figure and
column. docs/methods/disclosure.md.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import product
from math import prod
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from openward.methods.small_numbers import HALF_STEP, PUBLIC_THRESHOLD, ROUND_TO, PublicCount, rounded

Group = tuple[str, ...]
Place = tuple[str | None, ...]
Integers = NDArray[np.int64]
Bools = NDArray[np.bool_]

MOST_FIGURES = 50_000
SEARCHED_FIGURES = 2_000
"""Up to so many figures the best choice of what to withhold is searched for; beyond, a quick one is made."""

MOST_NODES = 40
GOOD_ENOUGH = 0.02
"""Where the search stops refining: by steps and by distance from the best, not by seconds: every run ends alike."""

DISTANCE = 1e-3
"""What one person's difference of a figure weighs beside a figure that is withheld."""

HALF = 0.5

LOT = 50
"""With a key, one figure in so many is withheld for no reason."""


class DisclosureError(ValueError):
    """A table cannot be protected; the message says why in plain words."""


class DisclosureCaveatKey(StrEnum):
    ALL_WITHHELD = "all_withheld"
    LATER_RELEASE = "later_release"
    NO_KEY = "no_key"
    QUICK_CHOICE = "quick_choice"
    ROUNDED = "rounded"


@dataclass(frozen=True)
class DisclosureCaveat:
    """Something to print beside the table, or to know before publishing it."""

    key: DisclosureCaveatKey
    sentence: str


@dataclass(frozen=True)
class Ledger:
    """What the next release needs to know of those before: their number and the latest stand-in, no true count."""

    columns: tuple[str, ...]
    threshold: int
    releases: int
    only_grows: bool
    stand_in: Mapping[Group, int] = field(hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "stand_in", MappingProxyType(dict(self.stand_in)))


@dataclass(frozen=True)
class ProtectedTable:
    """Every figure as it may be shown: `figures` has an entry for each cell and each total.

    A place has one group for each column, or None where the column is summed over. `ledger` goes into the next
    release of the same table.
    """

    columns: tuple[str, ...]
    threshold: int
    figures: Mapping[Place, PublicCount]
    ledger: Ledger
    caveats: tuple[DisclosureCaveat, ...]

    @property
    def shown(self) -> int:
        """How many figures are shown."""
        return sum(figure.value is not None for figure in self.figures.values())


def protect(
    columns: Sequence[str],
    counts: Mapping[Group, int],
    *,
    threshold: int = PUBLIC_THRESHOLD,
    ledger: Ledger | None = None,
    key: bytes | None = None,
    only_grows: bool = False,
) -> ProtectedTable:
    """A table of counts of people as it may be published, with all its totals.

    `counts` has one number of distinct people for each crossing of groups, one group for each of `columns`; crossings
    that are not listed hold nobody, and count as cells nonetheless. `ledger` is that of the release before, if there
    was one. `key` is a secret that stays the same for all releases; with it, one figure in fifty is withheld by lot.
    `only_grows` says that everybody knows that nobody is ever taken out of the counts; it must be so from the first
    release.

    Returns a `ProtectedTable`. Figures of a first release are the true count rounded to 5; those of later releases
    are no more than `threshold` away from it, because they do not move by fewer people than that. Raises
    `DisclosureError` for negative or broken counts, groups that do not fit the columns, a threshold below 2, a
    ledger of another table, more than 50,000 figures. Source: the module docstring.

    >>> table = protect(["ward"], {("a",): 4, ("b",): 30, ("c",): 60})
    >>> {place[0]: figure.value for place, figure in table.figures.items()}
    {'a': None, 'b': None, 'c': 60, None: 95}
    """
    _check(columns, counts, threshold, ledger, only_grows)
    before = {} if ledger is None else ledger.stand_in
    levels = [sorted({group[at] for group in (*counts, *before)}) for at in range(len(columns))]
    if prod(len(groups) + 1 for groups in levels) > MOST_FIGURES:
        raise DisclosureError(f"a table of more than {MOST_FIGURES:,} figures is too large to protect as one")
    cells = list(product(*levels))
    true = np.array([counts.get(cell, 0) for cell in cells], dtype=np.int64)
    earlier = None if ledger is None else np.array([before.get(cell, 0) for cell in cells], dtype=np.int64)
    release = 1 if ledger is None else ledger.releases + 1
    places = list(product(*([*groups, None] for groups in levels)))
    by_lot = _drawn_by_lot(key, release, places)
    choice = _choose(true, earlier, tuple(map(len, levels)), threshold, by_lot, only_grows)
    figures = {
        place: PublicCount(rounded(int(count), threshold), "about", threshold)
        if is_shown
        else PublicCount(None, "withheld", threshold)
        for place, count, is_shown in zip(places, choice.figures, choice.shown, strict=True)
    }
    stand_in = {cell: int(count) for cell, count in zip(cells, choice.stand_in, strict=True)}
    return ProtectedTable(
        columns=tuple(columns),
        threshold=threshold,
        figures=MappingProxyType(figures),
        ledger=Ledger(tuple(columns), threshold, release, only_grows, stand_in),
        caveats=_caveats(choice, release, key, threshold),
    )


@dataclass(frozen=True, eq=False)
class _Choice:
    """The stand-in, shape [cells], its figures and which of them are shown, shape [figures]."""

    stand_in: Integers
    figures: Integers
    shown: Bools
    was_searched: bool


def _check(
    columns: Sequence[str], counts: Mapping[Group, int], threshold: int, ledger: Ledger | None, only_grows: bool
) -> None:
    if not columns or len(set(columns)) != len(columns):
        raise DisclosureError("a table needs at least one column, each with a name of its own")
    if not counts:
        raise DisclosureError("a table needs at least one cell")
    if threshold < 2:
        raise DisclosureError("a threshold below 2 protects nobody")
    for group, count in counts.items():
        if len(group) != len(columns):
            raise DisclosureError(f"{group} does not have one group for each of {len(columns)} columns")
        if count < 0 or count != int(count):
            raise DisclosureError(f"{count} is no count of people")
    if ledger is not None and any(0 < count < threshold for count in ledger.stand_in.values()):
        raise DisclosureError("the ledger is broken: its stand-in has a small group")
    if ledger is not None and ledger.columns != tuple(columns):
        raise DisclosureError(f"the ledger is of a table by {', '.join(ledger.columns)}")
    if ledger is not None and (ledger.threshold, ledger.only_grows) != (threshold, only_grows):
        raise DisclosureError("threshold and growth must stay what they were in the ledger's first release")


def _drawn_by_lot(key: bytes | None, release: int, places: Sequence[Place]) -> Bools:
    """Which figures are withheld for no reason: one in fifty, for whoever does not know the key at random."""
    if key is None:
        return np.zeros(len(places), dtype=np.bool_)
    lots = [hmac.digest(key, repr((release, place)).encode(), hashlib.sha256)[:8] for place in places]
    return np.array([int.from_bytes(lot) < 2**64 // LOT for lot in lots], dtype=np.bool_)


def _choose(
    true: Integers, earlier: Integers | None, levels: tuple[int, ...], threshold: int, by_lot: Bools, only_grows: bool
) -> _Choice:
    """The stand-in and what is shown. Whatever it does, `_settled` has the last word: only what is safe is shown."""
    sums = _sums(levels)
    lowest, highest = _bands(sums @ true, threshold, is_first=earlier is None)
    moves = _moves(true, earlier, threshold, only_grows)
    relations = _relations(levels)
    is_open = (sums @ true >= threshold) & ~by_lot

    def settled(stand_in: Integers, wanted: Bools, *, was_searched: bool) -> _Choice:
        figures = sums @ stand_in
        is_true = is_open & (figures >= lowest) & (figures <= highest)
        shown = _without_single_gaps(is_true & wanted, relations)
        return _Choice(stand_in, figures, _filled(shown, is_true, sums @ true, relations), was_searched)

    quick = settled(moves.nearest(true), is_open, was_searched=False)
    if (quick.shown == is_open).all():
        return _Choice(quick.stand_in, quick.figures, quick.shown, True)
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


def _caveats(choice: _Choice, release: int, key: bytes | None, threshold: int) -> tuple[DisclosureCaveat, ...]:
    said = [(DisclosureCaveatKey.ROUNDED, f"Figures are rounded to {ROUND_TO} and need not add up.")]
    if release > 1:
        said.append(
            (
                DisclosureCaveatKey.LATER_RELEASE,
                f"Figures move only when at least {threshold} people do, and may be {threshold} away from the count.",
            )
        )
    if key is None:
        said.append(
            (
                DisclosureCaveatKey.NO_KEY,
                "No figure was withheld by lot, so a reader who knows the whole procedure can tell that a gap has a"
                " reason. Use a key.",
            )
        )
    if not choice.was_searched:
        said.append(
            (DisclosureCaveatKey.QUICK_CHOICE, "What to withhold was chosen quickly: more is missing than need be.")
        )
    if not choice.shown.any():
        said.append((DisclosureCaveatKey.ALL_WITHHELD, "Nothing of this table can be shown."))
    return tuple(DisclosureCaveat(name, words) for name, words in said)
