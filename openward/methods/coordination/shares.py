"""Columns of posts as codes."""

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from openward.methods.coordination.result import Codes, Floats, Shares, TooFewPostsError, UnusablePostsError

LATEST_S = 1e11
"""A moment beyond this many seconds (the year 5138) is surely written in milliseconds."""

Names = Sequence[str] | pl.Series


def shares_of(objects: Names, accounts: Names, contents: Names, seconds: ArrayLike) -> Shares:
    """The posts as codes, in the order given.

    `objects`, `accounts` and `contents` are equally long columns of names, `seconds` the moments in seconds since
    any fixed start. Posts whose object is missing (None) are left out. Returns `Shares`. Raises
    `UnusablePostsError` for columns of different lengths, a missing account or content, a moment that is not a
    finite number or written in milliseconds; `TooFewPostsError` where fewer than two posts are left.

    >>> shares = shares_of(["a", "b", None], ["ann", "ben", "ann"], ["1", "2", "3"], [0, 5, 9])
    >>> shares.accounts.tolist(), shares.object_names.to_list(), shares.seconds.tolist()
    ([0, 1], ['a', 'b'], [0.0, 5.0])
    """
    columns = [_texts(column, name) for column, name in ((objects, "object"), (accounts, "account"))]
    columns.append(_texts(contents, "content"))
    moments = moments_of(seconds)
    if len({len(moments), *map(len, columns)}) != 1:
        raise UnusablePostsError("objects, accounts, contents and moments must be equally many")
    there = columns[0].is_not_null()
    if not there.all():
        columns = [column.filter(there) for column in columns]
        moments = moments[there.to_numpy()]
    for column, name in zip(columns[1:], ("account", "content"), strict=True):
        if column.null_count():
            raise UnusablePostsError(f"a post has no {name}")
    if len(moments) < 2:
        raise TooFewPostsError(f"{_posts(len(moments))}: at least two are needed to compare")
    (object_codes, object_names), (account_codes, account_names), (content_codes, content_names) = map(
        codes_of, columns
    )
    return Shares(
        accounts=account_codes,
        objects=object_codes,
        contents=content_codes,
        seconds=moments,
        account_names=account_names,
        object_names=object_names,
        content_names=content_names,
        is_own_object=(columns[0] == columns[2]).to_numpy(),
    )


def codes_of(names: pl.Series) -> tuple[Codes, pl.Series]:
    """A number for each name by first appearance, shape [rows], and the names in that order; raises nothing.

    >>> codes, names = codes_of(pl.Series(["b", "a", "b"]))
    >>> codes.tolist(), names.to_list()
    ([0, 1, 0], ['b', 'a'])
    """
    _, first, inverse = np.unique(names.hash().to_numpy(), return_index=True, return_inverse=True)
    order = np.argsort(first, kind="stable")
    rank = np.empty(len(order), dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    codes: NDArray[np.int32] = rank[inverse]
    distinct = names.gather(first[order])
    if not (distinct.gather(codes) == names).all():  # two names with one hash
        distinct = names.unique(maintain_order=True)
        numbers = pl.DataFrame({"name": distinct, "code": np.arange(len(distinct), dtype=np.int32)})
        joined = pl.DataFrame({"name": names}).join(numbers, on="name", how="left", maintain_order="left")
        codes = joined["code"].to_numpy()
    return codes, distinct


def moments_of(seconds: ArrayLike) -> Floats:
    """Moments as finite seconds, shape [rows]; raises `UnusablePostsError` for what is none or in milliseconds.

    >>> moments_of([1, 2.5]).tolist()
    [1.0, 2.5]
    """
    try:
        moments = np.asarray(seconds, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise UnusablePostsError("moments must be numbers of seconds") from error
    if moments.ndim != 1 or not np.isfinite(moments).all():
        raise UnusablePostsError("a moment is missing or not finite")
    if len(moments) and np.abs(moments).max() > LATEST_S:
        raise UnusablePostsError("a moment lies beyond the year 5000: are these milliseconds? Give seconds")
    return moments


def _texts(column: Names, name: str) -> pl.Series:
    try:
        return pl.Series(name, column, dtype=pl.String)
    except TypeError as error:
        raise UnusablePostsError(f"the {name}s must be text") from error


def _posts(number: int) -> str:
    return "there is one post" if number == 1 else f"there are {number} posts"
