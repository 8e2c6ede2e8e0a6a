"""Theme suggestion on the real comments: three random splits, copies left out, codes with at least 20 examples.

Beside it a plain linear SVM on words with the same codes, and for the five levels of sentiment VADER, whose one
number is cut into five levels where the training comments' levels divide them, which is as well as it can be cut.
"""

import csv
import io
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import mean
from typing import Any

import polars as pl

from bench.methods.processes import OPENWARD, SHARED, Finished, rival, run
from bench.methods.table import Figure

SEEDS = (1, 2, 3)
FEWEST = 20
TEXT = "FFT answer"
LEVEL = "Comment sentiment"

SVM = """
import csv, json, sys, time
import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score
from sklearn.multiclass import OneVsRestClassifier
from sklearn.svm import LinearSVC
codes = json.loads(sys.argv[3])
def read(path):
    rows = list(csv.DictReader(open(path, newline="")))
    return [row[TEXT] for row in rows], np.array([[row[code] == "1" for code in codes] for row in rows], dtype=int)
TEXT = sys.argv[4]
(texts, labels), (others, wanted) = read(sys.argv[1]), read(sys.argv[2])
began = time.perf_counter()
words = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), min_df=2)
model = OneVsRestClassifier(LinearSVC(class_weight="balanced")).fit(words.fit_transform(texts), labels)
seconds = time.perf_counter() - began
began = time.perf_counter()
found = model.predict(words.transform(others))
rate = len(others) / (time.perf_counter() - began)
scores = {kind: f1_score(wanted, found, average=kind, zero_division=0) for kind in ("micro", "macro")}
print(json.dumps(scores | {"seconds": seconds, "rate": rate}))
"""

VADER = """
import csv, json, sys
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer
analyser = SentimentIntensityAnalyzer()
def read(path):
    rows = [row for row in csv.DictReader(open(path, newline="")) if row[sys.argv[4]] in set("12345")]
    # Level 1 is the happiest.
    values = [-analyser.polarity_scores(row[sys.argv[3]])["compound"] for row in rows]
    return values, [int(row[sys.argv[4]]) for row in rows]
(values, levels), (others, wanted) = read(sys.argv[1]), read(sys.argv[2])
values.sort()
cuts = [values[min(sum(level <= upto for level in levels), len(values) - 1)] for upto in (1, 2, 3, 4)]
found = [1 + sum(value >= cut for cut in cuts) for value in others]
scores = []
for level in range(1, 6):
    both = sum(mine == theirs == level for mine, theirs in zip(found, wanted))
    either = found.count(level) + wanted.count(level)
    scores.append(2 * both / either if either else 0)
away = sum(abs(mine - theirs) for mine, theirs in zip(found, wanted)) / len(found)
print(json.dumps({"macro_f1": sum(scores) / 5, "mean_distance": away}))
"""


def figures() -> Iterator[Figure]:
    """F1 overall and over codes, training time, comments a second, and levels; the means of three splits."""
    comments = pl.read_csv(SHARED / "nhs-fft" / "comments.csv", infer_schema=False)
    distinct = comments.unique(TEXT, maintain_order=True)
    codes = [
        name
        for name in distinct.columns
        if set(distinct[name].drop_nulls().unique()) <= {"0", "1"} and (distinct[name] == "1").sum() >= FEWEST
    ]
    ours: list[Any] = []
    machines: list[Any] = []
    vaders: list[Finished | str] = []
    with tempfile.TemporaryDirectory() as folder:
        for seed in SEEDS:
            shuffled = distinct.sample(fraction=1, shuffle=True, seed=seed)
            cut = shuffled.height * 2 // 3
            train, test = Path(folder) / "train.csv", Path(folder) / "test.csv"
            shuffled[:cut].write_csv(train)
            shuffled[cut:].write_csv(test)
            asked = ("--text", TEXT, "--labels", quoted(codes), "--sentiment", LEVEL, "--json")
            ours.append(run([*OPENWARD, "themes", "--train", train, "--test", test, *asked]).document)
            machines.append(run([sys.executable, "-c", SVM, train, test, json.dumps(codes), TEXT]).document)
            vaders.append(rival(VADER, train, test, TEXT, LEVEL))
    yield from _themes(f"{distinct.height:,} different comments, {len(codes)} codes, three splits", ours, machines)
    yield from _levels("five levels of sentiment, three splits", [one["sentiment"] for one in ours], vaders)


def _themes(workload: str, ours: Sequence[Any], machines: Sequence[Any]) -> Iterator[Figure]:
    for unit, mine, theirs, at_least, at_most in (
        ("micro-F1", "micro_f1", "micro", 0.70, None),
        ("macro-F1", "macro_f1", "macro", 0.50, None),
        ("s to train", "train_seconds", "seconds", None, 20),
        ("comments/s", "comments_per_second", "rate", 8_000, None),
    ):
        yield Figure(
            method="themes",
            workload=workload,
            unit=unit,
            ours=mean(one[mine] for one in ours),
            rival_name="plain linear SVM, scikit-learn",
            rival=mean(one[theirs] for one in machines),
            at_least=at_least,
            at_most=at_most,
        )


def _levels(workload: str, ours: Sequence[Any], vaders: Sequence[Finished | str]) -> Iterator[Figure]:
    refused = next((one for one in vaders if isinstance(one, str)), None)
    documents = [one.document for one in vaders if not isinstance(one, str)]
    for unit, key in (("macro-F1", "macro_f1"), ("levels away, mean", "mean_distance")):
        yield Figure(
            method="themes",
            workload=workload,
            unit=unit,
            ours=mean(one[key] for one in ours),
            rival_name=f"VADER: {refused}" if refused else "VADER",
            rival=None if refused else mean(one[key] for one in documents),
        )


def quoted(names: list[str]) -> str:
    """The names as a line of CSV: some hold a comma."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(names)
    return line.getvalue()
