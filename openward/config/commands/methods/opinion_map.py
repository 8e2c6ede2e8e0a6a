"""`openward methods opinion-map`: who votes alike, what all share, what divides, and how sure that is."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from openward.config.commands.methods.lines import FILE, BadInput, said_plainly
from openward.config.commands.methods.printing import AS_JSON, Meter, print_document, progress

if TYPE_CHECKING:
    from openward.config.commands.methods.conversation_files import Comments
    from openward.methods.opinion_map import OpinionMap, Tally

FOLDER = click.Path(exists=True, file_okay=False, readable=True, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, writable=True, path_type=Path)
NO_COMMENTS = {
    "key": "no_comments",
    "sentence": "There is no comments.csv, so no statement was left out and none has words here.",
}


@click.command("opinion-map")
@click.argument("folder", type=FOLDER)
@click.option(
    "--groups",
    type=click.IntRange(min=2),
    help="Take so many groups, whatever the tests say. Without it the votes decide, and there may be none.",
)
@click.option(
    "--vote-threshold",
    type=click.IntRange(min=1),
    default=7,
    show_default=True,
    help="Who voted on fewer statements is placed but does not shape the map.",
)
@click.option(
    "--resamples",
    type=click.IntRange(min=0),
    help="How often to draw people anew for stability [default: 20 to 50, fewer the more votes there are]",
)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="The start of the chance draws.")
@click.option(
    "--agree-is",
    type=click.Choice(["1", "-1"]),
    default="1",
    show_default=True,
    help="How the file writes agree; disagree is the other one.",
)
@click.option("--keep", type=NEW_FILE, help="Write what --update-from needs tomorrow to this file (.npz).")
@click.option(
    "--update-from",
    type=FILE,
    help="An earlier map. A file written with --keep: FOLDER may hold the new votes alone, and the work is a fraction."
    " A document printed with --json: FOLDER holds all votes, and groups are named as they were.",
)
@AS_JSON
def instrument(
    folder: Path,
    groups: int | None,
    vote_threshold: int,
    resamples: int | None,
    seed: int,
    agree_is: str,
    keep: Path | None,
    update_from: Path | None,
    as_json: bool,
) -> None:
    """Draw the opinion map of a conversation: which groups vote alike, what they share, what divides them.

    FOLDER is laid out like a Polis export: votes.csv (voter-id, comment-id, vote; a later vote counts instead of an
    earlier one) or the wide participants-votes.csv, and comments.csv (comment-id, moderated: -1 is left out). A vote
    is 1 for agree, 0 for pass and -1 for disagree; an unseen statement is empty. "No groups can be told apart" is a
    normal answer.
    """
    import polars as pl
    from threadpoolctl import threadpool_limits

    from openward.config.commands.methods.conversation_files import (
        check_direction,
        read_assignments,
        read_comments,
        read_state,
        read_votes,
        write_state,
    )
    from openward.methods.opinion_map import (
        OpinionMapError,
        keep_identities,
        opinion_map,
        reading_in_words,
        state_of,
        update_opinion_map,
        vote_matrix,
    )

    # Many small matrices: threads that wait for one another cost far more than they bring.
    limits = threadpool_limits(limits=1)
    meter = Meter()
    with limits, progress("Drawing the map", 3) as move, said_plainly(OpinionMapError):
        comments = read_comments(folder)
        cast = read_votes(folder)
        is_state = update_from is not None and update_from.suffix == ".npz"
        if is_state and (groups is not None or resamples is not None):
            raise BadInput("--groups and --resamples belong to a full map; with a kept map leave them out.")
        votes = cast.votes if agree_is == "1" else -cast.votes
        move(1)
        out = None if comments is None else comments.moderated_out
        if update_from is not None and is_state:
            state = read_state(update_from)
            statements = pl.Series(cast.statements).unique().to_list() + state.matrix.statements.tolist()
            open_ones = _unvoted(comments, statements)
            found = update_opinion_map(state, cast.people, cast.statements, votes, moderated_out=out, unvoted=open_ones)
        else:
            matrix = vote_matrix(cast.people, cast.statements, votes, moderated_out=out or ())
            if agree_is == "1":
                check_direction(cast.file, matrix, comments)
            open_ones = _unvoted(comments, matrix.statements.tolist())
            found = opinion_map(
                matrix,
                groups=groups,
                vote_threshold=vote_threshold,
                resamples=resamples,
                seed=seed,
                unvoted=open_ones,
            )
            if update_from is not None:
                found = keep_identities(found, read_assignments(update_from))
        move(1)
        if keep is not None:
            write_state(keep, state_of(found))
        move(1)
    if as_json:
        caveats = [{"key": one.key.value, "sentence": one.sentence} for one in found.caveats]
        extra = [NO_COMMENTS] if comments is None and not is_state else []
        print_document(_document(found) | {"caveats": caveats + extra} | meter.reading())
        return
    click.echo("\n\n".join(reading_in_words(found, {} if comments is None else comments.texts)))
    if comments is None and not is_state:
        click.echo(f"\n{NO_COMMENTS['sentence']}")


def _unvoted(comments: "Comments | None", voted: list[int | str]) -> list[int | str]:
    if comments is None:
        return []
    known = {*voted, *comments.moderated_out}
    return [one for one in comments.ids if one not in known]


def _document(found: "OpinionMap") -> dict[str, Any]:
    return {
        "participants": len(found.matrix.people),
        "statements": len(found.matrix.statements),
        "votes": len(found.matrix),
        "moderated_out": int(found.matrix.moderated_out.sum()),
        "fitted": int(found.fitted.sum()),
        "groups": [
            {
                "id": group.id,
                "size": group.size,
                "fitted": group.fitted,
                "stability": _rounded(group.stability),
                "representative": [
                    {
                        "statement": one.statement,
                        "direction": _direction(one.is_agree),
                        **_tally(one.tally),
                        "z": _rounded(one.z),
                        "ratio": _rounded(one.ratio),
                        "stability": _rounded(one.stability),
                        "best_agree": one.is_best_agree,
                    }
                    for one in group.representative
                ],
            }
            for group in found.groups
        ],
        "assignments": found.assignments(),
        **_across(found),
        "stability": _rounded(found.stability),
        "gradual": found.is_gradual,
        "gaps": [
            {
                "groups": [gap.first, gap.second],
                "between": gap.between,
                "at_heart": gap.at_heart,
                "z": _rounded(gap.z),
                "open": gap.is_open,
            }
            for gap in found.gaps
        ],
        "explained": [_rounded(share) for share in found.plane.explained],
        "candidates": [
            {
                "groups": one.groups,
                "silhouette": _rounded(one.silhouette),
                "by_chance": _rounded(one.by_chance),
                "highest_by_chance": _rounded(one.highest_by_chance),
                "excess": _rounded(one.excess),
                "smallest": one.smallest,
                "stability": _rounded(one.stability),
                "apart": one.is_apart,
            }
            for one in found.candidates
        ],
    }


def _across(found: "OpinionMap") -> dict[str, Any]:
    shared = {
        name: [
            {
                "statement": one.statement,
                "direction": _direction(one.is_agree),
                **_tally(one.tally),
                "z": _rounded(one.z),
                "group_informed_consensus": _rounded(one.consensus),
                "by_group": _by_group(one.by_group),
            }
            for one in statements
        ]
        for name, statements in (("consensus", found.consensus), ("majority", found.majority))
    }
    return {
        **shared,
        "divisive": [
            {
                "statement": one.statement,
                **_tally(one.tally),
                "between": one.between,
                "difference": _rounded(one.difference),
                "z": _rounded(one.z),
                "by_group": _by_group(one.by_group),
            }
            for one in found.divisive
        ],
        "minority": [
            {
                "statement": one.statement,
                "group": one.group,
                "direction": _direction(one.is_agree),
                **_tally(one.tally),
                "everybody": _tally(one.whole),
                "z": _rounded(one.z),
            }
            for one in found.minority
        ],
        "ask_next": [
            {"statement": one.statement, "weight": _rounded(one.weight), "seen": one.seen} for one in found.ask_next
        ],
    }


def _direction(is_agree: bool) -> str:
    return "agree" if is_agree else "disagree"


def _tally(tally: "Tally") -> dict[str, int]:
    return {"agree": tally.agree, "disagree": tally.disagree, "seen": tally.seen}


def _by_group(tallies: "Mapping[int, Tally]") -> dict[str, dict[str, int]]:
    return {str(group): _tally(tally) for group, tally in tallies.items()}


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 6)
