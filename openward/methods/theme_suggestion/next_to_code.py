"""Which uncoded comments should a person code next, so that the suggester learns most?

Uncertainty and diversity (active learning: D. D. Lewis and W. A. Gale 1994; the trade-off is that of maximal marginal
relevance, J. Carbonell and J. Goldstein 1998). The uncertainty of a comment is how many of its suggestions and
silences are expected to be wrong, were a person to check them, plus the share of its words that are new to the
suggester. Comments are taken one by one: the one whose uncertainty, times how unlike it is to those already
taken, is largest. Copies are offered once. It is no random sample: never estimate shares from comments chosen so.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from openward.methods.theme_suggestion.coded import ThemeError, same_texts
from openward.methods.theme_suggestion.features import features_of
from openward.methods.theme_suggestion.suggester import ThemeSuggester
from openward.methods.theme_suggestion.words import cut

LOOKED_AT = 20
FEWEST_LOOKED_AT, MOST_LOOKED_AT = 200, 4000
"""How many of the most uncertain comments are compared: 20 for each one wanted, within these bounds."""


@dataclass(frozen=True)
class NextComment:
    """A comment worth coding: its position, its uncertainty, its share of new words, and the codes most in doubt."""

    position: int
    uncertainty: float
    new_words: float
    doubtful: tuple[str, ...]


def next_to_code(suggester: ThemeSuggester, texts: Sequence[str], count: int = 20) -> tuple[NextComment, ...]:
    """Up to `count` different comments of `texts` to code next, in the order to code them.

    Comments without words are never offered. Deterministic; memory grows with `texts` x codes. Raises
    `ThemeError` when `count` is below 1. Source: the module docstring.

    >>> from openward.methods.theme_suggestion.training import train
    >>> known = [f"{a} was {how} {n}" for n in range(12) for a in ("nurse", "porter") for how in ("kind", "late")]
    >>> suggester = train(known, [["kind" in text] for text in known], ["kindness"])
    >>> waiting = ["nurse was kind 3", "parking costs", "parking costs!"]
    >>> [found.position for found in next_to_code(suggester, waiting, 2)]
    [1, 0]
    """
    if count < 1:
        raise ThemeError("ask for at least one comment")
    suggestions = suggester.suggest(texts)
    first, _, _ = same_texts(texts)
    first = first[~np.isnan(suggestions.known[first])]
    if not len(first):
        return ()
    likely, chosen = suggestions.probability[first], suggestions.chosen[first]
    wrong = np.where(chosen, 1 - likely, likely)
    new_words = 1 - suggestions.known[first]
    uncertainty = wrong.sum(axis=1) + new_words
    most = min(max(LOOKED_AT * count, FEWEST_LOOKED_AT), MOST_LOOKED_AT)
    pool = np.argsort(-uncertainty, kind="stable")[: max(most, count)]
    features = features_of(cut([texts[first[row]] for row in pool]), suggester.marks).matrix(suggester.marks)
    lengths = np.sqrt(features.power(2).sum(axis=1))
    unlike = np.ones(len(pool))
    free = np.ones(len(pool), dtype=np.bool_)
    order = []
    for _ in range(min(count, len(pool))):
        best = int(np.argmax(np.where(free, uncertainty[pool] * unlike, -1.0)))
        order.append(best)
        free[best] = False
        alike = features @ features[[best]].toarray()[0]
        cosine = np.divide(alike, lengths * lengths[best], out=np.zeros(len(pool)), where=lengths * lengths[best] > 0)
        unlike = np.minimum(unlike, 1 - np.clip(cosine, 0.0, 1.0))
    return tuple(
        NextComment(
            position=int(first[pool[place]]),
            uncertainty=float(uncertainty[pool[place]]),
            new_words=float(new_words[pool[place]]),
            doubtful=tuple(suggester.names[code] for code in np.argsort(-wrong[pool[place]], kind="stable")[:3]),
        )
        for place in order
    )
