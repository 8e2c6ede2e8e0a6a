"""How does a comment sound, on five ordered levels?

The levels are learned from comments that people have rated. As they are ordered, four questions are learned
instead of five classes: is it beyond level 1, 2, 3, 4? (E. Frank and M. Hall 2001). Each is answered as a code is
(the package docstring). The level is the middle one of the resulting probabilities, which makes the expected
distance from a person's rating smallest. Assumption: the levels mean the same to everybody who rated.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openward.methods.theme_suggestion.coded import UnusableCodingError, coded_texts, dealt
from openward.methods.theme_suggestion.suggester import KNOWN_SHARE, NOT_A_CODING, ThemeSuggester
from openward.methods.theme_suggestion.training import train
from openward.methods.theme_suggestion.words import normalised_text

LEVELS = 5
FOLDS = 5
LEAST_CERTAIN = 0.4
"""A level that is not at least so likely is not suggested."""


@dataclass(frozen=True, eq=False)
class SentimentSuggestions:
    """The level each comment seems to have: a help for coders, never a result; there is no count here.

    `level` is 1 to 5 for every comment, `probability` has shape (comments, 5); where `unsure` is true the level is
    too doubtful to be shown: no words, mostly unknown words, or no level likely enough.
    """

    level: NDArray[np.int64]
    probability: NDArray[np.float64]
    unsure: NDArray[np.bool_]
    caveat: str = NOT_A_CODING

    def __len__(self) -> int:
        return len(self.level)


@dataclass(frozen=True, eq=False)
class SentimentSuggester:
    """Learned levels: `beyond` answers the four questions; `share` is how often each was answered yes in training."""

    beyond: ThemeSuggester
    share: tuple[float, ...]

    def suggest(self, texts: Sequence[str]) -> SentimentSuggestions:
        """The level of each text. Raises nothing."""
        found = self.beyond.suggest(texts)
        above = np.tile(np.array(self.share), (len(texts), 1))
        for column, name in enumerate(found.names):
            above[:, int(name) - 1] = found.probability[:, column]
        known = found.known >= KNOWN_SHARE
        above[~known] = self.share
        above = np.minimum.accumulate(above, axis=1)
        edges = np.concatenate([np.ones((len(texts), 1)), above, np.zeros((len(texts), 1))], axis=1)
        probability = edges[:, :-1] - edges[:, 1:]
        level = 1 + (above > 0.5).sum(axis=1)
        likely = probability[np.arange(len(texts)), level - 1]
        return SentimentSuggestions(level, probability, ~known | (likely < LEAST_CERTAIN))


@dataclass(frozen=True)
class SentimentEvaluation:
    """How suggested levels compare with people's, over every comment, unsure or not.

    `mean_distance` is in levels. `weighted_kappa` is Cohen's kappa with quadratic weights (1968), None when either
    side gave one level only. `f1` has an entry for each level, None where nobody used it; `macro_f1` is its mean.
    `unsure` comments would not have been shown a level; `accuracy_when_sure` is over the others.
    """

    texts: int
    accuracy: float
    accuracy_when_sure: float | None
    mean_distance: float
    weighted_kappa: float | None
    macro_f1: float
    f1: tuple[float | None, ...]
    support: tuple[int, ...]
    unsure: int


def train_sentiment(
    texts: Sequence[str], levels: Sequence[int], seed: int = 0, *, moved: Callable[[int], None] = lambda steps: None
) -> SentimentSuggester:
    """Learn levels 1 to 5 from rated texts. Copies of a text count once, with the middle of their levels.

    Deterministic under `seed`; `moved` as for `train`. Raises `UnusableCodingError` for another level, and
    `TooFewExamplesError`. Source: the module docstring.

    >>> texts = [f"{who} was {how} {n}" for n in range(12) for who in "abc" for how in ("lovely", "fine", "awful")]
    >>> levels = [1 if "lovely" in text else 3 if "fine" in text else 5 for text in texts]
    >>> train_sentiment(texts, levels).suggest(["it was lovely", "it was fine", "it was awful"]).level.tolist()
    [1, 3, 5]
    """
    rated = _levels(levels)
    if len(rated) != len(texts):
        raise UnusableCodingError(f"{len(texts)} texts need as many levels, not {len(rated)}")
    beyond = rated[:, None] > np.arange(1, LEVELS)
    suggester = train(texts, beyond, [str(level) for level in range(1, LEVELS)], seed, moved=moved)
    return SentimentSuggester(suggester, tuple(float(share) for share in beyond.mean(axis=0)))


def compared_levels(suggestions: SentimentSuggestions, levels: Sequence[int]) -> SentimentEvaluation:
    """The figures of suggested levels beside people's. Raises `UnusableCodingError`. Source: the module docstring.

    >>> import numpy as np
    >>> suggestions = SentimentSuggestions(np.array([1, 2, 5]), np.zeros((3, 5)), np.array([False, False, True]))
    >>> found = compared_levels(suggestions, [1, 3, 5])
    >>> round(found.accuracy, 2), found.accuracy_when_sure, round(found.mean_distance, 2), found.support
    (0.67, 0.5, 0.33, (1, 0, 1, 0, 1))
    """
    rated, said = _levels(levels), suggestions.level
    if not len(rated) or len(rated) != len(said):
        raise UnusableCodingError(f"{len(said)} suggestions cannot be compared with {len(rated)} levels")
    both = np.zeros((LEVELS, LEVELS))
    np.add.at(both, (rated - 1, said - 1), 1)
    support, used = both.sum(axis=1), both.sum(axis=0)
    seen = support + used > 0
    f1 = np.divide(2 * np.diag(both), support + used, out=np.zeros(LEVELS), where=seen)
    distance = np.abs(rated - said)
    squares = (np.arange(LEVELS)[:, None] - np.arange(LEVELS)) ** 2
    by_chance = (squares * np.outer(support, used)).sum() / len(rated)
    sure = ~suggestions.unsure
    return SentimentEvaluation(
        texts=len(rated),
        accuracy=float((distance == 0).mean()),
        accuracy_when_sure=float((distance[sure] == 0).mean()) if sure.any() else None,
        mean_distance=float(distance.mean()),
        weighted_kappa=float(1 - (squares * both).sum() / by_chance) if by_chance else None,
        macro_f1=float(f1[seen].mean()),
        f1=tuple(float(value) if here else None for value, here in zip(f1, seen, strict=True)),
        support=tuple(int(count) for count in support),
        unsure=int((~sure).sum()),
    )


def cross_validated_levels(
    texts: Sequence[str], levels: Sequence[int], seed: int = 0, *, moved: Callable[[int], None] = lambda steps: None
) -> SentimentEvaluation:
    """The figures of levels, each suggested from the other four fifths; copies count once and stay together.

    `moved` is called `FOLDS` times as often as by `train`. Deterministic under `seed`. Raises
    `UnusableCodingError` and `TooFewExamplesError`. Source: the module docstring.

    >>> texts = [f"{who} was {how} {n}" for n in range(15) for who in "abc" for how in ("lovely", "fine", "awful")]
    >>> levels = [1 if "lovely" in text else 3 if "fine" in text else 5 for text in texts]
    >>> cross_validated_levels(texts, levels).accuracy
    1.0
    """
    rated = _levels(levels)
    above = rated[:, None] > np.arange(1, LEVELS)
    names = [str(level) for level in range(1, LEVELS)]
    different = coded_texts(texts, above, names)
    merged = 1 + different.labels.sum(axis=1)
    fold = dealt(merged[:, None] == np.arange(1, LEVELS + 1), FOLDS, seed)
    level = np.zeros(len(different), dtype=np.int64)
    probability = np.zeros((len(different), LEVELS))
    unsure = np.zeros(len(different), dtype=np.bool_)
    for number in range(FOLDS):
        inside, outside = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        learned = train_sentiment([different.texts[row] for row in inside], merged[inside].tolist(), seed, moved=moved)
        found = learned.suggest([different.texts[row] for row in outside])
        level[outside], probability[outside], unsure[outside] = found.level, found.probability, found.unsure
    return compared_levels(SentimentSuggestions(level, probability, unsure), merged.tolist())


def unseen(texts: Sequence[str], levels: Sequence[int], learned_from: Sequence[str]) -> tuple[list[str], list[int]]:
    """The different texts that are not among `learned_from`, each with the middle of its copies' levels.

    Raises `UnusableCodingError`, also when no text is left.

    >>> unseen(["Fine", "fine.", "Late"], [1, 3, 5], ["late!"])
    (['Fine'], [3])
    """
    above = _levels(levels)[:, None] > np.arange(1, LEVELS)
    different = coded_texts(texts, above, [str(level) for level in range(1, LEVELS)])
    known = {normalised_text(text) for text in learned_from}
    rows = [row for row, text in enumerate(different.texts) if normalised_text(text) not in known]
    if not rows:
        raise UnusableCodingError("every text to test on is also among those learned from")
    return [different.texts[row] for row in rows], [1 + int(different.labels[row].sum()) for row in rows]


def _levels(levels: Sequence[int]) -> NDArray[np.int64]:
    rated = np.asarray(levels, dtype=np.float64)
    if not np.isin(rated, np.arange(1, LEVELS + 1)).all():
        raise UnusableCodingError(f"a level must be a whole number from 1 to {LEVELS}")
    return rated.astype(np.int64)
