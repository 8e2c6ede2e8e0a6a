"""How easy is a text to read, where is it hard, and which plainer words could help?

`readability` gives a reading age by four established formulas (`formulas`), with the range in which they disagree, and
marks long sentences and hard words. Below a hundred words there is no age, only marks. For Chinese it gives sentence
length and the share of uncommon characters (`chinese`), for other languages the marks of long sentences alone.
Assumption: running prose. A formula counts; it does not know whether a text makes sense.
"""

import re
import statistics

from openward.methods.readability.chinese import CHINESE, chinese_marks, chinese_sentences, is_common
from openward.methods.readability.english import (
    english_counts,
    long_sentence_marks,
    looks_english,
    word_marks,
)
from openward.methods.readability.formulas import AGE_OF_GRADE_0, FORMULAS, Counts, flesch_reading_ease
from openward.methods.readability.reading import read_sentences, read_words
from openward.methods.readability.result import (
    MOST_WORDS_PER_SENTENCE,
    WORDS_NEEDED,
    Caveat,
    CaveatKey,
    Formula,
    Mark,
    MarkKind,
    Readability,
    Script,
)

__all__ = [
    "WORDS_NEEDED",
    "Caveat",
    "CaveatKey",
    "Formula",
    "Mark",
    "MarkKind",
    "NoWordsError",
    "Readability",
    "Script",
    "readability",
]

SENTENCES_FOR_SMOG = 30
SENTENCES_FOR_SMOG_AT_ALL = 10
YEARS_APART = 4

_LATIN = re.compile("[A-Za-z\u00aa-\u024f\u1e00-\u1eff]")
_LETTER = re.compile(r"[^\W\d_]")


class NoWordsError(ValueError):
    """The text holds no word: there is nothing to read."""


def readability(text: str) -> Readability:
    """How easy `text` is to read, and where it is hard.

    Positions of marks count characters from 0, `end` excluded; marks are in order of their start. Time grows with the
    length of the text. Raises `NoWordsError` when there is no word. Source: the module docstring.

    >>> found = readability("We commenced treatment. " + "The nurse was kind and she told us what to do. " * 10)
    >>> round(found.age, 1), [(mark.start, mark.end, mark.suggestions) for mark in found.marks]
    (5.5, [(3, 12, ('start', 'begin'))])
    """
    sentences = read_sentences(text)
    if not sentences:
        raise NoWordsError("the text holds no word: there is nothing to read")
    script = _script(text)
    if script is Script.CHINESE:
        return _of_chinese(text, sentences)
    words = read_words(text)
    counts = english_counts(sentences, words)
    is_english = script is Script.LATIN and looks_english(words)
    has_stops = counts.words <= MOST_WORDS_PER_SENTENCE * counts.sentences
    formulas = _formulas(counts) if is_english and has_stops and counts.words >= WORDS_NEEDED else ()
    ages = [formula.age for formula in formulas]
    marks = long_sentence_marks(sentences, words)
    # Of a few words nobody can tell the language; hard words are marked unless it is plainly another one.
    if script is Script.LATIN and (is_english or len(words) < 20):
        marks += word_marks(sentences, words)
    return Readability(
        script=script,
        words=counts.words,
        sentences=counts.sentences,
        syllables=counts.syllables,
        long_words=counts.long_words,
        letters=counts.letters,
        characters=counts.characters,
        words_per_sentence=counts.words / counts.sentences,
        age=statistics.median(ages) if ages else None,
        youngest=min(ages, default=None),
        oldest=max(ages, default=None),
        ease=flesch_reading_ease(counts) if formulas else None,
        formulas=formulas,
        characters_per_sentence=None,
        uncommon_share=None,
        marks=tuple(sorted(marks, key=lambda mark: (mark.start, -mark.end))),
        caveats=_caveats(script, is_english, counts, formulas),
    )


def _script(text: str) -> Script:
    letters, latin, chinese = (len(which.findall(text)) for which in (_LETTER, _LATIN, CHINESE))
    if chinese * 2 >= letters and chinese:
        return Script.CHINESE
    return Script.LATIN if latin * 2 >= letters else Script.OTHER


def _formulas(counts: Counts) -> tuple[Formula, ...]:
    found = []
    for name, formula in FORMULAS.items():
        if name == "smog" and counts.sentences < SENTENCES_FOR_SMOG_AT_ALL:
            continue
        grade = formula(counts)
        found.append(Formula(name, grade, max(grade + AGE_OF_GRADE_0, AGE_OF_GRADE_0)))
    return tuple(found)


def _of_chinese(text: str, sentences: list[tuple[int, int]]) -> Readability:
    own = chinese_sentences(text, sentences)
    characters = CHINESE.findall(text)
    uncommon = sum(not is_common(character) for character in characters)
    what = (
        "There is no accepted reading age for Chinese. Sentence length and the share of uncommon characters are our own"
        " measure."
    )
    caveats = [Caveat(CaveatKey.OWN_MEASURE, len(characters), what)]
    if len(characters) < WORDS_NEEDED:
        short = f"The text is too short to judge ({len(characters)} of {WORDS_NEEDED} characters)."
        caveats.insert(0, Caveat(CaveatKey.TOO_SHORT, len(characters), short))
    return Readability(
        script=Script.CHINESE,
        words=0,
        sentences=len(own),
        syllables=len(characters),
        long_words=0,
        letters=len(characters),
        characters=len(characters),
        words_per_sentence=None,
        age=None,
        youngest=None,
        oldest=None,
        ease=None,
        formulas=(),
        characters_per_sentence=len(characters) / len(own),
        uncommon_share=uncommon / len(characters),
        marks=tuple(chinese_marks(text, own)),
        caveats=tuple(caveats),
    )


def _caveats(script: Script, is_english: bool, counts: Counts, formulas: tuple[Formula, ...]) -> tuple[Caveat, ...]:
    caveats = []
    if script is Script.OTHER:
        none = "There is no measure for this script yet: only long sentences are marked."
        caveats.append(Caveat(CaveatKey.NO_MEASURE, counts.words, none))
    elif counts.words < WORDS_NEEDED:
        short = f"The text is too short for a reading age ({counts.words} of {WORDS_NEEDED} words)."
        caveats.append(Caveat(CaveatKey.TOO_SHORT, counts.words, short))
    elif not is_english:
        other = "The text does not look English. The formulas were made for English, so no age is given."
        caveats.append(Caveat(CaveatKey.NOT_ENGLISH, counts.words, other))
    elif not formulas:
        stops = (
            f"Full stops seem to be missing ({counts.words} words, sentences: {counts.sentences}), so no age is given."
        )
        caveats.append(Caveat(CaveatKey.HARDLY_ANY_STOPS, counts.sentences, stops))
    if not formulas:
        return tuple(caveats)
    if counts.sentences < SENTENCES_FOR_SMOG_AT_ALL:
        left_out = f"SMOG is left out: it needs more sentences than {counts.sentences}."
        caveats.append(Caveat(CaveatKey.FEW_SENTENCES, counts.sentences, left_out))
    elif counts.sentences < SENTENCES_FOR_SMOG:
        rough = f"SMOG is rough: it was made for thirty sentences, and there are {counts.sentences}."
        caveats.append(Caveat(CaveatKey.FEW_SENTENCES, counts.sentences, rough))
    apart = max(formula.age for formula in formulas) - min(formula.age for formula in formulas)
    if apart > YEARS_APART:
        unsure = f"The formulas are {apart:.0f} years apart: trust the range, not the one number."
        caveats.append(Caveat(CaveatKey.FORMULAS_DISAGREE, counts.words, unsure))
    counted = "Formulas count long words and sentences. They do not know whether a text is clear. Ask a reader."
    caveats.append(Caveat(CaveatKey.FORMULAS_COUNT, counts.words, counted))
    return tuple(caveats)
