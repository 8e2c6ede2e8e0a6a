"""How good are the suggestions, and can their probabilities be believed?

Precision: of the comments for which a code was suggested, the share that people coded so. Recall: of the comments
that people coded so, the share for which it was suggested. F1: their harmonic mean (C. J. van Rijsbergen 1979).
Micro: over all decisions together. Macro: the mean over codes, so that a rare code weighs as much as a common
one. Reliability (A. H. Murphy and R. L. Winkler 1977): among decisions made with a probability of about 0.3, do
people agree with about 30 %? Cross-validation deals different texts, so copies of one never help each other; a
code that could not be learned counts as never suggested, with an F1 of 0.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from openward.methods.theme_suggestion.coded import (
    CodedTexts,
    TooFewExamplesError,
    UnusableCodingError,
    coded_texts,
    dealt,
    learnable,
)
from openward.methods.theme_suggestion.suggester import NOT_A_CODING, ThemeSuggester
from openward.methods.theme_suggestion.training import STEPS, train_coded
from openward.methods.theme_suggestion.words import normalised_text

FOLDS = 5
BINS = 10
SUPPORT_TO_TRUST = 20
"""With fewer test comments, a code's figures are mostly chance."""


@dataclass(frozen=True)
class CodeFigures:
    """One code's figures; a share that has no denominator is None. `is_learned`: whether it could be learned."""

    name: str
    precision: float | None
    recall: float | None
    f1: float | None
    support: int
    threshold: float | None
    is_learned: bool

    @property
    def rests_on_little(self) -> bool:
        """Whether so few comments carry it that the figures are mostly chance."""
        return self.support < SUPPORT_TO_TRUST


@dataclass(frozen=True)
class ReliabilityPoint:
    """The decisions with a probability from `low` to `high`: how many, their mean, the share people agreed with."""

    low: float
    high: float
    decisions: int
    mean_probability: float
    agreed: float


@dataclass(frozen=True)
class Evaluation:
    """How suggestions compare with what people coded. Figures about the suggester, never about what people said.

    `texts` different texts were judged, `abstained` of them got no suggestion, `left_out` had been learned from
    or were empty. `calibration_error` is the mean gap of the reliability curve, weighted by decisions.
    """

    micro_f1: float | None
    macro_f1: float | None
    codes: tuple[CodeFigures, ...]
    reliability: tuple[ReliabilityPoint, ...]
    calibration_error: float
    texts: int
    abstained: int
    left_out: int
    caveats: tuple[str, ...]


def evaluated(
    suggester: ThemeSuggester, texts: Sequence[str], labels: object, names: Sequence[str], learned_from: Sequence[str]
) -> Evaluation:
    """How a suggester does on coded texts it has not seen.

    Copies count once; texts equal to one of `learned_from` are left out. `labels` has shape (texts, codes).
    Raises `UnusableCodingError`, also when no text is left. Source: the module docstring.

    >>> from openward.methods.theme_suggestion.training import train
    >>> texts = [f"the {who} was {how} {n}" for n in range(10) for who in "abc" for how in ("kind", "late")]
    >>> labels = [["kind" in text] for text in texts]
    >>> suggester = train(texts, labels, ["kindness"])
    >>> evaluated(suggester, ["kind d", "late d"], [[1], [0]], ["kindness"], texts).micro_f1
    1.0
    """
    coded = coded_texts(texts, labels, names)
    known = {normalised_text(text) for text in learned_from}
    rows = np.array([row for row, text in enumerate(coded.texts) if normalised_text(text) not in known], dtype=np.int64)
    if not len(rows):
        raise UnusableCodingError("every text to test on is also among those learned from: nothing is left to test")
    fresh = coded.only(rows)
    suggestions = suggester.suggest(fresh.texts)
    probability, chosen, threshold = _in_order(
        coded.names, suggester.names, suggestions.probability, suggestions.chosen, suggestions.thresholds
    )
    return compared(fresh, probability, chosen, threshold, left_out=len(texts) - int(fresh.copies.sum()))


def cross_validated(
    texts: Sequence[str],
    labels: object,
    names: Sequence[str],
    seed: int = 0,
    *,
    moved: Callable[[int], None] = lambda steps: None,
) -> Evaluation:
    """How suggestions do on coded texts, each judged by a suggester that learned from the other four fifths.

    Copies count once and stay together. Takes about five times as long as `train`; `moved` is called with 1 after
    each of `FOLDS * STEPS` steps. Deterministic under `seed`. Raises `UnusableCodingError`, `TooFewExamplesError`.

    >>> texts = [f"{a} was {how} {n}" for n in range(15) for a in ("nurse", "porter") for how in ("kind", "late")]
    >>> found = cross_validated(texts, [["kind" in text] for text in texts], ["kindness"])
    >>> found.micro_f1, found.texts
    (1.0, 60)
    """
    coded = coded_texts(texts, labels, names)
    learnable(coded)
    fold = dealt(coded.labels, FOLDS, seed)
    probability = np.zeros(coded.labels.shape)
    chosen = np.zeros(coded.labels.shape, dtype=np.bool_)
    threshold = np.full((FOLDS, len(coded.names)), np.nan)
    for number in range(FOLDS):
        inside, outside = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        try:
            suggester = train_coded(coded.only(inside), seed, moved=moved)
        except TooFewExamplesError:
            # In this part nothing could be learned, so nothing is suggested: its codes count as missed.
            moved(STEPS)
            continue
        found = suggester.suggest([coded.texts[row] for row in outside])
        probability[outside], chosen[outside], threshold[number] = _in_order(
            coded.names, suggester.names, found.probability, found.chosen, found.thresholds
        )
    learned = ~np.isnan(threshold)
    if not learned.any():
        raise TooFewExamplesError("too few examples: with a fifth set aside for testing, no code can be learned")
    mean = np.divide(
        np.nansum(threshold, axis=0), learned.sum(axis=0), out=np.full(len(names), np.nan), where=learned.any(axis=0)
    )
    return compared(coded, probability, chosen, mean, left_out=coded.wordless)


def compared(
    coded: CodedTexts,
    probability: NDArray[np.float64],
    chosen: NDArray[np.bool_],
    threshold: NDArray[np.float64],
    *,
    left_out: int,
) -> Evaluation:
    """The figures of suggestions beside codings; shapes (texts, codes), a threshold of NaN for a code not learned.

    Codes that neither people nor the suggester used have no F1 and no part in the macro mean. Raises nothing.

    >>> import numpy as np
    >>> coded = coded_texts(["a b", "c d", "e f"], [[1, 0], [0, 1], [1, 0]], ["x", "y"])
    >>> chosen = np.array([[True, False], [True, True], [False, False]])
    >>> found = compared(coded, chosen * 0.9, chosen, np.array([0.5, 0.5]), left_out=0)
    >>> round(found.micro_f1, 3), found.macro_f1, found.codes[0].precision, found.abstained
    (0.667, 0.75, 0.5, 1)
    """
    labels = coded.labels
    hits, said, support = (table.sum(axis=0) for table in (chosen & labels, chosen, labels))
    codes = tuple(
        CodeFigures(
            name=name,
            precision=_share(hits[code], said[code]),
            recall=_share(hits[code], support[code]),
            f1=_share(2 * hits[code], said[code] + support[code]),
            support=int(support[code]),
            threshold=None if np.isnan(threshold[code]) else float(threshold[code]),
            is_learned=not np.isnan(threshold[code]),
        )
        for code, name in enumerate(coded.names)
    )
    scored = [code.f1 for code in codes if code.f1 is not None]
    curve = reliability(probability[:, ~np.isnan(threshold)], labels[:, ~np.isnan(threshold)])
    decisions = sum(point.decisions for point in curve)
    gap = sum(point.decisions * abs(point.mean_probability - point.agreed) for point in curve)
    return Evaluation(
        micro_f1=_share(2 * hits.sum(), said.sum() + support.sum()),
        macro_f1=float(np.mean(scored)) if scored else None,
        codes=codes,
        reliability=curve,
        calibration_error=gap / decisions if decisions else 0.0,
        texts=len(coded),
        abstained=int((~chosen.any(axis=1)).sum()),
        left_out=left_out,
        caveats=(NOT_A_CODING, *_caveats(codes)),
    )


def reliability(probability: NDArray[np.float64], labels: NDArray[np.bool_]) -> tuple[ReliabilityPoint, ...]:
    """The reliability curve over all decisions in ten equal steps of probability; steps without any are left out.

    Both shapes (texts, codes). Raises nothing.

    >>> import numpy as np
    >>> curve = reliability(np.array([[0.05], [0.95], [0.95]]), np.array([[False], [True], [False]]))
    >>> [(point.low, point.decisions, point.agreed) for point in curve]
    [(0.0, 1, 0.0), (0.9, 2, 0.5)]
    """
    step = np.minimum((probability * BINS).astype(np.int64), BINS - 1).ravel()
    decisions = np.bincount(step, minlength=BINS)
    total = np.bincount(step, weights=probability.ravel(), minlength=BINS)
    agreed = np.bincount(step, weights=labels.ravel(), minlength=BINS)
    return tuple(
        ReliabilityPoint(
            low=number / BINS,
            high=(number + 1) / BINS,
            decisions=int(decisions[number]),
            mean_probability=float(total[number] / decisions[number]),
            agreed=float(agreed[number] / decisions[number]),
        )
        for number in range(BINS)
        if decisions[number]
    )


def _in_order(
    names: Sequence[str],
    learned: Sequence[str],
    probability: NDArray[np.float64],
    chosen: NDArray[np.bool_],
    thresholds: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.float64]]:
    """Probabilities, choices and thresholds for all names; a code not learned is never chosen, its threshold NaN."""
    place = {name: number for number, name in enumerate(learned)}
    columns = [number for number, name in enumerate(names) if name in place]
    source = [place[names[number]] for number in columns]
    full = np.zeros((len(probability), len(names)))
    taken = np.zeros(full.shape, dtype=np.bool_)
    limits = np.full(len(names), np.nan)
    full[:, columns], taken[:, columns], limits[columns] = probability[:, source], chosen[:, source], thresholds[source]
    return full, taken, limits


def _share(part: float, whole: float) -> float | None:
    return float(part / whole) if whole else None


def _caveats(codes: Sequence[CodeFigures]) -> tuple[str, ...]:
    found = []
    weak = [code.name for code in codes if code.is_learned and code.rests_on_little]
    missing = [code.name for code in codes if not code.is_learned]
    if weak:
        found.append(f"Fewer than {SUPPORT_TO_TRUST} test comments carry these codes: {', '.join(weak)}.")
    if missing:
        found.append(f"Too few examples to learn these codes, which count as never suggested: {', '.join(missing)}.")
    return tuple(found)
