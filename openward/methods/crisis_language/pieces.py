"""Which pieces of words is a text made of? The encoder (`encoder`) knows some 8,000 pieces, not words.

A word is cut into the pieces that are likeliest together, so a word that was never seen is read by its parts. What no
piece holds, such as Chinese, is the unknown piece.

Source: the unigram language model of T. Kudo, Subword regularization, 2018, cut by the algorithm of A. J. Viterbi,
1967; the pieces and how likely each one is come with the Universal Sentence Encoder.
"""

import functools
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

UNKNOWN = 0
BEGINNING = "▁"
"""Stands before the first letter of a word."""

OF_AN_UNKNOWN_SIGN = -20.0
UNSEEN = "Cf"
"""The kind of signs that nobody sees, such as a joiner of no width: they part no word."""

LONGEST_WORD = 48
"""Letters; what is longer is no word, and only its beginning is read."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text: its number, and the characters of the word that it is part of."""

    number: int
    start: int
    end: int


class Pieces:
    """Cuts texts into the `known` pieces: for each its number and how likely it is, as a logarithm.

    >>> cutter = Pieces({"▁a": (6, -1.0), "b": (7, -2.0)})
    >>> [(piece.number, piece.start, piece.end) for piece in cutter.of("ab a")]
    [(6, 0, 2), (7, 0, 2), (6, 3, 4)]
    """

    def __init__(self, known: Mapping[str, tuple[int, float]]) -> None:
        self._known = known
        self._longest = max(map(len, known))
        self._cut = functools.lru_cache(maxsize=1 << 13)(self._cut_word)

    def of(self, text: str) -> list[Piece]:
        """The pieces of a text from its first to its last; several unknown ones together are one."""
        found: list[Piece] = []
        start = 0
        for word in text.split():
            start = text.index(word, start)
            for number in self._cut(word[:LONGEST_WORD]):
                if number != UNKNOWN or not found or found[-1].number != UNKNOWN:
                    found.append(Piece(number, start, start + len(word)))
            start += len(word)
        return found

    def _cut_word(self, word: str) -> tuple[int, ...]:
        seen = "".join(sign for sign in word if unicodedata.category(sign) != UNSEEN)
        signs = BEGINNING + unicodedata.normalize("NFKC", seen).replace(" ", BEGINNING)
        best: list[tuple[float, int, int]] = [(0.0, 0, UNKNOWN)]
        for end in range(1, len(signs) + 1):
            starts = range(max(0, end - self._longest), end)
            known = ((start, self._known[signs[start:end]]) for start in starts if signs[start:end] in self._known)
            ways = ((best[start][0] + likely, start, number) for start, (number, likely) in known)
            best.append(max(ways, default=(best[end - 1][0] + OF_AN_UNKNOWN_SIGN, end - 1, UNKNOWN)))
        cut: list[int] = []
        place = len(signs)
        while place:
            _likely, place, number = best[place]
            cut.append(number)
        return tuple(reversed(cut))
