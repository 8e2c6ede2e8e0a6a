"""The texts that the language of crisis is learnt from, passage by passage, and which of them are left out together."""

import csv
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from openward.methods.crisis_language import listed, respelled
from openward.methods.crisis_language.encoder import shipped_encoder
from openward.methods.crisis_language.weighing import all_features, counted, is_readable, passage_text, passages
from scripts.crisis_wordings import sentences

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "tests" / "methods" / "examples"
COMMENTS = ROOT.parent / "shared" / "data" / "nhs-fft" / "comments.csv"
COMMENTS_SHA256 = "2b47dd3236642fab6d234090d19196aee9a47406e029cddef00c886d09ae341d"
"""Three quarters of the comments of the NHS Friends and Family Test, published by NHS England under the MIT licence,
those that identify nobody: github.com/The-Strategy-Unit/pxtextmining, datasets/v6framework_230831.csv."""

BEFORE_THE_LISTS = ("development", "test", "held_back", "unseen")
"""The lists were widened with these in sight: whether a list holds their wording says nothing, and is not learnt."""
AFTER_THE_LISTS = ("learning", "more", "hints")
ORDINARY_STORIES = ("stories",)
DANGERS = ("self_harm", "safeguarding", "threat")

OF_A_WORDING, OF_A_COMMENT, OF_A_MIXTURE = 0.1, 1.0, 0.5
MOST_WAYS = 40
FOLDS = 4
LINES_TOGETHER, STORIES_TOGETHER, COMMENTS_TOGETHER = 200, 12, 100
"""Lines that follow one another were written in one go and are alike: they are left out together."""

FEWEST_ASIDE, MOST_ASIDE, MOST_MIXED = 3, 12, 24
"""Words of a comment that is mixed in, and of a line that it is mixed with."""

JOINTS = (",", " and", ", but", " but", ", and")

TOGETHER = 48
"""Passages that are encoded at once."""


@dataclass(frozen=True, slots=True)
class Passage:
    """What each feature counts, which of the encoded passages it is, -1 where the encoder cannot read it, its words."""

    features: dict[str, float]
    number: int
    length: int


@dataclass(frozen=True, slots=True)
class Text:
    """A text to learn from: `learnt` are the passages that are learnt, `weighed` those that are weighed."""

    label: str
    kind: str
    group: str
    weight: float
    fold: int
    is_listed: bool
    learnt: list[Passage]
    weighed: list[Passage]


def labelled(names: Iterable[str]) -> list[tuple[str, str, str]]:
    """(label, group, text) of every line of the sets."""
    rows = (line.split("\t") for name in names for line in (EXAMPLES / f"crisis_{name}.tsv").read_text().splitlines())
    return [(label, group, text) for label, group, text in rows]


def comments(half: int) -> list[str]:
    """Every second comment of patients: 0 to learn from, 1 to measure with."""
    if hashlib.sha256(COMMENTS.read_bytes()).hexdigest() != COMMENTS_SHA256:
        raise SystemExit(f"{COMMENTS} holds other comments than those that the shipped weights were learnt from.")
    with COMMENTS.open(newline="") as opened:
        found = [row["FFT answer"] or "" for row in csv.DictReader(opened)]
    return found[half::2]


class Texts:
    """All texts, and what the encoder says of their passages (`vectors`)."""

    def __init__(self) -> None:
        self.all: list[Text] = []
        self._numbers: dict[str, int] = {}
        for name in (*BEFORE_THE_LISTS, *AFTER_THE_LISTS):
            kind = "before" if name in BEFORE_THE_LISTS else "after"
            for number, (label, group, text) in enumerate(labelled([name])):
                self._add(text, label, kind, group, 1.0, (name, number // LINES_TOGETHER))
        for number, (label, group, text) in enumerate(labelled(ORDINARY_STORIES)):
            self._add(text, label, "story", group, 1.0, ("story", number // STORIES_TOGETHER))
        for label, text in sentences(EXAMPLES / "crisis_wordings.txt", most=MOST_WAYS):
            self._add(text, label, "wording", "", OF_A_WORDING, None)
        for number, text in enumerate(comments(0)):
            self._add(text, "none", "comment", "", OF_A_COMMENT, ("comment", number // COMMENTS_TOGETHER))
        self._mix()
        self.vectors = _encoded(list(self._numbers))

    def _mix(self) -> None:
        """Every second line in one sentence with what a patient said: praise beside danger must not hide it.

        Ordinary lines are mixed as well, so that being mixed says nothing.
        """
        said = (one.strip(" .") for one in comments(0) if one.isascii())
        asides = [one for one in said if FEWEST_ASIDE <= len(one.split()) <= MOST_ASIDE]
        lines = [(name, *line) for name in AFTER_THE_LISTS for line in enumerate(labelled([name]))]
        for number, (name, place, (label, group, text)) in enumerate(lines):
            if number % 2 or not text.isascii() or len(text.split()) > MOST_MIXED:
                continue
            aside, line = asides[number % len(asides)], text.rstrip(".")
            joined = JOINTS[number // 2 % len(JOINTS)]
            first, then = (line, aside) if number % 3 == 0 else (aside, line)
            mixed = f"{first}{joined} {then}."
            self._add(mixed, label, "mixed", group, OF_A_MIXTURE, (name, place // LINES_TOGETHER))

    def _add(self, text: str, label: str, kind: str, group: str, weight: float, block: tuple[str, int] | None) -> None:
        words = respelled(text)
        held = [(one.key, one.first_word, one.last_word) for one in listed(words)]

        def passage(start: int, end: int) -> Passage:
            features = all_features(words, start, end, held if kind != "before" else [])
            written = passage_text(text, words, start, end)
            is_read = is_readable(words[start:end]) and bool(shipped_encoder().cut(written))
            number = self._numbers.setdefault(written, len(self._numbers)) if is_read else -1
            return Passage(counted(features, len(features)), number, end - start)

        weighed = [passage(start, end) for start, end in passages(words)]
        # A dangerous line is learnt whole: its sentences need not each speak of danger.
        learnt = [passage(0, len(words))] if label != "none" and words else weighed
        is_listed = any(name in DANGERS for name, *_places in held)
        self.all.append(Text(label, kind, group, weight, _fold(block), is_listed, learnt, weighed))


def _fold(block: tuple[str, int] | None) -> int:
    """The part that a block of lines is left out with; blocks of one file take turns. -1: never left out."""
    return -1 if block is None else (sum(block[0].encode()) + block[1]) % FOLDS


def _encoded(texts: list[str]) -> np.ndarray:
    """The vector of every text, those of about one length at once."""
    cut = [shipped_encoder().cut(text) for text in texts]
    vectors = np.zeros((len(texts), 512), dtype=np.float32)
    order = sorted(range(len(texts)), key=lambda number: len(cut[number]))
    for first in range(0, len(order), TOGETHER):
        some = order[first : first + TOGETHER]
        vectors[some] = shipped_encoder().encode([cut[number] for number in some]).vectors
    return vectors
