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

from openward.methods.small_numbers import PUBLIC_THRESHOLD, ROUND_TO, PublicCount, rounded
from openward.methods.stand_in import Bools, Choice, choose_stand_in

Group = tuple[str, ...]
Place = tuple[str | None, ...]

MOST_FIGURES = 50_000
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
    choice = choose_stand_in(true, earlier, tuple(map(len, levels)), threshold, by_lot, only_grows=only_grows)
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


def _caveats(choice: Choice, release: int, key: bytes | None, threshold: int) -> tuple[DisclosureCaveat, ...]:
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
