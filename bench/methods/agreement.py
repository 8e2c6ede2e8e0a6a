"""Agreement beside `krippendorff`, reading age beside `textstat`."""

import csv
import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bench.methods.processes import SHARED, rival
from bench.methods.table import Figure
from openward.methods.agreement import Level, agreement_per_code, krippendorff_alpha
from openward.methods.readability import readability

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


RIVAL_READING = """
import json, sys, time
import textstat
texts = json.load(open(sys.argv[1]))
textstat.coleman_liau_index(texts[0])
began = time.perf_counter()
out = [[textstat.coleman_liau_index(text), textstat.automated_readability_index(text)] for text in texts]
print(json.dumps([time.perf_counter() - began, out]))
"""


def figures() -> Iterator[Figure]:
    """Alpha at all levels, its bootstrap, codes, reading age."""
    yield from alphas()
    yield from codes()
    yield from reading_ages()


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


def reading_ages() -> Iterator[Figure]:
    """Four formulas, with marks on our side, on real comments put together to texts of 150 words and more."""
    texts = passages()
    if not texts:
        workload = "reading age: the patient comments are not here"
        yield Figure(method="readability", workload=workload, unit="texts", ours=0)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "texts.json"
        path.write_text(json.dumps(texts))
        answer = rival(RIVAL_READING, path)
    readability(texts[0])
    seconds, found = timed(lambda: [readability(text) for text in texts])
    # Its formulas with syllables download a dictionary; the other two work as installed.
    name = answer if isinstance(answer, str) else "textstat, two formulas, no marks"
    theirs, grades = (None, None) if isinstance(answer, str) else json.loads(answer.output)
    workload = f"four formulas and marks, {len(texts):,} texts of patient comments"
    yield Figure(
        method="readability",
        workload=workload,
        unit="texts/s",
        ours=len(texts) / seconds,
        rival_name=name,
        rival=theirs and len(texts) / theirs,
    )
    for place, formula in enumerate(("coleman_liau", "automated_readability_index") if grades else ()):
        apart = [
            abs({part.name: part.grade for part in one.formulas}[formula] - other[place])
            for one, other in zip(found, grades, strict=True)
            if one.formulas
        ]
        workload = f"{formula}: median distance to textstat's, which counts sentences otherwise"
        yield Figure(method="readability", workload=workload, unit="grades", ours=float(np.median(apart)))


def passages() -> list[str]:
    """Comments of the Friends and Family Test, joined to texts of at least 150 words; none where the file is absent."""
    path = SHARED / "nhs-fft" / "comments.csv"
    if not path.exists():
        return []
    texts: list[str] = []
    words: list[str] = []
    for row in csv.DictReader(path.open(newline="")):
        comment = row["FFT answer"].strip()
        words += (comment if comment.endswith((".", "!", "?")) else comment + ".").split()
        if len(words) >= 150:
            texts.append(" ".join(words))
            words = []
    return texts


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
