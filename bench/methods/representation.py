"""Raking a million people to five margins, beside ipfn."""

import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from bench.methods.processes import OPENWARD, rival, run
from bench.methods.table import Figure
from openward.methods.representation import people_from, rake

PEOPLE = 1_000_000
LEVELS = {"age": 6, "sex": 2, "area": 12, "tenure": 4, "ethnicity": 9}

IPFN = """
import json, resource, sys, time
import pandas as pd
from ipfn import ipfn
people = pd.read_csv(sys.argv[1])
targets = json.load(open(sys.argv[2]))
began = time.perf_counter()
people["weight"] = 1.0
margins = [pd.Series(sizes, name="weight").rename_axis(column) for column, sizes in targets.items()]
found = ipfn.ipfn(people, margins, [[column] for column in targets], weight_col="weight",
                  convergence_rate=1e-9, max_iteration=1000).iteration()
seconds = time.perf_counter() - began
gap = max(abs(found.groupby(column)["weight"].sum() - pd.Series(sizes)).max() for column, sizes in targets.items())
print(json.dumps({"seconds": seconds, "gap": gap / len(found)}))
"""


def figures() -> Iterator[Figure]:
    """Coding and raking in one process; then the whole command from file to document."""
    random = np.random.default_rng(2026)
    columns = {
        name: pl.Series(np.array([f"{name} {at}" for at in range(levels)])[
            random.choice(levels, PEOPLE, p=random.dirichlet(np.full(levels, 5.0)))
        ])
        for name, levels in LEVELS.items()
    }  # fmt: skip
    targets = {
        name: {f"{name} {at}": float(share) * PEOPLE for at, share in enumerate(random.dirichlet(np.full(levels, 5.0)))}
        for name, levels in LEVELS.items()
    }
    workload = f"rake {PEOPLE:,} people x {len(LEVELS)} margins"
    with tempfile.TemporaryDirectory() as folder:
        sample, wanted = Path(folder) / "sample.csv", Path(folder) / "targets.json"
        pl.DataFrame(columns).write_csv(sample)
        wanted.write_text(json.dumps(targets))
        theirs = rival(IPFN, sample, wanted, timeout_s=600)
        began = time.perf_counter()
        people = people_from(columns)
        coded = time.perf_counter() - began
        began = time.perf_counter()
        found = rake(people, targets)
        raked = time.perf_counter() - began
        gap_note = f"largest gap {found.largest_gap:.1g}"
        if not isinstance(theirs, str):
            gap_note += f", ipfn's {theirs.document['gap']:.1g}"
        yield Figure(
            method="representation",
            workload=workload,
            unit="s",
            ours=coded + raked,
            rival_name=theirs if isinstance(theirs, str) else "ipfn",
            rival=None if isinstance(theirs, str) else theirs.document["seconds"],
            note=f"coding {coded:.2f} s and raking {raked:.2f} s; {gap_note}",
        )
        population = Path(folder) / "population.csv"
        cells = random.integers(0, 400, 6 * 2 * 12 * 4 * 9)
        grid = np.stack(np.unravel_index(np.arange(len(cells)), tuple(LEVELS.values())), axis=1)
        pl.DataFrame({
            **{name: [f"{name} {code}" for code in grid[:, at]] for at, name in enumerate(LEVELS)},
            "population": cells,
        }).write_csv(population)  # fmt: skip
        whole = run([*OPENWARD, "representation", sample, population, "--json"])
        yield Figure(
            method="representation",
            workload=f"the whole command on {PEOPLE:,} people: groups, crossings, both weights",
            unit="s",
            ours=whole.seconds,
            note=f"{whole.peak_mb:.0f} MB",
        )
