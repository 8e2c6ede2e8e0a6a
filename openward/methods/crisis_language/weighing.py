"""How much do the words of a passage, taken together, sound like danger?

A weight for each feature (`features`), learnt from the labelled lines written for Openward and from ordinary comments
(`python -m scripts.crisis_weights`), is added up for every sentence, for every two that follow one another, and for
pieces of long ones. The few English passages where this leaves it open are also read as a whole (`reading`), and both
sums count together. What weighs more than the mark is a signal, and the signal marks the words that weighed most:
whoever asks why gets an answer in words. Nothing is learnt at run time.

Source: logistic regression, Cox 1958, with a penalty on the squares of the weights; all marks were chosen by
cross-validation on the lines it learnt from, never on a set that is reported as unseen.
"""

import functools
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from openward.methods.crisis_language.features import Features, features_of
from openward.methods.crisis_language.reading import Read, reader
from openward.methods.crisis_language.shipped import WEIGHTS, shipped
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


MOST_WORDS_READ = 24
"""Of a text, in passages that are read as a whole, the heaviest first: reading takes time. One passage always is,
a longer one only where no shorter one asks for it."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A passage that weighed enough: the danger, by how much, and the first and the last word that made it so."""

    danger: str
    weight: float
    first_word: int
    last_word: int


@dataclass(frozen=True, slots=True)
class Marks:
    """`signal`: what weighs so much is one. `asks`: what weighs so much by its words is also read as a whole.

    `read`: what the reading counts beside the words. `unread`: what the words count where nothing can be read: in
    Chinese. `left`: what they count where others of the text were read instead.
    """

    signal: float
    asks: float
    read: float
    unread: float
    left: float


@dataclass(frozen=True, slots=True)
class _Weights:
    dangers: tuple[str, ...]
    beginning: tuple[float, ...]
    marks: Marks
    by_feature: dict[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class _Passage:
    start: int
    end: int
    is_readable: bool
    features: Features
    counted: dict[str, float]
    weight: float


@functools.cache
def _weights() -> _Weights:
    lines = shipped(WEIGHTS).decode().splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#\t")]
    dangers, beginning, marks, *rest = rows
    by_feature = {name: tuple(float(one) for one in numbers) for name, *numbers in rest}
    return _Weights(tuple(dangers[2:]), tuple(map(float, beginning[1:])), Marks(*map(float, marks[1:])), by_feature)


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


def counted(names: Iterable[str], number: int) -> dict[str, float]:
    """What each feature counts among so many: that a list holds the wording is never thinned by what stands around it.

    >>> counted(["nurse"], 25), counted(["#threat"], 100)
    ({'nurse': 0.2}, {'#threat': 0.5})
    """
    each = 1 / math.sqrt(max(number, FEWEST))
    return {name: LISTED_COUNTS if name.startswith("#") else each for name in names}


def passage_text(text: str, words: Sequence[Word], start: int, end: int) -> str:
    """The passage as it was written, with the sign that ends it.

    >>> from openward.methods.phrases import words_of
    >>> passage_text("So it is. Yes", words_of("So it is. Yes"), 0, 3)
    'So it is.'
    """
    last = words[end] if end < len(words) and not words[end].form else words[end - 1]
    return text[words[start].start : last.end]


def is_readable(words: Sequence[Word]) -> bool:
    """Whether the encoder knows the script: Chinese is weighed by its words alone.

    >>> from openward.methods.phrases import words_of
    >>> is_readable(words_of("I am tired")), is_readable(words_of("我很累"))
    (True, False)
    """
    return not any(word.form[0] >= "\u2e80" for word in words if word.form)


def weighed(text: str, words: Sequence[Word], listed: Sequence[Listed] = ()) -> list[Weighed]:
    """Every passage that weighs enough, in order. Never raises.

    `words` are those of the text, `listed` the wordings that the lists hold: (list, first word, last word).

    >>> from openward.methods.phrases import words_of
    >>> weighed("The nurse was kind.", words_of("The nurse was kind."))
    []
    """
    marks = _weights().marks
    open_ones = [
        passage
        for passage in (_summed(words, start, end, listed) for start, end in passages(words))
        if passage.weight >= marks.asks
    ]
    readable = [passage for passage in open_ones if passage.is_readable]
    asked = [readable[place] for place in read_first([(one.weight, one.end - one.start) for one in readable])]
    texts = [passage_text(text, words, passage.start, passage.end) for passage in asked]
    reads = dict(zip(((one.start, one.end) for one in asked), reader().read(texts), strict=True)) if asked else {}
    found = ((passage, reads.get((passage.start, passage.end))) for passage in open_ones)
    return [_marked(words, passage, read) for passage, read in found if _weight(passage, read) >= marks.signal]


def read_first(passages: Sequence[tuple[float, int]]) -> list[int]:
    """Which of the passages, each with what its words weigh and their number, are read as a whole: by their places.

    >>> read_first([(0.1, 8), (1.7, 20), (0.9, 30), (0.4, 4)])
    [1, 3]
    >>> read_first([(0.1, 30), (1.7, 36)])
    [1]
    """
    chosen: list[int] = []
    left = MOST_WORDS_READ
    order = sorted(range(len(passages)), key=lambda place: -passages[place][0])
    for place in order:
        if passages[place][1] <= left:
            chosen.append(place)
            left -= passages[place][1]
    return chosen or order[:1]


def _summed(words: Sequence[Word], start: int, end: int, listed: Sequence[Listed]) -> _Passage:
    weights = _weights()
    features = all_features(words, start, end, listed)
    known = counted([name for name in features if name in weights.by_feature], len(features))
    return _Passage(start, end, is_readable(words[start:end]), features, known, _sum(known, 0))


def _sum(known: dict[str, float], number: int) -> float:
    """What the features weigh together: 0 for any danger, then for each of them."""
    weights = _weights()
    by_feature = weights.by_feature
    return weights.beginning[number] + sum(counts * by_feature[name][number] for name, counts in known.items())


def _weight(passage: _Passage, read: Read | None) -> float:
    marks = _weights().marks
    if read:
        return passage.weight + marks.read * read.weight
    return passage.weight * (marks.left if passage.is_readable else marks.unread)


def _marked(words: Sequence[Word], passage: _Passage, read: Read | None) -> Weighed:
    dangers = _weights().dangers
    danger = max(range(len(dangers)), key=lambda number: _sum(passage.counted, number + 1))
    first, last = _heaviest(_by_place(words, passage, read), passage.end - passage.start)
    return Weighed(dangers[danger], _weight(passage, read), passage.start + first, passage.start + last)


def _by_place(words: Sequence[Word], passage: _Passage, read: Read | None) -> dict[int, float]:
    """What each word of the passage, counted from its start, said for danger or against it."""
    marks, by_feature = _weights().marks, _weights().by_feature
    by_place: dict[int, float] = {}
    for name, counts in passage.counted.items():
        places = passage.features[name]
        for place in places:
            by_place[place] = by_place.get(place, 0.0) + counts * by_feature[name][0] / len(places)
    begins = words[passage.start].start
    for start, end, share in read.shares if read else ():
        for place, word in enumerate(words[passage.start : passage.end]):
            if word.form and word.start - begins < end and start < word.end - begins:
                by_place[place] = by_place.get(place, 0.0) + marks.read * share
    return by_place


def _heaviest(by_place: dict[int, float], length: int) -> tuple[int, int]:
    """The first and the last of the words that carry most of what spoke for danger."""
    speaking = {place: weight for place, weight in by_place.items() if weight > 0}
    wanted = TOLD_BY * sum(speaking.values())
    carried, places = 0.0, []
    for place, weight in sorted(speaking.items(), key=lambda item: (-item[1], item[0])):
        places.append(place)
        carried += weight
        if carried >= wanted:
            break
    return (min(places), max(places)) if places else (0, length - 1)
