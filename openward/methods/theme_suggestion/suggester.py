"""A trained suggester and what it says of new comments. Source and assumptions: the package docstring."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from openward.methods.theme_suggestion.features import Marks, spelling_of
from openward.methods.theme_suggestion.scores import WordModels, probability_of, seen, stacked
from openward.methods.theme_suggestion.thresholds import Thresholds, suggested
from openward.methods.theme_suggestion.words import Cut, cut

TEXTS_AT_ONCE = 4096
KNOWN_SHARE = 0.5
"""A text with a smaller share of known words is not judged: the suggester has not learned its language."""


class Unsure(StrEnum):
    """Why a comment got no suggestion."""

    NO_WORDS = "no_words"
    UNKNOWN_WORDS = "unknown_words"
    NOTHING_LIKELY = "nothing_likely"


UNSURE_IN_WORDS = {
    Unsure.NO_WORDS: "There are no words in it.",
    Unsure.UNKNOWN_WORDS: "Most of its words are new to the suggester.",
    Unsure.NOTHING_LIKELY: "No code is likely enough.",
}

NOT_A_CODING = (
    "These are suggestions for a person who codes. They are no coding: do not count or publish them. "
    "Count what people have confirmed."
)


@dataclass(frozen=True)
class SuggestedCode:
    """A code worth a look: how likely it is (0 to 1) and from how likely on it is suggested."""

    name: str
    probability: float
    threshold: float


@dataclass(frozen=True)
class Suggestion:
    """The codes suggested for one comment, the likeliest first; without any, `unsure` says why."""

    codes: tuple[SuggestedCode, ...]
    unsure: Unsure | None


@dataclass(frozen=True, eq=False)
class Suggestions:
    """What is suggested for each of some comments. A help for coders, never a result: there is no count here.

    `probability` and `chosen` have shape (comments, codes); `known` is the share of each comment's words that the
    suggester knows, NaN without words. Read one comment's suggestion with `suggestions[position]`.
    """

    names: tuple[str, ...]
    probability: NDArray[np.float64]
    chosen: NDArray[np.bool_]
    known: NDArray[np.float64]
    thresholds: NDArray[np.float64]
    caveat: str = NOT_A_CODING

    def __len__(self) -> int:
        return len(self.chosen)

    def __iter__(self) -> Iterator[Suggestion]:
        return (self[position] for position in range(len(self)))

    def __getitem__(self, position: int) -> Suggestion:
        likely = self.probability[position]
        chosen = sorted(np.flatnonzero(self.chosen[position]), key=lambda code: -likely[code])
        codes = tuple(
            SuggestedCode(self.names[code], float(likely[code]), float(self.thresholds[code])) for code in chosen
        )
        return Suggestion(codes, self.unsure(position))

    @property
    def abstained(self) -> NDArray[np.bool_]:
        """Which comments got no suggestion."""
        return np.asarray(~self.chosen.any(axis=1))

    def unsure(self, position: int) -> Unsure | None:
        """Why this comment got no suggestion, None when it got one."""
        if self.chosen[position].any():
            return None
        if np.isnan(self.known[position]):
            return Unsure.NO_WORDS
        return Unsure.UNKNOWN_WORDS if self.known[position] < KNOWN_SHARE else Unsure.NOTHING_LIKELY


@dataclass(frozen=True, eq=False)
class ThemeSuggester:
    """Learned codes. `examples` are the different texts that carried each; `not_learned` (name, examples) of the rest.

    Made by `train`; kept and read again by `packed` and `unpacked`.
    """

    names: tuple[str, ...]
    examples: tuple[int, ...]
    not_learned: tuple[tuple[str, int], ...]
    texts: int
    marks: Marks
    models: WordModels
    second: NDArray[np.float64]
    third: NDArray[np.float64]
    thresholds: Thresholds

    def suggest(self, texts: Sequence[str]) -> Suggestions:
        """What codes each text may carry. Raises nothing; an empty list gives empty suggestions."""
        parts = [self._probability(texts[at : at + TEXTS_AT_ONCE]) for at in range(0, len(texts), TEXTS_AT_ONCE)]
        empty = np.zeros((0, len(self.names)))
        probability = np.concatenate([empty, *(part[0] for part in parts)])
        known = np.concatenate([empty[:, 0], *(part[1] for part in parts)])
        chosen = suggested(probability, self.thresholds)
        # Without words, or with mostly unknown ones, only the constant would speak.
        chosen[~(known >= KNOWN_SHARE)] = False
        return Suggestions(self.names, probability, chosen, known, self.thresholds.of_codes)

    def _probability(self, texts: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        pieces = cut(texts)
        spelling = spelling_of(pieces.vocabulary, self.marks)
        values = stacked(self.models, seen(pieces, self.marks, spelling))
        return probability_of(self.second, self.third, values), known_share(pieces, spelling.known)


def known_share(pieces: Cut, known: NDArray[np.int64]) -> NDArray[np.float64]:
    """The share of each text's words that are known (`known` gives a place, or -1); NaN without words.

    >>> known_share(cut(["kind staff", ""]), np.array([3, -1])).tolist()
    [0.5, nan]
    """
    words = np.bincount(pieces.text, minlength=pieces.texts)
    familiar = np.bincount(pieces.text[known[pieces.word] >= 0], minlength=pieces.texts)
    share = np.divide(familiar, words, out=np.full(pieces.texts, np.nan), where=words > 0)
    return np.asarray(share, dtype=np.float64)
