"""Theme suggestion on the real comments: three random splits, copies left out, codes with at least 20 examples."""

import csv
import io
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import mean

import polars as pl

from bench.methods.processes import OPENWARD, SHARED, run
from bench.methods.table import Figure

SEEDS = (1, 2, 3)
FEWEST = 20


def figures() -> Iterator[Figure]:
    """F1 overall and over codes, training time, and comments a second; the means of three splits."""
    comments = pl.read_csv(SHARED / "nhs-fft" / "comments.csv", infer_schema=False)
    distinct = comments.unique("FFT answer", maintain_order=True)
    codes = [
        name
        for name in distinct.columns
        if set(distinct[name].drop_nulls().unique()) <= {"0", "1"} and (distinct[name] == "1").sum() >= FEWEST
    ]
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for seed in SEEDS:
            shuffled = distinct.sample(fraction=1, shuffle=True, seed=seed)
            cut = shuffled.height * 2 // 3
            train, test = Path(folder) / "train.csv", Path(folder) / "test.csv"
            shuffled[:cut].write_csv(train)
            shuffled[cut:].write_csv(test)
            asked = ("--text", "FFT answer", "--labels", quoted(codes), "--json")
            found.append(run([*OPENWARD, "themes", "--train", train, "--test", test, *asked]).document)
    workload = f"{distinct.height:,} different comments, {len(codes)} codes, three splits"
    svm = "plain linear SVM, figure of an earlier run"
    yield _figure("themes", workload, "micro-F1", mean(one["micro_f1"] for one in found), svm, 0.67, at_least=0.70)
    yield _figure("themes", workload, "macro-F1", mean(one["macro_f1"] for one in found), svm, 0.44, at_least=0.50)
    yield _figure("themes", workload, "s to train", mean(one["train_seconds"] for one in found), at_most=20)
    speed = mean(one["comments_per_second"] for one in found)
    yield _figure("themes", workload, "comments/s", speed, at_least=8_000)


def quoted(names: list[str]) -> str:
    """The names as a line of CSV: some hold a comma."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(names)
    return line.getvalue()


def _figure(
    method: str,
    workload: str,
    unit: str,
    ours: float,
    rival_name: str = "",
    rival: float | None = None,
    *,
    at_least: float | None = None,
    at_most: float | None = None,
) -> Figure:
    return Figure(
        method=method,
        workload=workload,
        unit=unit,
        ours=ours,
        rival_name=rival_name,
        rival=rival,
        at_least=at_least,
        at_most=at_most,
    )
