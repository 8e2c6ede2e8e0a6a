"""Learning a codebook's codes from comments that people have coded. Source and assumptions: the package docstring."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from openward.methods.theme_suggestion.coded import CodedTexts, coded_texts, dealt, learnable
from openward.methods.theme_suggestion.features import learned_marks
from openward.methods.theme_suggestion.linear import Lines, Matrix, applied, logistic, probabilities, support_vectors
from openward.methods.theme_suggestion.scores import Seen, best_of, chained, seen, stacked, word_models
from openward.methods.theme_suggestion.suggester import ThemeSuggester
from openward.methods.theme_suggestion.thresholds import chosen_thresholds
from openward.methods.theme_suggestion.words import cut

INNER_FOLDS = 5
TEXT_COST, CLAUSE_COST = 0.7, 0.4
"""How dear a wrong score is against large weights (the C of a support vector machine); chosen on seeds 100 to 105."""

STACK_PENALTY, CHAIN_PENALTY = 3.0, 1.0
STEPS = INNER_FOLDS + 1
"""How often `moved` is called by `train`."""


def train(
    texts: Sequence[str],
    labels: object,
    names: Sequence[str],
    seed: int = 0,
    *,
    moved: Callable[[int], None] = lambda steps: None,
) -> ThemeSuggester:
    """Learn to suggest the codes `names` from coded texts; `labels` has shape (texts, codes), 0 or 1.

    Copies of a text count once. A code with too few examples is not learned, and the suggester says so. Time
    grows with texts x codes (2,700 short comments and 35 codes: about 8 s); memory is about 4 kB a text and 1 kB
    a different word or pair of words for every ten codes. Deterministic under `seed`. `moved` is called with 1
    after each of `STEPS` steps. Raises `UnusableCodingError` and `TooFewExamplesError`. Source: the package.

    >>> texts = [f"{who} was {how} {n}" for n in range(10) for who in ("nurse", "doctor") for how in ("kind", "late")]
    >>> suggester = train(texts, [["kind" in text, "late" in text] for text in texts], ["kindness", "waiting"])
    >>> [code.name for code in suggester.suggest(["the porter was late"])[0].codes]
    ['waiting']
    """
    return train_coded(coded_texts(texts, labels, names), seed, moved=moved)


def train_coded(
    coded: CodedTexts, seed: int = 0, *, moved: Callable[[int], None] = lambda steps: None
) -> ThemeSuggester:
    """`train` for texts already made different by `coded_texts`. Raises `TooFewExamplesError`; see its example."""
    enough = learnable(coded)
    labels = coded.labels[:, enough]
    pieces = cut(coded.texts)
    marks = learned_marks(pieces)
    view = seen(pieces, marks)
    matrices = view.texts.matrix(marks), view.clauses.matrix(marks)
    fold = dealt(labels, INNER_FOLDS, seed)
    values = np.zeros((len(coded), labels.shape[1], 6))
    for number in range(INNER_FOLDS):
        inside = fold != number
        models = word_models(*_lines(matrices, view.clause_text, labels, inside, seed), marks)
        values[~inside] = stacked(models, _rows(view, ~inside))
        moved(1)
    models = word_models(*_lines(matrices, view.clause_text, labels, np.ones(len(coded), np.bool_), seed), marks)
    moved(1)
    log_odds = _unseen(values, labels, fold, STACK_PENALTY)
    chain = chained(log_odds)
    probability = probabilities(_unseen(chain, labels, fold, CHAIN_PENALTY))
    return ThemeSuggester(
        names=tuple(name for name, learned in zip(coded.names, enough, strict=True) if learned),
        examples=tuple(int(count) for count in labels.sum(axis=0)),
        not_learned=tuple(
            (name, int(count))
            for name, count, learned in zip(coded.names, coded.labels.sum(axis=0), enough, strict=True)
            if not learned
        ),
        texts=len(coded),
        marks=marks,
        models=models,
        second=logistic(values, labels, STACK_PENALTY),
        third=logistic(chain, labels, CHAIN_PENALTY),
        thresholds=chosen_thresholds(probability, labels),
    )


def _lines(
    matrices: tuple[Matrix, Matrix],
    clause_text: NDArray[np.int32],
    labels: NDArray[np.bool_],
    inside: NDArray[np.bool_],
    seed: int,
) -> tuple[Lines, Lines]:
    """The text model and the clause model, learned from the texts that are `inside`."""
    texts, clauses = matrices
    rows = np.flatnonzero(inside)
    of_texts = support_vectors(texts[rows], labels[rows], TEXT_COST, seed)
    clause_rows = np.flatnonzero(inside[clause_text])
    owner = clause_text[clause_rows]
    here = clauses[clause_rows]
    scores = here @ of_texts.weights + of_texts.offset
    best = best_of(scores, owner, len(labels), np.zeros((1, labels.shape[1])))
    of_code = labels[owner]
    # The best clause of a comment with the code, and every clause found likely, carries it; the others of that
    # comment are left out: nobody knows.
    carries = of_code & ((scores >= best[owner]) | (scores > 0))
    return of_texts, support_vectors(here, carries, CLAUSE_COST, seed, used=carries | ~of_code)


def _unseen(
    values: NDArray[np.float64], labels: NDArray[np.bool_], fold: NDArray[np.int64], penalty: float
) -> NDArray[np.float64]:
    """Log odds for every text from logistic regressions that had not seen it."""
    log_odds = np.zeros(labels.shape)
    for number in range(INNER_FOLDS):
        inside = fold != number
        log_odds[~inside] = applied(logistic(values[inside], labels[inside], penalty), values[~inside])
    return log_odds


def _rows(view: Seen, kept: NDArray[np.bool_]) -> Seen:
    """Some of the texts with their clauses."""
    number = np.cumsum(kept) - 1
    clauses = np.flatnonzero(kept[view.clause_text])
    return Seen(
        view.texts.only(np.flatnonzero(kept)),
        view.clauses.only(clauses),
        number[view.clause_text[clauses]].astype(np.int32),
        view.lengths[kept],
    )
