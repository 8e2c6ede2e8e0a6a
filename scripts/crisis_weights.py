"""Learn the weights of the language of crisis anew: python -m scripts.crisis_weights

It reads the labelled lines that may be learnt from, and every second of the ordinary comments of patients in
../shared/data; the other half is left for measuring. It writes weights.tsv and encoder_files/reader.npz in
openward/methods/crisis_language, and prints what cross-validation says. The lines of the blind sets are never read
here. It takes some minutes.
"""

from collections.abc import Sequence
from dataclasses import replace
from warnings import catch_warnings

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

from openward.methods.crisis_language.weighing import Marks, read_first
from scripts.crisis_encoder import FILES, note_hashes
from scripts.crisis_texts import DANGERS, FOLDS, ROOT, Passage, Text, Texts

WEIGHTS = ROOT / "openward" / "methods" / "crisis_language" / "weights.tsv"

FEWEST_PASSAGES = 2
STRENGTH = 10.0
OF_ANOTHER_DANGER = 0.2
SMALLEST_KEPT = 0.25

UNITS, PENALTY, ROUNDS, RATE, AT_ONCE = 256, 0.3, 10, 5e-4, 128
"""Of the hidden layer of the reader, and how it is learnt: chosen by cross-validation."""

TIMES = 2
"""The layer is learnt so many times from different beginnings, and their mean counts: one alone is a matter of luck."""

MARKS = Marks(signal=0.0, asks=0.0, read=1.0, unread=1.8)
"""All but the first were chosen by cross-validation and hardly matter; the first is settled below."""

OF_STORIES, OF_COMMENTS = 0.10, 0.0085
"""At most this part of the ordinary stories, and of the comments, may raise a signal; the mark is as low as both allow:
a false alarm costs a person a minute, a miss may cost a life. The aim is 1 in 10 and 1 in 100; a little is left."""


class WordMachine:
    """Weights of features learnt from some of the texts: for any danger, then for each one against the others."""

    def __init__(self, texts: Sequence[Text], *, only_any: bool = False) -> None:
        rows = [(text, passage) for text in texts for passage in text.learnt]
        counted: dict[str, int] = {}
        for _text, passage in rows:
            for name in passage.features:
                counted[name] = counted.get(name, 0) + 1
        kept = sorted(name for name, times in counted.items() if times >= FEWEST_PASSAGES)
        self.columns = {name: number for number, name in enumerate(kept)}
        table = self._table([passage for _text, passage in rows])
        labels = np.array([text.label for text, _passage in rows])
        weights = np.array([text.weight for text, _passage in rows])
        of_danger = weights * np.where(labels == "none", OF_ANOTHER_DANGER, 1.0)
        wanted = [(labels != "none", weights), *((labels == danger, of_danger) for danger in DANGERS)]
        self.models = [self._fit(table, *one) for one in wanted[: 1 if only_any else None]]

    def sums(self, passages: Sequence[Passage]) -> np.ndarray:
        return self.models[0].decision_function(self._table(passages))

    def _table(self, passages: Sequence[Passage]) -> csr_matrix:
        counts, places, ends = [], [], [0]
        for passage in passages:
            for name, value in passage.features.items():
                if name in self.columns:
                    places.append(self.columns[name])
                    counts.append(value)
            ends.append(len(places))
        return csr_matrix((counts, places, ends), shape=(len(passages), len(self.columns)))

    def _fit(self, table: csr_matrix, wanted: np.ndarray, weights: np.ndarray) -> LogisticRegression:
        model = LogisticRegression(C=STRENGTH, class_weight="balanced", solver="liblinear", random_state=1)
        return model.fit(table, wanted, sample_weight=weights)


class ReadingMachine:
    """The hidden layer that weighs what the encoder says, learnt from some of the texts."""

    def __init__(self, texts: Sequence[Text], vectors: np.ndarray) -> None:
        rows = [(text, one.number) for text in texts for one in text.learnt if one.number >= 0]
        wanted = np.array([text.label != "none" for text, _number in rows])
        weights = np.array([text.weight for text, _number in rows])
        # Halfway to counting both sides alike: there are many more ordinary passages.
        weights *= np.where(wanted, (weights[~wanted].sum() / weights[wanted].sum()) ** 0.5, 1.0)
        seen = vectors[[number for _text, number in rows]]
        middle, spread = seen.mean(axis=0), seen.std(axis=0)
        learnt = [self._fit((seen - middle) / spread, wanted, weights, number) for number in range(TIMES)]
        inner = np.concatenate([one.coefs_[0] for one in learnt], axis=1) / spread[:, None]
        self.arrays = {
            "inner_w": inner.astype(np.float16),
            "inner_b": (np.concatenate([one.intercepts_[0] for one in learnt]) - middle @ inner).astype(np.float32),
            "outer_w": (np.concatenate([one.coefs_[1][:, 0] for one in learnt]) / TIMES).astype(np.float32),
            "outer_b": np.mean([one.intercepts_[1][0] for one in learnt]).astype(np.float32),
        }

    def _fit(self, seen: np.ndarray, wanted: np.ndarray, weights: np.ndarray, beginning: int) -> MLPClassifier:
        model = MLPClassifier(
            (UNITS,), alpha=PENALTY, learning_rate_init=RATE, max_iter=ROUNDS, batch_size=AT_ONCE,
            random_state=beginning, n_iter_no_change=ROUNDS,
        )  # fmt: skip
        with catch_warnings(category=ConvergenceWarning, action="ignore"):  # it is stopped early on purpose
            return model.fit(seen, wanted, sample_weight=weights)

    def sums(self, vectors: np.ndarray) -> np.ndarray:
        inner = np.maximum(vectors @ self.arrays["inner_w"].astype(np.float32) + self.arrays["inner_b"], 0)
        return inner @ self.arrays["outer_w"] + self.arrays["outer_b"]


def together(text: Text, by_words: np.ndarray, by_reading: np.ndarray) -> float:
    """What the heaviest passage of a text weighs, as `weighing` has it."""
    both = np.where(by_words >= MARKS.asks, MARKS.unread * by_words, -np.inf)
    readable = [place for place, one in enumerate(text.weighed) if one.number >= 0 and by_words[place] >= MARKS.asks]
    chosen = read_first([(float(by_words[place]), text.weighed[place].length) for place in readable])
    read = [readable[place] for place in chosen]
    both[read] = by_words[read] + MARKS.read * by_reading[read]
    return float(both.max())


def crossed(texts: Texts) -> np.ndarray:
    """What every text weighs by weights that were learnt without it and its neighbours. Wordings are only learnt."""
    found = np.full(len(texts.all), -np.inf)
    for fold in range(FOLDS):
        others = [text for text in texts.all if text.fold != fold]
        words, reading = WordMachine(others, only_any=True), ReadingMachine(others, texts.vectors)
        for place, text in enumerate(texts.all):
            if text.fold == fold and text.weighed:
                vectors = texts.vectors[[passage.number for passage in text.weighed]]
                found[place] = together(text, words.sums(text.weighed), reading.sums(vectors))
    return found


def main() -> None:
    # One thread, however many processors there are: sums in another order would end in other last digits.
    with threadpool_limits(limits=1):
        learn()


def learn() -> None:
    texts = Texts()
    weights = crossed(texts)
    labels, kinds = np.array([text.label for text in texts.all]), np.array([text.kind for text in texts.all])
    groups = np.array([text.group for text in texts.all])
    held = np.array([text.is_listed for text in texts.all])
    is_story, is_comment, is_after = kinds == "story", kinds == "comment", kinds == "after"
    mark = max(lowest_mark(weights, held, is_story, OF_STORIES), lowest_mark(weights, held, is_comment, OF_COMMENTS))
    alarmed = held | (weights >= mark)
    danger = is_after & (labels != "none")
    is_mixed = kinds == "mixed"
    print(f"mark {mark:.2f}")
    for name, chosen in (
        ("recall", danger),
        ("ordinary lines", is_after & (labels == "none")),
        ("ordinary stories", is_story),
        ("comments", is_comment),
        ("recall, danger beside a comment", is_mixed & (labels != "none")),
        ("ordinary lines beside a comment", is_mixed & (labels == "none")),
        *((f"recall, {group}", danger & (groups == group)) for group in sorted(set(groups[danger]))),
    ):
        print(f"{name}: {alarmed[chosen].mean():.4f} of {chosen.sum()}")
    write(WordMachine(texts.all), ReadingMachine(texts.all, texts.vectors), replace(MARKS, signal=mark))


def lowest_mark(weights: np.ndarray, held: np.ndarray, chosen: np.ndarray, part: float) -> float:
    """The lowest mark at which at most this part of the chosen texts alarms, those that the lists hold included."""
    room = max(int(part * chosen.sum()) - int(held[chosen].sum()), 1)
    return float(np.sort(weights[chosen & ~held])[::-1][room - 1])


def write(words: WordMachine, reading: ReadingMachine, marks: Marks) -> None:
    """Keep the weights of features as text, the small ones left out, and those of the reader as arrays."""
    lines = [
        "#\tMade by python -m scripts.crisis_weights: where each sum begins, the marks, a weight for each feature.",
        "\t".join(["danger", "any", *DANGERS]),
        "\t".join(["beginning", *(f"{model.intercept_[0]:.3f}" for model in words.models)]),
        "\t".join(["marks", *(f"{getattr(marks, name):.3f}" for name in Marks.__dataclass_fields__)]),
    ]
    for name, number in words.columns.items():
        numbers = [model.coef_[0][number] for model in words.models]
        if max(map(abs, numbers)) >= SMALLEST_KEPT:
            lines.append("\t".join([name, *(f"{one:.2f}" for one in numbers)]))
    WEIGHTS.write_text("\n".join(lines) + "\n", encoding="utf-8")
    np.savez(FILES / "reader.npz", **reading.arrays)
    note_hashes()
    print(f"{len(lines) - 4} features, {WEIGHTS.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
