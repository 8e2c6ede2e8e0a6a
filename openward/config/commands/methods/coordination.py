"""`openward methods coordination`: which accounts acted together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from openward.config.commands.methods.lines import FILE, BadInput, said_plainly, shortened
from openward.config.commands.methods.printing import AS_JSON, Meter, print_document, progress
from openward.config.commands.methods.reading import Table, read_table

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

    from openward.methods.coordination import Coded, Coordination, Group, Posts

BEHAVIOURS = ("object", "text", "similar-text", "link", "reply")
FRUGAL = ("link", "text", "similar-text", "reply", "object")
"""In this order texts are held no longer than needed."""

NEEDED = ("account_id", "content_id", "timestamp_share")
LINKS = ("link", "links", "url", "urls")
TARGETS = ("reply_to", "reply_id")
MOST_EDGES = 1_000
OUT = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.command()
@click.argument("file", type=FILE)
@click.option(
    "--window", type=float, default=60, show_default=True, metavar="SECONDS", help="How close in time counts."
)
@click.option(
    "--min-participation",
    type=click.IntRange(min=1),
    default=2,
    show_default=True,
    metavar="POSTS",
    help="Leave out accounts with fewer posts.",
)
@click.option(
    "--behaviour",
    "asked",
    type=click.Choice([*BEHAVIOURS, "all"]),
    multiple=True,
    default=["object"],
    show_default=True,
    help="What they did together; give it again for more than one.",
)
@click.option(
    "--similarity",
    type=float,
    default=0.8,
    show_default=True,
    help="For similar-text: words in both texts, over words in either.",
)
@click.option("--pairs", "pairs_out", type=OUT, metavar="OUT.csv", help="Write every pair of posts (one behaviour).")
@click.option("--edges", "edges_out", type=OUT, metavar="OUT.csv", help="Write the whole network (one behaviour).")
@AS_JSON
def instrument(
    file: Path,
    window: float,
    min_participation: int,
    asked: Sequence[str],
    similarity: float,
    pairs_out: Path | None,
    edges_out: Path | None,
    as_json: bool,
) -> None:
    """Which accounts acted together, more often than chance allows, and why we say so?

    FILE is CSV with the columns object_id (what was shared), account_id, content_id (the post) and timestamp_share
    (seconds since 1970, or a date and time), and where there are such, text, link and reply_to. The link is else
    looked for in the text; without the columns of their own, object_id is taken for the link or for the post that
    was replied to.

    To act together is no wrong, and says nothing about who is behind an account. Read the posts before you decide.
    """
    from openward.methods.coordination import CoordinationError, posts_of

    meter = Meter()
    table = read_table(file, needed=NEEDED, wanted=("object_id", "text", *LINKS, *TARGETS))
    wanted = [behaviour for behaviour in FRUGAL if behaviour in asked or "all" in asked]
    if len(wanted) > 1 and (pairs_out or edges_out):
        raise BadInput("--pairs and --edges need a single --behaviour.")
    for column in NEEDED[:2]:
        table.texts(column)
    with said_plainly(CoordinationError):
        posts = posts_of(table.frame["account_id"], table.frame["content_id"], moments(table))
    columns = Columns(table, wanted, similarity)
    name = table.path.name
    del table
    documents: dict[str, dict[str, Any]] = {}
    passed_over = []
    with progress("Looking for accounts that acted together", len(wanted)) as move:
        for behaviour in wanted:
            try:
                found = analysed(columns, posts, behaviour, window, min_participation)
            except BadInput as missing:
                if len(wanted) == 1:
                    raise
                passed_over.append({"behaviour": behaviour, "why": missing.message})
            else:
                write_tables(found, pairs_out, edges_out)
                documents[behaviour] = {**document_of(found), "column": columns.used, "posts": len(posts)}
                del found
            move(1)
    if not documents:
        raise BadInput(f"{name} has nothing to look at: {passed_over[0]['why']}")
    if not as_json:
        for behaviour in BEHAVIOURS:
            if behaviour in documents:
                say(documents[behaviour], behaviour, window)
        for gap in passed_over:
            click.echo(f"\nNot looked at ({gap['behaviour']}): {gap['why']}")
    elif len(wanted) == 1:
        print_document({**documents[wanted[0]], **meter.reading()})
    else:
        print_document({"behaviours": documents, "passed_over": passed_over, **meter.reading()})


def moments(table: Table) -> NDArray[np.float64]:
    """The moments in seconds. The first one says how all are written, so that the line that differs is named."""
    first = table.frame["timestamp_share"].fill_null("").str.strip_chars().head(1)
    is_number = first.cast(float, strict=False).is_finite().fill_null(False).all()
    return table.numbers("timestamp_share") if is_number else table.instants("timestamp_share")


def analysed(columns: Columns, posts: Posts, behaviour: str, window: float, min_participation: int) -> Coordination:
    """The answer for one behaviour, from the columns the file has."""
    import numpy as np

    from openward.methods.coordination import CoordinationError, coordination, shares_of
    from openward.methods.near_duplicates import NearDuplicatesError

    with said_plainly(CoordinationError, NearDuplicatesError):
        rows, objects = columns.shared(behaviour)
        sharing = int((objects.codes >= 0).sum()) if rows is None else int(np.count_nonzero(np.bincount(rows)))
        return coordination(
            shares_of(posts, objects, rows),
            behaviour=behaviour,
            window_s=window,
            min_participation=min_participation,
            posts_without=len(posts) - sharing,
        )


class Columns:
    """What the posts of a file share, from whichever of its columns says so. Columns that are done with go."""

    def __init__(self, table: Table, wanted: Sequence[str], similarity: float) -> None:
        self.table = replace(table, frame=table.frame.drop(NEEDED))
        self.wanted = list(wanted)
        self.similarity = similarity
        self.used = ""

    def shared(self, behaviour: str) -> tuple[NDArray[np.int64] | None, Coded]:
        """What was shared, and the row of the file each belongs to (None: every row in order)."""
        from openward.methods.coordination import coded_of, plain_links, shared_links, similar_texts

        self.wanted.remove(behaviour)
        if behaviour in {"text", "similar-text"}:
            texts = self.texts
            if not {"text", "similar-text", "link"} & set(self.wanted):
                del self.texts
                self.table = replace(self.table, frame=self.table.frame.drop("text"))
            self.used = "text"
            return None, texts if behaviour == "text" else similar_texts(texts, threshold=self.similarity)
        if behaviour == "link":
            if not self.has(LINKS) and self.has(["text"]):
                rows, links = shared_links(self.cells(["text"], behaviour))
            else:
                rows, links = plain_links(self.cells([*LINKS, "object_id"], behaviour))
            if not len(links):
                raise BadInput(f"{self.table.path.name} holds no link.")
            return rows, coded_of(links)
        objects = self.cells(["object_id"] if behaviour == "object" else [*TARGETS, "object_id"], behaviour)
        return None, coded_of(objects.set(objects == "", None))

    @cached_property
    def texts(self) -> Coded:
        """The texts in the form in which they are compared."""
        from openward.methods.coordination import coded_of, same_texts

        return coded_of(same_texts(self.cells(["text"], "text")))

    def has(self, columns: Sequence[str]) -> bool:
        """Whether the file has one of these columns."""
        return any(name in self.table.columns for name in columns)

    def cells(self, columns: Sequence[str], behaviour: str) -> pl.Series:
        """The first of these columns the file has; `BadInput` where it has none of them or nothing in it."""
        table = self.table
        self.used = next((name for name in columns if name in table.columns), "")
        if not self.used:
            named = " or ".join(f"“{name}”" for name in columns)
            raise BadInput(f"{table.path.name} has no column {named}, which --behaviour {behaviour} needs.")
        texts = table.texts(self.used, needed=False)
        if (texts == "").all():
            raise BadInput(f"{table.path.name}: the column “{self.used}” is empty throughout.")
        return texts


def write_tables(found: Coordination, pairs_out: Path | None, edges_out: Path | None) -> None:
    """The pairs and the network as CSV, where they are asked for."""
    if pairs_out is not None:
        found.pairs.frame().write_csv(pairs_out)
    if edges_out is not None:
        found.network_frame().write_csv(edges_out)


def document_of(found: Coordination) -> dict[str, Any]:
    """What --json prints for one behaviour."""
    edges = found.network_frame(MOST_EDGES)
    return {
        "behaviour": found.behaviour.value,
        "window": found.pairs.window_s,
        "min_participation": found.pairs.min_participation,
        "shares": len(found.pairs.shares),
        "accounts": found.accounts,
        "pairs": len(found.pairs),
        "pairs_in_crowds": found.pairs.crowded_pairs,
        "edge_count": len(found.network),
        "edges": edges.to_dicts(),
        "groups": [group_document(group) for group in found.groups],
        "set_aside": [group_document(group) for group in found.set_aside],
        "bursts": [vars(burst) for burst in found.bursts],
        "caveats": [
            {"key": caveat.key.value, "count": caveat.count, "sentence": caveat.sentence} for caveat in found.caveats
        ],
    }


def group_document(group: Group) -> dict[str, Any]:
    """A group as JSON."""
    return {
        "id": group.number,
        "size": len(group.accounts),
        "kind": group.kind.value,
        "why": group.why,
        "accounts": list(group.accounts),
        "occasions": group.occasions,
        "accounts_per_occasion": group.per_occasion,
        "expected_by_chance": group.expected,
        "objects_left_out": group.left_out,
        "links_expected_anywhere": group.expected_anywhere,
        "pairs": group.pairs,
        "seconds_apart": group.seconds_apart,
        "first_at": group.first_at,
        "last_at": group.last_at,
        "in_step": group.in_step,
        "in_step_with_others": group.in_step_with_others,
        "objects": [{"object": name, "occasions": times} for name, times in group.objects],
    }


def say(document: dict[str, Any], behaviour: str, window: float) -> None:
    """One behaviour in words."""
    from openward.methods.coordination import DID, Behaviour, duration

    shares = f"{document['shares']:,} shares (column “{document['column']}”) by {document['accounts']:,} accounts"
    click.echo(
        f"\nWho {DID[Behaviour(behaviour)]} within {duration(window)} of each other? {shares}; "
        f"{document['pairs']:,} pairs of posts link {document['edge_count']:,} pairs of accounts; "
        f"{len(document['groups']):,} groups stand out against chance."
    )
    for title, groups in (("Acted together", document["groups"]), ("Set aside", document["set_aside"])):
        for group in groups:
            names = shortened(", ".join(group["accounts"][:12]) + ("…" if group["size"] > 12 else ""), 300)
            click.echo(f"\n{title}, group {group['id'] + 1}: {group['why']}\n  {names}")
    for burst in document["bursts"][:5]:
        click.echo(f"\nA burst: {burst['words']}")
    for caveat in document["caveats"]:
        click.echo(f"\nBear in mind: {caveat['sentence']}")
