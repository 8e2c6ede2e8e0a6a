"""Columns of posts as codes."""

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from openward.methods.coordination.result import (
    Coded,
    Codes,
    Floats,
    Posts,
    Shares,
    TooFewPostsError,
    UnusablePostsError,
)

LATEST_S = 1e11
"""A moment beyond this many seconds (the year 5138) is surely written in milliseconds."""

Names = Sequence[str] | pl.Series


def posts_of(accounts: Names, contents: Names, seconds: ArrayLike) -> Posts:
    """Who posted when, as codes, in the order given: the ground on which any behaviour is looked at.

    `accounts` and `contents` are equally long columns of names, `seconds` the moments in seconds since any fixed
    start. Raises `UnusablePostsError` for columns of different lengths, a missing account or content, a moment that
    is not a finite number or written in milliseconds.

    >>> posts_of(["ann", "ben", "ann"], ["1", "2", "3"], [0, 5, 9]).accounts.tolist()
    [0, 1, 0]
    """
    columns = [_texts(column, name) for column, name in ((accounts, "account"), (contents, "content"))]
    moments = moments_of(seconds)
    if len({len(moments), *map(len, columns)}) != 1:
        raise UnusablePostsError("accounts, contents and moments must be equally many")
    for column in columns:
        if column.null_count():
            raise UnusablePostsError(f"a post has no {column.name}")
    (account_codes, account_names), (content_codes, content_names) = map(codes_of, columns)
    distinct, ranks = np.unique(moments, return_inverse=True)
    return Posts(
        accounts=account_codes,
        contents=content_codes,
        seconds=moments,
        moments=distinct,
        ranks=ranks.astype(np.int32),
        account_names=account_names,
        content_names=content_names,
    )


def shares_of(posts: Posts, objects: Names | Coded, rows: NDArray[np.integer] | None = None) -> Shares:
    """What the posts share, as codes. A post may share several things, or none.

    `objects` names what is shared, None for nothing, or is such a column already coded; `rows` is the post of each
    (default: one for every post, in order). Returns `Shares`. Raises `UnusablePostsError` for columns of different
    lengths, `TooFewPostsError` where fewer than two shares are left.

    >>> shares = shares_of(posts_of(["ann", "ben", "ann"], ["1", "2", "3"], [0, 5, 9]), ["a", "b", None])
    >>> shares.accounts.tolist(), shares.object_names.to_list(), shares.seconds.tolist()
    ([0, 1], ['a', 'b'], [0.0, 5.0])
    """
    coded = objects if isinstance(objects, Coded) else coded_of(objects)
    codes = coded.codes
    if len(codes) != (len(posts) if rows is None else len(rows)):
        raise UnusablePostsError("objects and posts must be equally many")
    there = codes >= 0
    if not there.all():
        codes = codes[there]
        rows = np.flatnonzero(there) if rows is None else rows[there]
    if len(codes) < 2:
        raise TooFewPostsError(f"{_posts(len(codes))} to compare: at least two are needed")
    contents = posts.contents if rows is None else posts.contents[rows]
    return Shares(
        accounts=posts.accounts if rows is None else posts.accounts[rows],
        contents=contents,
        seconds=posts.seconds if rows is None else posts.seconds[rows],
        moments=posts.moments,
        ranks=posts.ranks if rows is None else posts.ranks[rows],
        account_names=posts.account_names,
        content_names=posts.content_names,
        objects=codes,
        object_names=coded.names,
        is_own_object=_own_objects(contents, posts.content_names, codes, coded.names),
    )


def _own_objects(
    contents: Codes, content_names: pl.Series, objects: Codes, object_names: pl.Series
) -> NDArray[np.bool_]:
    """Where the post is the object it shares. Few names are both."""
    both = np.flatnonzero(content_names.hash().is_in(object_names.hash().implode()).to_numpy())
    if not len(both):
        return np.zeros(len(contents), dtype=np.bool_)
    of_content = np.full(len(content_names), -1, dtype=np.int64)
    numbers = pl.DataFrame({"name": object_names, "code": np.arange(len(object_names))})
    joined = pl.DataFrame({"name": content_names.gather(both)}).join(
        numbers, on="name", how="left", maintain_order="left"
    )
    of_content[both] = joined["code"].fill_null(-1).to_numpy()
    own: NDArray[np.bool_] = of_content[contents] == objects
    return own


def coded_of(names: Names) -> Coded:
    """A column of names, None for none, as numbers by first appearance; raises `UnusablePostsError` for no text.

    >>> coded = coded_of(["b", None, "a", "b"])
    >>> coded.codes.tolist(), coded.names.to_list()
    ([0, -1, 1, 0], ['b', 'a'])
    """
    column = _texts(names, "object")
    if not column.null_count():
        return Coded(*codes_of(column))
    there = column.is_not_null().to_numpy()
    codes = np.full(len(column), -1, dtype=np.int32)
    codes[there], distinct = codes_of(column.drop_nulls())
    return Coded(codes, distinct)


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
