"""Near-duplicates: posts a second and recall for two changed words in thirty; memory; bursts."""

import json
import random
import string
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.methods.processes import OPENWARD, run
from bench.methods.table import Figure
from openward.methods.near_duplicates import near_duplicate_pairs

POSTS = 80_000
CHANGED = 8_000
KANA = "".join(chr(code) for code in range(0x3042, 0x3094))
CHINESE = "".join(chr(code) for code in range(0x4E00, 0x5A00))
SCRIPTS = {
    # Letters of a word's beginning and of its rest, what parts words, fewest and most letters.
    "Latin": (string.ascii_lowercase, string.ascii_lowercase, " ", 1, 10),
    "Chinese": (CHINESE, CHINESE, "", 1, 2),
    "Japanese": (CHINESE, KANA, "", 1, 4),
    "Thai": (*["".join(chr(code) for code in range(0xE01, 0xE2F))] * 2, "", 3, 6),
    "Japanese, kana only": (KANA, KANA, "", 2, 4),
}
HARDER = "Japanese, kana only"
METHOD = "near-duplicates"


def figures() -> Iterator[Figure]:
    """Speed on a stream in which one post in ten is a changed copy, recall by script, a burst, a million posts."""
    near_duplicate_pairs(["to load", "the libraries"] * 300)
    for script in SCRIPTS:
        texts = stream(script, POSTS - CHANGED, CHANGED)
        seconds, found = timed(texts)
        hits = int((found.second - found.first == POSTS - CHANGED).sum())
        workload = f"{POSTS:,} posts of 30 words, {script}, one in ten a copy with two changed words"
        yield Figure(method=METHOD, workload=workload, unit="posts/s", ours=POSTS / seconds, at_least=80_000)
        # In kana alone two long changed words can leave less than the threshold in common: no target there.
        least = None if script == HARDER else 0.99
        yield Figure(method=METHOD, workload=workload, unit="recall", ours=hits / CHANGED, at_least=least)
        yield Figure(method=METHOD, workload=workload, unit="precision of pairs", ours=hits / max(len(found.first), 1))
    texts = stream("Latin", POSTS // 2, POSTS // 2)
    seconds, _ = timed(texts)
    workload = f"{POSTS:,} posts, every second one a changed copy"
    yield Figure(method=METHOD, workload=workload, unit="posts/s", ours=POSTS / seconds, at_least=80_000)
    seconds, found = timed(["Save ward four, sign the petition today, it only takes one minute"] * 50_000)
    workload = f"50,000 identical posts: {found.groups} group, {len(found.first)} pairs"
    yield Figure(method=METHOD, workload=workload, unit="s", ours=seconds)
    template = "please write to your hospital today and say that ward four must stay open for all of us reference {}"
    seconds, found = timed([template.format(number) for number in range(50_000)])
    workload = f"50,000 posts from one template: {found.groups} group, {len(found.first):,} pairs compared and kept"
    yield Figure(method=METHOD, workload=workload, unit="s", ours=seconds)
    yield from a_million()


def a_million() -> Iterator[Figure]:
    """The command on a file of a million posts, as a whole process."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "posts.csv"
        with path.open("w") as file:
            file.write("id,text\n")
            for number, text in enumerate(stream("Latin", 900_000, 100_000)):
                file.write(f"{number},{text}\n")
        finished = run([*OPENWARD, METHOD, path, "--json", "--pairs-at-most", "10"])
    document = json.loads(finished.output.splitlines()[-1])
    workload = f"1,000,000 posts as a file, one in ten a changed copy ({document['pairs_found']:,} pairs)"
    yield Figure(method=METHOD, workload=workload, unit="s, whole process", ours=finished.seconds)
    yield Figure(method=METHOD, workload=workload, unit="MB", ours=finished.peak_mb)


def timed(texts: list[str]):
    """The fewest seconds of three runs, and what was found."""
    seconds = []
    for _ in range(3):
        began = time.perf_counter()
        found = near_duplicate_pairs(texts)
        seconds.append(time.perf_counter() - began)
    return min(seconds), found


def stream(script: str, posts: int, changed: int) -> list[str]:
    """Posts of thirty words drawn as natural words are (Zipf), then copies of the first ones with two words changed."""
    import numpy as np

    beginnings, letters, join, fewest, most = SCRIPTS[script]
    random_numbers = random.Random(7)
    words = [
        random_numbers.choice(beginnings)
        + "".join(random_numbers.choices(letters, k=random_numbers.randint(fewest, most) - 1))
        for _ in range(60_000)
    ]
    draws = np.random.default_rng(7)
    chances = 1 / np.arange(3, len(words) + 3)
    drawn = draws.choice(len(words), size=(posts, 30), p=chances / chances.sum())
    copies = drawn[:changed].copy()
    for place in (draws.integers(0, 15, changed), draws.integers(15, 30, changed)):
        copies[np.arange(changed), place] = draws.choice(len(words), size=changed, p=chances / chances.sum())
    return [join.join(words[word] for word in row) for row in np.concatenate([drawn, copies]).tolist()]
