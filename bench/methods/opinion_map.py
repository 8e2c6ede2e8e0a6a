"""Opinion maps: real conversations beside red-dwarf, and made ones of a hundred thousand and a million people.

red-dwarf's release on PyPI has an older programming interface, so it is measured from a checkout of its source:
OPENWARD_RED_DWARF names the folder, and the Python that has its libraries is OPENWARD_RED_DWARF_PYTHON, or
.venv/bin/python in that folder. It takes minutes and gigabytes for the large conversation; that is measured only with
OPENWARD_RED_DWARF_LARGE=1.
"""

import csv
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from bench.methods.processes import OPENWARD, SHARED, Finished, run
from bench.methods.table import Figure
from openward.methods.opinion_map import adjusted_rand

CONVERSATIONS = {
    "15-per-hour-seattle": None,
    "football-concussions": 2,
    "scoop-hivemind.biodiversity": None,
    "vtaiwan.uberx": None,
}
"""Each with the number of groups that is forced, as far as one is."""

TIMES = 5

RED_DWARF = """
import json, sys, time
sys.path.insert(0, sys.argv[1])
import pandas as pd
from reddwarf.implementations.base import run_pipeline
folder, groups = sys.argv[2], int(sys.argv[3]) or None
votes = pd.read_csv(folder + "/votes.csv").drop_duplicates(["voter-id", "comment-id"], keep="last")
comments = pd.read_csv(folder + "/comments.csv")
out = comments.loc[comments["moderated"] == -1, "comment-id"].tolist()
columns = {"voter-id": "participant_id", "comment-id": "statement_id"}
rows = votes.rename(columns=columns)[["participant_id", "statement_id", "vote"]].to_dict("records")
times = []
for _ in range(int(sys.argv[4])):
    began = time.perf_counter()
    found = run_pipeline(votes=rows, mod_out_statement_ids=out, force_group_count=groups, random_state=0)
    times.append(time.perf_counter() - began)
labels = found.participants_df["cluster_id"].dropna()
print(json.dumps({"seconds": min(times), "labels": {str(p): int(g) for p, g in labels.items()}}))
"""


def figures() -> Iterator[Figure]:
    """Every target of the opinion map."""
    for name, groups in CONVERSATIONS.items():
        if (SHARED / "polis" / name).exists():
            yield from real(name, groups)
        else:
            print(f"  SKIPPED: {SHARED / 'polis' / name} is not here", file=sys.stderr)
    with tempfile.TemporaryDirectory() as place:
        yield from large(Path(place))
    with tempfile.TemporaryDirectory() as place:
        make_conversation(Path(place), 1_000_000, 1_000, 50)
        done = run([*OPENWARD, "opinion-map", place, "--json"])
        workload = "1,000,000 people x 1,000 statements x 50 million votes"
        yield Figure(
            method="opinion map",
            workload=workload,
            unit="GB",
            ours=done.peak_mb / 1000,
            at_most=12,
            note="whole process",
        )
        yield Figure(method="opinion map", workload=workload, unit="s", ours=done.document["seconds"])


def real(name: str, groups: int | None) -> Iterator[Figure]:
    """One real conversation: seconds, and agreement with the groups recorded in its export."""
    folder = SHARED / "polis" / name
    options = [] if groups is None else ["--groups", str(groups)]
    documents = [run([*OPENWARD, "opinion-map", folder, "--json", *options]).document for _ in range(TIMES)]
    found = documents[0]
    theirs = red_dwarf(folder, groups, TIMES)
    rival = theirs if isinstance(theirs, str) else "red-dwarf"
    workload = f"{name}, {found['participants']:,} people"
    yield Figure(
        method="opinion map",
        workload=workload,
        unit="s",
        ours=min(one["seconds"] for one in documents),
        rival_name=rival,
        rival=None if isinstance(theirs, str) else theirs.document["seconds"],
        at_most=0.1,
        note=f"best of {TIMES}, ours with reading the files, chance and resamples; the rival without",
    )
    recorded = recorded_groups(folder)
    reached = agreement(recorded, found["assignments"])
    beside = None if isinstance(theirs, str) else agreement(recorded, theirs.document["labels"], found["assignments"])
    mine = reached if isinstance(theirs, str) else agreement(recorded, found["assignments"], theirs.document["labels"])
    yield Figure(
        method="opinion map",
        workload=f"{name}, agreement with the recorded groups" + (f", {groups} groups forced" if groups else ""),
        unit="adjusted Rand",
        ours=mine,
        rival_name=rival,
        rival=beside,
        # Both are sums of the same whole numbers in another order.
        at_least=None if beside is None else round(beside - 1e-9, 9),
        note=f"people whom both group; with everybody we place {reached:.3f}",
    )


def large(place: Path) -> Iterator[Figure]:
    """A hundred thousand people, and one per cent more votes."""
    make_conversation(place / "all", 100_000, 1_000, 50)
    workload = "100,000 people x 1,000 statements x 5 million votes"
    runs = [run([*OPENWARD, "opinion-map", place / "all", "--json", "--keep", place / "map.npz"]) for _ in range(3)]
    theirs: Finished | str = "red-dwarf: not run here, minutes (OPENWARD_RED_DWARF_LARGE=1)"
    if os.environ.get("OPENWARD_RED_DWARF_LARGE"):
        theirs = red_dwarf(place / "all", None, 1)
    rival = theirs if isinstance(theirs, str) else "red-dwarf"
    yield Figure(
        method="opinion map",
        workload=workload,
        unit="s",
        ours=min(one.document["seconds"] for one in runs),
        rival_name=rival,
        rival=None if isinstance(theirs, str) else theirs.document["seconds"],
        at_most=3,
        note=f"with reading 65 MB of CSV; whole process {min(one.seconds for one in runs):.2f} s",
    )
    yield Figure(
        method="opinion map",
        workload=workload,
        unit="MB",
        ours=max(one.peak_mb for one in runs),
        rival_name=rival,
        rival=None if isinstance(theirs, str) else theirs.peak_mb,
        at_most=600,
        note="whole process",
    )
    truth = np.load(place / "all" / "camps.npy")
    found = {str(person): int(camp) for person, camp in enumerate(truth)}
    yield Figure(
        method="opinion map",
        workload=workload,
        unit="adjusted Rand",
        ours=agreement(found, runs[0].document["assignments"]),
        at_least=0.95,
        note="with the camps that were planted",
    )
    make_conversation(place / "new", 51_000, 1_000, 1, first=50_000, seed=1)
    updates = [
        run([*OPENWARD, "opinion-map", place / "new", "--json", "--update-from", place / "map.npz"]) for _ in range(5)
    ]
    yield Figure(
        method="opinion map",
        workload="the same and 1 % new votes, --update-from",
        unit="s",
        ours=min(one.document["seconds"] for one in updates),
        rival_name="the whole map anew",
        rival=min(one.document["seconds"] for one in runs),
        at_most=0.3,
        note="with reading yesterday's map and printing today's",
    )
    yield Figure(
        method="opinion map",
        workload="people who keep their group after the update",
        unit="share",
        ours=float(
            np.mean(
                [
                    updates[0].document["assignments"][person] == group
                    for person, group in runs[0].document["assignments"].items()
                ]
            )
        ),
        at_least=0.99,
    )


def make_conversation(folder: Path, people: int, statements: int, each: int, *, first: int = 0, seed: int = 0) -> None:
    """Three camps of a half, three tenths and two tenths; every person votes on `each` statements."""
    folder.mkdir(exist_ok=True)
    generator = np.random.default_rng(seed)
    camps = np.random.default_rng(7).choice(3, 2_000_000, p=[0.5, 0.3, 0.2])[first : first + people]
    views = np.random.default_rng(8).normal(0, 0.8, (3, statements)).astype(np.float32)
    with (folder / "votes.csv").open("wb") as file:
        file.write(b"comment-id,voter-id,vote\n")
        for start in range(0, people, 100_000):
            rows = np.arange(start, min(start + 100_000, people), dtype=np.int32)
            # Steps that share no factor with a thousand never lead to the same statement twice.
            offset = generator.integers(0, statements, len(rows))[:, np.newaxis]
            step = generator.choice([1, 3, 7, 9, 11, 13, 17, 19], len(rows))[:, np.newaxis]
            seen = ((offset + step * np.arange(each)) % statements).astype(np.int32)
            leaning = views[camps[rows][:, np.newaxis], seen]
            leaning += generator.normal(0, 1.2, leaning.shape).astype(np.float32)
            votes = np.where(leaning > 0.3, 1, np.where(leaning < -0.3, -1, 0)).astype(np.int8)
            order = generator.permutation(seen.size)
            voters = np.repeat(rows + first, each)
            frame = pl.DataFrame({"c": seen.ravel()[order], "v": voters[order], "x": votes.ravel()[order]})
            frame.write_csv(file, include_header=False)
    table = {"comment-id": np.arange(statements), "moderated": np.ones(statements, dtype=np.int8)}
    pl.DataFrame(table).write_csv(folder / "comments.csv")
    np.save(folder / "camps.npy", camps)


def red_dwarf(folder: Path, groups: int | None, times: int) -> Finished | str:
    """red-dwarf's seconds and labels; in words why not where it cannot be run."""
    checkout = os.environ.get("OPENWARD_RED_DWARF")
    if not checkout:
        return "red-dwarf is NOT HERE (set OPENWARD_RED_DWARF)"
    python = Path(os.environ.get("OPENWARD_RED_DWARF_PYTHON", Path(checkout) / ".venv" / "bin" / "python"))
    if not python.exists():
        return f"red-dwarf has no Python at {python}"
    arguments = [checkout, folder, str(groups or 0), str(times)]
    try:
        return run([python, "-W", "ignore", "-c", RED_DWARF, *arguments])
    except RuntimeError as error:
        return "red-dwarf did not finish: " + str(error).strip().splitlines()[-1][:80]


def recorded_groups(folder: Path) -> dict[str, int]:
    """The group of each participant in the export."""
    with (folder / "participants-votes.csv").open(newline="") as lines:
        return {row["participant"]: int(row["group-id"]) for row in csv.DictReader(lines) if row["group-id"]}


def agreement(recorded: dict[str, int], found: dict[str, Any], also: dict[str, Any] | None = None) -> float:
    """The adjusted Rand index over the people in all of them."""
    people = [one for one in recorded if one in found and (also is None or one in also)]
    first = np.array([recorded[one] for one in people])
    # Nobody has a group where none can be told apart: that is one division too.
    second = np.array([-1 if found[one] is None else found[one] for one in people]) + 1
    kinds = int(max(first.max(), second.max())) + 1
    return float(adjusted_rand(np.bincount(first * kinds + second, minlength=kinds**2).reshape(kinds, kinds)))
