"""From the words of a comment to the probability of every code, in three linear steps.

1. Two support vector machines per code score words: one learned from whole comments, one from clauses. Nobody has
   said which clause of a comment carries its code, so the clause model is learned as in multiple-instance
   learning (S. Andrews, I. Tsochantaridis, T. Hofmann 2002): of a comment with the code, the clauses count that
   the first model finds likeliest.
2. A logistic regression per code weighs the score of the comment, its clause-model score, the best clause's
   score, how far that clause prefers this code over the others, and the comment's length (stacking, D. H. Wolpert
   1992): the first probability.
3. A second one adds how likely it is that no other code fits (a chain over codes, after J. Read and others 2009).

Steps 2 and 3 are learned from scores of comments that their models had not seen.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openward.methods.theme_suggestion.features import (
    Features,
    Marks,
    Spelling,
    features_of,
    spelling_of,
)
from openward.methods.theme_suggestion.linear import Lines, applied, probabilities
from openward.methods.theme_suggestion.words import Cut

SHARPNESS = 3.0
"""How sharply a clause is given to its likeliest code when codes are compared within it."""

MOST_CERTAIN = 0.98


@dataclass(frozen=True, eq=False)
class Seen:
    """What the models see of some texts: features of texts and of clauses, which text each clause is of, lengths.

    `lengths` has shape (texts, 2): the logarithms of one more than the number of words and of clauses.
    """

    texts: Features
    clauses: Features
    clause_text: NDArray[np.int32]
    lengths: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class WordModels:
    """Step 1 for scoring: per mark and code the weight in the text model, then in the clause model.

    `blocks` are those of `Features`, each of shape (marks of the block, 2 codes), in single precision and with the
    marks' own weights multiplied in; `offset` has 2 codes entries.
    """

    blocks: tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]
    offset: NDArray[np.float32]

    @property
    def codes(self) -> int:
        """How many codes are scored."""
        return len(self.offset) // 2

    def scores(self, features: Features, *, by_clause: bool = False) -> NDArray[np.float64]:
        """The scores of each row: of both models, or of the clause model only."""
        which = slice(self.codes if by_clause else 0, None)
        scores = np.tile(self.offset[which], (len(features), 1))
        for weights, marks, scale in zip(self.blocks, features.blocks, features.scales, strict=True):
            scores += (marks @ np.ascontiguousarray(weights[:, which])) * scale[:, None]
        return scores.astype(np.float64)


def word_models(of_texts: Lines, of_clauses: Lines, marks: Marks) -> WordModels:
    """Two sets of lines made ready for scoring. Raises nothing; see its example in `seen`."""
    weights = np.concatenate([of_texts.weights, of_clauses.weights], axis=1)
    ends = np.cumsum([len(block) for block in marks.weights])
    words, pieces, meanings = (
        (part * own[:, None]).astype(np.float32)
        for part, own in zip(np.split(weights, ends[:-1]), marks.weights, strict=True)
    )
    return WordModels((words, pieces, meanings), np.r_[of_texts.offset, of_clauses.offset].astype(np.float32))


def seen(cut: Cut, marks: Marks, spelling: Spelling | None = None) -> Seen:
    """The features of texts and clauses. Raises nothing.

    >>> from openward.methods.theme_suggestion.features import learned_marks
    >>> from openward.methods.theme_suggestion.words import cut
    >>> pieces = cut(["Kind staff but a long wait"])
    >>> marks = learned_marks(pieces)
    >>> view = seen(pieces, marks)
    >>> len(view.texts), len(view.clauses)
    (1, 2)
    >>> lines = Lines(np.ones((len(marks), 1)), np.zeros(1))
    >>> word_models(lines, lines, marks).scores(view.clauses, by_clause=True).shape
    (2, 1)
    """
    spelling = spelling or spelling_of(cut.vocabulary, marks)
    counts = [np.bincount(cut.text, minlength=cut.texts), np.bincount(cut.clause_text, minlength=cut.texts)]
    return Seen(
        features_of(cut, marks, spelling),
        features_of(cut, marks, spelling, by_clause=True),
        cut.clause_text,
        np.log1p(np.stack(counts, axis=1)),
    )


def stacked(models: WordModels, view: Seen) -> NDArray[np.float64]:
    """The values of step 2, shape (texts, codes, 6). Raises nothing.

    In order: score of the text, clause-model score of the text, best clause, best preference, log words, log
    clauses. A text without clauses has the scores of a clause without marks; see its example in `best_of`.
    """
    of_text = models.scores(view.texts)
    clause = models.scores(view.clauses, by_clause=True)
    empty = models.offset[None, models.codes :].astype(np.float64)
    texts = len(of_text)
    parts = [
        of_text[:, : models.codes],
        of_text[:, models.codes :],
        best_of(clause, view.clause_text, texts, empty),
        best_of(preferences(clause), view.clause_text, texts, preferences(empty)),
    ]
    parts += [np.broadcast_to(length[:, None], parts[0].shape) for length in view.lengths.T]
    return np.stack(parts, axis=2)


def best_of(
    scores: NDArray[np.float64], owner: NDArray[np.int32], owners: int, otherwise: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The largest score in each column over the rows of one owner; `otherwise` for an owner without rows.

    `owner` must be ascending. Raises nothing.

    >>> import numpy as np
    >>> best_of(np.array([[1.0], [3.0], [2.0]]), np.array([0, 0, 2]), 3, np.array([[-1.0]])).tolist()
    [[3.0], [-1.0], [2.0]]
    """
    best = np.repeat(otherwise, owners, axis=0)
    if len(owner):
        starts = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
        best[owner[starts]] = np.maximum.reduceat(scores, starts, axis=0)
    return best


def preferences(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far each row prefers a code over all: its score less the soft maximum of the row. Raises nothing.

    >>> import numpy as np
    >>> preferences(np.array([[1.0, -1.0]])).round(2).tolist()
    [[-0.0, -2.0]]
    """
    sharp = SHARPNESS * scores
    top = sharp.max(axis=1, keepdims=True)
    return np.asarray(scores - (top + np.log(np.exp(sharp - top).sum(axis=1, keepdims=True))) / SHARPNESS)


def chained(log_odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """The values of step 3, shape (texts, codes, 2): the first log odds, and the log probability of no other code.

    Raises nothing.

    >>> import numpy as np
    >>> chained(np.array([[0.0, 0.0]])).round(3).tolist()
    [[[0.0, -0.693], [0.0, -0.693]]]
    """
    none = np.log1p(-np.minimum(probabilities(log_odds), MOST_CERTAIN))
    return np.stack([log_odds, none.sum(axis=1, keepdims=True) - none], axis=2)


def probability_of(
    second: NDArray[np.float64], third: NDArray[np.float64], values: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Steps 2 and 3: the probability of every code for every text, shape (texts, codes). Raises nothing.

    `second` and `third` are coefficients as `logistic` gives them, `values` those of `stacked`.

    >>> import numpy as np
    >>> probability_of(np.array([[1.0, 0.0]]), np.array([[1.0, 0.0, 0.0]]), np.array([[[0.0]]])).tolist()
    [[0.5]]
    """
    return probabilities(applied(third, chained(applied(second, values))))
