"""Who voted how on which statement: a sparse matrix in which a pass is a vote and an unseen statement is none."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_matrix

Integers = NDArray[np.int32]
Votes = NDArray[np.int8]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Identity = int | str

AGREE, PASS, DISAGREE = 1, 0, -1

KEY_BITS = 63
"""A person, a statement, a place in the order and a vote are sorted as one whole number of at most so many bits."""

SPREAD_OF_IDS = 4
"""Whole-number ids are counted directly while the largest is at most so many times the number of votes."""


class OpinionMapError(ValueError):
    """A map cannot be drawn; the message says why in plain words."""


class UnusableVotesError(OpinionMapError):
    """A vote is none of agree 1, pass 0 and disagree -1, or the columns have different lengths."""


class TooFewVotesError(OpinionMapError):
    """Nothing can be compared: fewer than two people, fewer than two statements, or every vote the same."""


@dataclass(frozen=True)
class VoteMatrix:
    """The last vote of each person on each statement, row by row.

    `people` has shape [people] and `statements` [statements]: ids, whole numbers or text. The votes of person i stand
    at `starts[i]` to `starts[i + 1]` of `columns` (positions in `statements`, rising) and `votes` (1, 0, -1).
    `moderated_out` has shape [statements]: statements that are left out of everything but the count of votes.
    """

    people: NDArray[Any]
    statements: NDArray[Any]
    starts: NDArray[np.int64]
    columns: Integers
    votes: Votes
    moderated_out: Mask

    def __len__(self) -> int:
        """How many votes there are; a vote that was changed counts once."""
        return len(self.votes)

    @property
    def kept(self) -> Mask:
        """Shape [statements]: not moderated out."""
        return ~self.moderated_out

    def per_person(self) -> NDArray[np.int64]:
        """Shape [people]: how many statements each has voted on."""
        return np.diff(self.starts)

    def per_person_kept(self) -> NDArray[np.int64]:
        """Shape [people]: how many statements that are not moderated out each has voted on."""
        if not self.moderated_out.any():
            return self.per_person()
        # Nobody is without a vote, so every row begins where the one before ends.
        kept: NDArray[np.int64] = np.add.reduceat(self.kept[self.columns], self.starts[:-1], dtype=np.int64)
        return kept

    def per_statement(self) -> NDArray[np.int64]:
        """Shape [statements]: how many people have voted on each."""
        return np.bincount(self.columns, minlength=len(self.statements))

    def sparse(self, values: NDArray[Any]) -> Any:
        """A SciPy matrix [people, statements] with `values`, one for each vote; zeros are kept as entries."""
        return csr_matrix((values, self.columns, self.starts), shape=(len(self.people), len(self.statements)))

    def of_people(self, rows: NDArray[np.int64]) -> "VoteMatrix":
        """The votes of some people, by position, in the order asked for."""
        lengths = np.diff(self.starts)[rows]
        starts = np.concatenate(([0], np.cumsum(lengths)))
        taken = np.repeat(self.starts[rows] - starts[:-1], lengths) + np.arange(starts[-1])
        return VoteMatrix(
            self.people[rows], self.statements, starts, self.columns[taken], self.votes[taken], self.moderated_out
        )


Ids = TypeVar("Ids", bound=np.generic)


def vote_matrix(
    people: ArrayLike | pl.Series,
    statements: ArrayLike | pl.Series,
    votes: ArrayLike,
    *,
    moderated_out: Iterable[Identity] = (),
) -> VoteMatrix:
    """The matrix of a list of votes in the order in which they were cast; the last vote on a statement counts.

    `people`, `statements` and `votes` have shape [votes]. Ids are whole numbers or text; a vote is 1 (agree), 0
    (pass) or -1 (disagree). `moderated_out` names statements to leave out; ids that nobody voted on are ignored.
    Returns a `VoteMatrix` whose people and statements are in rising order. Raises `UnusableVotesError`. Source: the
    votes of a Polis export, C. Small and others 2021.

    >>> matrix = vote_matrix([7, 7, 9, 7], [1, 2, 2, 1], [1, 0, -1, -1], moderated_out=[2])
    >>> matrix.people.tolist(), matrix.columns.tolist(), matrix.votes.tolist()
    ([7, 9], [0, 1, 1], [-1, 0, -1])
    >>> matrix.moderated_out.tolist()
    [False, True]
    """
    cast = usable_votes(votes)
    person_ids, rows = coded(people)
    statement_ids, columns = coded(statements)
    if not len(cast) == len(rows) == len(columns):
        raise UnusableVotesError("each vote needs one person and one statement")
    starts, columns, cast = in_order(rows, columns, cast, len(person_ids), len(statement_ids))
    out = np.isin(statement_ids, as_ids(list(moderated_out), statement_ids.dtype))
    return VoteMatrix(person_ids, statement_ids, starts, columns, cast, out)


@dataclass(frozen=True)
class Change:
    """Votes that were new: positions of people and statements in the later matrix, the vote before and after.

    All have shape [new votes]; `was_seen` is False where there was no vote before, and `before` is then nought.
    """

    rows: Integers
    columns: Integers
    before: Votes
    after: Votes
    was_seen: Mask


def with_votes(
    matrix: VoteMatrix, people: ArrayLike | pl.Series, statements: ArrayLike | pl.Series, votes: ArrayLike
) -> tuple[VoteMatrix, Change]:
    """The matrix after further votes, which count instead of earlier ones of the same person on the same statement.

    Arguments as in `vote_matrix`. People and statements that are new come after the known ones, so that positions
    stay what they were. Returns the matrix and what changed. Raises `UnusableVotesError`. Source: none, book-keeping.

    >>> before = vote_matrix([7, 9], [1, 1], [1, -1])
    >>> after, change = with_votes(before, [9, 3, 3], [1, 1, 5], [0, 1, 1])
    >>> after.people.tolist(), after.statements.tolist(), after.votes.tolist()
    ([7, 9, 3], [1, 5], [1, 0, 1, 1])
    >>> change.rows.tolist(), change.before.tolist(), change.was_seen.tolist()
    ([1, 2, 2], [-1, 0, 0], [True, False, False])
    """
    cast = usable_votes(votes)
    new_people, rows = coded(people)
    new_statements, columns = coded(statements)
    if not len(cast) == len(rows) == len(columns):
        raise UnusableVotesError("each vote needs one person and one statement")
    person_ids, to_row = _joined_ids(matrix.people, new_people)
    statement_ids, to_column = _joined_ids(matrix.statements, new_statements)
    starts, columns, cast = in_order(to_row[rows], to_column[columns], cast, len(person_ids), len(statement_ids))
    rows = np.repeat(np.arange(len(person_ids), dtype=np.int32), np.diff(starts))

    known, width = len(matrix.people), len(statement_ids)
    places, seen = _find(matrix, rows, columns)
    change = Change(rows, columns, np.zeros(len(cast), dtype=np.int8), cast, seen)
    change.before[seen] = matrix.votes[places[seen]]

    added = ~seen
    length = len(matrix) + int(np.count_nonzero(added))
    inserted = places[added] + np.arange(length - len(matrix))
    is_old = np.ones(length, dtype=np.bool_)
    is_old[inserted] = False
    merged, merged_columns = np.empty(length, dtype=np.int8), np.empty(length, dtype=np.int32)
    current = matrix.votes.copy()
    current[places[seen]] = cast[seen]
    merged[is_old], merged[inserted] = current, cast[added]
    merged_columns[is_old], merged_columns[inserted] = matrix.columns, columns[added]
    lengths = np.bincount(rows[added], minlength=len(person_ids))
    lengths[:known] += np.diff(matrix.starts)
    out = np.concatenate((matrix.moderated_out, np.zeros(width - len(matrix.statements), dtype=np.bool_)))
    starts = np.concatenate(([0], np.cumsum(lengths)))
    return VoteMatrix(person_ids, statement_ids, starts, merged_columns, merged, out), change


def usable_votes(votes: ArrayLike) -> Votes:
    """The votes as small whole numbers; raises `UnusableVotesError` for anything but 1, 0 and -1.

    >>> usable_votes([1.0, -1.0]).tolist()
    [1, -1]
    """
    try:
        given = np.asarray(votes)
        with np.errstate(invalid="ignore"):
            cast = given.astype(np.int8)
            wrong = (cast != given) | (cast > AGREE) | (cast < DISAGREE)
    except (TypeError, ValueError) as error:
        raise UnusableVotesError("a vote is 1 (agree), 0 (pass) or -1 (disagree)") from error
    if wrong.any():
        raise UnusableVotesError(f"a vote is 1 (agree), 0 (pass) or -1 (disagree), not {given[wrong.argmax()]}")
    return cast


def coded(values: ArrayLike | pl.Series) -> tuple[NDArray[Any], Integers]:
    """The distinct ids in rising order, and for each value the position of its id, shape [values].

    >>> ids, codes = coded(["b", "a", "b"])
    >>> ids.tolist(), codes.tolist()
    (['a', 'b'], [1, 0, 1])
    """
    series = values if isinstance(values, pl.Series) else pl.Series(np.asarray(values))
    if series.dtype.is_integer():
        return _coded_numbers(series.to_numpy())
    if series.dtype != pl.String:
        raise UnusableVotesError("ids of people and statements are whole numbers or text")
    ids = series.unique().sort()
    codes = series.cast(pl.Enum(ids)).to_physical().to_numpy()
    return ids.to_numpy().astype(np.object_), codes.astype(np.int32)


def in_order(
    rows: Integers, columns: Integers, votes: Votes, height: int, width: int
) -> tuple[NDArray[np.int64], Integers, Votes]:
    """Sorted by row and column, the last of equal pairs kept: row starts [height + 1], columns and votes.

    >>> [part.tolist() for part in in_order(*(np.array(a) for a in ([1, 0, 1], [0, 0, 0], [1, 1, -1])), 2, 1)]
    [[0, 1, 2], [0, 0], [1, -1]]
    """
    column_bits, order_bits = max(width - 1, 1).bit_length(), max(len(votes) - 1, 1).bit_length()
    if max(height - 1, 1).bit_length() + column_bits + order_bits + 2 <= KEY_BITS:
        keys = rows.astype(np.int64)
        keys <<= column_bits
        keys |= columns
        keys <<= order_bits
        place: NDArray[Any] = np.arange(len(votes), dtype=np.int32 if order_bits < 31 else np.int64)
        keys |= place
        keys <<= 2
        keys |= votes + np.int8(1)
        keys.sort()
        # The low bits alone, so that no second array of long numbers is needed.
        ordered = (keys.astype(np.int8) & np.int8(3)) - np.int8(1)
        keys >>= order_bits + 2
        last = np.append(keys[1:] != keys[:-1], np.ones(min(len(keys), 1), dtype=np.bool_))
        if not last.all():
            keys, ordered = keys[last], ordered[last]
        sorted_columns = keys.astype(np.int32) & np.int32((1 << min(column_bits, 31)) - 1)
        keys >>= column_bits
        counts = np.bincount(keys, minlength=height)
    else:
        order = np.lexsort((columns, rows))
        rows, columns, ordered = rows[order], columns[order], votes[order]
        last = np.append((rows[1:] != rows[:-1]) | (columns[1:] != columns[:-1]), True)
        sorted_columns, ordered = columns[last], ordered[last]
        counts = np.bincount(rows[last], minlength=height)
    return np.concatenate(([0], np.cumsum(counts))), sorted_columns, ordered


def as_ids(ids: list[Identity], kind: np.dtype[Any]) -> NDArray[Any]:
    """Ids that a caller names, as the kind in which the matrix holds them; those that cannot be are left out.

    >>> as_ids([3, "4", "x"], np.dtype(np.int64)).tolist()
    [3, 4]
    """
    if kind == np.object_:
        return np.array([str(one) for one in ids], dtype=np.object_)
    numbers = [one for one in ids if isinstance(one, int | np.integer) or str(one).lstrip("-").isdecimal()]
    return np.array([int(one) for one in numbers], dtype=np.int64)


def _coded_numbers(values: NDArray[Any]) -> tuple[NDArray[Any], Integers]:
    if len(values) and values.min() >= 0 and values.max() <= SPREAD_OF_IDS * len(values):
        present = np.zeros(int(values.max()) + 1, dtype=np.bool_)
        present[values] = True
        places = np.cumsum(present, dtype=np.int32) - np.int32(1)
        return np.flatnonzero(present), places[values]
    ids, codes = np.unique(values, return_inverse=True)
    return ids.astype(np.int64), codes.astype(np.int32)


def _joined_ids(known: NDArray[Any], added: NDArray[Any]) -> tuple[NDArray[Any], Integers]:
    """All ids, known ones first, and for each of `added` its position among them."""
    if (known.dtype == np.object_) != (added.dtype == np.object_):
        known, added = known.astype(str).astype(np.object_), added.astype(str).astype(np.object_)
    order = np.argsort(known)
    place = np.searchsorted(known, added, sorter=order)
    found = place < len(known)
    found[found] = known[order[place[found]]] == added[found]
    position = np.empty(len(added), dtype=np.int32)
    position[found] = order[place[found]]
    position[~found] = len(known) + np.arange(np.count_nonzero(~found))
    return np.concatenate((known, added[~found])), position


def _find(matrix: VoteMatrix, rows: Integers, columns: Integers) -> tuple[NDArray[np.int64], Mask]:
    """Where the votes of pairs stand, or would stand, among those of the matrix, and whether they do.

    Halving, for all pairs at once: keys of every vote there is would cost more than all the rest of an update.
    """
    known = rows < len(matrix.people)
    ends = np.append(matrix.starts[1:], len(matrix))
    low = np.where(known, matrix.starts[np.where(known, rows, 0)], len(matrix))
    high = np.where(known, ends[np.where(known, rows, 0)], len(matrix))
    last = high.copy()
    while (open_ones := low < high).any():
        middle = (low + high) // 2
        before = open_ones & (matrix.columns[np.minimum(middle, len(matrix) - 1)] < columns)
        low = np.where(before, middle + 1, low)
        high = np.where(open_ones & ~before, middle, high)
    found = (low < last) & (matrix.columns[np.minimum(low, len(matrix) - 1)] == columns)
    return low, found
