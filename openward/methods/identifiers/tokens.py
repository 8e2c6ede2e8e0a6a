"""A text as words and figures, with where each stands and what stands between."""

import re
import unicodedata
from dataclasses import dataclass
from itertools import accumulate

_PIECES = re.compile(r"([^\W\d_]+|[0-9]+)")
_PIECES_OF_ASCII = re.compile(r"([A-Za-z]+|[0-9]+)")

_LOOKALIKES = {
    **dict.fromkeys("‐‑‒–—−－", "-"),
    "＠": "@",
    "．": ".",
    "＋": "+",
    "（": "(",
    "）": ")",
    "／": "/",
    "：": ":",
    "，": ",",
    "’": "'",
    "‘": "'",
    "ʼ": "'",
    "´": "'",
    "`": "'",
}

_ODD = re.compile("[^\\W0-9A-Za-zÀ-ɏ぀-ヿ㐀-鿿]|[^\\S \\n\\r]|[" + "".join(_LOOKALIKES) + "]")
"""What `plain` has to look at: figures of other scripts, odd spaces, look-alikes."""

_CJK_FROM = "⺀"


@dataclass(slots=True)
class Words:
    """A plain text's words and runs of figures; `gaps[i]` stands before word i, `gaps[len(words)]` after the last.

    `lower` and `gaps` go on with three empty strings, so that looking past the end finds nothing.
    """

    text: str
    words: list[str]
    lower: list[str]
    starts: list[int]
    gaps: list[str]

    def end(self, index: int) -> int:
        """Where word `index` ends."""
        return self.starts[index] + len(self.words[index])


def plain(text: str) -> str:
    """The same length, with digits of every script and look-alike signs in their plain form. Raises nothing.

    >>> plain("０７７００")
    '07700'
    """
    return text if text.isascii() else _ODD.sub(_plain_character, text)


def words_of(text: str) -> Words:
    """The words and runs of figures of a plain text, in order. Raises nothing.

    >>> words_of("on 12th").words, words_of("on 12th").starts
    (['on', '12', 'th'], [0, 3, 5])
    """
    pieces = (_PIECES_OF_ASCII if text.isascii() else _PIECES).split(text)
    found = pieces[1::2]
    starts = list(accumulate(map(len, pieces)))[:-1:2]
    return Words(text, found, [*map(str.lower, found), "", "", ""], starts, [*pieces[::2], "", "", ""])


def is_glued(text: str, position: int) -> bool:
    """Whether a letter or digit there would glue to a number (Chinese is written without spaces).

    Raises nothing.

    >>> is_glued("A12", 0), is_glued("在12", 0), is_glued("12", -1)
    (True, False, False)
    """
    return 0 <= position < len(text) and text[position].isalnum() and text[position] < _CJK_FROM


def words(listed: str) -> frozenset[str]:
    """The words of a list written with spaces. Raises nothing.

    >>> sorted(words("no nr"))
    ['no', 'nr']
    """
    return frozenset(listed.split())


def _plain_character(match: re.Match[str]) -> str:
    character = match.group()
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if character.isspace():
        return " "
    return _LOOKALIKES.get(character, character)
