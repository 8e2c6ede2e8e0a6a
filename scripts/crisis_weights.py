"""Learn the weights of the language of crisis anew: python -m scripts.crisis_weights

It reads the labelled lines that may be learnt from, and every second of the ordinary comments of patients in
../shared/data; the other half is left for measuring. It writes openward/methods/crisis_language/weights.tsv, and
prints what cross-validation says. The lines of the blind sets are never read here.
"""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from openward.methods.crisis_language import listed, respelled
from openward.methods.crisis_language.weighing import all_features, count, passages
from scripts.crisis_wordings import sentences

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "tests" / "methods" / "examples"
COMMENTS = ROOT.parent / "shared" / "data" / "nhs-fft" / "comments.csv"
WEIGHTS = ROOT / "openward" / "methods" / "crisis_language" / "weights.tsv"
BEFORE_THE_LISTS = ("development", "test", "held_back", "unseen")
"""The lists were widened with these in sight: whether a list holds their wording says nothing, and is not learnt."""
AFTER_THE_LISTS = ("learning", "more")
ORDINARY_STORIES = ("stories",)
"""Only learnt from: the mark is not chosen on them, for most are easy."""
DANGERS = ("self_harm", "safeguarding", "threat")

FEWEST_PASSAGES = 2
STRENGTH = 10.0
OF_A_WORDING, OF_A_COMMENT, OF_ANOTHER_DANGER = 0.1, 1.0, 0.2
MOST_WAYS = 40
FALSE_ALARMS, OF_COMMENTS = 0.08, 0.008
"""At most this part of the ordinary lines, and of the comments, may alarm by weight or by list."""

Row = tuple[str, int, float, dict[str, float]]
"""A passage: its label, the text it belongs to, what it counts, and its features."""


def labelled(names: Iterable[str]) -> list[tuple[str, str, str]]:
    """(label, group, text) of every line of the sets."""
    rows = (line.split("\t") for name in names for line in (EXAMPLES / f"crisis_{name}.tsv").read_text().splitlines())
    return [(label, group, text) for label, group, text in rows]


def comments(half: int) -> list[str]:
    """Every second comment of patients: 0 to learn from, 1 to measure with."""
    with COMMENTS.open(newline="") as opened:
        found = [row["FFT answer"] or "" for row in csv.DictReader(opened)]
    return found[half::2]


def passages_of(text: str, *, is_whole: bool, with_lists: bool) -> list[dict[str, float]]:
    """What each feature of every passage of a text counts; of the text as one passage when it is whole."""
    words = respelled(text)
    held = [(one.key, one.first_word, one.last_word) for one in listed(words)] if with_lists else []
    found = []
    for start, end in [(0, len(words))] if is_whole else passages(words):
        features = all_features(words, start, end, held)
        found.append({name: count(name, len(features)) for name in features})
    return found


class Texts:
    """All texts to learn from, passage by passage."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.labels: list[str] = []
        self.kinds: list[str] = []
        self.passages: list[list[dict[str, float]]] = []
        for label, _group, text in labelled(BEFORE_THE_LISTS):
            self._add(text, label, "before", 1.0)
        for label, _group, text in labelled(AFTER_THE_LISTS):
            self._add(text, label, "after", 1.0)
        for label, _group, text in labelled(ORDINARY_STORIES):
            self._add(text, label, "story", 1.0)
        for label, text in sentences(EXAMPLES / "crisis_wordings.txt", most=MOST_WAYS):
            self._add(text, label, "wording", OF_A_WORDING)
        for text in comments(0):
            self._add(text, "none", "comment", OF_A_COMMENT)

    def _add(self, text: str, label: str, kind: str, weight: float) -> None:
        # A dangerous line is learnt whole: its sentences need not each speak of danger.
        is_whole = label != "none"
        with_lists = kind != "before"
        pieces = passages_of(text, is_whole=False, with_lists=with_lists)
        for features in passages_of(text, is_whole=True, with_lists=with_lists) if is_whole else pieces:
            self.rows.append((label, len(self.labels), weight, features))
        self.passages.append(pieces)
        self.labels.append(label)
        self.kinds.append(kind)


class Machine:
    """Weights learnt from some of the rows: for any danger, then for each one against the others."""

    def __init__(self, rows: Sequence[Row]) -> None:
        counted: dict[str, int] = {}
        for *_about, features in rows:
            for name in features:
                counted[name] = counted.get(name, 0) + 1
        kept = sorted(name for name, times in counted.items() if times >= FEWEST_PASSAGES)
        self.columns = {name: number for number, name in enumerate(kept)}
        table = self.table([features for *_about, features in rows])
        labels = np.array([label for label, *_rest in rows])
        weights = np.array([weight for _label, _text, weight, _features in rows])
        self.any = self._fit(table, labels != "none", weights)
        of_danger = np.where(labels == "none", OF_ANOTHER_DANGER, 1.0)
        self.each = [self._fit(table, labels == danger, weights * of_danger) for danger in DANGERS]

    def table(self, rows: Sequence[dict[str, float]]) -> csr_matrix:
        counts, places, ends = [], [], [0]
        for features in rows:
            for name, value in features.items():
                if name in self.columns:
                    places.append(self.columns[name])
                    counts.append(value)
            ends.append(len(places))
        return csr_matrix((counts, places, ends), shape=(len(rows), len(self.columns)))

    def _fit(self, table: csr_matrix, wanted: np.ndarray, weights: np.ndarray) -> LogisticRegression:
        model = LogisticRegression(C=STRENGTH, class_weight="balanced", solver="liblinear", random_state=1)
        return model.fit(table, wanted, sample_weight=weights)


def crossed(texts: Texts) -> np.ndarray:
    """What the heaviest passage of every text weighs by weights that were learnt without it.

    Wordings are only learnt from.
    """
    kinds = np.array(texts.kinds)
    measured = np.flatnonzero(kinds != "wording")
    found = np.full(len(texts.labels), -np.inf)
    strata = [f"{texts.labels[one]} {texts.kinds[one]}" for one in measured]
    for _learnt, left in StratifiedKFold(4, shuffle=True, random_state=1).split(measured, strata):
        out = set(measured[left].tolist())
        machine = Machine([row for row in texts.rows if row[1] not in out])
        for text in sorted(out):
            if pieces := texts.passages[text]:
                found[text] = machine.any.decision_function(machine.table(pieces)).max()
    return found


def main() -> None:
    texts = Texts()
    weights = crossed(texts)
    labels, kinds = np.array(texts.labels), np.array(texts.kinds)
    held = np.array([
        any(label_of.startswith("#") and label_of[1:] in DANGERS for label_of in features)
        for features in _joined(texts)
    ])  # fmt: skip
    is_comment, is_after = kinds == "comment", kinds == "after"
    is_ordinary = is_after & (labels == "none")
    mark = max(
        lowest_mark(weights, held, is_ordinary, FALSE_ALARMS), lowest_mark(weights, held, is_comment, OF_COMMENTS)
    )
    alarmed = held | (weights >= mark)
    for name, chosen in (
        ("recall", is_after & (labels != "none")),
        ("ordinary lines", is_ordinary),
        ("ordinary stories", kinds == "story"),
        ("comments", is_comment),
    ):
        by_weight = (weights[chosen] >= mark).mean()
        print(f"{name}: {alarmed[chosen].mean():.4f} of {chosen.sum()}, by weight {by_weight:.4f}")
    write(Machine(texts.rows), mark)


def lowest_mark(weights: np.ndarray, held: np.ndarray, chosen: np.ndarray, part: float) -> float:
    """The lowest mark at which at most this part of the chosen texts alarms, those that the lists hold included."""
    room = max(int(part * chosen.sum()) - int(held[chosen].sum()), 1)
    return float(np.sort(weights[chosen & ~held])[::-1][room - 1])


def _joined(texts: Texts) -> list[set[str]]:
    found: list[set[str]] = [set() for _one in texts.labels]
    for _label, text, _weight, features in texts.rows:
        found[text] |= features.keys()
    return found


def write(machine: Machine, mark: float) -> None:
    """Keep the weights as text, one feature on each line, the small ones left out."""
    models = [machine.any, *machine.each]
    lines = [
        "#\tMade by python -m scripts.crisis_weights: where each sum begins, the mark, a weight for each feature.",
        "\t".join(["danger", "any", *DANGERS]),
        "\t".join(["beginning", *(f"{model.intercept_[0]:.3f}" for model in models)]),
        f"mark\t{mark:.3f}",
    ]
    for name, number in machine.columns.items():
        numbers = [model.coef_[0][number] for model in models]
        if max(map(abs, numbers)) >= 0.1:
            lines.append("\t".join([name, *(f"{one:.2f}" for one in numbers)]))
    WEIGHTS.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines) - 4} features, {WEIGHTS.stat().st_size // 1024} KiB, mark {mark:.2f}")


if __name__ == "__main__":
    main()
