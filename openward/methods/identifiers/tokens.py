"""A text as runs of digits, letters, spaces and single signs."""

import re
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True)
class Token:
    kind: str
    text: str
    start: int
    end: int


_TOKENS = re.compile(r"(?P<digits>[0-9]+)|(?P<word>[^\W\d_]+)|(?P<space>\s+)|(?P<other>.)", re.DOTALL)

_DASHES = dict.fromkeys("‐‑‒–—−－", "-")

_LOOKALIKES = {
    **_DASHES,
    "＠": "@",
    "．": ".",
    "＋": "+",
    "（": "(",
    "）": ")",
    "／": "/",
    "：": ":",
    "’": "'",
}

_CJK_FROM = "⺀"


def plain(text: str) -> str:
    """The same length, with digits of every script and look-alike signs in their plain form. Raises nothing.

    >>> plain("０７７００")
    '07700'
    """
    if text.isascii():
        return text
    return "".join(_plain_character(character) for character in text)


def tokens_of(text: str) -> list[Token]:
    """The tokens of a plain text, in order and without gaps. Raises nothing.

    >>> [token.text for token in tokens_of("on 12th")]
    ['on', ' ', '12', 'th']
    """
    return [Token(match.lastgroup or "", match.group(), match.start(), match.end()) for match in _TOKENS.finditer(text)]


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


def _plain_character(character: str) -> str:
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if character.isspace() and character not in "\n\r":
        return " "
    return _LOOKALIKES.get(character, character)
