"""The texts that the language of crisis is learnt from, passage by passage, and which of them are left out together."""

import csv
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from openward.methods.crisis_language import listed, respelled
from openward.methods.crisis_language.weighing import all_features, counted, is_readable, passage_text, passages
from scripts.crisis_wordings import sentences

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "tests" / "methods" / "examples"
COMMENTS = ROOT.parent / "shared" / "data" / "nhs-fft" / "comments.csv"
COMMENTS_SHA256 = "2b47dd3236642fab6d234090d19196aee9a47406e029cddef00c886d09ae341d"
"""Three quarters of the comments of the NHS Friends and Family Test, published by NHS England under the MIT licence,
those that identify nobody: github.com/The-Strategy-Unit/pxtextmining, datasets/v6framework_230831.csv."""

READINGS = Path(__file__).with_name("crisis_readings.npz")
"""What `scripts.crisis_teach` found by cross-validation, for `scripts.crisis_weights`, which needs no torch."""

BEFORE_THE_LISTS = ("development", "test", "held_back", "unseen")
"""The lists were widened with these in sight: whether a list holds their wording says nothing, and is not learnt."""
ONCE_BLIND = ("once_blind", "once_blind_two", "once_blind_three")
"""Each measured a reader once, before newer sets took its place."""
AFTER_THE_LISTS = (
    *("learning", "more", "hints", "self_harm", "others_and_threats", "talk"),
    *ONCE_BLIND,
)
ORDINARY_STORIES = ("stories", "stories_three")
STORIES_TO_LEARN = ("stories_two",)
"""Never left out, and never measured with: written when it was seen at which stories readers took fright."""
LATER = ("later",)
"""Nor are these: the encoders of cross-validation, which settle the marks, were taught without them."""

WITHIN_STORIES = "within_stories"
BEGINS, ENDS = "⟦⟧"
"""Around the sentences in which a long story speaks of danger; the others of it are ordinary."""

DANGERS = ("self_harm", "safeguarding", "threat")

OF_A_WORDING, OF_A_COMMENT, OF_A_MIXTURE = 0.1, 1.0, 0.5
MOST_WAYS = 40
FOLDS = 4
LINES_TOGETHER, STORIES_TOGETHER, COMMENTS_TOGETHER = 200, 12, 100
"""Lines that follow one another were written in one go and are alike: they are left out together."""

FEWEST_ASIDE, MOST_ASIDE, MOST_MIXED = 3, 12, 24
"""Words of a comment that is mixed in, and of a line that it is mixed with."""

JOINTS = (",", " and", ", but", " but", ", and")


@dataclass(frozen=True, slots=True)
class Passage:
    """What each feature counts, which of the passages that are read it is, -1 where the encoder cannot read it, its
    words."""

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
    return [(label, group, unmarked(text)[0]) for label, group, text in rows]


def unmarked(text: str) -> tuple[str, tuple[int, int] | None]:
    """The text without marks, and from which sign to which one danger is marked in it.

    >>> unmarked("Good tea. ⟦I want to die.⟧ Good bread.")
    ('Good tea. I want to die. Good bread.', (10, 24))
    """
    before, begins, rest = text.partition(BEGINS)
    danger, _ends, after = rest.partition(ENDS)
    return before + danger + after, (len(before), len(before) + len(danger)) if begins else None


def comments(half: int) -> list[str]:
    """Every second comment of patients: 0 to learn from, 1 to measure with."""
    if hashlib.sha256(COMMENTS.read_bytes()).hexdigest() != COMMENTS_SHA256:
        raise SystemExit(f"{COMMENTS} holds other comments than those that the shipped weights were learnt from.")
    with COMMENTS.open(newline="") as opened:
        found = [row["FFT answer"] or "" for row in csv.DictReader(opened)]
    return found[half::2]


def comments_of_danger() -> set[int]:
    """Which of the comments to learn from do speak of danger, counted from 0 in the file: they are no false alarms.

    They were read and marked by hand among those that raise one; only their numbers are kept here.
    """
    lines = (EXAMPLES / "crisis_comments.tsv").read_text().splitlines()
    return {int(line.split("\t")[0]) for line in lines}


class Texts:
    """All texts, and the passages of them that the encoder can read, as they were written (`said`)."""

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
        of_danger = comments_of_danger()
        for number, text in enumerate(comments(0)):
            kind = "comment of danger" if 2 * number in of_danger else "comment"
            self._add(text, "none", kind, "", OF_A_COMMENT, ("comment", number // COMMENTS_TOGETHER))
        self._part_stories()
        self._mix()
        for label, group, text in labelled(STORIES_TO_LEARN):
            self._add(text, label, "told", group, 1.0, None)
        for label, group, text in labelled(LATER):
            self._add(text, label, "later", group, 1.0, None)
        self.said = list(self._numbers)

    def _part_stories(self) -> None:
        """Danger in a few sentences of a long story, and what else was said in it."""
        written = (EXAMPLES / f"crisis_{WITHIN_STORIES}.tsv").read_text().splitlines()
        for number, (label, group, marked) in enumerate(line.split("\t") for line in written):
            text, danger = unmarked(marked)
            block = (WITHIN_STORIES, number // LINES_TOGETHER)
            self._add(text, label, "after", group, 1.0, block, danger)
            for rest in (text[: danger[0]], text[danger[1] :]) if danger else ():
                self._add(rest.strip(), "none", "aside", group, 1.0, block)

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

    def _add(
        self,
        text: str,
        label: str,
        kind: str,
        group: str,
        weight: float,
        block: tuple[str, int] | None,
        danger: tuple[int, int] | None = None,
    ) -> None:
        words = respelled(text)
        held = [(one.key, one.first_word, one.last_word) for one in listed(words)]

        def passage(start: int, end: int) -> Passage:
            features = all_features(words, start, end, held if kind != "before" else [])
            written = passage_text(text, words, start, end)
            is_read = is_readable(words[start:end]) and any(sign.isascii() and sign.isalnum() for sign in written)
            number = self._numbers.setdefault(written, len(self._numbers)) if is_read else -1
            return Passage(counted(features, len(features)), number, end - start)

        weighed = [passage(start, end) for start, end in passages(words)]
        # A dangerous line is learnt whole: its sentences need not each speak of danger.
        first, last = danger or (0, len(text))
        of_danger = [place for place, word in enumerate(words) if first <= word.start and word.end <= last]
        learnt = [passage(of_danger[0], of_danger[-1] + 1)] if label != "none" and of_danger else weighed
        learnt = [] if kind == "comment of danger" else learnt
        is_listed = any(name in DANGERS for name, *_places in held)
        self.all.append(Text(label, kind, group, weight, _fold(block), is_listed, learnt, weighed))


def _fold(block: tuple[str, int] | None) -> int:
    """The part that a block of lines is left out with; blocks of one file take turns. -1: never left out."""
    return -1 if block is None else (sum(block[0].encode()) + block[1]) % FOLDS


def readings(texts: Texts) -> list[np.ndarray]:
    """What an encoder that was taught without a text and its neighbours reads in each of its weighed passages."""
    with np.load(READINGS) as opened:
        if str(opened["said"]) != fingerprint(texts):
            raise SystemExit("The texts are not those that were read: python -m scripts.crisis_teach reads them anew.")
        read = opened["read"].astype(np.float32)
    ends = np.cumsum([len(text.weighed) for text in texts.all])
    return np.split(read, ends[:-1])


def keep_readings(texts: Texts, read: list[np.ndarray]) -> None:
    """Write down what was read in each weighed passage of each text, in their order; of no use with other texts."""
    np.savez_compressed(READINGS, read=np.concatenate(read).astype(np.float16), said=np.array(fingerprint(texts)))


def fingerprint(texts: Texts) -> str:
    """A hash of the passages and of which text holds which."""
    numbers = [[text.fold, *(passage.number for passage in text.weighed)] for text in texts.all]
    return hashlib.sha256(repr((texts.said, numbers)).encode()).hexdigest()
