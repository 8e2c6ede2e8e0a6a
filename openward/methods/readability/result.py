"""What reading a text for its ease gives: an age with its range, marks, and what to know before trusting them."""

from dataclasses import dataclass
from enum import StrEnum

WORDS_NEEDED = 100
"""R. Flesch worked with samples of a hundred words; a shorter text has no reading age."""

LONG_SENTENCE_WORDS = 25
MOST_WORDS_PER_SENTENCE = 40
"""With more on average the full stops are missing, and the formulas, which need them, would give absurd ages."""

LONG_SENTENCE_CHARACTERS = 50
"""Of a Chinese sentence: our own choice."""


class Script(StrEnum):
    """What a text is mostly written in."""

    LATIN = "latin"
    CHINESE = "chinese"
    OTHER = "other"


class MarkKind(StrEnum):
    LONG_SENTENCE = "long_sentence"
    HARD_WORD = "hard_word"
    PLAINER_WORD = "plainer_word"
    UNCOMMON_CHARACTER = "uncommon_character"


class CaveatKey(StrEnum):
    TOO_SHORT = "too_short"
    NOT_ENGLISH = "not_english"
    HARDLY_ANY_STOPS = "hardly_any_stops"
    FEW_SENTENCES = "few_sentences"
    FORMULAS_DISAGREE = "formulas_disagree"
    OWN_MEASURE = "own_measure"
    NO_MEASURE = "no_measure"
    FORMULAS_COUNT = "formulas_count"


@dataclass(frozen=True)
class Caveat:
    """Something to know before trusting the age: a key, a count, and a sentence."""

    key: CaveatKey
    count: int
    sentence: str


@dataclass(frozen=True)
class Mark:
    """A place that is hard to read: characters `start` to `end - 1`, why, and what could stand there instead."""

    start: int
    end: int
    kind: MarkKind
    why: str
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Formula:
    """What one formula gives: a school grade of the United States, and the reading age in years (grade + 5)."""

    name: str
    grade: float
    age: float


@dataclass(frozen=True)
class Readability:
    """How easy a text is to read.

    `age` is the reading age in years: the median of the formulas; `youngest` and `oldest` are the least and greatest
    of them, which is how far they disagree, not a confidence interval. All three are None when the text is too short,
    has hardly any full stops, or is not English; a caveat then says so. `ease` is Flesch's reading ease. For Chinese
    `characters_per_sentence` and `uncommon_share` (of its Chinese characters, 0 to 1) are given instead of an age.
    """

    script: Script
    words: int
    sentences: int
    syllables: int
    long_words: int
    letters: int
    characters: int
    words_per_sentence: float | None
    age: float | None
    youngest: float | None
    oldest: float | None
    ease: float | None
    formulas: tuple[Formula, ...]
    characters_per_sentence: float | None
    uncommon_share: float | None
    marks: tuple[Mark, ...]
    caveats: tuple[Caveat, ...]
