"""The pair finding as one expression for any SQL engine: for posts that do not fit on one machine.

The same pairs as `openward.methods.coordination.coordinated_pairs`, written once with Ibis, which turns it into the
language of DuckDB, Spark, BigQuery, Snowflake, PostgreSQL and others. Only an expression is built; whoever holds the
connection runs it. Ibis comes with the extra "distributed" (`pip install openward[distributed]`).

The window is found by cells: every post is put into the cell of its moment (a little longer than the window) and
looked for in its own cell and the next, so that the join is one of equal values, which engines spread over machines,
and not one of inequalities, which they cannot.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openward.methods.coordination.result import UnusableOptionsError

if TYPE_CHECKING:
    from ibis.expr.types import Table

PAIR_COLUMNS = ("object_id", "content_id", "content_id_y", "account_id", "account_id_y", "time_delta")


CELL = 1.01
"""A cell in windows. Above one, so that rounding never puts two posts within a window two cells apart."""


def coordinated_pairs_expression(shares: Table, *, window_s: float = 60, min_participation: int = 2) -> Table:
    """The pairs of posts by different accounts on one object at most `window_s` seconds apart, as an expression.

    `shares` is an Ibis table with text columns object_id, account_id, content_id and a number of seconds in
    timestamp_share. Returns an expression with the columns of CooRTweet, one row for each pair, in no order; of two
    posts in the same second the one with the smaller content_id comes first (an engine keeps no order of rows,
    which `coordinated_pairs` goes by). Two posts of one account about one object with one content and moment count
    once. Crowds are not set apart. Raises `UnusableOptionsError` as `coordinated_pairs` does, `ImportError` where
    Ibis is not installed. Source: N. Righetti, P. Balluff, CooRTweet, 2023.

    >>> import ibis
    >>> columns = {"object_id": "string", "account_id": "string", "content_id": "string", "timestamp_share": "int64"}
    >>> coordinated_pairs_expression(ibis.table(columns, name="shares")).columns
    ('object_id', 'content_id', 'content_id_y', 'account_id', 'account_id_y', 'time_delta')
    """
    import ibis

    if not 0 < window_s < float("inf"):
        raise UnusableOptionsError("the window must be a positive number of seconds")
    if min_participation < 1:
        raise UnusableOptionsError("the participation must be at least one post")
    active = (
        shares.group_by("account_id")
        .agg(posts=ibis._.count())
        .filter(ibis._.posts >= min_participation)
        .select("account_id")
    )
    posts = shares.semi_join(active, "account_id")
    shared = (
        posts.filter(posts.object_id.notnull() & (posts.object_id != posts.content_id))
        .distinct()
        .mutate(cell=(ibis._.timestamp_share / (CELL * window_s)).floor().cast("int64"))
    )
    older = shared.select("object_id", "account_id", "content_id", "timestamp_share", "cell")
    newer = shared.select(
        newer_object="object_id",
        account_id_y="account_id",
        content_id_y="content_id",
        timestamp_y="timestamp_share",
        own_cell="cell",
    )
    near = ibis.union(newer.mutate(near_cell=newer.own_cell), newer.mutate(near_cell=newer.own_cell - 1))
    joined = older.join(
        near,
        [
            older.object_id == near.newer_object,
            older.cell == near.near_cell,
            older.account_id != near.account_id_y,
            older.content_id != near.content_id_y,
        ],
    )
    apart = joined.timestamp_y - joined.timestamp_share
    is_older = (apart > 0) | ((apart == 0) & (joined.content_id < joined.content_id_y))
    pairs = joined.filter(is_older & (apart <= window_s)).mutate(time_delta=apart).select(*PAIR_COLUMNS)
    if min_participation == 1:
        return pairs
    return _often_enough(posts, pairs, min_participation)


def _often_enough(posts: Table, pairs: Table, least: int) -> Table:
    """Pairs of which a content is by an account with enough posts whose contents are in pairs."""
    import ibis

    paired = ibis.union(
        pairs.select(content_id=pairs.content_id), pairs.select(content_id=pairs.content_id_y), distinct=True
    )
    in_pairs = posts.semi_join(paired, "content_id")
    often = in_pairs.group_by("account_id").agg(times=ibis._.count()).filter(ibis._.times >= least)
    contents = in_pairs.semi_join(often, "account_id").select(kept="content_id").distinct()
    second = contents.select(kept_y="kept")
    marked = pairs.left_join(contents, pairs.content_id == contents.kept)
    marked = marked.left_join(second, marked.content_id_y == second.kept_y)
    return marked.filter(marked.kept.notnull() | marked.kept_y.notnull()).select(*PAIR_COLUMNS)
