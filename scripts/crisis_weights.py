"""Learn the weights of words for the language of crisis anew: python -m scripts.crisis_weights

It reads the labelled lines that may be learnt from, and every second of the ordinary comments of patients in
../shared/data; the other half is left for measuring. It writes weights.tsv in openward/methods/crisis_language, and
prints what cross-validation says. What the encoder reads in a text comes from encoders that were taught without it and
its neighbours: `scripts.crisis_teach` wrote that down. The lines of the blind sets are never read here. It takes about
a minute.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from openward.methods.crisis_language.shipped import WEIGHTS
from openward.methods.crisis_language.weighing import Marks, read_first
from scripts.crisis_files import keep
from scripts.crisis_texts import DANGERS, FOLDS, Passage, Text, Texts, readings

FEWEST_PASSAGES = 2
STRENGTH = 10.0
OF_ANOTHER_DANGER = 0.2
SMALLEST_KEPT = 0.25

MARKS = Marks(signal=0.0, asks=-0.5, read=1.0, unread=2.0, left=0.7)
"""All but the first were chosen by cross-validation; the first is settled below."""

OF_STORIES, OF_COMMENTS = 0.14, 0.008
"""At most this part of the ordinary stories, and of the comments that speak of no danger, may raise a signal; the mark
is as low as both allow: a false alarm costs a person a minute, a miss may cost a life. The aim is 1 in 10 and 1 in 100.
Half of the stories here were written to be full of strong feelings: those that others wrote raise less than half as
many. In the comments that were not learnt from there are a little more alarms than cross-validation finds here."""


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


def together(text: Text, by_words: np.ndarray, by_reading: np.ndarray) -> float:
    """What the heaviest passage of a text weighs, as `weighing` has it."""
    can_be_read = np.array([one.number >= 0 for one in text.weighed])
    alone = np.where(can_be_read, MARKS.left, MARKS.unread) * by_words
    both = np.where(by_words >= MARKS.asks, alone, -np.inf)
    readable = np.flatnonzero(can_be_read & (by_words >= MARKS.asks))
    read = readable[read_first([(float(by_words[place]), text.weighed[place].length) for place in readable])]
    both[read] = by_words[read] + MARKS.read * by_reading[read]
    return float(both.max())


def crossed(texts: Texts) -> np.ndarray:
    """What every text weighs by weights that were learnt without it and its neighbours. Wordings are only learnt."""
    found = np.full(len(texts.all), -np.inf)
    by_reading = readings(texts)
    for fold in range(FOLDS):
        words = WordMachine([text for text in texts.all if text.fold != fold], only_any=True)
        for place, text in enumerate(texts.all):
            if text.fold == fold and text.weighed:
                found[place] = together(text, words.sums(text.weighed), by_reading[place])
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
        ("comments that speak of no danger", is_comment),
        ("all comments", np.char.startswith(kinds, "comment")),
        ("recall, danger beside a comment", is_mixed & (labels != "none")),
        ("ordinary lines beside a comment", is_mixed & (labels == "none")),
        *((f"recall, {group}", danger & (groups == group)) for group in sorted(set(groups[danger]))),
    ):
        print(f"{name}: {alarmed[chosen].mean():.4f} of {chosen.sum()}")
    write(WordMachine(texts.all), replace(MARKS, signal=mark))


def lowest_mark(weights: np.ndarray, held: np.ndarray, chosen: np.ndarray, part: float) -> float:
    """The lowest mark at which at most this part of the chosen texts alarms, those that the lists hold included."""
    room = max(int(part * chosen.sum()) - int(held[chosen].sum()), 1)
    return float(np.sort(weights[chosen & ~held])[::-1][room - 1])


def write(words: WordMachine, marks: Marks) -> None:
    """Keep the weights of features as text, the small ones left out."""
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
    keep(WEIGHTS, ("\n".join(lines) + "\n").encode())
    print(f"{len(lines) - 4} features")


if __name__ == "__main__":
    main()
