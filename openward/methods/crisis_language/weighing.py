"""How much do the words of a passage, taken together, sound like danger?

A weight for each feature (`features`), learnt from the labelled lines written for Openward and from ordinary comments
(`python -m scripts.crisis_weights`), is added up for every sentence, for every two that follow one another, and for
pieces of long ones. What weighs more than the mark is a signal, and the signal marks the words that weighed most:
whoever asks why gets an answer in words. Nothing is learnt at run time.

Source: logistic regression, Cox 1958, with a penalty on the squares of the weights; the mark was chosen on the lines
it learnt from, by cross-validation, never on a set that is reported as unseen.
"""

import functools
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import resources

from openward.methods.crisis_language.features import Features, features_of
from openward.methods.phrases import Word

LONGEST = 36
"""Words. Longer passages are weighed in pieces: danger in one sentence must not be thinned by ten ordinary ones."""

STEP = 18
FEWEST = 24
"""Features. Very short passages count as if they had so many, so that one word alone does not decide."""

LISTED_COUNTS = 0.5
"""What it counts that a list holds a wording of the passage."""

TOLD_BY = 0.7
"""The marked words carry at least this part of what spoke for danger."""


Listed = tuple[str, int, int]
"""A wording that a list holds: the list, its first word and its last."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A passage that weighed enough: the danger, by how much, and the first and the last word that made it so."""

    danger: str
    weight: float
    first_word: int
    last_word: int


@dataclass(frozen=True, slots=True)
class _Weights:
    dangers: tuple[str, ...]
    beginning: tuple[float, ...]
    mark: float
    by_feature: dict[str, tuple[float, ...]]


@functools.cache
def _weights() -> _Weights:
    lines = (resources.files(__package__) / "weights.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#\t")]
    dangers, beginning, mark, *rest = rows
    by_feature = {name: tuple(float(one) for one in numbers) for name, *numbers in rest}
    return _Weights(tuple(dangers[2:]), tuple(map(float, beginning[1:])), float(mark[1]), by_feature)


def passages(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """(first, last + 1) of each passage that is weighed: sentences, neighbours together, pieces of long ones.

    >>> from openward.methods.phrases import words_of
    >>> list(passages(words_of("One two. Three four.")))
    [(0, 2), (3, 5), (0, 5)]
    """
    sentences: list[tuple[int, int]] = []
    first = 0
    for place in range(len(words) + 1):
        if place == len(words) or not words[place].form:
            if place > first:
                sentences.append((first, place))
            first = place + 1
    for number, (start, end) in enumerate(sentences):
        if end - start > LONGEST:
            yield from ((piece, min(piece + LONGEST, end)) for piece in range(start, end - STEP, STEP))
        else:
            yield start, end
        if number and end - sentences[number - 1][0] <= LONGEST:
            yield sentences[number - 1][0], end


def all_features(words: Sequence[Word], start: int, end: int, listed: Iterable[Listed]) -> Features:
    """The features of a passage, with one for each list that holds a wording of it; places count from `start`.

    >>> from openward.methods.phrases import words_of
    >>> sorted(all_features(words_of("Bad luck"), 0, 2, [("threat", 0, 0)]))
    ['#threat', 'bad', 'bad luck', 'luck', '~bad', '~bad luck', '~luck']
    """
    features = features_of(words[start:end])
    for name, first, last in listed:
        if start <= first and last < end:
            features.setdefault(f"#{name}", tuple(range(first - start, last - start + 1)))
    return features


def count(name: str, number: int) -> float:
    """What a feature counts among so many: that a list holds the wording is never thinned by what stands around it.

    >>> count("nurse", 25), count("#threat", 100)
    (0.2, 0.5)
    """
    return LISTED_COUNTS if name.startswith("#") else 1 / math.sqrt(max(number, FEWEST))


def weighed(words: Sequence[Word], listed: Sequence[Listed] = ()) -> list[Weighed]:
    """Every passage of the words that weighs enough, in order; their plain forms are read. Never raises.

    `listed` are the wordings that the lists hold: (list, first word, last word).

    >>> from openward.methods.phrases import words_of
    >>> weighed(words_of("The nurse was kind."))
    []
    """
    weights = _weights()
    found: list[Weighed] = []
    for start, end in passages(words):
        features = all_features(words, start, end, listed)
        known = {name: weights.by_feature[name] for name in features if name in weights.by_feature}
        counted = {name: count(name, len(features)) for name in known}
        sums = [
            beginning + sum(counted[name] * one[number] for name, one in known.items())
            for number, beginning in enumerate(weights.beginning)
        ]
        if sums[0] >= weights.mark:
            danger = max(range(len(weights.dangers)), key=lambda number: sums[number + 1])
            speaking = {name: counted[name] * one[0] for name, one in known.items()}
            first, last = _heaviest(features, speaking)
            found.append(Weighed(weights.dangers[danger], sums[0], start + first, start + last))
    return found


def _heaviest(features: Features, weights: dict[str, float]) -> tuple[int, int]:
    """The first and the last of the words that carry most of what spoke for danger."""
    speaking = sorted(((weight, name) for name, weight in weights.items() if weight > 0), reverse=True)
    wanted = TOLD_BY * sum(weight for weight, _name in speaking)
    by_place: dict[int, float] = {}
    for weight, name in speaking:
        for place in features[name]:
            by_place[place] = by_place.get(place, 0.0) + weight / len(features[name])
    carried, places = 0.0, []
    for place, weight in sorted(by_place.items(), key=lambda item: (-item[1], item[0])):
        places.append(place)
        carried += weight
        if carried >= wanted:
            break
    return (min(places), max(places)) if places else (0, max((max(one) for one in features.values()), default=0))
