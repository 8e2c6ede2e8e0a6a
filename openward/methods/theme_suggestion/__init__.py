"""Which codes of a codebook may a comment carry? A help for the person who codes, never a result.

`train` learns codes from comments that people have coded and gives a `ThemeSuggester`; its `suggest` says which
codes others may carry, how likely each is, or why it abstains. `passages_for` shows what weighed most,
`next_to_code` which uncoded comments are worth coding next, `cross_validated` and `evaluated` how good the
suggestions are and whether their probabilities can be believed. `train_sentiment` does likewise for five
ordered levels. `packed` and `unpacked` keep a suggester as plain numbers.

Linear models on weighted words, pairs of words, pieces of words and meanings (`features`), in three steps
(`scores`), learned with scikit-learn. Sources: G. Salton and C. Buckley 1988 (weighted words); C. Cortes and V.
Vapnik 1995; S. Andrews and others 2002 (clauses); D. H. Wolpert 1992 (stacking); J. Read and others 2009 (chains);
J. C. Platt 1999 (probabilities). Assumptions: the comments to come are like those learned from, and people coded
by one codebook. Nothing here counts suggestions: what is counted or published is what people have confirmed.
Deviations, and when not to use it: docs/methods/theme_suggestion.md.
"""

from openward.methods.theme_suggestion.coded import (
    CodedTexts,
    ThemeError,
    TooFewExamplesError,
    UnusableCodingError,
    coded_texts,
)
from openward.methods.theme_suggestion.evaluation import (
    CodeFigures,
    Evaluation,
    ReliabilityPoint,
    cross_validated,
    evaluated,
)
from openward.methods.theme_suggestion.evidence import UnknownCodeError, WeighedPassage, passages_for
from openward.methods.theme_suggestion.keeping import UnreadableSuggesterError, packed, unpacked
from openward.methods.theme_suggestion.next_to_code import NextComment, next_to_code
from openward.methods.theme_suggestion.sentiment import (
    SentimentEvaluation,
    SentimentSuggester,
    SentimentSuggestions,
    compared_levels,
    train_sentiment,
)
from openward.methods.theme_suggestion.suggester import (
    NOT_A_CODING,
    UNSURE_IN_WORDS,
    SuggestedCode,
    Suggestion,
    Suggestions,
    ThemeSuggester,
    Unsure,
)
from openward.methods.theme_suggestion.training import train

__all__ = [
    "NOT_A_CODING",
    "UNSURE_IN_WORDS",
    "CodeFigures",
    "CodedTexts",
    "Evaluation",
    "NextComment",
    "ReliabilityPoint",
    "SentimentEvaluation",
    "SentimentSuggester",
    "SentimentSuggestions",
    "SuggestedCode",
    "Suggestion",
    "Suggestions",
    "ThemeError",
    "ThemeSuggester",
    "TooFewExamplesError",
    "UnknownCodeError",
    "UnreadableSuggesterError",
    "Unsure",
    "UnusableCodingError",
    "WeighedPassage",
    "coded_texts",
    "compared_levels",
    "cross_validated",
    "evaluated",
    "next_to_code",
    "packed",
    "passages_for",
    "train",
    "train_sentiment",
    "unpacked",
]
