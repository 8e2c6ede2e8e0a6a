"""Words and sentences as a reader meets them: abbreviations end no sentence, a line break inside one neither."""

import re
from dataclasses import dataclass

from openward.methods.sentences import sentence_spans

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[“‘\"'])(?:(?i:dr|mr|mrs|ms|prof|rev|st|sr|jr|nos?|vs|approx|dept|tel|ext|min|max|e\.g|eg|i\.e|ie|cf"
    r"|fig|vol|pp|a\.m|p\.m)|[A-Z])\.$"
)
_BEFORE_NAME = re.compile(r"(?:^|[\s(\[“‘\"'])(?:(?i:dr|mrs?|ms|prof|rev|st)|[A-Z])\.$")
_SENTENCE_END = re.compile(r"[.!?…。！？।۔:;][\"'”’»)\]」』]*$")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is written, and where it stands."""

    text: str
    start: int
    end: int


def read_words(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """The words between two positions: letters and digits, with hyphens, apostrophes and points inside.

    Raises nothing. Source: the habit of the formulas, to which "well-being" and "3.5" are one word each.

    >>> [word.text for word in read_words("Don't wait: 3.5 mg, well-being (e.g. sleep).")]
    ["Don't", 'wait', '3.5', 'mg', 'well-being', 'e.g', 'sleep']
    """
    found = _WORD.finditer(text, start, len(text) if end is None else end)
    return [Word(match.group(), match.start(), match.end()) for match in found]


def read_sentences(text: str) -> list[tuple[int, int]]:
    """The sentences of `text` that hold a word, as (start, end), in order.

    Like `sentence_spans`, but what follows an abbreviation ("Dr. Ahmed") or a line break in mid-sentence belongs to
    the same sentence. Raises nothing. Source: `openward.methods.sentences`.

    >>> text = "Dr. Ahmed came\\nat once. He stayed."
    >>> [text[start:end] for start, end in read_sentences(text)]
    ['Dr. Ahmed came\\nat once.', 'He stayed.']
    """
    joined: list[tuple[int, int]] = []
    for start, end in sentence_spans(text):
        if joined and _goes_on(text, joined[-1], start):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return [(start, end) for start, end in joined if _WORD.search(text, start, end)]


def _goes_on(text: str, before: tuple[int, int], start: int) -> bool:
    piece = text[before[0] : before[1]]
    gap = text[before[1] : start]
    if _ABBREVIATION.search(piece) and "\n\n" not in gap:
        # "5 p.m. The" ends a sentence; "Dr. Ahmed" does not, though a capital letter follows.
        return _BEFORE_NAME.search(piece) is not None or not text[start].isupper()
    return gap.count("\n") == 1 and not _SENTENCE_END.search(piece) and text[start].islower()
