"""People and populations by groups: names once, codes per row."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

Codes = NDArray[np.int32]
Floats = NDArray[np.float64]

UNKNOWN = -1
"""The code of whoever's group is not known."""

UNKNOWN_WORDS = frozenset({
    "",
    "?",
    "n/a",
    "na",
    "none given",
    "not known",
    "not stated",
    "prefer not to say",
    "unknown",
})  # fmt: skip
"""What stands for "not known", in any case; an empty cell always does."""


class RepresentationError(ValueError):
    """Sample and population cannot be compared; the message says why in plain words."""


@dataclass(frozen=True, eq=False)
class People:
    """One row per person: `codes` has shape [people, columns] and points into `groups`; -1 is unknown."""

    columns: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    codes: Codes

    def __len__(self) -> int:
        return int(self.codes.shape[0])

    def counts(self, columns: Sequence[str]) -> dict[tuple[str, ...], int]:
        """How many people each group of the crossing of `columns` has; whoever is unknown in any is left out."""
        cells = _crossed(self.columns, self.groups, self.codes, columns)
        known = cells[2] >= 0
        found = np.bincount(cells[2][known], minlength=len(cells[1]))
        return {cells[1][at]: int(found[at]) for at in np.flatnonzero(found)}


@dataclass(frozen=True, eq=False)
class Population:
    """One row per cell: how many people (`sizes`, shape [cells]) share the groups in `codes` [cells, columns]."""

    columns: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    codes: Codes
    sizes: Floats

    def counts(self, columns: Sequence[str]) -> dict[tuple[str, ...], float]:
        """How many people each group of the crossing of `columns` has; whoever is unknown in any is left out."""
        cells = _crossed(self.columns, self.groups, self.codes, columns)
        known = cells[2] >= 0
        found = np.bincount(cells[2][known], weights=self.sizes[known], minlength=len(cells[1]))
        return {cells[1][at]: float(found[at]) for at in np.flatnonzero(found)}


def people_from(
    columns: Mapping[str, Sequence[str | None] | pl.Series], *, unknown: Collection[str] = UNKNOWN_WORDS
) -> People:
    """Those who took part, coded: one list of group names per column, all equally long, one entry per person.

    None, blanks and the words of `unknown` (in lower case; matched in any case) become unknown. Returns `People`
    with group names in alphabetical order. Raises `RepresentationError` without columns or people, or when the
    columns differ in length. Source: none needed.

    >>> people = people_from({"sex": ["f", "m", "unknown", "f"]})
    >>> people.groups, people.codes[:, 0].tolist(), people.counts(["sex"])
    ((('f', 'm'),), [0, 1, -1, 0], {('f',): 2, ('m',): 1})
    """
    coded = [_coded(values, unknown) for values in columns.values()]
    lengths = {len(codes) for _, codes in coded}
    if not coded or lengths == {0}:
        raise RepresentationError("there is nobody to compare")
    if len(lengths) > 1:
        raise RepresentationError("every column needs one entry per person")
    codes = np.stack([codes for _, codes in coded], axis=1)
    codes.setflags(write=False)
    return People(tuple(columns), tuple(names for names, _ in coded), codes)


def population_from(
    columns: Mapping[str, Sequence[str | None] | pl.Series],
    sizes: ArrayLike,
    *,
    unknown: Collection[str] = UNKNOWN_WORDS,
) -> Population:
    """Those affected, coded: one list of group names per column and how many people each row stands for.

    Rows of the same groups are added together when counted. Returns `Population`. Raises `RepresentationError` for
    sizes that are missing, negative, infinite or all zero, and as `people_from`. Source: none needed.

    >>> population = population_from({"sex": ["f", "m"], "age": ["old", "old"]}, [300, 100])
    >>> population.counts(["age"]), population.counts(["sex", "age"])
    ({('old',): 400.0}, {('f', 'old'): 300.0, ('m', 'old'): 100.0})
    """
    rows = people_from(columns, unknown=unknown)
    numbers = np.array(sizes, dtype=np.float64)
    if numbers.shape != (len(rows),):
        raise RepresentationError("every row of the population needs one number of people")
    if not (np.isfinite(numbers) & (numbers >= 0)).all():
        raise RepresentationError("a number of people is missing, negative or not finite")
    if not numbers.any():
        raise RepresentationError("the population has nobody in it")
    numbers.setflags(write=False)
    return Population(rows.columns, rows.groups, rows.codes, numbers)


def _coded(values: Sequence[str | None] | pl.Series, unknown: Collection[str]) -> tuple[tuple[str, ...], Codes]:
    written = pl.Series(values, dtype=pl.String)
    # Each way of writing a group is looked at once, not once per person.
    names = {way: way.strip() for way in written.drop_nulls().unique().to_list()}
    known = {way: name for way, name in names.items() if name and name.lower() not in unknown}
    groups = sorted(set(known.values()))
    if not groups:
        return (), np.full(len(written), UNKNOWN, dtype=np.int32)
    place = {name: at for at, name in enumerate(groups)}
    codes = written.replace_strict(
        {way: place[name] for way, name in known.items()}, default=UNKNOWN, return_dtype=pl.Int32
    )
    return tuple(groups), codes.fill_null(UNKNOWN).to_numpy()


def _crossed(
    columns: Sequence[str], groups: Sequence[tuple[str, ...]], codes: Codes, wanted: Sequence[str]
) -> tuple[tuple[str, ...], list[tuple[str, ...]], NDArray[np.int64]]:
    """The crossing's columns, its cells that occur, and each row's cell (-1 where any group is unknown)."""
    missing = [column for column in wanted if column not in columns]
    if missing or not wanted:
        raise RepresentationError(f"there is no column “{missing[0] if missing else ''}”")
    places = [list(columns).index(column) for column in wanted]
    cell, tuples = joined_codes(codes[:, places])
    known = (tuples >= 0).all(axis=1)
    position = np.where(known, np.cumsum(known) - 1, UNKNOWN)
    names = [
        tuple(groups[place][code] for place, code in zip(places, row, strict=True)) for row in tuples[known].tolist()
    ]
    return tuple(wanted), names, position[cell]


def joined_codes(codes: Codes) -> tuple[NDArray[np.int64], Codes]:
    """Each row's position among the distinct rows of `codes`, and those distinct rows, in order.

    `codes` has shape [rows, columns] with entries from -1. Returns shapes [rows] and [distinct rows, columns].
    Raises nothing. Source: none needed.

    >>> at, rows = joined_codes(np.array([[1, 0], [0, -1], [1, 0]], dtype=np.int32))
    >>> at.tolist(), rows.tolist()
    ([1, 0, 1], [[0, -1], [1, 0]])
    """
    key = np.zeros(codes.shape[0], dtype=np.int64)
    size = 1
    for column in range(codes.shape[1]):
        levels = int(codes[:, column].max(initial=UNKNOWN)) + 2
        key = key * levels + (codes[:, column] + 1)
        size *= levels
        if size > 4 * max(len(key), 1 << 16):
            key, size = _without_gaps(key, size)
    key, size = _without_gaps(key, size)
    first = np.full(size, -1, dtype=np.int64)
    first[key[::-1]] = np.arange(len(key))[::-1]
    return key, codes[first]


def _without_gaps(key: NDArray[np.int64], size: int) -> tuple[NDArray[np.int64], int]:
    """The same keys numbered from 0 without gaps, in order; a table where it fits, a sort where it does not."""
    if size <= 4 * max(len(key), 1 << 16):
        present = np.zeros(size, dtype=np.bool_)
        present[key] = True
        return (np.cumsum(present) - 1)[key], int(present.sum())
    distinct, inverse = np.unique(key, return_inverse=True)
    return inverse, len(distinct)
