"""The files of a conversation in the layout of a Polis export, and what is kept of a map for tomorrow."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import numpy as np
import polars as pl
from numpy.typing import NDArray

from openward.config.commands.methods.lines import BadInput, shortened
from openward.config.commands.methods.reading import Table, header_of, read_table

if TYPE_CHECKING:
    from openward.methods.opinion_map import MapState, VoteMatrix

VOTES, WIDE, COMMENTS = "votes.csv", "participants-votes.csv", "comments.csv"
VOTE_COLUMNS = ("voter-id", "comment-id", "vote")
ABOUT_PARTICIPANTS = ("participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree")
UNSEEN = 9

BLOCK = 32 << 20
"""A large file of votes is read so many bytes at a time."""

Ids = NDArray[Any] | pl.Series


@dataclass(frozen=True)
class CastVotes:
    """Votes as they stand in a file, in its order: people, statements and votes, all of one length."""

    file: Path
    people: Ids
    statements: Ids
    votes: NDArray[np.int8]


@dataclass(frozen=True)
class Comments:
    """What `comments.csv` says of the statements."""

    ids: list[int | str]
    moderated_out: list[int | str]
    texts: dict[int | str, str]
    agrees: dict[int | str, float]


def read_votes(folder: Path) -> CastVotes:
    """The votes of a folder: from votes.csv, or from the wide participants-votes.csv where that is all there is."""
    for name in (VOTES, VOTES + ".gz"):
        if (folder / name).is_file():
            return _listed_fast(folder / name) or _listed(folder / name)
    for name in (WIDE, WIDE + ".gz"):
        if (folder / name).is_file():
            return _wide(folder / name)
    raise BadInput(f"{folder.name or folder} has neither {VOTES} nor {WIDE}.")


def read_comments(folder: Path) -> Comments | None:
    """What comments.csv says, None where there is no such file."""
    path = next((folder / name for name in (COMMENTS, COMMENTS + ".gz") if (folder / name).is_file()), None)
    if path is None:
        return None
    table = read_table(path, needed=["comment-id", "moderated"], wanted=["comment-body", "agrees"])
    moderated = table.numbers("moderated")
    table.refuse_where(
        pl.Series(~np.isin(moderated, (-1, 0, 1))), "moderated", "is none of 1, 0 and -1", table.texts("moderated")
    )
    ids = _ids(table, "comment-id").to_list()
    texts = table.texts("comment-body", needed=False).to_list() if "comment-body" in table.columns else []
    agrees = table.numbers("agrees", needed=False).tolist() if "agrees" in table.columns else []
    return Comments(
        ids,
        [one for one, state in zip(ids, moderated.tolist(), strict=True) if state < 0],
        dict(zip(ids, texts, strict=False)),
        dict(zip(ids, agrees, strict=False)),
    )


def check_direction(file: Path, matrix: "VoteMatrix", comments: Comments | None) -> None:
    """Refuse votes that are the wrong way round: some exports write agree as -1.

    The numbers of agreements that the export itself gives, by statement or by person, must not fit the disagreements
    better.
    """
    agree, disagree = (matrix.votes == 1), (matrix.votes == -1)
    if WIDE in file.name:
        given = read_table(file, wanted=["participant", "n-agree"])
        if not {"participant", "n-agree"} <= set(given.columns):
            return
        stated = dict(zip(_ids(given, "participant").to_list(), given.numbers("n-agree", needed=False), strict=True))
        ids = matrix.people
        counted = [np.add.reduceat(which, matrix.starts[:-1], dtype=np.int64) for which in (agree, disagree)]
    elif comments is not None and comments.agrees:
        stated, ids = comments.agrees, matrix.statements
        counted = [np.bincount(matrix.columns[which], minlength=len(ids)) for which in (agree, disagree)]
    else:
        return
    told = np.array([stated.get(one, float("nan")) for one in ids.tolist()])
    known = np.isfinite(told)
    as_agree, as_disagree = (float(np.abs(told - count)[known].sum()) for count in counted)
    if as_agree > 2 * as_disagree:
        raise BadInput(
            f"{file.name} seems to write agree as -1: its own totals fit that. If so, use --agree-is -1;"
            " if not, correct the totals."
        )


def _listed_fast(path: Path) -> CastVotes | None:
    """Whole numbers throughout; None for anything else, so that the careful way can say what is wrong and where."""
    if not set(VOTE_COLUMNS) <= set(_first_names(path)):
        return None
    kinds = {"voter-id": pl.Int32, "comment-id": pl.Int32, "vote": pl.Int8}
    parts: dict[str, list[NDArray[Any]]] = {name: [] for name in VOTE_COLUMNS}
    try:
        for block in _blocks(path):
            frame = pl.read_csv(block, columns=list(VOTE_COLUMNS), schema_overrides=kinds)
            if any(frame[name].null_count() for name in VOTE_COLUMNS):
                return None
            for name in VOTE_COLUMNS:
                parts[name].append(frame[name].to_numpy())
    except pl.exceptions.PolarsError:
        return None
    people, statements, votes = (np.concatenate(parts.pop(name)) for name in VOTE_COLUMNS)
    if not len(votes) or votes.min() < -1 or votes.max() > 1:
        return None
    return CastVotes(path, people, statements, votes)


def _first_names(path: Path) -> list[str]:
    """The names in the first line, as long as they are plain; the careful way looks into anything else."""
    if path.suffix == ".gz":
        return header_of(path)
    with path.open("rb") as file:
        return file.readline().decode(errors="replace").strip().split(",")


def _blocks(path: Path) -> Iterator[Path | bytes]:
    """The file, or of a large one block after block of whole lines, each under the header: memory stays small."""
    if path.suffix == ".gz" or path.stat().st_size <= 2 * BLOCK:
        yield path
        return
    with path.open("rb") as file:
        header = file.readline()
        while block := file.read(BLOCK):
            yield b"".join((header, block, file.readline()))


def _listed(path: Path) -> CastVotes:
    table = read_table(path, needed=VOTE_COLUMNS, wanted=())
    votes = table.numbers("vote")
    table.refuse_where(
        pl.Series(~np.isin(votes, (-1, 0, 1))), "vote", "is none of 1 (agree), 0 (pass) and -1", table.texts("vote")
    )
    return CastVotes(path, _ids(table, "voter-id"), _ids(table, "comment-id"), votes.astype(np.int8))


def _wide(path: Path) -> CastVotes:
    header = header_of(path)
    if "participant" not in header:
        raise BadInput(
            f"{path.name} has no column “participant”; it has {', '.join(f'“{one}”' for one in header[:12])}."
        )
    names = [name for name in header if name not in ABOUT_PARTICIPANTS]
    if not names:
        raise BadInput(f"{path.name} has no column for a statement.")
    try:
        frame = pl.read_csv(path, columns=["participant", *names], schema_overrides=dict.fromkeys(names, pl.Int8))
        people: Ids = frame["participant"]
        cells = frame.select(pl.col(names).fill_null(UNSEEN)).to_numpy()
        clean = frame["participant"].null_count() == 0 and bool(np.isin(cells, (-1, 0, 1, UNSEEN)).all())
    except pl.exceptions.PolarsError:
        clean = False
    if not clean or (isinstance(people, pl.Series) and people.dtype not in (pl.Int64, pl.String)):
        table = read_table(path, needed=["participant"])
        people = _ids(table, "participant")
        cells = np.full((len(table), len(names)), UNSEEN, dtype=np.int8)
        for which, name in enumerate(names):
            column = table.numbers(name, needed=False)
            wrong = ~np.isnan(column) & ~np.isin(column, (-1, 0, 1))
            table.refuse_where(
                pl.Series(wrong), name, "is none of 1 (agree), 0 (pass), -1 and empty", table.texts(name, needed=False)
            )
            cells[:, which] = np.where(np.isnan(column), UNSEEN, column).astype(np.int8)
    rows, columns = np.nonzero(cells != UNSEEN)
    if not len(rows):
        raise BadInput(f"{path.name} holds no vote.")
    ids = _whole_numbers(pl.Series(names))
    statements = ids.gather(columns)
    return CastVotes(path, pl.Series(people).gather(rows), statements, cells[rows, columns])


def _ids(table: Table, column: str) -> pl.Series:
    return _whole_numbers(table.texts(column))


def _whole_numbers(cells: pl.Series) -> pl.Series:
    """As numbers where all are whole numbers, else as text."""
    numbers = cells.cast(pl.Int64, strict=False)
    return cells if numbers.null_count() else numbers


def write_state(path: Path, state: "MapState") -> None:
    """Keep what tomorrow's map needs: a NumPy archive without any pickled object."""
    about = {
        "ids": state.ids,
        "candidate": None if state.candidate is None else asdict(state.candidate),
        "stability": state.stability,
        "group_stability": state.group_stability,
        "stability_of": [[group, one, agree, share] for (group, one, agree), share in state.stability_of.items()],
        "vote_threshold": state.vote_threshold,
        "next_group_id": state.next_group_id,
        "seed": state.seed,
        "explained": state.plane.explained,
        "counted_out": state.plane.counted_out,
    }
    with path.open("wb") as file:
        np.savez(
            file,
            about=np.array(json.dumps(about)),
            people=_plain(state.matrix.people),
            statements=_plain(state.matrix.statements),
            starts=state.matrix.starts,
            columns=state.matrix.columns,
            votes=state.matrix.votes,
            moderated_out=state.matrix.moderated_out,
            means=state.plane.means,
            axes=state.plane.axes,
            basis=state.plane.basis,
            labels=state.labels,
            centres=state.centres,
            agree=state.counts.agree,
            disagree=state.counts.disagree,
            seen=state.counts.seen,
        )


def read_state(path: Path) -> "MapState":
    """What `write_state` kept; `BadInput` for any other file."""
    from openward.methods.opinion_map import Candidate, GroupCounts, MapState, Plane, VoteMatrix

    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            about = json.loads(str(kept["about"]))
            matrix = VoteMatrix(
                _ids_again(kept["people"]),
                _ids_again(kept["statements"]),
                kept["starts"],
                kept["columns"],
                kept["votes"],
                kept["moderated_out"],
            )
            explained = (float(about["explained"][0]), float(about["explained"][1]))
            plane = Plane(kept["means"], kept["axes"], explained, kept["basis"], int(about["counted_out"]))
            return MapState(
                matrix,
                plane,
                kept["labels"],
                GroupCounts(kept["agree"], kept["disagree"], kept["seen"]),
                tuple(about["ids"]),
                kept["centres"],
                None if about["candidate"] is None else Candidate(**about["candidate"]),
                about["stability"],
                tuple(about["group_stability"]),
                {(group, one, agree): share for group, one, agree, share in about["stability_of"]},
                about["vote_threshold"],
                about["next_group_id"],
                about["seed"],
            )
    except (OSError, ValueError, KeyError, TypeError, IndexError, EOFError, BadZipFile) as error:
        raise BadInput(f"{path.name} is not a map that was kept with --keep.") from error


def read_assignments(path: Path) -> dict[int | str, int | None]:
    """Who was in which group, from an earlier map's JSON document (the last line of its output)."""
    try:
        lines = [line for line in path.read_text().splitlines() if line.strip()]
        assignments = json.loads(lines[-1])["assignments"]
        return {person: None if group is None else int(group) for person, group in assignments.items()}
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise BadInput(f"{path.name} is no map printed with --json: {shortened(str(error))}.") from error


def _plain(ids: NDArray[Any]) -> NDArray[Any]:
    return ids.astype(np.str_) if ids.dtype == np.object_ else ids


def _ids_again(ids: NDArray[Any]) -> NDArray[Any]:
    return ids.astype(np.object_) if ids.dtype.kind == "U" else ids
