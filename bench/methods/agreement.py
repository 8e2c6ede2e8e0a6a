"""Agreement beside `krippendorff`, reading age beside `textstat`."""

import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bench.methods.processes import rival
from bench.methods.table import Figure
from openward.methods.agreement import Level, agreement_per_code, krippendorff_alpha

UNITS, CODERS, VALUES = 20_000, 5, 5

RIVAL_ALPHA = """
import json, sys, time
import numpy as np, krippendorff
ratings = np.load(sys.argv[1]).T
out = {}
for level in ("nominal", "ordinal", "interval", "ratio"):
    seconds = []
    for _ in range(3):
        began = time.perf_counter()
        alpha = krippendorff.alpha(ratings, level_of_measurement=level)
        seconds.append(time.perf_counter() - began)
    out[level] = [float(alpha), min(seconds)]
print(json.dumps(out))
"""


def figures() -> Iterator[Figure]:
    """Alpha at all levels, its bootstrap, codes, reading age."""
    yield from alphas()
    yield from codes()


def alphas() -> Iterator[Figure]:
    """Time of one alpha, the difference to the rival's, and a thousand draws."""
    ratings = rated()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ratings.npy"
        np.save(path, ratings)
        answer = rival(RIVAL_ALPHA, path)
    theirs = {} if isinstance(answer, str) else json.loads(answer.output)
    name = answer if isinstance(answer, str) else "krippendorff"
    workload = f"alpha, {UNITS:,} units, {CODERS} coders, one rating in five missing"
    for level in Level:
        seconds, found = timed(lambda level=level: krippendorff_alpha(ratings, level=level, draws=0))
        other = theirs.get(level.value)
        yield Figure(
            method="agreement",
            workload=f"{workload}, {level}",
            unit="s",
            ours=seconds,
            rival_name=name,
            rival=other and other[1],
        )
        if other:
            yield Figure(
                method="agreement",
                workload=f"{workload}, {level}: difference to the rival's",
                unit="alpha",
                ours=abs(found.alpha - other[0]),
                at_most=1e-9,
            )
    seconds, _ = timed(lambda: krippendorff_alpha(ratings, level="ordinal", draws=1000), times=1)
    yield Figure(method="agreement", workload=f"{workload}, ordinal, with 1,000 draws", unit="s", ours=seconds)


def codes() -> Iterator[Figure]:
    """Agreement on each of fifty codes, with intervals."""
    draws = np.random.default_rng(2)
    units, coders, names = [], [], []
    for coder in "abc":
        for unit in range(2_000):
            given = draws.choice(50, size=draws.integers(0, 4), replace=False)
            for code in given.tolist() or [None]:
                units.append(str(unit))
                coders.append(coder)
                names.append("" if code is None else f"code {code}")
    seconds, found = timed(lambda: agreement_per_code(units, coders, names), times=1)
    workload = f"{len(found)} codes, 2,000 units, 3 coders, 1,000 draws"
    yield Figure(method="agreement", workload=workload, unit="s", ours=seconds)


def timed(work, times: int = 3):
    """The fewest seconds of some runs, and the result."""
    seconds = []
    for _ in range(times):
        began = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - began)
    return min(seconds), result


def rated() -> np.ndarray:
    """Ratings 1 to 5 of coders who are right three times in four."""
    draws = np.random.default_rng(1)
    truth = draws.integers(1, VALUES + 1, size=(UNITS, 1))
    guess = draws.integers(1, VALUES + 1, size=(UNITS, CODERS))
    ratings = np.where(draws.random((UNITS, CODERS)) < 0.75, truth, guess).astype(float)
    ratings[draws.random((UNITS, CODERS)) < 0.2] = np.nan
    return ratings
