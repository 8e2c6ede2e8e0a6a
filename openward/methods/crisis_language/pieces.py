"""Which pieces of words is a text made of? The encoder (`encoder`) knows some thousand pieces, not words.

A word is read in plain letters, small and without accents, and cut from its front into the longest pieces that are
known, so a word that was never seen is read by its parts. What no piece holds, such as most Chinese, is the unknown
piece.

Source: WordPiece, M. Schuster and K. Nakajima, Japanese and Korean voice search, 2012, in the form that J. Devlin and
others use in BERT, 2018, for text without capitals; the pieces come with the encoder.
"""

import functools
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

UNKNOWN, FIRST, LAST = 0, 1, 2
"""The numbers of the signs that stand for what is not known, for the beginning of a passage and for its end."""

WITHIN = "##"
"""Stands before a piece that is not the beginning of a word."""

NOT_SEEN = ("Cc", "Cf", "Mn")
"""Kinds of signs that part no word and are not read: accents, and signs that nobody sees."""

FIRST_HANZI, LAST_HANZI = "\u2e80", "\u9fff"
"""Each of these signs is a word of its own."""

PLAIN = str.maketrans("‘’‚“”„–—", "'''\"\"\"--")
"""Signs that telephones write of their own accord, and what was meant."""

LONGEST_WORD = 48
"""Letters; what is longer is no word, and only its beginning is read."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text: its number, and the characters of the word that it is part of."""

    number: int
    start: int
    end: int


class Pieces:
    """Cuts texts into the `known` pieces, each with its number.

    >>> cutter = Pieces({"tea": 3, "s": 4, "##s": 5, "!": 6})
    >>> [(piece.number, piece.start, piece.end) for piece in cutter.of("Téas ab!")]
    [(3, 0, 4), (5, 0, 4), (0, 5, 7), (6, 7, 8)]
    """

    def __init__(self, known: Mapping[str, int]) -> None:
        self._known = known
        self._longest = max(map(len, known))
        self._cut = functools.lru_cache(maxsize=1 << 13)(self._cut_run)

    def of(self, text: str) -> list[Piece]:
        """The pieces of a text from its first to its last."""
        found: list[Piece] = []
        start = 0
        for run in text.split():
            start = text.index(run, start)
            found += [Piece(number, start + first, start + last) for number, first, last in self._cut(run)]
            start += len(run)
        return found

    def _cut_run(self, run: str) -> tuple[tuple[int, int, int], ...]:
        """(number, first character, last + 1) of the pieces of what stands between two spaces."""
        return tuple(
            (number, first, last) for word, first, last in _words(run) for number in self._cut_word(word[:LONGEST_WORD])
        )

    def _cut_word(self, word: str) -> list[int]:
        """The numbers of its pieces; of a word that cannot be cut into known ones, the unknown piece alone."""
        cut: list[int] = []
        start = 0
        while start < len(word):
            before = WITHIN if start else ""
            longest = min(len(word), start + self._longest)
            ends = (end for end in range(longest, start, -1) if before + word[start:end] in self._known)
            end = next(ends, 0)
            if not end:
                return [UNKNOWN]
            cut.append(self._known[before + word[start:end]])
            start = end
        return cut


def _words(run: str) -> list[tuple[str, int, int]]:
    """Words in plain letters, their first characters and their last; a mark or a hanzi is a word of its own.

    >>> _words("Don’t!")
    [('don', 0, 3), ("'", 3, 4), ('t', 4, 5), ('!', 5, 6)]
    """
    words: list[tuple[str, int, int]] = []
    joins = False
    for place, sign in enumerate(run.translate(PLAIN)):
        letters = unicodedata.normalize("NFD", sign.lower())
        plain = "".join(letter for letter in letters if unicodedata.category(letter) not in NOT_SEEN)
        if not plain:
            continue
        stands_alone = _stands_alone(plain)
        if joins and not stands_alone:
            word, first, _last = words.pop()
            words.append((word + plain, first, place + 1))
        else:
            words.append((plain, place, place + 1))
        joins = not stands_alone
    return words


def _stands_alone(sign: str) -> bool:
    is_hanzi = FIRST_HANZI <= sign[0] <= LAST_HANZI
    is_mark = (sign.isascii() and not sign.isalnum()) or unicodedata.category(sign[0]).startswith("P")
    return is_hanzi or is_mark
