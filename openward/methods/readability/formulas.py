"""The established formulas: from counts of words, sentences, syllables and letters to a school grade.

Each gives a grade of the United States' schools; five more is about the age of a reader who copes with the text.
Sources: R. Flesch 1948 and J. P. Kincaid and others 1975; G. H. McLaughlin 1969 (SMOG); M. Coleman and T. L. Liau 1975;
E. A. Smith and R. J. Senter 1967 (automated readability index). Assumption: running English prose.
"""

import math
from dataclasses import dataclass

AGE_OF_GRADE_0 = 5.0


@dataclass(frozen=True)
class Counts:
    """What is counted in a text. `long_words` have three syllables or more; `characters` are letters and digits."""

    words: int
    sentences: int
    syllables: int
    long_words: int
    letters: int
    characters: int


def flesch_reading_ease(counts: Counts) -> float:
    """How easy a text is: about 100 very easy, 60 plain, 30 hard. Needs a word and a sentence.

    Raises `ZeroDivisionError` without. Source: Flesch 1948.

    >>> round(flesch_reading_ease(Counts(13, 1, 24, 4, 74, 74)), 1)
    37.5
    """
    return 206.835 - 1.015 * counts.words / counts.sentences - 84.6 * counts.syllables / counts.words


def flesch_kincaid_grade(counts: Counts) -> float:
    """The grade by sentence length and syllables. Raises `ZeroDivisionError` without words. Source: Kincaid 1975.

    >>> round(flesch_kincaid_grade(Counts(13, 1, 24, 4, 74, 74)), 1)
    11.3
    """
    return 0.39 * counts.words / counts.sentences + 11.8 * counts.syllables / counts.words - 15.59


def smog_grade(counts: Counts) -> float:
    """The grade by long words for every thirty sentences. Raises `ZeroDivisionError` without sentences.

    McLaughlin meant it for thirty sentences; with fewer it is rough. Source: McLaughlin 1969.

    >>> round(smog_grade(Counts(600, 30, 900, 49, 2700, 2700)), 1)
    10.4
    """
    return 1.0430 * math.sqrt(30 * counts.long_words / counts.sentences) + 3.1291


def coleman_liau_index(counts: Counts) -> float:
    """The grade by letters and sentences for every hundred words. Raises `ZeroDivisionError` without words.

    Source: Coleman and Liau 1975.

    >>> round(coleman_liau_index(Counts(119, 5, 200, 30, 639, 639)), 1)
    14.5
    """
    return 5.88 * counts.letters / counts.words - 29.6 * counts.sentences / counts.words - 15.8


def automated_readability_index(counts: Counts) -> float:
    """The grade by characters and sentence length. Raises `ZeroDivisionError` without words.

    Source: Smith and Senter 1967.

    >>> round(automated_readability_index(Counts(100, 5, 150, 10, 450, 450)), 1)
    9.8
    """
    return 4.71 * counts.characters / counts.words + 0.5 * counts.words / counts.sentences - 21.43


FORMULAS = {
    "flesch_kincaid": flesch_kincaid_grade,
    "smog": smog_grade,
    "coleman_liau": coleman_liau_index,
    "automated_readability_index": automated_readability_index,
}
